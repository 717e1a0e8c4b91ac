"""Applications, and their associations with elastic fleets."""

from __future__ import annotations

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.addresses import s3_url
from appstream_typed.local.state.lifecycle import add_tags, check_new, forget
from appstream_typed.local.state.listings import describe, list_matching, list_named
from appstream_typed.local.state.lookups import find, find_by_arn
from appstream_typed.local.state.members import clear, pick
from appstream_typed.local.state.table_names import (
    APP_BLOCKS,
    APPLICATION_FLEET_ASSOCIATIONS,
    APPLICATIONS,
    FLEETS,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import bad_combination, in_use, not_permitted

_COPIED = (
    "Name",
    "DisplayName",
    "Description",
    "IconS3Location",
    "LaunchPath",
    "WorkingDirectory",
    "LaunchParameters",
    "Platforms",
    "InstanceFamilies",
    "AppBlockArn",
)
_ATTRIBUTES = {"LAUNCH_PARAMETERS": "LaunchParameters", "WORKING_DIRECTORY": "WorkingDirectory"}


@operation("CreateApplication")
def create_application(state: AccountState, request: Body) -> Body:
    """Create an application from an app block."""
    name = request["Name"]
    check_new(state, APPLICATIONS, name)
    find_by_arn(state, APP_BLOCKS, request["AppBlockArn"])
    body: Body = {
        **pick(request, _COPIED),
        "Arn": state.arn("application", name),
        "IconURL": s3_url(state, request["IconS3Location"]),
        "Enabled": True,
        "CreatedTime": state.now(),
    }
    record = state.table(APPLICATIONS).add(name, Record(body))
    add_tags(state, body["Arn"], request)
    return {"Application": describe(record)}


@operation("DescribeApplications")
def describe_applications(state: AccountState, request: Body) -> Body:
    """List applications, or describe those with the given ARNs."""
    return list_named(state, request, APPLICATIONS, "Applications", names="Arns")


@operation("UpdateApplication")
def update_application(state: AccountState, request: Body) -> Body:
    """Update an application."""
    record = find(state, APPLICATIONS, request["Name"])
    if "AppBlockArn" in request:
        find_by_arn(state, APP_BLOCKS, request["AppBlockArn"])
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    record.body.update(pick(request, _COPIED))
    if "IconS3Location" in request:
        record.body["IconURL"] = s3_url(state, request["IconS3Location"])
    return {"Application": describe(record)}


@operation("DeleteApplication")
def delete_application(state: AccountState, request: Body) -> Body:
    """Delete an application that is not associated with a fleet.

    Entitlements keep its name (an assumption, since they accept any name).
    """
    record = find(state, APPLICATIONS, request["Name"])
    arn = record.body["Arn"]
    if any(
        pair.body["ApplicationArn"] == arn for pair in state.table(APPLICATION_FLEET_ASSOCIATIONS)
    ):
        raise in_use(f"Application {request['Name']} is associated with fleets.")
    forget(state, APPLICATIONS, record)
    return {}


@operation("AssociateApplicationFleet")
def associate_application_fleet(state: AccountState, request: Body) -> Body:
    """Associate an application with an elastic fleet (API_AssociateApplicationFleet)."""
    pair = pick(request, ("FleetName", "ApplicationArn"))
    fleet = find(state, FLEETS, pair["FleetName"])
    find_by_arn(state, APPLICATIONS, pair["ApplicationArn"])
    if fleet.body["FleetType"] != "ELASTIC":
        raise not_permitted(f"Fleet {pair['FleetName']} is not of the type ELASTIC.")
    table = state.table(APPLICATION_FLEET_ASSOCIATIONS)
    if tuple(pair.values()) not in table:
        table.add(tuple(pair.values()), Record(pair))
    return {"ApplicationFleetAssociation": pair}


@operation("DisassociateApplicationFleet")
def disassociate_application_fleet(state: AccountState, request: Body) -> Body:
    """Disassociate an application from a fleet.

    The error for a missing association is an assumption.
    """
    key = (request["FleetName"], request["ApplicationArn"])
    if key not in state.table(APPLICATION_FLEET_ASSOCIATIONS):
        raise not_permitted(f"Application {key[1]} is not associated with fleet {key[0]}.")
    state.table(APPLICATION_FLEET_ASSOCIATIONS).remove(key)
    return {}


@operation("DescribeApplicationFleetAssociations")
def describe_application_fleet_associations(state: AccountState, request: Body) -> Body:
    """List associations. One of the two parameters is required.

    API_DescribeApplicationFleetAssociations documents this.
    """
    wanted = pick(request, ("FleetName", "ApplicationArn"))
    if not wanted:
        raise bad_combination("Specify FleetName or ApplicationArn.")
    return list_matching(
        state, request, APPLICATION_FLEET_ASSOCIATIONS, "ApplicationFleetAssociations", wanted
    )
