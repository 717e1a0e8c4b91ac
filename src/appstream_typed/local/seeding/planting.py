"""Creates what a seed lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from appstream_typed.local.resources import image_builders, sessions
from appstream_typed.local.resources.base_images import default_image
from appstream_typed.local.seeding.entry_checks import (
    check_entry,
    check_session,
    copy_without_nulls,
)
from appstream_typed.local.seeding.seed_format import BATCHES, CREATES, EXPECTED, KEYS, STATES
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.table_names import FLEETS, IMAGE_BUILDERS
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import ServiceError

Call = Callable[[str, Body], Body]


def plant(state: AccountState, seed: Mapping[str, Any], call: Call) -> None:
    """Create what the seed lists; if something in it is wrong, what stands before it stays.

    Args:
        state: The account and region to fill.
        seed: Lists by resource: each entry is the request that creates it in AWS's form. Image
            builders and fleets may have a ``State`` besides, stacks the names of their ``Fleets``.
            ``sessions`` have ``StackName`` and ``FleetName``, with ``UserId`` or a ``Count``.
        call: Carries out an operation in that account and region.

    Raises:
        ValueError: Something in the seed is wrong; names the place.
    """
    if not isinstance(cast("object", seed), Mapping):
        msg = f"expected {EXPECTED}, got {type(seed).__name__}"
        raise ValueError(msg)
    unknown = [key for key in seed if key not in KEYS]
    if unknown:
        msg = f"{unknown[0]} is not a key of a seed; known are {', '.join(KEYS)}"
        raise ValueError(msg)
    for resource in KEYS:
        entries: Any = seed.get(resource, [])
        if type(entries) is not list:
            msg = f"{resource}: expected a list"
            raise ValueError(msg)
        for index, entry in enumerate(cast("list[object]", entries)):
            where = f"{resource}[{index}]"
            if not isinstance(entry, dict):
                msg = f"{where}: expected an object"
                raise ValueError(msg)
            try:
                # A copy, for what is created keeps values of the request.
                _plant_one(state, resource, copy_without_nulls(cast("Body", entry)), call)
            except (ServiceError, ValueError) as error:
                reason = error.message if isinstance(error, ServiceError) else error
                msg = f"{where}: {reason}"
                raise ValueError(msg) from error


def _plant_one(state: AccountState, resource: str, entry: Body, call: Call) -> None:
    if resource == "sessions":
        _plant_sessions(state, entry)
        return
    wanted = entry.pop("State", None)
    fleets: Any = entry.pop("Fleets", []) if resource == "stacks" else []
    possible = STATES.get(resource, ())
    if wanted is not None and wanted not in possible:
        msg = f"State {wanted!r} cannot be seeded; possible: {', '.join(possible) or 'none'}"
        raise ValueError(msg)
    if type(fleets) is not list:
        msg = "Fleets must be a list of names"
        raise ValueError(msg)
    _complete(resource, entry)
    _create(resource, entry, call)
    if resource == "image_builders" and wanted is not None:
        settle = image_builders.run if wanted == "RUNNING" else image_builders.halt
        settle(state, find(state, IMAGE_BUILDERS, entry["Name"]))
    if resource == "fleets" and wanted == "RUNNING":
        state.become(find(state, FLEETS, entry["Name"]), "RUNNING")
    for fleet in cast("list[object]", fleets):
        pair: Body = {"FleetName": fleet, "StackName": entry["Name"]}
        check_entry(pair, "AssociateFleet")
        call("AssociateFleet", pair)


def _complete(resource: str, entry: Body) -> None:
    """Add what AWS asks for and a seed may leave out: image and capacity."""
    if resource not in ("image_builders", "fleets") or entry.get("FleetType") == "ELASTIC":
        return
    if "ImageName" not in entry and "ImageArn" not in entry:
        entry["ImageName"] = default_image(str(entry.get("InstanceType", "")))
    if resource == "fleets":
        entry.setdefault("ComputeCapacity", {"DesiredInstances": 1})


def _create(resource: str, entry: Body, call: Call) -> None:
    operation = CREATES[resource]
    member = BATCHES.get(resource)
    check_entry(entry, operation, member)
    result = call(operation, entry if member is None else {member: [entry]})
    for problem in result.get("errors", ()):
        raise ValueError(problem["ErrorMessage"])


def _plant_sessions(state: AccountState, entry: Body) -> None:
    check_session(entry)
    stack_name, fleet_name = entry["StackName"], entry["FleetName"]
    if "Count" in entry:
        sessions.connect_many(state, stack_name, fleet_name, entry["Count"])
    else:
        kind = entry.get("AuthenticationType", "API")
        sessions.connect(state, stack_name, fleet_name, entry["UserId"], kind)
