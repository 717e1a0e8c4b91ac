"""Tests of other clients and tools against a local AppStream: ``python -m tests.clients``."""
