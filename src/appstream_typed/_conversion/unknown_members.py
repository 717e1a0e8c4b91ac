"""Members that AWS sends and this release does not know: models keep them and do not send them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import is_
from types import MappingProxyType
from typing import Any, cast

from appstream_typed._conversion.annotations import attributes, is_model

SLOT = "_unknown_members"
"""The slot of every model that holds them."""


def unknown_members(model: object) -> Mapping[str, object]:
    """Return a read-only view of the unknown members of a model."""
    return MappingProxyType(getattr(model, SLOT, {}))


def keep(model: object, members: Mapping[str, object]) -> None:
    """Store unknown members in a model, although it is frozen."""
    if members:
        object.__setattr__(model, SLOT, dict(members))


def without_unknown_members(value: Any) -> Any:
    """Return a model, or a tuple of models, without unknown members at any depth."""
    cls: Any = value.__class__
    if cls is tuple:
        items = cast("tuple[Any, ...]", value)
        known_items = tuple(without_unknown_members(item) for item in items)
        return items if all(map(is_, items, known_items)) else known_items
    if not is_model(cls):
        return value
    fields = {attribute.name: getattr(value, attribute.name) for attribute in attributes(cls)}
    known = {name: without_unknown_members(item) for name, item in fields.items()}
    if not unknown_members(value) and all(known[name] is fields[name] for name in fields):
        return value
    create = cast("Callable[..., Any]", cls)
    return create(**known)
