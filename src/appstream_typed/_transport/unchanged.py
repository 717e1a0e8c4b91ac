"""A marker for options that a clone keeps."""

from __future__ import annotations

from enum import Enum


class Unchanged(Enum):
    """The type of ``UNCHANGED``, the default of options for which ``None`` is a value."""

    __module__ = "appstream_typed"

    UNCHANGED = "unchanged"

    def __repr__(self) -> str:
        return "UNCHANGED"


UNCHANGED = Unchanged.UNCHANGED
"""The option is unchanged."""
