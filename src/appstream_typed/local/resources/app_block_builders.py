"""App block builders, and their associations with app blocks."""

from __future__ import annotations

from appstream_typed.local.resources.app_blocks import APPSTREAM2
from appstream_typed.local.resources.instance_types import check_instance_type
from appstream_typed.local.resources.quota_checks import check_builder_quotas
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.roles import check_role
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.addresses import builder_url
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.lifecycle import add_tags, check_new, forget
from appstream_typed.local.state.listings import describe, list_matching, list_named
from appstream_typed.local.state.lookups import find, find_by_arn
from appstream_typed.local.state.members import clear, pick
from appstream_typed.local.state.table_names import (
    APP_BLOCK_BUILDER_ASSOCIATIONS,
    APP_BLOCK_BUILDERS,
    APP_BLOCKS,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import (
    bad_combination,
    in_use,
    not_found,
    not_permitted,
)

PLATFORM = "WINDOWS_SERVER_2019"
MAXIMUM_RESULTS = 25
MINIMUM_SUBNETS = 2
"""The minimum number of subnets (API_CreateAppBlockBuilder)."""

_COPIED = (
    "Name",
    "Description",
    "DisplayName",
    "Platform",
    "InstanceType",
    "VpcConfig",
    "EnableDefaultInternetAccess",
    "IamRoleArn",
    "AccessEndpoints",
    "DisableIMDSV1",
)
_ATTRIBUTES = {
    "IAM_ROLE_ARN": "IamRoleArn",
    "ACCESS_ENDPOINTS": "AccessEndpoints",
    "VPC_CONFIGURATION_SECURITY_GROUP_IDS": "VpcConfig.SecurityGroupIds",
}
"""The member that each value of ``AttributesToDelete`` deletes."""
_WHILE_RUNNING = frozenset({"Name", "DisplayName", "Description"})
"""Members of a running builder that can be updated (API_UpdateAppBlockBuilder)."""


@operation("CreateAppBlockBuilder")
def create_app_block_builder(state: AccountState, request: Body) -> Body:
    """Create an app block builder. Its initial state is STOPPED."""
    name = request["Name"]
    check_new(state, APP_BLOCK_BUILDERS, name)
    _check(state, request)
    check_builder_quotas(state, APP_BLOCK_BUILDERS, request["InstanceType"])
    body: Body = {
        "EnableDefaultInternetAccess": False,
        **pick(request, _COPIED),
        "Arn": state.arn("app-block-builder", name),
        "CreatedTime": state.now(),
        "State": "STOPPED",
        "AppBlockBuilderErrors": [],
    }
    record = state.table(APP_BLOCK_BUILDERS).add(name, Record(body))
    add_tags(state, body["Arn"], request)
    return {"AppBlockBuilder": describe(record)}


@operation("DescribeAppBlockBuilders")
def describe_app_block_builders(state: AccountState, request: Body) -> Body:
    """List app block builders, or describe the named ones.

    The maximum page size is 25 (the model).
    """
    return list_named(state, _at_most(request), APP_BLOCK_BUILDERS, "AppBlockBuilders")


@operation("UpdateAppBlockBuilder")
def update_app_block_builder(state: AccountState, request: Body) -> Body:
    """Update an app block builder.

    Its state determines which members can be updated (API_UpdateAppBlockBuilder).
    """
    name = request["Name"]
    record = find(state, APP_BLOCK_BUILDERS, name)
    if record.state in ("STARTING", "STOPPING"):
        raise in_use(f"App block builder {name} is {record.state} and cannot be updated.")
    fixed = set(request) - _WHILE_RUNNING
    if record.state == "RUNNING" and fixed:
        raise in_use(f"{', '.join(sorted(fixed))} cannot be updated while {name} is RUNNING.")
    _check(state, request)
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    record.body.update(pick(request, _COPIED))
    return {"AppBlockBuilder": describe(record)}


@operation("StartAppBlockBuilder")
def start_app_block_builder(state: AccountState, request: Body) -> Body:
    """Start an app block builder that has an app block (API_StartAppBlockBuilder)."""
    name = request["Name"]
    record = find(state, APP_BLOCK_BUILDERS, name)
    if record.state != "STOPPED":
        raise not_permitted(
            f"App block builder {name} is {record.state}; only a STOPPED one can be started."
        )
    if not _blocks_of(state, name):
        raise not_permitted(f"App block builder {name} has no app block; associate one first.")

    start(state, record)
    return {"AppBlockBuilder": describe(record)}


@operation("StopAppBlockBuilder")
def stop_app_block_builder(state: AccountState, request: Body) -> Body:
    """Stop an app block builder. Its app block becomes ACTIVE (an assumption)."""
    name = request["Name"]
    record = find(state, APP_BLOCK_BUILDERS, name)
    if record.state != "RUNNING":
        raise not_permitted(
            f"App block builder {name} is {record.state}; only a RUNNING one can be stopped."
        )

    stop(state, record)
    return {"AppBlockBuilder": describe(record)}


@operation("DeleteAppBlockBuilder")
def delete_app_block_builder(state: AccountState, request: Body) -> Body:
    """Delete an app block builder without an app block (API_DeleteAppBlockBuilder)."""
    name = request["Name"]
    record = find(state, APP_BLOCK_BUILDERS, name)
    if _blocks_of(state, name):
        raise in_use(f"App block builder {name} has an app block; disassociate it first.")
    if record.state != "STOPPED":
        raise not_permitted(
            f"App block builder {name} is {record.state}; stop it before you delete it."
        )
    forget(state, APP_BLOCK_BUILDERS, record)
    return {}


@operation("CreateAppBlockBuilderStreamingURL")
def create_app_block_builder_streaming_url(state: AccountState, request: Body) -> Body:
    """Return a URL of a running app block builder. It is valid for an hour by default."""
    name = request["AppBlockBuilderName"]
    record = find(state, APP_BLOCK_BUILDERS, name)
    if record.state != "RUNNING":
        raise not_permitted(f"App block builder {name} is {record.state}, not RUNNING.")
    return builder_url(state, f"app-block-builder/{name}", request)


@operation("AssociateAppBlockBuilderAppBlock")
def associate_app_block_builder_app_block(state: AccountState, request: Body) -> Body:
    """Associate an app block with a builder.

    The app block must be of the type APPSTREAM2. Each builder has at most one app block, and each
    app block at most one builder (the page appstream-app-blocks-associate of the guide).
    """
    arn, name = request["AppBlockArn"], request["AppBlockBuilderName"]
    block = find_by_arn(state, APP_BLOCKS, arn)
    find(state, APP_BLOCK_BUILDERS, name)
    if block.body["PackagingType"] != APPSTREAM2:
        raise bad_combination(f"App block {arn} is not of the type APPSTREAM2.")
    pair = {"AppBlockArn": arn, "AppBlockBuilderName": name}
    table = state.table(APP_BLOCK_BUILDER_ASSOCIATIONS)
    for other in table:
        if other.body != pair and other.body.items() & pair.items():
            there = f"{other.body['AppBlockArn']} and {other.body['AppBlockBuilderName']}"
            raise not_permitted(
                f"App blocks and builders can have only one association each; {there} already have one."
            )
    if (arn, name) not in table:
        table.add((arn, name), Record(pair))
    return {"AppBlockBuilderAppBlockAssociation": pair}


@operation("DisassociateAppBlockBuilderAppBlock")
def disassociate_app_block_builder_app_block(state: AccountState, request: Body) -> Body:
    """Disassociate the app block of a builder.

    The builder must be STOPPED (the page appstream-app-blocks-disassociate of the guide).
    """
    arn, name = request["AppBlockArn"], request["AppBlockBuilderName"]
    record = find(state, APP_BLOCK_BUILDERS, name)
    if (arn, name) not in state.table(APP_BLOCK_BUILDER_ASSOCIATIONS):
        raise not_found("Association of app block", f"{arn} and builder {name}")
    if record.state != "STOPPED":
        raise not_permitted(f"App block builder {name} is {record.state}; stop it first.")
    state.table(APP_BLOCK_BUILDER_ASSOCIATIONS).remove((arn, name))
    return {}


@operation("DescribeAppBlockBuilderAppBlockAssociations")
def describe_associations(state: AccountState, request: Body) -> Body:
    """List associations of app block builders and app blocks.

    The maximum page size is 25 (the model).
    """
    wanted = pick(request, ("AppBlockArn", "AppBlockBuilderName"))
    member = "AppBlockBuilderAppBlockAssociations"
    return list_matching(state, _at_most(request), APP_BLOCK_BUILDER_ASSOCIATIONS, member, wanted)


def start(state: AccountState, record: Record) -> None:
    """Set an app block builder to STARTING, and plan the change to RUNNING."""
    after = state.timings.app_block_builder_start
    state.become(record, "STARTING", then=_run, after=after)


def stop(state: AccountState, record: Record) -> None:
    """Set an app block builder to STOPPING, and plan the change to STOPPED."""
    after = state.timings.app_block_builder_stop
    state.become(record, "STOPPING", then=_stopped, after=after)


@planned_change("app_block_builder.run")
def _run(state: AccountState, record: Record) -> None:
    state.become(record, "RUNNING")


@planned_change("app_block_builder.stopped")
def _stopped(state: AccountState, record: Record) -> None:
    state.become(record, "STOPPED")
    for arn in _blocks_of(state, record.body["Name"]):
        find_by_arn(state, APP_BLOCKS, arn).body["State"] = "ACTIVE"


def _blocks_of(state: AccountState, name: str) -> list[str]:
    pairs = [record.body for record in state.table(APP_BLOCK_BUILDER_ASSOCIATIONS)]
    return [pair["AppBlockArn"] for pair in pairs if pair["AppBlockBuilderName"] == name]


def _at_most(request: Body) -> Body:
    size = request.get("MaxResults") or MAXIMUM_RESULTS
    return {**request, "MaxResults": min(size, MAXIMUM_RESULTS)}


def _check(state: AccountState, request: Body) -> None:
    platform = request.get("Platform", PLATFORM)
    if platform != PLATFORM:  # see the member's documentation in the model
        raise bad_combination(
            f"The platform of an app block builder is {PLATFORM}, not {platform}."
        )
    if "InstanceType" in request:
        check_instance_type(state, request["InstanceType"], "app block builders")
    check_role(request)
    vpc = request.get("VpcConfig")
    if vpc is not None and len(vpc.get("SubnetIds", ())) < MINIMUM_SUBNETS:
        raise bad_combination("An app block builder needs a VpcConfig with at least two subnets.")
