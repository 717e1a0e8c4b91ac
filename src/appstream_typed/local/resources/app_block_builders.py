"""App block builders, and the app blocks that they pack."""

from __future__ import annotations

from appstream_typed.local.resources.app_blocks import APPSTREAM2
from appstream_typed.local.resources.app_blocks import TABLE as APP_BLOCKS
from appstream_typed.local.resources.instance_types import check_instance_type
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState, Body, Record
from appstream_typed.local.state.listings import (
    add_tags,
    clear,
    describe,
    find,
    find_by_arn,
    forget,
    list_named,
    pick,
    streaming_url,
)
from appstream_typed.local.wire.page_tokens import page
from appstream_typed.local.wire.service_errors import (
    already_exists,
    bad_combination,
    in_use,
    not_found,
    not_permitted,
)

TABLE = "app_block_builders"
WHAT = "App block builder"
ASSOCIATIONS = "app_block_builder_associations"
PLATFORM = "WINDOWS_SERVER_2019"
MAXIMUM_RESULTS = 25
MINIMUM_SUBNETS = 2
"""Subnets that an app block builder needs: API_CreateAppBlockBuilder."""

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
"""What ``AttributesToDelete`` deletes."""
_WHILE_RUNNING = frozenset({"Name", "DisplayName", "Description"})
"""What may change while it runs: API_UpdateAppBlockBuilder."""


@operation("CreateAppBlockBuilder")
def create_app_block_builder(state: AccountState, request: Body) -> Body:
    """Create an app block builder, which is STOPPED at first."""
    name = request["Name"]
    if name in state.table(TABLE):
        raise already_exists(WHAT, name)
    _check(request)
    body: Body = {
        "EnableDefaultInternetAccess": False,
        **pick(request, _COPIED),
        "Arn": state.arn("app-block-builder", name),
        "CreatedTime": state.now(),
        "State": "STOPPED",
        "AppBlockBuilderErrors": [],
    }
    record = state.table(TABLE).add(name, Record(body))
    add_tags(state, body["Arn"], request)
    return {"AppBlockBuilder": describe(record)}


@operation("DescribeAppBlockBuilders")
def describe_app_block_builders(state: AccountState, request: Body) -> Body:
    """List app block builders, or describe those named; pages have 25 at most (the model)."""
    return list_named(state, _at_most(request), TABLE, WHAT, "AppBlockBuilders")


@operation("UpdateAppBlockBuilder")
def update_app_block_builder(state: AccountState, request: Body) -> Body:
    """Change an app block builder, as far as its state allows: API_UpdateAppBlockBuilder."""
    name = request["Name"]
    record = find(state, TABLE, name, WHAT)
    if record.state in ("STARTING", "STOPPING"):
        raise in_use(f"{WHAT} {name} is {record.state} and cannot be updated.")
    fixed = set(request) - _WHILE_RUNNING
    if record.state == "RUNNING" and fixed:
        raise in_use(f"{', '.join(sorted(fixed))} cannot change while {name} is RUNNING.")
    _check(request)
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    record.body.update(pick(request, _COPIED))
    return {"AppBlockBuilder": describe(record)}


@operation("StartAppBlockBuilder")
def start_app_block_builder(state: AccountState, request: Body) -> Body:
    """Start an app block builder that has an app block: API_StartAppBlockBuilder."""
    name = request["Name"]
    record = find(state, TABLE, name, WHAT)
    if record.state != "STOPPED":
        raise not_permitted(f"{WHAT} {name} is {record.state}; only a STOPPED one starts.")
    if not _blocks_of(state, name):
        raise not_permitted(f"{WHAT} {name} has no app block; associate one first.")

    def running() -> None:
        state.become(record, "RUNNING")

    state.become(record, "STARTING", then=running, after=state.timings.app_block_builder_start)
    return {"AppBlockBuilder": describe(record)}


@operation("StopAppBlockBuilder")
def stop_app_block_builder(state: AccountState, request: Body) -> Body:
    """Stop an app block builder; what it has packed makes its app block ACTIVE (chosen)."""
    name = request["Name"]
    record = find(state, TABLE, name, WHAT)
    if record.state != "RUNNING":
        raise not_permitted(f"{WHAT} {name} is {record.state}; only a RUNNING one stops.")

    def stopped() -> None:
        state.become(record, "STOPPED")
        for arn in _blocks_of(state, name):
            find_by_arn(state, APP_BLOCKS, arn, "App block").body["State"] = "ACTIVE"

    state.become(record, "STOPPING", then=stopped, after=state.timings.app_block_builder_stop)
    return {"AppBlockBuilder": describe(record)}


