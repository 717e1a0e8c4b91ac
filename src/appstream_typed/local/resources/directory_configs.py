"""Directory configs. Passwords are not stored, since AWS never returns them."""

from __future__ import annotations

from typing import Any

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import check_new
from appstream_typed.local.state.listings import describe, list_named
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import DIRECTORY_CONFIGS, FLEETS, IMAGE_BUILDERS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import in_use

_COPIED = (
    "DirectoryName",
    "OrganizationalUnitDistinguishedNames",
    "CertificateBasedAuthProperties",
)


@operation("CreateDirectoryConfig")
def create_directory_config(state: AccountState, request: Body) -> Body:
    """Create a directory config."""
    name = request["DirectoryName"]
    check_new(state, DIRECTORY_CONFIGS, name)
    body: Body = {**_kept(request), "CreatedTime": state.now()}
    record = state.table(DIRECTORY_CONFIGS).add(name, Record(body))
    return {"DirectoryConfig": describe(record)}


@operation("DescribeDirectoryConfigs")
def describe_directory_configs(state: AccountState, request: Body) -> Body:
    """List directory configs, or describe the named ones."""
    return list_named(state, request, DIRECTORY_CONFIGS, "DirectoryConfigs", names="DirectoryNames")


@operation("UpdateDirectoryConfig")
def update_directory_config(state: AccountState, request: Body) -> Body:
    """Update a directory config."""
    record = find(state, DIRECTORY_CONFIGS, request["DirectoryName"])
    record.body.update(_kept(request))
    return {"DirectoryConfig": describe(record)}


@operation("DeleteDirectoryConfig")
def delete_directory_config(state: AccountState, request: Body) -> Body:
    """Delete a directory config that no fleet and no image builder uses."""
    name = request["DirectoryName"]
    find(state, DIRECTORY_CONFIGS, name)
    for table in (FLEETS, IMAGE_BUILDERS):
        for record in state.table(table):
            if record.body.get("DomainJoinInfo", {}).get("DirectoryName") == name:
                raise in_use(f"Directory config {name} is used by {record.body['Name']}.")
    state.table(DIRECTORY_CONFIGS).remove(name)
    return {}


def _kept(request: Body) -> Body:
    kept = pick(request, _COPIED)
    credentials: dict[str, Any] | None = request.get("ServiceAccountCredentials")
    if credentials is not None:
        # AWS omits the password although the model requires it (API_DescribeDirectoryConfigs).
        kept["ServiceAccountCredentials"] = {"AccountName": credentials["AccountName"]}
    return kept
