"""Fleets."""

from __future__ import annotations

from appstream_typed._support.service_facts import (
    FLEET_ATTRIBUTES_TO_DELETE,
    changeable_while_running,
)
from appstream_typed.local.resources.fleet_rules import (
    check_capacity,
    check_fleet,
    check_new_capacity,
    check_new_elastic,
    desired_capacity,
    without_empty_domain,
)
from appstream_typed.local.resources.images import image_by_arn, image_for
from appstream_typed.local.resources.instance_types import check_family
from appstream_typed.local.resources.quota_checks import check_fleet_quotas
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.sessions import end_sessions, use_of
from appstream_typed.local.resources.stacks import stacks_of
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.lifecycle import add_tags, check_new, error_entry, forget
from appstream_typed.local.state.listings import list_named
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import clear, pick
from appstream_typed.local.state.session_pools import FleetUse
from appstream_typed.local.state.table_names import (
    APPLICATION_FLEET_ASSOCIATIONS,
    DIRECTORY_CONFIGS,
    FLEETS,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import (
    FLEET_HAS_STACKS,
    FLEET_IS_ACTIVE,
    STOPPED_FLEET_STOPS,
)
from appstream_typed.local.wire.service_errors import bad_combination, in_use, not_permitted

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


@operation("CreateFleet")
def create_fleet(state: AccountState, request: Body) -> Body:
    """Create a fleet. Its initial state is STOPPED."""
    name = request["Name"]
    check_new(state, FLEETS, name)
    elastic = request.get("FleetType") == "ELASTIC"
    check_fleet(state, request, elastic=elastic)
    arn = state.arn("fleet", name)
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
        check_new_elastic(request)
    else:
        check_new_capacity(state, request)
        body |= _image(state, request, request["InstanceType"])
    without_empty_domain(body)
    body["ComputeCapacityStatus"] = desired_capacity(request)
    check_fleet_quotas(state, body, new=True)
    record = state.table(FLEETS).add(name, Record(body))
    add_tags(state, arn, request)
    return {"Fleet": show(state, record)}


@operation("DescribeFleets", counts_sessions=True)
def describe_fleets(state: AccountState, request: Body) -> Body:
    """List fleets, or describe the named ones."""
    return list_named(state, request, FLEETS, "Fleets", show=lambda record: show(state, record))


@operation("UpdateFleet", counts_sessions=True)
def update_fleet(state: AccountState, request: Body) -> Body:
    """Update a fleet: any member of a STOPPED fleet, some members of a RUNNING one."""
    name = request.get("Name")
    if name is None:  # the model does not require it, but no other member identifies the fleet
        msg = "Specify the Name of the fleet to update."
        raise bad_combination(msg)
    record = find(state, FLEETS, name)
    elastic = record.body["FleetType"] == "ELASTIC"
    if record.state in ("STARTING", "STOPPING"):  # API_UpdateFleet mentions only STARTING
        raise in_use(f"Fleet {name} is {record.state} and cannot be updated.")
    if record.state == "RUNNING":
        fixed = set(request) - {"Name"} - changeable_while_running(record.body["FleetType"])
        if fixed:
            raise FLEET_IS_ACTIVE(fleet=name)
    check_fleet(state, request, elastic=elastic)
    changes = pick(request, _COPIED)
    if not elastic:
        changes |= _changed_image(state, record, request)
    if "ComputeCapacity" in request:
        check_capacity(request["ComputeCapacity"], {**record.body, **changes}, minimum=0)
        changes["ComputeCapacityStatus"] = desired_capacity({**record.body, **request})
    check_fleet_quotas(state, {**record.body, **changes})
    clear(record, request.get("AttributesToDelete", ()), FLEET_ATTRIBUTES_TO_DELETE)
    if request.get("DeleteVpcConfig"):
        record.body.pop("VpcConfig", None)
    record.body.update(changes)
    without_empty_domain(record.body)
    return {"Fleet": show(state, record)}


@operation("StartFleet")
def start_fleet(state: AccountState, request: Body) -> Body:
    """Start a fleet. A misconfigured fleet remains STARTING and has FleetErrors."""
    name = request["Name"]
    record = find(state, FLEETS, name)
    if record.state in ("STARTING", "RUNNING"):
        return {}  # an assumption, based on the errors in the model
    if record.state != "STOPPED":
        raise not_permitted(f"Fleet {name} is {record.state}; only a STOPPED one can be started.")
    record.body["FleetErrors"] = []

    start(state, record)
    return {}


@operation("StopFleet", counts_sessions=True)
def stop_fleet(state: AccountState, request: Body) -> Body:
    """Stop a fleet, and end its sessions."""
    name = request["Name"]
    record = find(state, FLEETS, name)
    if record.state in ("STOPPING", "STOPPED"):
        return dict(STOPPED_FLEET_STOPS.value)
    end_sessions(state, name)
    stop(state, record)
    return {}


@operation("DeleteFleet")
def delete_fleet(state: AccountState, request: Body) -> Body:
    """Delete a STOPPED fleet that is not associated with a stack.

    Terraform stops fleets before it deletes them, and retries ResourceInUseException
    (internal/service/appstream/fleet.go).
    """
    name = request["Name"]
    record = find(state, FLEETS, name)
    if stacks_of(state, name):
        raise FLEET_HAS_STACKS(fleet=name)
    if record.state != "STOPPED":
        raise in_use(f"Fleet {name} is {record.state}; stop it before you delete it.")
    for pair in list(state.table(APPLICATION_FLEET_ASSOCIATIONS)):
        if pair.body["FleetName"] == name:
            key = (name, pair.body["ApplicationArn"])
            state.table(APPLICATION_FLEET_ASSOCIATIONS).remove(key)
    forget(state, FLEETS, record)
    return {}


def start(state: AccountState, record: Record) -> None:
    """Set a fleet to STARTING, and plan the change to RUNNING."""
    state.become(record, "STARTING", then=_started, after=state.timings.fleet_start)


def stop(state: AccountState, record: Record) -> None:
    """Set a fleet to STOPPING, and plan the change to STOPPED."""
    state.become(record, "STOPPING", then=_stopped, after=state.timings.fleet_stop)


@planned_change("fleet.started")
def _started(state: AccountState, record: Record) -> None:
    found = _defect(state, record)
    if found is None:
        state.become(record, "RUNNING")
    else:
        _add_error(state, record, *found)


@planned_change("fleet.stopped")
def _stopped(state: AccountState, record: Record) -> None:
    record.body["FleetErrors"] = []
    state.become(record, "STOPPED")


def fail(state: AccountState, name: str, code: str, message: str) -> None:
    """Add an error to a fleet. A STARTING or RUNNING fleet then remains STARTING until it is stopped.

    Raises:
        ServiceError: The fleet does not exist.
    """
    record = find(state, FLEETS, name)
    _add_error(state, record, code, message)
    if record.state in ("STARTING", "RUNNING"):
        state.become(record, "STARTING")


def _add_error(state: AccountState, record: Record, code: str, message: str) -> None:
    entry = error_entry(state, code, message)
    del entry["ErrorTimestamp"]  # FleetError has no such member
    record.body["FleetErrors"] = [*record.body["FleetErrors"], entry]


def _defect(state: AccountState, record: Record) -> tuple[str, str] | None:
    """Return the reason why the fleet cannot run, as an error code and a message."""
    image_arn = record.body.get("ImageArn")
    if image_arn is not None:
        image = image_by_arn(state, image_arn)
        if image is None or image.state != "AVAILABLE":
            return "IMAGE_NOT_FOUND", f"Image {record.body['ImageName']} is no longer available."
    directory = record.body.get("DomainJoinInfo", {}).get("DirectoryName")
    if directory is not None and directory not in state.table(DIRECTORY_CONFIGS):
        message = f"There is no directory config for {directory}."
        return "DOMAIN_JOIN_ERROR_NO_SUCH_DOMAIN", message
    return None


def show(state: AccountState, record: Record) -> Body:
    """Return a fleet with the current numbers of its instances and sessions."""
    body = dict(record.body)
    status = dict(body["ComputeCapacityStatus"])
    use = use_of(state, body["Name"])
    sessions = use.sessions
    running = status["Desired"] if record.state == "RUNNING" else 0
    per_instance = body.get("MaxSessionsPerInstance")
    in_use_now = sessions if per_instance is None else len(use.by_instance)
    status |= {"Running": running, "InUse": in_use_now, "Available": max(running - in_use_now, 0)}
    if per_instance is not None:
        slots = running * per_instance
        status |= {
            "ActualUserSessions": slots,
            "ActiveUserSessions": sessions,
            **_draining(state, use, per_instance),
        }
        free = slots - sessions - status["DrainModeUnusedUserSessions"]
        status["AvailableUserSessions"] = max(free, 0)
    body["ComputeCapacityStatus"] = status
    return body


def _draining(state: AccountState, use: FleetUse, per_instance: int) -> Body:
    """Return the counts of instances in drain mode.

    An instance without sessions is replaced and no longer counted.
    """
    users = [use.by_instance[i] for i in state.draining & use.by_instance.keys()]
    return {
        "Draining": len(users),
        "DrainModeActiveUserSessions": sum(users),
        "DrainModeUnusedUserSessions": len(users) * per_instance - sum(users),
    }


def _changed_image(state: AccountState, record: Record, request: Body) -> Body:
    """Return the members of a fleet that change with its image or instance type."""
    instance_type = str(request.get("InstanceType") or record.body["InstanceType"])
    if "ImageName" in request or "ImageArn" in request:
        return _image(state, request, instance_type)
    image = image_by_arn(state, record.body["ImageArn"])
    if image is not None and "InstanceType" in request:
        check_family(image.body, instance_type)
    return {}


def _image(state: AccountState, request: Body, instance_type: str) -> Body:
    image = image_for(state, request, instance_type).body
    return {
        "ImageName": image["Name"],
        "ImageArn": image["Arn"],
        "Platform": image["Platform"],
    }