@operation("DeleteAppBlockBuilder")
def delete_app_block_builder(state: AccountState, request: Body) -> Body:
    """Delete an app block builder that has no app block: API_DeleteAppBlockBuilder."""
    name = request["Name"]
    record = find(state, TABLE, name, WHAT)
    if _blocks_of(state, name):
        raise in_use(f"{WHAT} {name} has an app block; disassociate it first.")
    if record.state != "STOPPED":
        raise not_permitted(f"{WHAT} {name} is {record.state}; stop it before you delete it.")
    forget(state, TABLE, record)
    return {}


@operation("CreateAppBlockBuilderStreamingURL")
def create_app_block_builder_streaming_url(state: AccountState, request: Body) -> Body:
    """Give a URL to a running app block builder; good for an hour by default."""
    name = request["AppBlockBuilderName"]
    record = find(state, TABLE, name, WHAT)
    if record.state != "RUNNING":
        raise not_permitted(f"{WHAT} {name} is {record.state}, not RUNNING.")
    return streaming_url(state, "AppBlockBuilder", request, default=3600)


@operation("AssociateAppBlockBuilderAppBlock")
def associate_app_block_builder_app_block(state: AccountState, request: Body) -> Body:
    """Give a builder the app block to pack into.

    It must be of the type APPSTREAM2, and neither has another at the same time: the guide's
    appstream-app-blocks-associate.
    """
    arn, name = request["AppBlockArn"], request["AppBlockBuilderName"]
    block = find_by_arn(state, APP_BLOCKS, arn, "App block")
    find(state, TABLE, name, WHAT)
    if block.body["PackagingType"] != APPSTREAM2:
        raise bad_combination(f"App block {arn} is not of the type APPSTREAM2.")
    pair = {"AppBlockArn": arn, "AppBlockBuilderName": name}
    table = state.table(ASSOCIATIONS)
    for other in table:
        if other.body != pair and other.body.items() & pair.items():
            there = f"{other.body['AppBlockArn']} and {other.body['AppBlockBuilderName']}"
            raise not_permitted(f"An association ties one app block to one builder: {there}.")
    if (arn, name) not in table:
        table.add((arn, name), Record(pair))
    return {"AppBlockBuilderAppBlockAssociation": pair}


@operation("DisassociateAppBlockBuilderAppBlock")
def disassociate_app_block_builder_app_block(state: AccountState, request: Body) -> Body:
    """Take the app block from a builder that is STOPPED: appstream-app-blocks-disassociate."""
    arn, name = request["AppBlockArn"], request["AppBlockBuilderName"]
    record = find(state, TABLE, name, WHAT)
    if (arn, name) not in state.table(ASSOCIATIONS):
        raise not_found("Association of app block", f"{arn} and builder {name}")
    if record.state != "STOPPED":
        raise not_permitted(f"{WHAT} {name} is {record.state}; stop it first.")
    state.table(ASSOCIATIONS).remove((arn, name))
    return {}


@operation("DescribeAppBlockBuilderAppBlockAssociations")
def describe_associations(state: AccountState, request: Body) -> Body:
    """List associations of app block builders and app blocks, 25 at most on a page (the model)."""
    wanted = pick(request, ("AppBlockArn", "AppBlockBuilderName"))
    return page(
        state,
        _at_most(request),
        "AppBlockBuilderAppBlockAssociations",
        lambda after: (
            record
            for record in state.table(ASSOCIATIONS).after(after)
            if wanted.items() <= record.body.items()
        ),
        describe,
    )


def _blocks_of(state: AccountState, name: str) -> list[str]:
    pairs = [record.body for record in state.table(ASSOCIATIONS)]
    return [pair["AppBlockArn"] for pair in pairs if pair["AppBlockBuilderName"] == name]


def _at_most(request: Body) -> Body:
    size = request.get("MaxResults") or MAXIMUM_RESULTS
    return {**request, "MaxResults": min(size, MAXIMUM_RESULTS)}


def _check(request: Body) -> None:
    platform = request.get("Platform", PLATFORM)
    if platform != PLATFORM:  # the model's documentation of the member
        raise bad_combination(
            f"The platform of an app block builder is {PLATFORM}, not {platform}."
        )
    if "InstanceType" in request:
        check_instance_type(request["InstanceType"])
    vpc = request.get("VpcConfig")
    if vpc is not None and len(vpc.get("SubnetIds", ())) < MINIMUM_SUBNETS:
        raise bad_combination("An app block builder needs a VpcConfig with two subnets or more.")
