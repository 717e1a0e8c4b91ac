"""App blocks."""

from __future__ import annotations

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState, Body, Record
from appstream_typed.local.state.listings import add_tags, describe, find, forget, list_named, pick
from appstream_typed.local.wire.service_errors import already_exists, in_use, not_permitted

TABLE = "app_blocks"
WHAT = "App block"
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
    """Create an app block. Which scripts go with which packaging: API_CreateAppBlock."""
    name = request["Name"]
    if name in state.table(TABLE):
        raise already_exists(WHAT, name)
    packaging = request.get("PackagingType", CUSTOM)
    if packaging == CUSTOM and "SetupScriptDetails" not in request:
        raise not_permitted("An app block of the type CUSTOM needs SetupScriptDetails.")
    if packaging == CUSTOM and "PostSetupScriptDetails" in request:
        raise not_permitted("PostSetupScriptDetails are for app blocks of the type APPSTREAM2.")
    for scripts in ("SetupScriptDetails", "PostSetupScriptDetails"):
        if "S3Key" not in request.get(scripts, _NO_SCRIPT)["ScriptS3Location"]:  # S3Location.S3Key
            raise not_permitted(f"{scripts} need the S3Key of the script.")
    source = request["SourceS3Location"]
    if packaging == CUSTOM and "S3Key" not in source:
        raise not_permitted("An app block of the type CUSTOM needs the S3Key of its files.")
    packed = packaging == CUSTOM or "S3Key" in source  # AppBlock.State
    body: Body = {
        **pick(request, _COPIED),
        "Arn": state.arn("app-block", name),
        "CreatedTime": state.now(),
        "PackagingType": packaging,
        "State": "ACTIVE" if packed else "INACTIVE",
        "AppBlockErrors": [],
    }
    record = state.table(TABLE).add(name, Record(body))
    add_tags(state, body["Arn"], request)
    return {"AppBlock": describe(record)}


@operation("DescribeAppBlocks")
def describe_app_blocks(state: AccountState, request: Body) -> Body:
    """List app blocks, or describe those of the ARNs given."""
    return list_named(state, request, TABLE, WHAT, "AppBlocks", names="Arns")


@operation("DeleteAppBlock")
def delete_app_block(state: AccountState, request: Body) -> Body:
    """Delete an app block that no application and no app block builder has."""
    record = find(state, TABLE, request["Name"], WHAT)
    arn = record.body["Arn"]
    for table in ("applications", "app_block_builder_associations"):
        if any(user.body["AppBlockArn"] == arn for user in state.table(table)):
            raise in_use(f"App block {request['Name']} is used by {table.replace('_', ' ')}.")
    forget(state, TABLE, record)
    return {}
