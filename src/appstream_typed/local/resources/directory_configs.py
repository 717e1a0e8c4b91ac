"""Directory configs. Passwords are not kept: AWS does not give them back either."""

from __future__ import annotations

from typing import Any

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.stacks import FLEETS
from appstream_typed.local.state.accounts import AccountState, Body, Record
from appstream_typed.local.state.listings import describe, find, list_named, pick
from appstream_typed.local.wire.service_errors import already_exists, in_use

TABLE = "directory_configs"
WHAT = "Directory config"

_COPIED = (
    "DirectoryName",
    "OrganizationalUnitDistinguishedNames",
    "CertificateBasedAuthProperties",
)


@operation("CreateDirectoryConfig")
def create_directory_config(state: AccountState, request: Body) -> Body:
    """Make a domain known."""
    name = request["DirectoryName"]
    if name in state.table(TABLE):
        raise already_exists(WHAT, name)
    body: Body = {**_kept(request), "CreatedTime": state.now()}
    record = state.table(TABLE).add(name, Record(body))
    return {"DirectoryConfig": describe(record)}


@operation("DescribeDirectoryConfigs")
def describe_directory_configs(state: AccountState, request: Body) -> Body:
    """List domains, or describe those named."""
    return list_named(state, request, TABLE, WHAT, "DirectoryConfigs", names="DirectoryNames")


@operation("UpdateDirectoryConfig")
def update_directory_config(state: AccountState, request: Body) -> Body:
    """Change what is known of a domain."""
    record = find(state, TABLE, request["DirectoryName"], WHAT)
    record.body.update(_kept(request))
    return {"DirectoryConfig": describe(record)}


@operation("DeleteDirectoryConfig")
def delete_directory_config(state: AccountState, request: Body) -> Body:
    """Forget a domain that no fleet and no image builder joins."""
    name = request["DirectoryName"]
    find(state, TABLE, name, WHAT)
    for table in (FLEETS, "image_builders"):
        for record in state.table(table):
            if record.body.get("DomainJoinInfo", {}).get("DirectoryName") == name:
                raise in_use(f"{WHAT} {name} is used by {record.body['Name']}.")
    state.table(TABLE).remove(name)
    return {}


def _kept(request: Body) -> Body:
    kept = pick(request, _COPIED)
    credentials: dict[str, Any] | None = request.get("ServiceAccountCredentials")
    if credentials is not None:
        # No password, though the model requires one: API_DescribeDirectoryConfigs.
        kept["ServiceAccountCredentials"] = {"AccountName": credentials["AccountName"]}
    return kept
