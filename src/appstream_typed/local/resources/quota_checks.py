"""Refuses requests that exceed the quotas of an account, if quotas are set."""

from __future__ import annotations

from collections.abc import Iterable

from appstream_typed.local.quotas import Quotas
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.table_names import (
    APP_BLOCK_BUILDERS,
    FLEETS,
    IMAGE_BUILDERS,
    IMAGE_PERMISSIONS,
    IMAGES,
    STACKS,
    USERS,
)
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import CAPACITY_QUOTA, QUOTA


def check_quota(what: str, count: int, limit: int) -> None:
    """Check that one more resource is within a quota.

    Args:
        what: The noun in the message.
        count: The number of existing resources.
        limit: The quota.

    Raises:
        ServiceError: The quota is exceeded.
    """
    if count >= limit:
        raise QUOTA(what=what, requested=count + 1, limit=limit)


def check_fleet_quotas(state: AccountState, fleet: Body, *, new: bool = False) -> None:
    """Check the quotas for a new or changed fleet.

    Raises:
        ServiceError: The quota of fleets, instances or sessions is exceeded.
    """
    quotas = _quotas(state)
    if quotas is None:
        return
    if new:
        check_quota("fleets", len(state.table(FLEETS)), quotas.fleets)
    others = [r.body for r in state.table(FLEETS) if r.body["Name"] != fleet["Name"]]
    kind = fleet["InstanceType"]
    if fleet["FleetType"] == "ELASTIC":
        same = [o for o in others if o["FleetType"] == "ELASTIC"]
        platform = fleet.get("Platform")
        requested = fleet["MaxConcurrentSessions"] + sum(
            other["MaxConcurrentSessions"]
            for other in _of_type(same, kind)
            if other.get("Platform") == platform
        )
        limit = quotas.elastic_sessions.get(kind, 0)
        if requested > limit:
            raise QUOTA(what=f"sessions of elastic {kind}", requested=requested, limit=limit)
        return
    desired = fleet["ComputeCapacityStatus"]["Desired"]
    if fleet.get("EnableDefaultInternetAccess") and desired > quotas.internet_fleet_instances:
        _refuse_capacity(fleet, desired, quotas.internet_fleet_instances)
    instances = [o for o in others if o["FleetType"] != "ELASTIC"]
    total = desired + sum(o["ComputeCapacityStatus"]["Desired"] for o in _of_type(instances, kind))
    if total > quotas.fleet_instances.get(kind, 0):
        _refuse_capacity(fleet, total, quotas.fleet_instances.get(kind, 0))


def check_stack_quota(state: AccountState) -> None:
    """Check the quota for one more stack.

    Raises:
        ServiceError: The quota is exceeded.
    """
    quotas = _quotas(state)
    if quotas is not None:
        check_quota("stacks", len(state.table(STACKS)), quotas.stacks)


def check_user_quota(state: AccountState) -> None:
    """Check the quota for one more user.

    Raises:
        ServiceError: The quota is exceeded.
    """
    quotas = _quotas(state)
    if quotas is not None:
        check_quota("users in the user pool", len(state.table(USERS)), quotas.users)


def check_builder_quotas(state: AccountState, table: str, instance_type: str) -> None:
    """Check the quota for one more image builder or app block builder.

    Raises:
        ServiceError: The quota is exceeded.
    """
    quotas = _quotas(state)
    if quotas is None:
        return
    total, by_type = {
        IMAGE_BUILDERS: (quotas.image_builders, quotas.image_builder_instances),
        APP_BLOCK_BUILDERS: (quotas.app_block_builders, quotas.app_block_builder_instances),
    }[table]
    there = [record.body for record in state.table(table)]
    what = table.replace("_", " ")
    check_quota(what, len(there), total)
    same = len(_of_type(there, instance_type))
    check_quota(f"{instance_type} {what}", same, by_type.get(instance_type, 0))


def check_image_quotas(state: AccountState, through: str) -> None:
    """Check the quotas for one more image and one more concurrent copy or update.

    Raises:
        ServiceError: The quota is exceeded.
    """
    quotas = _quotas(state)
    if quotas is None:
        return
    own = [r for r in state.table(IMAGES) if r.body["Visibility"] == "PRIVATE"]
    check_quota("images", len(own), quotas.images)
    under_way = sum(record.state == through for record in own)
    if through == "COPYING":
        check_quota("concurrent image copies", under_way, quotas.image_copies)
    if through == "CREATING":
        check_quota("concurrent image updates", under_way, quotas.image_updates)


def check_share_quota(state: AccountState, image_name: str) -> None:
    """Check the quota for sharing an image with one more account.

    Raises:
        ServiceError: The quota is exceeded.
    """
    quotas = _quotas(state)
    if quotas is None:
        return
    table = state.table(IMAGE_PERMISSIONS)
    shares = sum(table.get((image_name, r.body["sharedAccountId"])) is r for r in table)
    check_quota(f"accounts that image {image_name} is shared with", shares, quotas.image_shares)


def _quotas(state: AccountState) -> Quotas | None:
    return None if state.is_seeding else state.settings.quotas


def _of_type(bodies: Iterable[Body], instance_type: str) -> list[Body]:
    return [body for body in bodies if body["InstanceType"] == instance_type]


def _refuse_capacity(fleet: Body, requested: int, limit: int) -> None:
    raise CAPACITY_QUOTA(
        instance_type=fleet["InstanceType"],
        fleet=fleet["Name"],
        requested=requested,
        limit=limit,
    )
