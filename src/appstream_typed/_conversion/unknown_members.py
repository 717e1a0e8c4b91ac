"""Members that AWS sends and this release does not contain. Models keep them and send them back."""

from __future__ import annotations

from collections.abc import Mapping

from appstream_typed._conversion.annotations import SLOT
from appstream_typed._conversion.fields import NO_MEMBERS, kept_members


def unknown_members(model: object) -> Mapping[str, object]:
    """Return a read-only view of the unknown members of a model."""
    members: Mapping[str, object] = getattr(model, SLOT, NO_MEMBERS)
    return members


def keep(model: object, members: Mapping[str, object]) -> None:
    """Store unknown members in a frozen model."""
    object.__setattr__(model, SLOT, kept_members(members))
