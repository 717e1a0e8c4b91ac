"""Handlers of AppStream's operations, with a module for each resource.

Names such as API_CreateFleet are pages of AWS's API reference. The guide is AppStream's
administration guide, and the model is AppStream's model in botocore.
"""
