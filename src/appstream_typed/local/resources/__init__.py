"""Handlers of AppStream's operations, with a module for each resource."""
