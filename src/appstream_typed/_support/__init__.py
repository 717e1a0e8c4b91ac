"""Helpers that know nothing of AppStream's API."""
