"""Image builders."""

from __future__ import annotations

from appstream_typed.local.resources.agent_access import merged_agent_access
from appstream_typed.local.resources.base_images import is_latest_agent, latest_agent
from appstream_typed.local.resources.fleet_rules import without_empty_domain
from appstream_typed.local.resources.images import image_by_arn, image_for, make_image
from appstream_typed.local.resources.instance_types import check_instance_type
from appstream_typed.local.resources.quota_checks import check_builder_quotas
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.roles import check_role
from appstream_typed.local.resources.software import check_at_creation, install_at_creation
from appstream_typed.local.resources.software_store import forget_software
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.addresses import builder_url, network_access
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.lifecycle import add_tags, check_new, error_entry, forget
from appstream_typed.local.state.listings import describe, list_named
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import clear, pick
from appstream_typed.local.state.table_names import IMAGE_BUILDERS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import bad_combination, not_available, not_permitted

_COPIED = (
    "Name",
    "InstanceType",
    "Description",
    "DisplayName",
    "VpcConfig",
    "IamRoleArn",
    "DomainJoinInfo",
    "AccessEndpoints",
    "RootVolumeConfig",
    "DisableIMDSV1",
    "AgentAccessConfig",
)
_ATTRIBUTES = {"AGENT_ACCESS_CONFIG": "AgentAccessConfig"}
"""The member that each value of ``AttributesToDelete`` deletes."""


@operation("CreateImageBuilder")
def create_image_builder(state: AccountState, request: Body) -> Body:
    """Create an image builder. Its state changes from PENDING to RUNNING."""
    name = request["Name"]
    check_new(state, IMAGE_BUILDERS, name)
    instance_type = request["InstanceType"]
    check_instance_type(state, instance_type, "image builders")
    check_role(request)
    if len(request.get("VpcConfig", {}).get("SubnetIds", ())) > 1:  # API_CreateImageBuilder
        msg = "Specify only one subnet for an image builder."
        raise bad_combination(msg)
    image = image_for(state, request, instance_type, builder=True)
    check_builder_quotas(state, IMAGE_BUILDERS, instance_type)
    agent = _agent(request, image.body)
    arn = state.arn("image-builder", name)
    body: Body = {
        **pick(request, _COPIED),
        "Arn": arn,
        "ImageArn": image.body["Arn"],
        "Platform": image.body["Platform"],
        "CreatedTime": state.now(),
        "EnableDefaultInternetAccess": request.get("EnableDefaultInternetAccess", False),
        "AppstreamAgentVersion": agent,
        "LatestAppstreamAgentVersion": is_latest_agent(agent, image.body["Platform"]),
        "ImageBuilderErrors": [],
    }
    without_empty_domain(body)
    check_at_creation(state, body, request)
    record = state.table(IMAGE_BUILDERS).add(name, Record(body))
    add_tags(state, arn, request)
    start(state, record)
    install_at_creation(state, record, request)
    return {"ImageBuilder": describe(record)}


@operation("UpdateImageBuilder")
def update_image_builder(state: AccountState, request: Body) -> Body:
    """Update a STOPPED image builder (API_UpdateImageBuilder)."""
    name = request["Name"]
    record = find(state, IMAGE_BUILDERS, name)
    if record.state != "STOPPED":
        raise not_permitted(
            f"Image builder {name} is {record.state}; only a STOPPED one can be updated."
        )
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    record.body.update(pick(request, ("Description", "DisplayName")))
    if "AgentAccessConfig" in request:
        # Members that the request omits are unchanged. Settings are merged by action (the model).
        record.body["AgentAccessConfig"] = merged_agent_access(
            record.body.get("AgentAccessConfig", {}), request["AgentAccessConfig"]
        )
    return {"ImageBuilder": describe(record)}


@operation("DescribeImageBuilders")
def describe_image_builders(state: AccountState, request: Body) -> Body:
    """List image builders, or describe the named ones."""
    return list_named(state, request, IMAGE_BUILDERS, "ImageBuilders")


@operation("StartImageBuilder")
def start_image_builder(state: AccountState, request: Body) -> Body:
    """Start a STOPPED image builder. The error for other states is an assumption."""
    record = find(state, IMAGE_BUILDERS, request["Name"])
    if record.state != "STOPPED":
        raise not_available(
            f"Image builder {request['Name']} is {record.state}; only a STOPPED one can be started."
        )
    agent = _agent(request, record.body)
    latest = is_latest_agent(agent, record.body["Platform"])
    record.body.update(AppstreamAgentVersion=agent, LatestAppstreamAgentVersion=latest)
    start(state, record)
    return {"ImageBuilder": describe(record)}


@operation("StopImageBuilder")
def stop_image_builder(state: AccountState, request: Body) -> Body:
    """Stop a RUNNING image builder. The error for other states is an assumption."""
    record = find(state, IMAGE_BUILDERS, request["Name"])
    if record.state != "RUNNING":
        raise not_permitted(
            f"Image builder {request['Name']} is {record.state}; only a RUNNING one can be stopped."
        )

    stop(state, record)
    return {"ImageBuilder": describe(record)}


