"""Questions about the annotations of model fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard, cast, get_args, get_origin

from attrs import Attribute, fields

from appstream_typed._conversion.fields import redacted
from appstream_typed.enums.base import OpenEnum
from appstream_typed.models.base import Model

STRING_MAP = Mapping[str, str]


def attributes(cls: type[Model]) -> tuple[Attribute[Any], ...]:
    """The attrs attributes of a model, in order."""
    return tuple(fields(cast("Any", cls)))


def without_none(annotation: Any) -> Any:
    """``X`` of ``X | None``."""
    if get_origin(annotation) in (None, tuple) or annotation == STRING_MAP:
        return annotation
    return next(part for part in get_args(annotation) if part is not type(None))


def is_list(annotation: Any) -> bool:
    """Whether it is ``tuple[X, ...]``, as lists are held."""
    return get_origin(annotation) is tuple


def is_map(annotation: Any) -> bool:
    """Whether it is a map of strings."""
    return bool(annotation == STRING_MAP)


def is_dict(annotation: Any) -> bool:
    """Whether it is a dict of strings, as operations return one."""
    return bool(annotation == dict[str, str])


def is_model(annotation: Any) -> TypeGuard[type[Model]]:
    """Whether it is a model."""
    return isinstance(annotation, type) and issubclass(annotation, Model)


def is_enum(annotation: Any) -> TypeGuard[type[OpenEnum]]:
    """Whether it is an enum."""
    return isinstance(annotation, type) and issubclass(annotation, OpenEnum)


def may_be_sensitive(annotation: Any) -> bool:
    """Whether a value of the type may hold a sensitive member."""
    value_type = without_none(annotation)
    if is_list(value_type):
        value_type = get_args(value_type)[0]
    return is_model(value_type) and any(
        attribute.repr is redacted or may_be_sensitive(attribute.type)
        for attribute in attributes(value_type)
    )
