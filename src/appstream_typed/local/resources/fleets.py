"""Fleets."""

from __future__ import annotations

from appstream_typed._support.service_facts import changeable_while_running
from appstream_typed.local.resources.images import image_by_arn, image_for
from appstream_typed.local.resources.instance_types import check_instance_type
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.sessions import live_sessions
from appstream_typed.local.resources.stacks import stacks_of
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import add_tags, check_new, error_entry, forget
from appstream_typed.local.state.listings import list_named
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import check_range, clear, pick
from appstream_typed.local.state.table_names import (
    APPLICATION_FLEET_ASSOCIATIONS,
    DIRECTORY_CONFIGS,
    FLEETS,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import bad_combination, in_use, not_permitted

ELASTIC_SUBNETS = 2
"""Subnets that an elastic fleet needs at least: API_CreateFleet."""

_COPIED = (
    "DisplayName",
    "Description",
    "InstanceType",
    "MaxUserDurationInSeconds",
    "DisconnectTimeoutInSeconds",
    "VpcConfig",
    "EnableDefaultInternetAccess",
    "DomainJoinInfo",
    "IdleDisconnectTimeoutInSeconds",
    "IamRoleArn",
    "StreamView",
    "Platform",
    "MaxConcurrentSessions",
    "UsbDeviceFilterStrings",
    "SessionScriptS3Location",
    "MaxSessionsPerInstance",
    "RootVolumeConfig",
    "DisableIMDSV1",
)
_ATTRIBUTES = {
    "VPC_CONFIGURATION": "VpcConfig",
    "VPC_CONFIGURATION_SECURITY_GROUP_IDS": "VpcConfig.SecurityGroupIds",
    "DOMAIN_JOIN_INFO": "DomainJoinInfo",
    "IAM_ROLE_ARN": "IamRoleArn",
    "USB_DEVICE_FILTER_STRINGS": "UsbDeviceFilterStrings",
    "SESSION_SCRIPT_S3_LOCATION": "SessionScriptS3Location",
    "MAX_SESSIONS_PER_INSTANCE": "MaxSessionsPerInstance",
    "VOLUME_CONFIGURATION": "RootVolumeConfig",
}
"""What ``AttributesToDelete`` deletes."""


@operation("CreateFleet")
def create_fleet(state: AccountState, request: Body) -> Body:
    """Create a fleet, which is STOPPED at first."""
    name = request["Name"]
    check_new(state, FLEETS, name)
    _check(request)
    arn = state.arn("fleet", name)
    elastic = request.get("FleetType") == "ELASTIC"
    body: Body = {
        "Arn": arn,
        "Name": name,
        "FleetType": request.get("FleetType", "ON_DEMAND"),
        "MaxUserDurationInSeconds": 57_600,
        "DisconnectTimeoutInSeconds": 900,
        "IdleDisconnectTimeoutInSeconds": 0,
        "StreamView": "APP",
        "EnableDefaultInternetAccess": False,
        "CreatedTime": state.now(),
        "State": "STOPPED",
        "FleetErrors": [],
        **pick(request, _COPIED),
    }
    if elastic:
        _check_elastic(request)
    else:
        _check_capacity(request)
        body |= _image(state, request)
    body["ComputeCapacityStatus"] = _desired(request)
    record = state.table(FLEETS).add(name, Record(body))
    add_tags(state, arn, request)
    return {"Fleet": _show(state, record)}


@operation("DescribeFleets")
def describe_fleets(state: AccountState, request: Body) -> Body:
    """List fleets, or describe those named."""
    return list_named(state, request, FLEETS, "Fleets", show=lambda record: _show(state, record))


@operation("UpdateFleet")
def update_fleet(state: AccountState, request: Body) -> Body:
    """Change a fleet: anything of a STOPPED one, some things of a RUNNING one."""
    name = request.get("Name")
    if name is None:  # the model does not require it, but there is no other way to tell the fleet
        msg = "Name is needed to tell which fleet to update."
        raise bad_combination(msg)
    record = find(state, FLEETS, name)
    elastic = record.body["FleetType"] == "ELASTIC"
    if record.state in ("STARTING", "STOPPING"):  # API_UpdateFleet names STARTING
        raise in_use(f"Fleet {name} is {record.state} and cannot be updated.")
    if record.state == "RUNNING":
        fixed = set(request) - {"Name"} - changeable_while_running(record.body["FleetType"])
        if fixed:
            # Public issue: cloudformation-coverage-roadmap 1017.
            raise in_use(
                f"{', '.join(sorted(fixed))} of fleet {name} cannot change while it is RUNNING; "
                f"stop the fleet first."
            )
    _check(request)
    if elastic and "ComputeCapacity" in request:  # API_UpdateFleet
        msg = "ComputeCapacity is not for fleets of type ELASTIC."
        raise bad_combination(msg)
    changes = pick(request, _COPIED)
    if not elastic and ("ImageName" in request or "ImageArn" in request):
        changes |= _image(state, request)
    if "ComputeCapacity" in request:
        changes["ComputeCapacityStatus"] = _desired(request)
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    if request.get("DeleteVpcConfig"):
        record.body.pop("VpcConfig", None)
    record.body.update(changes)
    return {"Fleet": _show(state, record)}


@operation("StartFleet")
def start_fleet(state: AccountState, request: Body) -> Body:
    """Start a fleet; it stays STARTING, with FleetErrors, if something is wrong with it."""
    name = request["Name"]
    record = find(state, FLEETS, name)
    if record.state in ("STARTING", "RUNNING"):
        return {}  # chosen: as nothing in the model's errors says otherwise
    if record.state != "STOPPED":
        raise not_permitted(f"Fleet {name} is {record.state}; only a STOPPED one starts.")
    record.body["FleetErrors"] = []

    def started() -> None:
        found = _defect(state, record)
        if found is None:
            state.become(record, "RUNNING")
        else:
            _add_error(state, record, *found)

    state.become(record, "STARTING", then=started, after=state.timings.fleet_start)
    return {}


@operation("StopFleet")
def stop_fleet(state: AccountState, request: Body) -> Body:
    """Stop a fleet; its sessions end."""
    name = request["Name"]
    record = find(state, FLEETS, name)
    if record.state in ("STOPPING", "STOPPED"):
        return {}  # chosen, as for StartFleet
    for session in live_sessions(state, name):
        session.ended = state.now()

    def stopped() -> None:
        record.body["FleetErrors"] = []
        state.become(record, "STOPPED")

    state.become(record, "STOPPING", then=stopped, after=state.timings.fleet_stop)
    return {}


@operation("DeleteFleet")
def delete_fleet(state: AccountState, request: Body) -> Body:
    """Delete a fleet that is STOPPED and belongs to no stack.

    Terraform stops fleets before it deletes them, and retries ResourceInUseException
    (internal/service/appstream/fleet.go).
    """
    name = request["Name"]
    record = find(state, FLEETS, name)
    stacks = stacks_of(state, name)
    if stacks:
        raise in_use(f"Fleet {name} is associated with stacks: {', '.join(stacks)}.")
    if record.state != "STOPPED":
        raise in_use(f"Fleet {name} is {record.state}; stop it before you delete it.")
    for pair in list(state.table(APPLICATION_FLEET_ASSOCIATIONS)):
        if pair.body["FleetName"] == name:
            key = (name, pair.body["ApplicationArn"])
            state.table(APPLICATION_FLEET_ASSOCIATIONS).remove(key)
    forget(state, FLEETS, record)
    return {}


def fail(state: AccountState, name: str, code: str, message: str) -> None:
    """Put an error on a fleet; one that is STARTING or RUNNING is STARTING from then on.

    Raises:
        ServiceError: There is none of that name.
    """
    record = find(state, FLEETS, name)
    _add_error(state, record, code, message)
    if record.state in ("STARTING", "RUNNING"):
        state.become(record, "STARTING")


def _add_error(state: AccountState, record: Record, code: str, message: str) -> None:
    entry = error_entry(state, code, message)
    del entry["ErrorTimestamp"]  # FleetError has none
    record.body["FleetErrors"] = [*record.body["FleetErrors"], entry]


def _defect(state: AccountState, record: Record) -> tuple[str, str] | None:
    """Why the fleet cannot run, as an error code and message."""
    image_arn = record.body.get("ImageArn")
    if image_arn is not None:
        image = image_by_arn(state, image_arn)
        if image is None or image.state != "AVAILABLE":
            return "IMAGE_NOT_FOUND", f"Image {record.body['ImageName']} is not available any more."
    directory = record.body.get("DomainJoinInfo", {}).get("DirectoryName")
    if directory is not None and directory not in state.table(DIRECTORY_CONFIGS):
        message = f"There is no directory config for {directory}."
        return "DOMAIN_JOIN_ERROR_NO_SUCH_DOMAIN", message
    return None


def _show(state: AccountState, record: Record) -> Body:
    """The fleet as it is now, with what its instances are doing."""
    body = dict(record.body)
    status = dict(body["ComputeCapacityStatus"])
    sessions = len(live_sessions(state, body["Name"]))
    running = status["Desired"] if record.state == "RUNNING" else 0
    per_instance = body.get("MaxSessionsPerInstance")
    in_use_now = sessions if per_instance is None else -(-sessions // per_instance)
    status |= {"Running": running, "InUse": in_use_now, "Available": max(running - in_use_now, 0)}
    if per_instance is not None:
        slots = running * per_instance
        status |= {
            "ActualUserSessions": slots,
            "ActiveUserSessions": sessions,
            "AvailableUserSessions": max(slots - sessions, 0),
        }
    body["ComputeCapacityStatus"] = status
    return body


def _desired(request: Body) -> Body:
    capacity = request.get("ComputeCapacity", {})
    sessions = capacity.get("DesiredSessions")
    if sessions is None:
        return {"Desired": capacity.get("DesiredInstances", 0)}
    per_instance = request.get("MaxSessionsPerInstance") or 1
    return {"Desired": -(-sessions // per_instance), "DesiredUserSessions": sessions}


def _image(state: AccountState, request: Body) -> Body:
    image = image_for(state, request).body
    return {
        "ImageName": image["Name"],
        "ImageArn": image["Arn"],
        "Platform": image["Platform"],
    }


def _check(request: Body) -> None:
    if "InstanceType" in request:
        check_instance_type(request["InstanceType"])
    # Limits of API_CreateFleet.
    check_range(request, "MaxUserDurationInSeconds", 600, 432_000)
    check_range(request, "DisconnectTimeoutInSeconds", 60, 36_000)
    idle = request.get("IdleDisconnectTimeoutInSeconds")
    if idle:  # 0 switches it off
        check_range(request, "IdleDisconnectTimeoutInSeconds", 60, 36_000)


def _check_elastic(request: Body) -> None:
    # Rules of API_CreateFleet.
    if "ComputeCapacity" in request or "DomainJoinInfo" in request:
        msg = "ComputeCapacity and DomainJoinInfo are not for fleets of type ELASTIC."
        raise bad_combination(msg)
    if request.get("MaxConcurrentSessions") is None:
        msg = "A fleet of type ELASTIC needs MaxConcurrentSessions."
        raise bad_combination(msg)
    if len(request.get("VpcConfig", {}).get("SubnetIds", ())) < ELASTIC_SUBNETS:
        msg = "A fleet of type ELASTIC needs a VpcConfig with two subnets or more."
        raise bad_combination(msg)


def _check_capacity(request: Body) -> None:
    # Rules of API_CreateFleet and of ComputeCapacity.
    if request.get("MaxConcurrentSessions") is not None:
        msg = "MaxConcurrentSessions is for fleets of type ELASTIC only."
        raise bad_combination(msg)
    capacity = request.get("ComputeCapacity", {})
    if "DesiredInstances" in capacity and "DesiredSessions" in capacity:
        msg = "ComputeCapacity takes DesiredInstances or DesiredSessions, not both."
        raise bad_combination(msg)
    if "DesiredSessions" in capacity and not request.get("MaxSessionsPerInstance"):
        msg = "DesiredSessions is for multi-session fleets, which have MaxSessionsPerInstance."
        raise bad_combination(msg)
