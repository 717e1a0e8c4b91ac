"""What the fields of generated models share: converters of arguments, and redaction.

Annotations are evaluated here, since attrs copies those of a converter to the constructor of a model.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import TypeVar

from appstream_typed._conversion.frozen_map import FrozenMap

_T = TypeVar("_T")


def items(value: Sequence[_T]) -> tuple[_T, ...]:
    """Make a tuple of the items given for a list field.

    Raises:
        TypeError: The value is a single string, bytes, or a mapping.
    """
    if isinstance(value, (str, bytes, Mapping)):
        msg = f"a list field takes a sequence of items, not a single {type(value).__name__}"
        if isinstance(value, str):
            msg += "; put it in a list: ['...']"
        raise TypeError(msg)
    return tuple(value)


def strings(value: Sequence[str]) -> tuple[str, ...]:
    """Convert the argument for a list of strings."""
    return items(value)


def utc(value: datetime) -> datetime:
    """Convert a timestamp to UTC; one without a time zone counts as UTC.

    Raises:
        TypeError: The value is not a ``datetime``.
    """
    _require(datetime, value)
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value.astimezone(timezone.utc)


def optional_utc(value: datetime | None) -> datetime | None:
    """Like ``utc``, for a field that may be absent."""
    return None if value is None else utc(value)


def string_map(value: Mapping[str, str]) -> Mapping[str, str]:
    """Convert the argument for a map of strings.

    Raises:
        TypeError: The value is not a mapping.
    """
    _require(Mapping, value)
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


def optional_string_map(value: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """Like ``string_map``, for a field that may be absent."""
    return None if value is None else string_map(value)


def _require(kind: type, value: object) -> None:
    if not isinstance(value, kind):
        msg = f"the field takes a {kind.__name__}, got {type(value).__name__}"
        raise TypeError(msg)
