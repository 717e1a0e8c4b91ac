"""Entitlements of stacks, and the applications that they grant."""

from __future__ import annotations

from appstream_typed.enums.entitlements import EntitlementAttributeName
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.stacks import when_stack_is_deleted
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.listings import describe, list_matching, page
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import ENTITLED_APPLICATIONS, ENTITLEMENTS, STACKS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import ENTITLEMENT_ATTRIBUTE
from appstream_typed.local.wire.service_errors import ServiceError, not_found, not_permitted

_COPIED = ("Name", "StackName", "Description", "AppVisibility", "Attributes")


@operation("CreateEntitlement")
def create_entitlement(state: AccountState, request: Body) -> Body:
    """Create an entitlement of a stack."""
    stack_name, name = request["StackName"], request["Name"]
    find(state, STACKS, stack_name)
    if (stack_name, name) in state.table(ENTITLEMENTS):
        msg = f"Stack {stack_name} already has an entitlement {name}."
        raise ServiceError("EntitlementAlreadyExistsException", msg)
    _check_attributes(request)
    now = state.now()
    body: Body = {**pick(request, _COPIED), "CreatedTime": now, "LastModifiedTime": now}
    record = state.table(ENTITLEMENTS).add((stack_name, name), Record(body))
    return {"Entitlement": describe(record)}


@operation("DescribeEntitlements")
def describe_entitlements(state: AccountState, request: Body) -> Body:
    """List the entitlements of a stack, or describe the named one."""
    stack_name = request["StackName"]
    find(state, STACKS, stack_name)
    if "Name" in request:
        _find(state, stack_name, request["Name"])
    wanted = pick(request, ("StackName", "Name"))
    return list_matching(state, request, ENTITLEMENTS, "Entitlements", wanted)


@operation("UpdateEntitlement")
def update_entitlement(state: AccountState, request: Body) -> Body:
    """Update an entitlement."""
    record = _find(state, request["StackName"], request["Name"])
    _check_attributes(request)
    record.body.update(pick(request, _COPIED), LastModifiedTime=state.now())
    return {"Entitlement": describe(record)}


@operation("DeleteEntitlement")
def delete_entitlement(state: AccountState, request: Body) -> Body:
    """Delete an entitlement and its applications."""
    key = (request["StackName"], request["Name"])
    _find(state, *key)
    remove(state, *key)
    return {}


@operation("AssociateApplicationToEntitlement")
def associate_application_to_entitlement(state: AccountState, request: Body) -> Body:
    """Add an application to an entitlement.

    Any name is accepted, because it may belong to a program on an image, and the content of images
    is not simulated.
    """
    key = (request["StackName"], request["EntitlementName"], request["ApplicationIdentifier"])
    record = _find(state, *key[:2])
    # An assumption: with ALL, the entitlement already grants every application.
    if record.body["AppVisibility"] != "ASSOCIATED":
        raise not_permitted(f"Entitlement {key[1]} grants all applications.")
    if key not in state.table(ENTITLED_APPLICATIONS):
        state.table(ENTITLED_APPLICATIONS).add(key, Record({"ApplicationIdentifier": key[2]}))
    return {}


@operation("DisassociateApplicationFromEntitlement")
def disassociate_application_from_entitlement(state: AccountState, request: Body) -> Body:
    """Remove an application from an entitlement."""
    key = (request["StackName"], request["EntitlementName"], request["ApplicationIdentifier"])
    _find(state, *key[:2])
    if key not in state.table(ENTITLED_APPLICATIONS):
        raise not_found("Entitled application", key[2])
    state.table(ENTITLED_APPLICATIONS).remove(key)
    return {}


@operation("ListEntitledApplications")
def list_entitled_applications(state: AccountState, request: Body) -> Body:
    """List the applications that an entitlement grants."""
    stack_name, name = request["StackName"], request["EntitlementName"]
    _find(state, stack_name, name)
    table = state.table(ENTITLED_APPLICATIONS)
    return page(
        state,
        request,
        "EntitledApplications",
        lambda after: (r for r in table.after(after) if _grants(state, r, stack_name, name)),
        describe,
    )


def remove(state: AccountState, stack_name: str, name: str) -> None:
    """Delete an entitlement and its applications."""
    for record in list(state.table(ENTITLED_APPLICATIONS)):
        if _grants(state, record, stack_name, name):
            state.table(ENTITLED_APPLICATIONS).remove(
                (stack_name, name, record.body["ApplicationIdentifier"])
            )
    state.table(ENTITLEMENTS).remove((stack_name, name))


@when_stack_is_deleted
def remove_all(state: AccountState, stack_name: str) -> None:
    """Delete the entitlements of a deleted stack."""
    for record in list(state.table(ENTITLEMENTS)):
        if record.body["StackName"] == stack_name:
            remove(state, stack_name, record.body["Name"])


def _check_attributes(request: Body) -> None:
    known = [str(name) for name in EntitlementAttributeName]
    for attribute in request.get("Attributes", ()):
        if attribute["Name"] not in known:
            raise ENTITLEMENT_ATTRIBUTE(attribute=attribute["Name"], known=", ".join(known))


def _grants(state: AccountState, record: Record, stack_name: str, name: str) -> bool:
    key = (stack_name, name, record.body["ApplicationIdentifier"])
    return state.table(ENTITLED_APPLICATIONS).get(key) is record


def _find(state: AccountState, stack_name: str, name: str) -> Record:
    find(state, STACKS, stack_name)
    record = state.table(ENTITLEMENTS).get((stack_name, name))
    if record is None:
        msg = f"Stack {stack_name} has no entitlement {name}."
        raise ServiceError("EntitlementNotFoundException", msg)
    return record
