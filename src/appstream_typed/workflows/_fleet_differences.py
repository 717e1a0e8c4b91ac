"""Compares a change with a fleet, and determines whether the change requires a stopped fleet.

No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from botocore import xform_name

from appstream_typed._support.service_facts import (
    FLEET_ATTRIBUTES_TO_DELETE,
    changeable_while_running,
)
from appstream_typed.models.base import Model

if TYPE_CHECKING:
    from appstream_typed.models.fleets import ComputeCapacity, Fleet


def given_changes(changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes that are not ``None``. Iterators are converted to tuples."""
    return {
        name: tuple(cast("Iterable[object]", value))
        if isinstance(value, Iterable) and not isinstance(value, (str, Mapping))
        else value
        for name, value in changes.items()
        if value is not None
    }


def differences(fleet: Fleet, changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes to values that the fleet does not have yet."""
    return {name: value for name, value in changes.items() if not _has(fleet, name, value)}


def needs_stop(fleet: Fleet, changes: Iterable[str]) -> bool:
    """Return whether AWS allows any of the changes only while the fleet is stopped."""
    allowed = {xform_name(member) for member in changeable_while_running(fleet.fleet_type)}
    return not allowed.issuperset(changes)


def _has(fleet: Fleet, name: str, value: object) -> bool:
    if name == "attributes_to_delete":
        return all(_lacks(fleet, str(each)) for each in cast("tuple[str, ...]", value))
    if name == "delete_vpc_config":
        return not value or fleet.vpc_config is None
    if name == "compute_capacity":
        return _has_capacity(fleet, cast("ComputeCapacity", value))
    if not hasattr(fleet, name):  # AWS does not return all attributes
        return False
    return _contains(getattr(fleet, name), value)


def _lacks(fleet: Fleet, attribute: str) -> bool:
    path = FLEET_ATTRIBUTES_TO_DELETE.get(attribute)
    if path is None:  # a value added later
        return False
    found: object = fleet
    for member in path.split("."):
        found = None if found is None else getattr(found, xform_name(member))
    return found in (None, ())


def _has_capacity(fleet: Fleet, wanted: ComputeCapacity) -> bool:
    status = fleet.compute_capacity_status
    pairs = (
        (wanted.desired_instances, status.desired),
        (wanted.desired_sessions, status.desired_user_sessions),
    )
    return all(value is None or value == found for value, found in pairs)


def _contains(found: object, wanted: object) -> bool:
    """Return whether a value matches the wanted value.

    If the values are structures, members that the wanted structure lacks are ignored.
    """
    if isinstance(wanted, Model) and isinstance(found, Model):
        there = found.to_dict()
        return all(there.get(name) == value for name, value in wanted.to_dict().items())
    return found == wanted