@operation("DeleteImageBuilder")
def delete_image_builder(state: AccountState, request: Body) -> Body:
    """Delete a STOPPED, RUNNING, FAILED or PENDING image builder.

    Terraform also deletes running builders. It then waits until the builder is neither PENDING nor
    DELETING (internal/service/appstream/image_builder.go, wait.go).
    """
    name = request["Name"]
    record = find(state, IMAGE_BUILDERS, name)
    if record.state not in ("STOPPED", "RUNNING", "FAILED", "PENDING"):
        raise not_permitted(f"Image builder {name} is {record.state} and cannot be deleted now.")

    delete(state, record)
    return {"ImageBuilder": describe(record)}


@operation("CreateImageBuilderStreamingURL")
def create_image_builder_streaming_url(state: AccountState, request: Body) -> Body:
    """Return a URL of a running image builder. It is valid for an hour by default."""
    record = find(state, IMAGE_BUILDERS, request["Name"])
    if record.state != "RUNNING":
        raise not_permitted(f"Image builder {request['Name']} is {record.state}, not RUNNING.")
    return builder_url(state, f"image-builder/{request['Name']}", request)


def fail(state: AccountState, name: str, code: str, message: str) -> None:
    """Set an image builder to FAILED.

    Raises:
        ServiceError: The image builder does not exist.
    """
    record = find(state, IMAGE_BUILDERS, name)
    entry = error_entry(state, code, message)
    record.body["ImageBuilderErrors"] = [*record.body["ImageBuilderErrors"], entry]
    record.body["StateChangeReason"] = {"Code": "INTERNAL_ERROR", "Message": message}
    record.body.pop("NetworkAccessConfiguration", None)
    state.become(record, "FAILED")


def snapshot(state: AccountState, name: str, image_name: str) -> None:
    """Create an image from a RUNNING image builder, as its Image Assistant does.

    The builder is SNAPSHOTTING, then STOPPED. The image is PENDING, then AVAILABLE. See
    https://docs.aws.amazon.com/appstream2/latest/developerguide/tutorial-image-builder.html

    Raises:
        ServiceError: The builder does not exist or is not running, or the image already exists.
    """
    record = find(state, IMAGE_BUILDERS, name)
    if record.state != "RUNNING":
        raise not_permitted(f"Image builder {name} is {record.state}, not RUNNING.")
    kept = ("Platform", "AppstreamAgentVersion", "LatestAppstreamAgentVersion")
    body: Body = {
        **pick(record.body, kept),
        "BaseImageArn": record.body["ImageArn"],
        "ImageBuilderSupported": True,
        "ImageBuilderName": name,
        "Applications": [],
        "ImageType": "NATIVE",
        "ImageSharedWithOthers": "FALSE",
    }
    image = image_by_arn(state, record.body["ImageArn"])
    if image is not None:
        body |= pick(image.body, ("SupportedInstanceFamilies", "PublicBaseImageReleasedDate"))
    make_image(state, image_name, body, "PENDING", software_of=record.body["Arn"])
    state.become(record, "SNAPSHOTTING", then=halt, after=state.timings.image_create)


def start(state: AccountState, record: Record) -> None:
    """Set an image builder to PENDING, and plan the change to RUNNING."""
    state.become(record, "PENDING", then=run, after=state.timings.image_builder_start)


def stop(state: AccountState, record: Record) -> None:
    """Set an image builder to STOPPING, and plan the change to STOPPED."""
    state.become(record, "STOPPING", then=halt, after=state.timings.image_builder_stop)


def delete(state: AccountState, record: Record) -> None:
    """Set an image builder to DELETING, and plan its removal."""
    state.become(record, "DELETING", then=_vanish, after=state.timings.image_builder_delete)


@planned_change("image_builder.run")
def run(state: AccountState, record: Record) -> None:
    """Set an image builder to RUNNING."""
    record.body["NetworkAccessConfiguration"] = network_access(state, next(state.numbers))
    state.become(record, "RUNNING")


@planned_change("image_builder.halt")
def halt(state: AccountState, record: Record) -> None:
    """Set an image builder to STOPPED."""
    record.body.pop("NetworkAccessConfiguration", None)
    state.become(record, "STOPPED")


@planned_change("image_builder.vanish")
def _vanish(state: AccountState, record: Record) -> None:
    forget_software(state, record.body["Arn"])
    forget(state, IMAGE_BUILDERS, record)


def _agent(request: Body, present: Body) -> str:
    """Return the requested agent version, or that of the image or builder if none is requested."""
    version = str(request.get("AppstreamAgentVersion") or present["AppstreamAgentVersion"])
    return latest_agent(present["Platform"]) if version == "LATEST" else version
