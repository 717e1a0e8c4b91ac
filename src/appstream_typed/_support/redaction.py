"""The text that replaces a sensitive value."""

from __future__ import annotations

REDACTED = "***"


def redacted(value: object) -> str:
    """Return the ``repr`` of a sensitive field: ``'***'`` if it has a value."""
    return repr(value) if value is None or value == () else repr(REDACTED)
