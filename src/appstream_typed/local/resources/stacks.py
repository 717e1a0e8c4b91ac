"""Stacks, and their associations with fleets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from appstream_typed.local.resources.agent_access import merged_agent_access
from appstream_typed.local.resources.quota_checks import check_stack_quota
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import add_tags, check_new, forget
from appstream_typed.local.state.listings import describe, list_matching, list_named
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import clear, pick
from appstream_typed.local.state.table_names import FLEET_STACK_ASSOCIATIONS, FLEETS, STACKS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import NEW_STACK_SETTINGS, STACK_HAS_FLEETS
from appstream_typed.local.wire.service_errors import in_use, not_permitted

_COPIED = (
    "DisplayName",
    "Description",
    "StorageConnectors",
    "RedirectURL",
    "FeedbackURL",
    "UserSettings",
    "AccessEndpoints",
    "EmbedHostDomains",
    "StreamingExperienceSettings",
    "ContentRedirection",
    "AgentAccessConfig",
    "StorageConnectorAuthentication",
)
_ATTRIBUTES = {
    "STORAGE_CONNECTORS": "StorageConnectors",
    "REDIRECT_URL": "RedirectURL",
    "FEEDBACK_URL": "FeedbackURL",
    "USER_SETTINGS": "UserSettings",
    "EMBED_HOST_DOMAINS": "EmbedHostDomains",
    "ACCESS_ENDPOINTS": "AccessEndpoints",
    "STREAMING_EXPERIENCE_SETTINGS": "StreamingExperienceSettings",
    "CONTENT_REDIRECTION": "ContentRedirection",
    "AGENT_ACCESS_CONFIG": "AgentAccessConfig",
    "AGENT_ACCESS_CONFIG_KMS_KEY_ARN": "AgentAccessConfig.KmsKeyArn",
    "STORAGE_CONNECTOR_AUTHENTICATION": "StorageConnectorAuthentication",
    # The model has no members for these attributes, so they have no effect (an assumption).
    "IAM_ROLE_ARN": "IamRoleArn",
    "THEME_NAME": "ThemeName",
}
"""The member that each value of ``AttributesToDelete`` deletes."""
_CONNECTORS = {
    "STORAGE_CONNECTOR_HOMEFOLDERS": "HOMEFOLDERS",
    "STORAGE_CONNECTOR_GOOGLE_DRIVE": "GOOGLE_DRIVE",
    "STORAGE_CONNECTOR_ONE_DRIVE": "ONE_DRIVE",
}
"""Values of ``AttributesToDelete`` that delete a single storage connector, with its type."""


@operation("CreateStack")
def create_stack(state: AccountState, request: Body) -> Body:
    """Create a stack."""
    name = request["Name"]
    check_new(state, STACKS, name)
    check_stack_quota(state)
    arn = state.arn("stack", name)
    body: Body = {
        "Name": name,
        "Arn": arn,
        "CreatedTime": state.now(),
        "StackErrors": [],
        "UserSettings": _default_settings(),
        "ApplicationSettings": {"Enabled": False},
    }
    record = state.table(STACKS).add(name, Record(body))
    _apply(state, record, request)
    add_tags(state, arn, request)
    return {"Stack": describe(record)}


@operation("DescribeStacks")
def describe_stacks(state: AccountState, request: Body) -> Body:
    """List stacks, or describe the named ones."""
    return list_named(state, request, STACKS, "Stacks")


@operation("UpdateStack")
def update_stack(state: AccountState, request: Body) -> Body:
    """Update those members of a stack that the request contains."""
    record = find(state, STACKS, request["Name"])
    attributes = request.get("AttributesToDelete", ())
    clear(record, [name for name in attributes if name not in _CONNECTORS], _ATTRIBUTES)
    for attribute in attributes:
        if attribute in _CONNECTORS:
            _remove_connector(record, _CONNECTORS[attribute])
    record.body.setdefault("UserSettings", _default_settings())
    if request.get("DeleteStorageConnectors"):
        record.body.pop("StorageConnectors", None)
    _apply(state, record, request)
    return {"Stack": describe(record)}


@operation("DeleteStack")
def delete_stack(state: AccountState, request: Body) -> Body:
    """Delete a stack that has no fleets.

    Its theme, its entitlements and users' access to it are also deleted (an assumption).
    terraform-provider-aws disassociates the fleets before it deletes a stack.
    """
    name = request["Name"]
    record = find(state, STACKS, name)
    if fleets_of(state, name):
        raise STACK_HAS_FLEETS(stack=name)
    forget(state, STACKS, record)
    for follow in _followers:
        follow(state, name)
    return {}


_followers: list[Callable[[AccountState, str], None]] = []


def when_stack_is_deleted(
    follow: Callable[[AccountState, str], None],
) -> Callable[[AccountState, str], None]:
    """Register a function that is called with the name of each deleted stack."""
    _followers.append(follow)
    return follow


@operation("AssociateFleet")
def associate_fleet(state: AccountState, request: Body) -> Body:
    """Associate a fleet with a stack. Repeating the request has no effect."""
    fleet_name, stack_name = request["FleetName"], request["StackName"]
    find(state, FLEETS, fleet_name)
    find(state, STACKS, stack_name)
    table = state.table(FLEET_STACK_ASSOCIATIONS)
    if (fleet_name, stack_name) not in table:
        names = {"FleetName": fleet_name, "StackName": stack_name}
        table.add((fleet_name, stack_name), Record(names))
    return {}


@operation("DisassociateFleet", counts_sessions=True)
def disassociate_fleet(state: AccountState, request: Body) -> Body:
    """Disassociate a fleet from a stack.

    This fails while the association has sessions. The model declares ResourceInUseException.
    """
    fleet_name, stack_name = request["FleetName"], request["StackName"]
    find(state, FLEETS, fleet_name)
    find(state, STACKS, stack_name)
    if (fleet_name, stack_name) not in state.table(FLEET_STACK_ASSOCIATIONS):
        raise not_permitted(f"Fleet {fleet_name} is not associated with stack {stack_name}.")
    pool = state.pools.get((stack_name, fleet_name))
    if pool is not None:
        pool.settle(state.now())
    if pool is not None and len(pool):
        raise in_use(f"Fleet {fleet_name} has sessions for stack {stack_name}.")
    state.table(FLEET_STACK_ASSOCIATIONS).remove((fleet_name, stack_name))
    return {}


@operation("ListAssociatedFleets")
def list_associated_fleets(state: AccountState, request: Body) -> Body:
    """List the names of a stack's fleets.

    A missing stack has none (the model declares no error).
    """
    return _list(state, request, "StackName", "FleetName")


@operation("ListAssociatedStacks")
def list_associated_stacks(state: AccountState, request: Body) -> Body:
    """List the names of a fleet's stacks.

    A missing fleet has none (the model declares no error).
    """
    return _list(state, request, "FleetName", "StackName")


def fleets_of(state: AccountState, stack_name: str) -> list[str]:
    """Return the names of the fleets of a stack."""
    return _associated(state, "StackName", stack_name, "FleetName")


def stacks_of(state: AccountState, fleet_name: str) -> list[str]:
    """Return the names of the stacks of a fleet."""
    return _associated(state, "FleetName", fleet_name, "StackName")


def _associated(state: AccountState, given: str, name: str, wanted: str) -> list[str]:
    pairs = [record.body for record in state.table(FLEET_STACK_ASSOCIATIONS)]
    return [pair[wanted] for pair in pairs if pair[given] == name]


def _list(state: AccountState, request: Body, given: str, wanted: str) -> Body:
    return list_matching(
        state,
        request,
        FLEET_STACK_ASSOCIATIONS,
        "Names",
        {given: request[given]},
        show=lambda record: record.body[wanted],
    )


def _apply(state: AccountState, record: Record, request: Body) -> None:
    given = pick(request, _COPIED)
    if "UserSettings" in given:
        changed = {setting["Action"]: setting for setting in given["UserSettings"]}
        base: list[dict[str, Any]] = record.body["UserSettings"]
        settings = {setting["Action"]: setting for setting in base} | changed
        given["UserSettings"] = list(settings.values())
    if "AgentAccessConfig" in given:
        # Members that the request omits are unchanged. Settings are merged by action (the model).
        given["AgentAccessConfig"] = merged_agent_access(
            record.body.get("AgentAccessConfig", {}), given["AgentAccessConfig"]
        )
    if "ApplicationSettings" in request:
        settings = dict(request["ApplicationSettings"])
        if settings["Enabled"]:
            bucket = f"appstream-app-settings-{state.region}-{state.account_id}-local"
            settings["S3BucketName"] = bucket
        given["ApplicationSettings"] = settings
    record.body.update(given)


def _remove_connector(record: Record, kind: str) -> None:
    connectors = record.body.get("StorageConnectors", ())
    record.body["StorageConnectors"] = [c for c in connectors if c["ConnectorType"] != kind]


def _default_settings() -> list[dict[str, Any]]:
    settings: dict[str, str] = NEW_STACK_SETTINGS.value
    return [{"Action": action, "Permission": permission} for action, permission in settings.items()]
