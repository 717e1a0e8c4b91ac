"""Functions that inspect model classes and the annotations of their fields.

The conversion modules need only the annotations and the attrs attributes of a class, so they import
no models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard, cast, get_args, get_origin

from attrs import Attribute, AttrsInstance, fields, has

from appstream_typed._support.redaction import redacted
from appstream_typed.enums.base import OpenEnum

SLOT = "_unknown_members"
"""The attribute in which every model stores its unknown members."""


def attributes(cls: type[AttrsInstance]) -> tuple[Attribute[Any], ...]:
    """Return a model's attrs attributes in order, without the one for unknown members."""
    return tuple(attribute for attribute in fields(cls) if attribute.name != SLOT)


def parts(value: object) -> Iterator[object]:
    """Yield every value inside a model, a tuple or a mapping, at any depth."""
    inner: Iterable[object] = ()
    cls = type(value)
    if isinstance(value, tuple):
        inner = cast("Iterable[object]", value)
    elif isinstance(value, Mapping):
        inner = cast("Mapping[str, object]", value).values()
    elif is_model(cls):
        inner = [getattr(value, attribute.name) for attribute in attributes(cls)]
    for part in inner:
        yield part
        yield from parts(part)


def wire_name(attribute: Attribute[Any]) -> str:
    """Return AWS's name for a field: its metadata ``wire``, or its Python name in PascalCase."""
    return cast("str", attribute.metadata.get("wire") or pascal_case(attribute.name))


def pascal_case(name: str) -> str:
    """Return ``FleetName`` for ``fleet_name``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def without_none(annotation: Any) -> Any:
    """Return ``X`` for ``X | None``, and any other type unchanged."""
    if get_origin(annotation) in (None, tuple, Mapping):
        return annotation
    return next(part for part in get_args(annotation) if part is not type(None))


def is_list(annotation: Any) -> bool:
    """Return whether an annotation is ``tuple[X, ...]``, the type of list fields."""
    return get_origin(annotation) is tuple


def is_map(annotation: Any) -> bool:
    """Return whether an annotation is ``Mapping[str, X]``, the type of map fields."""
    return get_origin(annotation) is Mapping


def is_dict(annotation: Any) -> bool:
    """Return whether an annotation is ``dict[str, X]``, a return type of operations."""
    return get_origin(annotation) is dict


def is_model(annotation: Any) -> TypeGuard[type[AttrsInstance]]:
    """Return whether an annotation is a model: an attrs class that keeps unknown members."""
    return (
        isinstance(annotation, type) and has(annotation) and hasattr(annotation, "unknown_members")
    )


def is_enum(annotation: Any) -> TypeGuard[type[OpenEnum]]:
    """Return whether an annotation is an enum."""
    return isinstance(annotation, type) and issubclass(annotation, OpenEnum)


def may_be_sensitive(annotation: Any) -> bool:
    """Return whether a value of the type may contain a sensitive member."""
    value_type = without_none(annotation)
    while is_list(value_type) or is_map(value_type):
        value_type = get_args(value_type)[-1 if is_map(value_type) else 0]
    return is_model(value_type) and any(
        attribute.repr is redacted or may_be_sensitive(attribute.type)
        for attribute in attributes(value_type)
    )
