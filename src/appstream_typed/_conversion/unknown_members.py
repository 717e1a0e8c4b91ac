"""Members that AWS sends and this release does not know: models keep them and send them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from logging import getLogger
from typing import TYPE_CHECKING, Any, cast

from appstream_typed._conversion.annotations import SLOT, attributes, is_model, wire_name
from appstream_typed._conversion.frozen_map import FrozenMap

if TYPE_CHECKING:
    from botocore.model import Shape

_log = getLogger("appstream_typed")

NO_MEMBERS: Mapping[str, object] = FrozenMap({})
"""Those of a model that has none."""


def kept_members(members: Mapping[str, object]) -> Mapping[str, object]:
    """Convert the argument of a model's constructor.

    Raises:
        TypeError: It is not a mapping.
    """
    if members is NO_MEMBERS:
        return members
    if not isinstance(members, Mapping):
        msg = f"unknown_members takes a mapping in AWS's form, got {type(members).__name__}"
        raise TypeError(msg)
    return FrozenMap(members) if members else NO_MEMBERS


def unknown_members(model: object) -> Mapping[str, object]:
    """Return a read-only view of the unknown members of a model."""
    members: Mapping[str, object] = getattr(model, SLOT, NO_MEMBERS)
    return members


def keep(model: object, members: Mapping[str, object]) -> None:
    """Store unknown members in a model, although it is frozen."""
    object.__setattr__(model, SLOT, kept_members(members))


def sendable(written: Mapping[str, object], value: object, shape: Shape, path: str) -> object:
    """Return a model as it is written, without the unknown members that botocore cannot send.

    Members that this release knows stay: if botocore does not know them, that is the caller's mistake.

    Args:
        written: The model in boto3's form.
        value: The model.
        shape: Its shape in the installed botocore's model.
        path: The parameter's name, for the warning.
    """
    dropped: list[str] = []
    kept = _without(written, value, shape, path, dropped)
    if dropped:
        from botocore import __version__ as version

        _log.warning(
            "not sent, because the installed botocore %s does not know it: %s; "
            "AppStream may delete it. Upgrade boto3 to send it",
            version,
            ", ".join(dropped),
        )
    return kept


def has_unknown_members(value: object) -> bool:
    """Whether a model, or a part of it, has unknown members."""
    if isinstance(value, (tuple, FrozenMap)):
        parts = cast("Iterable[object]", value.values() if isinstance(value, FrozenMap) else value)
        return any(map(has_unknown_members, parts))
    cls = type(value)
    if not is_model(cls):
        return False
    return bool(unknown_members(value)) or any(
        has_unknown_members(getattr(value, attribute.name)) for attribute in attributes(cls)
    )


def _without(written: Any, value: Any, shape: Shape | None, path: str, dropped: list[str]) -> Any:
    """Return what is written of a value without what the shape does not have.

    ``value`` is what it was written of; ``None`` inside of an unknown member, which is raw data.
    """
    if isinstance(written, list):
        items: list[Any] = cast("list[Any]", written)
        values = value if value is not None else [None] * len(items)
        item_shape = cast("Shape | None", getattr(shape, "member", None))
        return [
            _without(item, of, item_shape, f"{path}[{index}]", dropped)
            for index, (item, of) in enumerate(zip(items, values, strict=True))
        ]
    if not isinstance(written, dict):
        return written
    entries = cast("dict[str, Any]", written)
    if not hasattr(shape, "members"):  # a map
        value_shape = cast("Shape | None", getattr(shape, "value", None))
        return {
            key: _without(item, value and value[key], value_shape, f"{path}[{key!r}]", dropped)
            for key, item in entries.items()
        }
    members = cast("Mapping[str, Shape]", cast("Any", shape).members)
    known: dict[str, Any] = {}
    if value is not None:
        known = {wire_name(a): getattr(value, a.name) for a in attributes(type(value))}
    kept: dict[str, object] = {}
    for name, item in entries.items():
        if name in known or name in members:
            inner = f"{path}.{name}"
            kept[name] = _without(item, known.get(name), members.get(name), inner, dropped)
        else:
            dropped.append(f"{path}.{name}")
    return kept
