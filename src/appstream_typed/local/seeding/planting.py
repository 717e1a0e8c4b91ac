"""Creates the resources of a seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from appstream_typed.local.resources import image_permissions, sessions
from appstream_typed.local.resources.base_images import default_image, is_latest_agent, latest_agent
from appstream_typed.local.resources.software_store import INSTALLED, add_software, software_of
from appstream_typed.local.seeding.entries import described_members, request_members, without_nulls
from appstream_typed.local.seeding.schema_checks import check_schema
from appstream_typed.local.seeding.seed_format import KINDS, Kind
from appstream_typed.local.seeding.seed_schema import seed_schema
from appstream_typed.local.seeding.settling import settle
from appstream_typed.local.state.accounts import AccountState, partition_of
from appstream_typed.local.state.lifecycle import add_tags, check_new
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import ServiceError

Call = Callable[[str, Body], Body]

_PLACEHOLDER = {"S3Bucket": "seed", "S3Key": "seed"}
_DEFAULTS: Mapping[str, Body] = {
    "themes": {
        "TitleText": "Seed",
        "ThemeStyling": "BLUE",
        "OrganizationLogoS3Location": _PLACEHOLDER,
        "FaviconS3Location": _PLACEHOLDER,
    },
    "users": {"AuthenticationType": "USERPOOL"},
    "user_stack_associations": {"AuthenticationType": "USERPOOL"},
}
"""Defaults for members that requests require and seeds may omit.

