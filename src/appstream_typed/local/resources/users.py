"""The user pool, and its users' access to stacks."""

from __future__ import annotations

from hashlib import sha256

from appstream_typed.local.resources.quota_checks import check_user_quota
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.stacks import fleets_of, when_stack_is_deleted
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.listings import describe, list_matching, page
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import FLEETS, STACKS, USER_STACK_ASSOCIATIONS, USERS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import USER_AUTHENTICATION_TYPE
from appstream_typed.local.wire.service_errors import (
    ServiceError,
    already_exists,
    bad_combination,
    not_permitted,
)

USERPOOL = "USERPOOL"

# Messages do not contain user names, since the model marks them as sensitive.


@operation("CreateUser")
def create_user(state: AccountState, request: Body) -> Body:
    """Create a user, or send the welcome message again (API_CreateUser)."""
    kind = request["AuthenticationType"]
    if kind != USERPOOL:
        raise USER_AUTHENTICATION_TYPE(authentication_type=kind)
    key = request["UserName"]
    resend = request.get("MessageAction") == "RESEND"
    if resend:
        if "FirstName" in request or "LastName" in request:
            raise bad_combination("Omit FirstName and LastName with RESEND.")
        # The error is an assumption: the model declares none for a missing user.
        if key not in state.table(USERS):
            raise not_permitted("The user does not exist; create it without RESEND first.")
        return {}
    if key in state.table(USERS):
        raise already_exists("The user", "of that name")
    check_user_quota(state)
    number = sha256(key.encode()).hexdigest()[:16]
    body: Body = {
        **pick(request, ("UserName", "FirstName", "LastName", "AuthenticationType")),
        "Arn": state.arn("user/userpool", number),
        "Enabled": True,
        "Status": "UNCONFIRMED",
        "CreatedTime": state.now(),
    }
    state.table(USERS).add(key, Record(body))
    return {}


@operation("DescribeUsers")
def describe_users(state: AccountState, request: Body) -> Body:
    """List users."""
    _require_pool(request)
    return page(state, request, "Users", state.table(USERS).after, describe)


@operation("EnableUser")
def enable_user(state: AccountState, request: Body) -> Body:
    """Enable a user."""
    _find(state, request).body["Enabled"] = True
    return {}


@operation("DisableUser")
def disable_user(state: AccountState, request: Body) -> Body:
    """Disable a user."""
    _find(state, request).body["Enabled"] = False
    return {}


@operation("DeleteUser")
def delete_user(state: AccountState, request: Body) -> Body:
    """Delete a user and the user's access to stacks."""
    _find(state, request)
    key = request["UserName"]
    for record in list(state.table(USER_STACK_ASSOCIATIONS)):
        if record.body["UserName"] == key:
            state.table(USER_STACK_ASSOCIATIONS).remove((record.body["StackName"], key))
    state.table(USERS).remove(key)
    return {}


@operation("BatchAssociateUserStack")
def batch_associate_user_stack(state: AccountState, request: Body) -> Body:
    """Give users access to stacks. The result contains an error for each failure.

    A stack cannot be used if its fleets join a domain (API_BatchAssociateUserStack). No error code
    of the result fits this case, so the whole request fails (an assumption).
    """
    errors: list[Body] = []
    for pair in request["UserStackAssociations"]:
        if _joins_a_domain(state, pair["StackName"]):
            raise not_permitted(f"Stack {pair['StackName']} has a fleet that joins a domain.")
    for pair in request["UserStackAssociations"]:
        problem = _problem(state, pair)
        if problem is not None:
            errors.append(problem)
            continue
        key = (pair["StackName"], pair["UserName"])
        if key not in state.table(USER_STACK_ASSOCIATIONS):
            kept = pick(pair, ("StackName", "UserName", "AuthenticationType"))
            state.table(USER_STACK_ASSOCIATIONS).add(key, Record(kept))
    return {"errors": errors}


@operation("BatchDisassociateUserStack")
def batch_disassociate_user_stack(state: AccountState, request: Body) -> Body:
    """Remove users' access to stacks. The result contains an error for each failure.

    Missing access is not an error (an assumption).
    """
    errors: list[Body] = []
    for pair in request["UserStackAssociations"]:
        problem = _problem(state, pair)
        if problem is None:
            state.table(USER_STACK_ASSOCIATIONS).remove((pair["StackName"], pair["UserName"]))
        else:
            errors.append(problem)
    return {"errors": errors}


@operation("DescribeUserStackAssociations")
def describe_user_stack_associations(state: AccountState, request: Body) -> Body:
    """List associations. A stack or a user is required (API_DescribeUserStackAssociations)."""
    if "AuthenticationType" in request:
        _require_pool(request)
    wanted = pick(request, ("StackName", "UserName", "AuthenticationType"))
    if "StackName" not in wanted and not {"UserName", "AuthenticationType"} <= set(wanted):
        raise bad_combination("Specify StackName, or UserName with AuthenticationType.")
    return list_matching(state, request, USER_STACK_ASSOCIATIONS, "UserStackAssociations", wanted)


@when_stack_is_deleted
def remove_all(state: AccountState, stack_name: str) -> None:
    """Remove users' access to a deleted stack."""
    for record in list(state.table(USER_STACK_ASSOCIATIONS)):
        if record.body["StackName"] == stack_name:
            state.table(USER_STACK_ASSOCIATIONS).remove((stack_name, record.body["UserName"]))


def _problem(state: AccountState, pair: Body) -> Body | None:
    """Return the error for an association that cannot be created or removed, in AWS's form."""
    if pair["AuthenticationType"] != USERPOOL:
        code, message = (
            "DIRECTORY_NOT_FOUND",
            "Users of this authentication type have no user pool.",
        )
    elif pair["StackName"] not in state.table(STACKS):
        code, message = "STACK_NOT_FOUND", f"Stack {pair['StackName']} was not found."
    elif pair["UserName"] not in state.table(USERS):
        code, message = "USER_NAME_NOT_FOUND", "The user was not found."
    else:
        return None
    return {"UserStackAssociation": pair, "ErrorCode": code, "ErrorMessage": message}


def _joins_a_domain(state: AccountState, stack_name: str) -> bool:
    fleets = (state.table(FLEETS).get(name) for name in fleets_of(state, stack_name))
    return any(fleet is not None and "DomainJoinInfo" in fleet.body for fleet in fleets)


def _find(state: AccountState, request: Body) -> Record:
    """Return the user.

    Users of other authentication types are not found, because the model declares no other error.
    """
    record = state.table(USERS).get(request["UserName"])
    if record is None or request["AuthenticationType"] != USERPOOL:
        raise ServiceError("ResourceNotFoundException", "The user was not found.")
    return record


def _require_pool(request: Body) -> None:
    if request["AuthenticationType"] != USERPOOL:  # see the member's documentation in the model
        raise not_permitted("AuthenticationType must be USERPOOL.")
