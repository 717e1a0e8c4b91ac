"""Helpers that are independent of AppStream's operations."""