The defaults for images and for the capacities of fleets are computed.
"""
_DECIDED = frozenset({"Arn", "State", "ComputeCapacityStatus"})
"""Members of described resources that a seed does not set directly."""


def plant(state: AccountState, seed: Mapping[str, object], call: Call) -> None:
    """Create the resources of a seed. If a request is refused, resources created before it remain.

    Args:
        state: The account and region to fill.
        seed: A list for each kind of resource, as in ``seed.schema.json``.
        call: Carries out an operation in that account and region.

    Raises:
        ValueError: The seed is invalid; the message names the invalid entry.
    """
    data = without_nulls(dict(seed) if isinstance(cast("object", seed), Mapping) else seed)
    check_schema(data, seed_schema())
    entries: Body = _at_home(data, data.get("origin"), state)
    was_seeding, state.is_seeding = state.is_seeding, True
    try:
        for name, kind in KINDS.items():
            for index, entry in enumerate(entries.get(name, ())):
                try:
                    _plant_one(state, name, kind, entry, call)
                except (ServiceError, ValueError) as error:
                    reason = error.message if isinstance(error, ServiceError) else error
                    msg = f"{name}[{index}]: {reason}"
                    raise ValueError(msg) from error
    finally:
        state.is_seeding = was_seeding


def _plant_one(state: AccountState, name: str, kind: Kind, entry: Body, call: Call) -> None:
    if name == "sessions":
        _plant_session(state, entry)
        return
    if kind.operation is None:
        record = (_plant_image if name == "images" else _plant_task)(state, kind, entry)
    else:
        given = _complete(name, entry)
        request = request_members(kind, given)
        result = call(kind.operation, request if kind.batch is None else {kind.batch: [request]})
        for problem in result.get("errors", ()):
            raise ValueError(problem["ErrorMessage"])
        if kind.table is None:
            return
        record = cast("Record", state.table(kind.table).get(_key(kind, given)))
        more = described_members(kind, given)
        hidden = _DECIDED | set(request)
        record.body.update({k: v for k, v in more.items() if k not in hidden})
    for fleet in cast("Sequence[str]", entry.get("Fleets", ())):
        call("AssociateFleet", {"FleetName": fleet, "StackName": entry["Name"]})
    if "State" in entry:
        settle(state, name, record, entry["State"])
    if "NetworkAccessConfiguration" in entry:
        record.body["NetworkAccessConfiguration"] = entry["NetworkAccessConfiguration"]
    _add_software(state, record, entry)


def _key(kind: Kind, entry: Body) -> object:
    if len(kind.key) == 1:
        return entry[kind.key[0]]
    return tuple(entry[member] for member in kind.key)


def _complete(name: str, entry: Body) -> Body:
    """Return an entry with defaults for members that AWS requires and a seed may omit."""
    given = {**_DEFAULTS.get(name, {}), **entry}
    if name not in ("image_builders", "fleets") or given.get("FleetType") == "ELASTIC":
        return given
    if "ImageName" not in given and "ImageArn" not in given:
        given["ImageName"] = default_image(given["InstanceType"])
    if name == "fleets" and "ComputeCapacity" not in given:
        status = given.get("ComputeCapacityStatus", {"Desired": 1})
        if "DesiredUserSessions" in status:
            given["ComputeCapacity"] = {"DesiredSessions": status["DesiredUserSessions"]}
        else:
            given["ComputeCapacity"] = {"DesiredInstances": status["Desired"]}
    return given


# --- resources that clients cannot create ----------------------------------------------------------


def _plant_image(state: AccountState, kind: Kind, entry: Body) -> Record:
    name = entry["Name"]
    table = state.table(cast("str", kind.table))
    check_new(state, cast("str", kind.table), name)
    platform = entry.get("Platform", "WINDOWS_SERVER_2022")
    agent = entry.get("AppstreamAgentVersion", latest_agent(platform))
    body: Body = {
        "DisplayName": name,
        "Visibility": "PRIVATE",
        "State": "AVAILABLE",
        "ImageBuilderSupported": True,
        "Platform": platform,
        "Applications": [],
        "CreatedTime": state.now(),
        "AppstreamAgentVersion": agent,
        "LatestAppstreamAgentVersion": is_latest_agent(agent, platform),
        "ImagePermissions": {"allowFleet": True, "allowImageBuilder": True},
        "ImageErrors": [],
        "ImageSharedWithOthers": "FALSE",
        "ImageType": "NATIVE",
        **described_members(kind, entry),
        "ManagedSoftwareIncluded": bool(entry.get("Software")),
    }
    # A shared image becomes an image of the account, because its owner may not exist here.
    if body["Visibility"] == "SHARED":
        body["Visibility"] = "PRIVATE"
    arn = state.arn("image", name)
    if body["Visibility"] == "PUBLIC":
        arn = arn.replace(f":{state.account_id}:", "::")
    body["Arn"] = arn
    record = table.add(name, Record(body))
    add_tags(state, arn, entry)
    for share in entry.get("SharedWith", ()):
        image_permissions.share(state, record, share["sharedAccountId"], share["imagePermissions"])
    return record


def _plant_task(state: AccountState, kind: Kind, entry: Body) -> Record:
    body: Body = {
        "CreatedDate": state.now(),
        "State": "COMPLETED",
        "ErrorDetails": [],
        **described_members(kind, entry),
    }
    return state.table(cast("str", kind.table)).add(entry["TaskId"], Record(body))


def _plant_session(state: AccountState, entry: Body) -> None:
    if ("UserId" in entry) == ("Count" in entry):
        msg = "specify either UserId or Count"
        raise ValueError(msg)
    alone = {"Id", "InstanceId", "NetworkAccessConfiguration"} & set(entry)
    if "Count" in entry and alone:
        msg = f"{min(alone)} needs UserId; it cannot be used with Count"
        raise ValueError(msg)
    members = described_members(KINDS["sessions"], entry)
    sessions.plant(state, {**members, "Count": entry.get("Count")})


def _add_software(state: AccountState, record: Record, entry: Body) -> None:
    for name in entry.get("Software", ()):
        if name not in software_of(state, record.body["Arn"]):
            add_software(state, record.body["Arn"], name, INSTALLED)


# --- origin of a seed ------------------------------------------------------------------------------

ANY_ACCOUNT = "*"
"""The account id of an origin that matches all accounts in the ARNs of the seed."""
_ARN = re.compile(r"arn:aws[a-z-]*:appstream:[a-z0-9-]+:(\d{12})?:")


def _at_home(value: Any, origin: Body | None, state: AccountState) -> Any:
    """Return a copy in which ARNs of the origin have this account and region."""
    if isinstance(value, dict):
        members = cast("Body", value).items()
        return {name: _at_home(item, origin, state) for name, item in members}
    if isinstance(value, list):
        return [_at_home(item, origin, state) for item in cast("list[object]", value)]
    match = _ARN.match(value) if origin is not None and isinstance(value, str) else None
    if match is None or origin is None:
        return value
    if match[1] is not None and origin["AccountId"] not in (ANY_ACCOUNT, match[1]):
        return value
    account = "" if match[1] is None else state.account_id
    here = f"arn:{partition_of(state.region)}:appstream:{state.region}:{account}:"
    return here + value[match.end() :]
