"""AppStream's rules for fleets: the limits of members, and their valid combinations."""

from __future__ import annotations

from appstream_typed.local.resources.instance_types import check_instance_type
from appstream_typed.local.resources.roles import check_role
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.members import check_range
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import CAPACITY_TOO_LOW, NO_CAPACITY
from appstream_typed.local.wire.service_errors import bad_combination

ELASTIC_SUBNETS = 2
"""The minimum number of subnets of an elastic fleet (API_CreateFleet)."""


def check_fleet(state: AccountState, request: Body, *, elastic: bool) -> None:
    """Check the rules that apply to both creation and update.

    Raises:
        ServiceError: A value is outside its limits or not valid for the fleet type.
    """
    if "InstanceType" in request:
        check_instance_type(
            state, request["InstanceType"], "elastic fleets" if elastic else "fleets"
        )
    check_role(request)
    # Limits of API_CreateFleet.
    check_range(request, "MaxUserDurationInSeconds", 600, 432_000)
    check_range(request, "DisconnectTimeoutInSeconds", 60, 36_000)
    if request.get("IdleDisconnectTimeoutInSeconds"):  # 0 disables the timeout
        check_range(request, "IdleDisconnectTimeoutInSeconds", 60, 36_000)
    if elastic and "ComputeCapacity" in request:  # API_CreateFleet, API_UpdateFleet
        msg = "ComputeCapacity is not valid for fleets of type ELASTIC."
        raise bad_combination(msg)


def check_new_elastic(request: Body) -> None:
    """Check the rules of API_CreateFleet for fleets of type ELASTIC.

    Raises:
        ServiceError: A rule is violated.
    """
    if "DomainJoinInfo" in request:
        msg = "DomainJoinInfo is not valid for fleets of type ELASTIC."
        raise bad_combination(msg)
    if request.get("MaxConcurrentSessions") is None:
        msg = "A fleet of type ELASTIC needs MaxConcurrentSessions."
        raise bad_combination(msg)
    if len(request.get("VpcConfig", {}).get("SubnetIds", ())) < ELASTIC_SUBNETS:
        msg = "A fleet of type ELASTIC needs a VpcConfig with at least two subnets."
        raise bad_combination(msg)


def check_new_capacity(state: AccountState, request: Body) -> None:
    """Check the capacity of a new fleet that is not of type ELASTIC.

    Raises:
        ServiceError: It is missing, or violates the rules of API_CreateFleet or ComputeCapacity.
    """
    if request.get("MaxConcurrentSessions") is not None:
        msg = "MaxConcurrentSessions is valid only for fleets of type ELASTIC."
        raise bad_combination(msg)
    check_capacity(
        request.get("ComputeCapacity", {}), request, minimum=0 if state.is_seeding else 1
    )


def check_capacity(capacity: Body, fleet: Body, *, minimum: int) -> None:
    """Check a ``ComputeCapacity``.

    Args:
        capacity: The capacity.
        fleet: The fleet.
        minimum: The minimum of the capacity.

    Raises:
        ServiceError: It has both members or neither, is below the minimum, or does not fit the fleet.
    """
    given = [member for member in ("DesiredInstances", "DesiredSessions") if member in capacity]
    if not given:
        raise NO_CAPACITY(fleet=fleet["Name"])
    if len(given) > 1:
        msg = "Specify either DesiredInstances or DesiredSessions in ComputeCapacity, not both."
        raise bad_combination(msg)
    if "DesiredSessions" in capacity and not fleet.get("MaxSessionsPerInstance"):
        msg = "DesiredSessions is valid only for multi-session fleets; specify MaxSessionsPerInstance too."
        raise bad_combination(msg)
    member = given[0]
    if capacity[member] < minimum:
        raise CAPACITY_TOO_LOW(member=member, minimum=minimum, given=capacity[member])


def desired_capacity(fleet: Body) -> Body:
    """Return the members of ``ComputeCapacityStatus`` that depend only on the requested capacity."""
    capacity = fleet.get("ComputeCapacity", {})
    sessions = capacity.get("DesiredSessions")
    if sessions is None:
        return {"Desired": capacity.get("DesiredInstances", 0)}
    per_instance = fleet.get("MaxSessionsPerInstance") or 1
    return {"Desired": -(-sessions // per_instance), "DesiredUserSessions": sessions}


def without_empty_domain(body: Body) -> None:
    """Remove a ``DomainJoinInfo`` whose names are empty.

    Terraform sends one for fleets and image builders that join no domain
    (TestAccAppStreamFleet_emptyDomainJoin in hashicorp/terraform-provider-aws#38627), and AWS
    accepts it.
    """
    if not any(body.get("DomainJoinInfo", {"": "absent"}).values()):
        del body["DomainJoinInfo"]
