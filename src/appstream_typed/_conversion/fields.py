"""Converts the arguments of models' constructors, and names the field of an invalid argument.

This module does not postpone the evaluation of annotations (PEP 563), since attrs copies the
annotations of a converter to the model's constructor.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from traceback import walk_tb
from typing import Any, TypeVar, cast

from attrs import Attribute, AttrsInstance, fields

from appstream_typed._conversion.frozen_map import FrozenMap

_T = TypeVar("_T")


NO_MEMBERS: Mapping[str, object] = FrozenMap({})
"""The value of ``unknown_members`` for a model that has none."""


def kept_members(value: Mapping[str, object]) -> Mapping[str, object]:
    """Convert the argument ``unknown_members`` of a model's constructor.

    Raises:
        TypeError: The value is not a mapping.
    """
    return value if value is NO_MEMBERS else frozen_map(value) or NO_MEMBERS


def items(value: Iterable[_T]) -> tuple[_T, ...]:
    """Return the items of the argument for a list field as a tuple.

    Raises:
        TypeError: The value is a single string, bytes, a mapping, or not iterable.
    """
    _require_list(value)
    return tuple(value)


def strings(value: Iterable[str]) -> tuple[str, ...]:
    """Convert the argument for a list of strings."""
    return items(value)


def utc(value: datetime) -> datetime:
    """Convert a timestamp to UTC. A timestamp without a time zone is treated as UTC.

    Raises:
        TypeError: The value is not a ``datetime``.
    """
    _require(datetime, value)
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value.astimezone(timezone.utc)


def optional_utc(value: datetime | None) -> datetime | None:
    """Convert a timestamp as ``utc`` does, and keep ``None``."""
    return None if value is None else utc(value)


def frozen_map(value: Mapping[str, _T]) -> Mapping[str, _T]:
    """Convert the argument for a map.

    Raises:
        TypeError: The value is not a mapping.
    """
    _require(Mapping, value)
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


def string_map(value: Mapping[str, str]) -> Mapping[str, str]:
    """Convert the argument for a map of strings.

    Raises:
        TypeError: The value is not a mapping.
    """
    return frozen_map(value)


def optional_string_map(value: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """Convert a map as ``string_map`` does, and keep ``None``."""
    return None if value is None else string_map(value)


def field_of_error(
    cls: type[AttrsInstance], error: TypeError, arguments: Mapping[str, object]
) -> str | None:
    """Return a converter's error text after the name of its field: ``Fleet.created_time: ...``.

    Return ``None`` if no converter raised the error.

    Args:
        cls: The model.
        error: The exception that its constructor raised.
        arguments: The keywords of the constructor.
    """
    called = {frame.f_code for frame, _ in walk_tb(error.__traceback__)}
    found = [
        field
        for field in fields(cls)
        if field.alias in arguments and getattr(field.converter, "__code__", None) in called
    ]
    if len(found) > 1:  # several fields share the converter
        found = [field for field in found if _refuses(field, arguments[field.alias or ""])]
    return f"{cls.__name__}.{found[0].alias}: {error}" if found else None


def _require_list(value: object) -> None:
    kind = type(value)
    if not issubclass(kind, Iterable):
        raise TypeError(f"a list field takes an iterable of items, not {kind.__name__}")
    if issubclass(kind, (str, bytes, Mapping)):
        msg = f"a list field takes an iterable of items, not a single {kind.__name__}"
        raise TypeError(msg + ("; put it in a list: ['...']" if kind is str else ""))


def _refuses(field: "Attribute[Any]", value: object) -> bool:
    convert: Callable[[object], object] = cast("Any", field).converter
    try:
        convert(value)
    except TypeError:
        return True
    return False


def _require(kind: type, value: object) -> None:
    if not isinstance(value, kind):
        msg = f"the field takes a {kind.__name__}, got {type(value).__name__}"
        raise TypeError(msg)
