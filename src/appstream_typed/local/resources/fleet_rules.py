"""What AppStream asks of a fleet: limits, and members that go together."""

from __future__ import annotations

from appstream_typed.local.resources.instance_types import check_instance_type
from appstream_typed.local.resources.roles import check_role
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.members import check_range
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import CAPACITY_TOO_LOW, NO_CAPACITY
from appstream_typed.local.wire.service_errors import bad_combination

ELASTIC_SUBNETS = 2
"""Subnets that an elastic fleet needs at least: API_CreateFleet."""


def check_fleet(state: AccountState, request: Body, *, elastic: bool) -> None:
    """Check what creations and updates have in common.

    Raises:
        ServiceError: Something is outside of its limits, or not for fleets of that type.
    """
    if "InstanceType" in request:
        check_instance_type(
            state, request["InstanceType"], "elastic fleets" if elastic else "fleets"
        )
    check_role(request)
    # Limits of API_CreateFleet.
    check_range(request, "MaxUserDurationInSeconds", 600, 432_000)
    check_range(request, "DisconnectTimeoutInSeconds", 60, 36_000)
    if request.get("IdleDisconnectTimeoutInSeconds"):  # 0 switches it off
        check_range(request, "IdleDisconnectTimeoutInSeconds", 60, 36_000)
    if elastic and "ComputeCapacity" in request:  # API_CreateFleet, API_UpdateFleet
        msg = "ComputeCapacity is not for fleets of type ELASTIC."
        raise bad_combination(msg)


def check_new_elastic(request: Body) -> None:
    """Check the rules of API_CreateFleet for fleets of type ELASTIC.

    Raises:
        ServiceError: One of them does not hold.
    """
    if "DomainJoinInfo" in request:
        msg = "DomainJoinInfo is not for fleets of type ELASTIC."
        raise bad_combination(msg)
    if request.get("MaxConcurrentSessions") is None:
        msg = "A fleet of type ELASTIC needs MaxConcurrentSessions."
        raise bad_combination(msg)
    if len(request.get("VpcConfig", {}).get("SubnetIds", ())) < ELASTIC_SUBNETS:
        msg = "A fleet of type ELASTIC needs a VpcConfig with two subnets or more."
        raise bad_combination(msg)


def check_new_capacity(state: AccountState, request: Body) -> None:
    """Check the capacity of a new fleet that is not of type ELASTIC.

    Raises:
        ServiceError: It is missing, or not as API_CreateFleet and ComputeCapacity say.
    """
    if request.get("MaxConcurrentSessions") is not None:
        msg = "MaxConcurrentSessions is for fleets of type ELASTIC only."
        raise bad_combination(msg)
    check_capacity(
        request.get("ComputeCapacity", {}), request, minimum=0 if state.is_seeding else 1
    )


def check_capacity(capacity: Body, fleet: Body, *, minimum: int) -> None:
    """Check a ``ComputeCapacity``.

    Args:
        capacity: The capacity.
        fleet: The fleet that it is for.
        minimum: The least that it may be.

    Raises:
        ServiceError: It names both members or none, or is too low.
    """
    given = [member for member in ("DesiredInstances", "DesiredSessions") if member in capacity]
    if not given:
        raise NO_CAPACITY(fleet=fleet["Name"])
    if len(given) > 1:
        msg = "ComputeCapacity takes DesiredInstances or DesiredSessions, not both."
        raise bad_combination(msg)
    if "DesiredSessions" in capacity and not fleet.get("MaxSessionsPerInstance"):
        msg = "DesiredSessions is for multi-session fleets, which have MaxSessionsPerInstance."
        raise bad_combination(msg)
    member = given[0]
    if capacity[member] < minimum:
        raise CAPACITY_TOO_LOW(member=member, minimum=minimum, given=capacity[member])


def desired_capacity(fleet: Body) -> Body:
    """The ``ComputeCapacityStatus`` of a fleet as far as its capacity decides."""
    capacity = fleet.get("ComputeCapacity", {})
    sessions = capacity.get("DesiredSessions")
    if sessions is None:
        return {"Desired": capacity.get("DesiredInstances", 0)}
    per_instance = fleet.get("MaxSessionsPerInstance") or 1
    return {"Desired": -(-sessions // per_instance), "DesiredUserSessions": sessions}


def without_empty_domain(body: Body) -> None:
    """Remove a ``DomainJoinInfo`` whose names are empty.

    Terraform sends one for fleets and image builders that join no domain
    (TestAccAppStreamFleet_emptyDomainJoin in hashicorp/terraform-provider-aws#38627), and they run.
    """
    if not any(body.get("DomainJoinInfo", {"": "absent"}).values()):
        del body["DomainJoinInfo"]
