"""App blocks."""

from __future__ import annotations

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import add_tags, check_new, forget
from appstream_typed.local.state.listings import describe, list_named
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import (
    APP_BLOCK_BUILDER_ASSOCIATIONS,
    APP_BLOCKS,
    APPLICATIONS,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import in_use, not_permitted

CUSTOM, APPSTREAM2 = "CUSTOM", "APPSTREAM2"

_COPIED = (
    "Name",
    "Description",
    "DisplayName",
    "SourceS3Location",
    "SetupScriptDetails",
    "PostSetupScriptDetails",
)
_NO_SCRIPT = {"ScriptS3Location": {"S3Key": ""}}


@operation("CreateAppBlock")
def create_app_block(state: AccountState, request: Body) -> Body:
    """Create an app block. API_CreateAppBlock defines the scripts of each packaging type."""
    name = request["Name"]
    check_new(state, APP_BLOCKS, name)
    packaging = request.get("PackagingType", CUSTOM)
    if packaging == CUSTOM and "SetupScriptDetails" not in request:
        raise not_permitted("An app block of the type CUSTOM needs SetupScriptDetails.")
    if packaging == CUSTOM and "PostSetupScriptDetails" in request:
        raise not_permitted(
            "PostSetupScriptDetails are valid only for app blocks of the type APPSTREAM2."
        )
    for scripts in ("SetupScriptDetails", "PostSetupScriptDetails"):
        # S3Location.S3Key in the model
        if "S3Key" not in request.get(scripts, _NO_SCRIPT)["ScriptS3Location"]:
            raise not_permitted(f"{scripts} must contain the S3Key of the script.")
    source = request["SourceS3Location"]
    if packaging == CUSTOM and "S3Key" not in source:
        raise not_permitted("An app block of the type CUSTOM needs the S3Key of its files.")
    packed = packaging == CUSTOM or "S3Key" in source  # AppBlock.State in the model
    body: Body = {
        **pick(request, _COPIED),
        "Arn": state.arn("app-block", name),
        "CreatedTime": state.now(),
        "PackagingType": packaging,
        "State": "ACTIVE" if packed else "INACTIVE",
        "AppBlockErrors": [],
    }
    record = state.table(APP_BLOCKS).add(name, Record(body))
    add_tags(state, body["Arn"], request)
    return {"AppBlock": describe(record)}


@operation("DescribeAppBlocks")
def describe_app_blocks(state: AccountState, request: Body) -> Body:
    """List app blocks, or describe those with the given ARNs."""
    return list_named(state, request, APP_BLOCKS, "AppBlocks", names="Arns")


@operation("DeleteAppBlock")
def delete_app_block(state: AccountState, request: Body) -> Body:
    """Delete an app block that no application and no app block builder uses."""
    record = find(state, APP_BLOCKS, request["Name"])
    arn = record.body["Arn"]
    for table in (APPLICATIONS, APP_BLOCK_BUILDER_ASSOCIATIONS):
        if any(user.body["AppBlockArn"] == arn for user in state.table(table)):
            raise in_use(f"App block {request['Name']} is used by {table.replace('_', ' ')}.")
    forget(state, APP_BLOCKS, record)
    return {}
