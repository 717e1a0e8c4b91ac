"""Carries out typed calls with botocore."""
