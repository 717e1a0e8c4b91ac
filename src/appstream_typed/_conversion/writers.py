"""The unstructure hooks of the cattrs converter. They write models as the dicts that boto3 takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from attrs import NOTHING, AttrsInstance

from appstream_typed._conversion.annotations import (
    SLOT,
    attributes,
    is_enum,
    is_list,
    is_map,
    is_model,
    wire_name,
    without_none,
)

if TYPE_CHECKING:
    from appstream_typed._conversion.cattrs_types import HookSource

Writer = Callable[[Any], Any]


class _NotAModel(Exception):  # noqa: N818 - it is private to this module
    """The error for a field with a value of a wrong type. Its text names the type."""


def model_writer(
    cls: type[AttrsInstance], converter: HookSource
) -> Callable[[Any], dict[str, object]]:
    """Return the function that writes a model as a dict, without ``None`` and empty optional lists."""
    plan = [
        (
            attribute.name,
            wire_name(attribute),
            _writer(without_none(attribute.type), converter),
            attribute.default is NOTHING,
        )
        for attribute in attributes(cls)
    ]

    def write(model: Any) -> dict[str, object]:
        written: dict[str, object] = {}
        for name, wire, write_value, required in plan:
            value = getattr(model, name)
            if value is None or (not required and value == ()):
                continue
            try:
                written[wire] = value if write_value is None else write_value(value)
            except _NotAModel as error:
                raise TypeError(f"{cls.__name__}.{name}: {error}") from None
        if unknown := getattr(model, SLOT, None):
            written.update(unknown)
        return written

    return write


def _writer(value_type: Any, converter: HookSource) -> Writer | None:
    """Return the function that writes values of a type; ``None`` if they need no conversion."""
    if is_map(value_type):
        return _map_writer(_writer(get_args(value_type)[1], converter))
    if is_list(value_type):
        write_item = _writer(get_args(value_type)[0], converter)
        return list if write_item is None else lambda items: [write_item(item) for item in items]
    if is_enum(value_type):
        return str
    if is_model(value_type):
        return _nested_writer(value_type, converter)
    if value_type is datetime:  # boto3's form keeps datetimes; a user's converter may write text
        write_timestamp: Writer = converter.get_unstructure_hook(datetime)
        return write_timestamp
    return None


def _map_writer(write_entry: Writer | None) -> Writer:
    if write_entry is None:
        return dict
    return lambda entries: {key: write_entry(value) for key, value in entries.items()}


def _nested_writer(cls: type[AttrsInstance], converter: HookSource) -> Writer:
    write_model: Writer = converter.get_unstructure_hook(cls)

    def write(value: object) -> object:
        if isinstance(value, cls):
            return write_model(value)
        raise _NotAModel(f"expected {cls.__name__}, got {_describe(value, cls)}")

    return write


def _describe(value: object, expected: type) -> str:
    name = type(value).__name__
    return (
        f"{name}; read it with {expected.__name__}.from_dict"
        if isinstance(value, Mapping)
        else name
    )
