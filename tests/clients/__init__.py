"""Clients and tools of other makers, tried against a local AppStream: ``python -m tests.clients``."""
