"""Sharing of images between accounts of a local AppStream."""

from __future__ import annotations

from appstream_typed.local.resources.images import known_image
from appstream_typed.local.resources.quota_checks import check_share_quota
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.listings import page
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import IMAGE_PERMISSIONS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import IMAGE_DOES_NOT_EXIST, IMAGE_NOT_AVAILABLE
from appstream_typed.local.wire.service_errors import invalid, not_found

_ACCOUNT_LENGTH = 12


@operation("UpdateImagePermissions")
def update_image_permissions(state: AccountState, request: Body) -> Body:
    """Share an image, or change its permissions."""
    name, account = request["Name"], request["SharedAccountId"]
    # The model documents this length. The error code is an assumption.
    if len(account) != _ACCOUNT_LENGTH:
        raise invalid(f"SharedAccountId must have {_ACCOUNT_LENGTH} digits, got {account}.")
    image = _own(state, name)
    if image.state != "AVAILABLE":
        raise IMAGE_NOT_AVAILABLE(image=name, state=image.state)
    share(state, image, account, request["ImagePermissions"])
    return {}


@operation("DeleteImagePermissions")
def delete_image_permissions(state: AccountState, request: Body) -> Body:
    """Stop sharing an image with an account."""
    name, account = request["Name"], request["SharedAccountId"]
    image = _own(state, name)
    if (name, account) not in state.table(IMAGE_PERMISSIONS):
        raise not_found(f"Permission of account {account} for image", name)
    state.table(IMAGE_PERMISSIONS).remove((name, account))
    still = any(_is_of(state, record, name) for record in state.table(IMAGE_PERMISSIONS))
    image.body["ImageSharedWithOthers"] = "TRUE" if still else "FALSE"
    return {}


@operation("DescribeImagePermissions")
def describe_image_permissions(state: AccountState, request: Body) -> Body:
    """List the accounts that an image is shared with."""
    name = request["Name"]
    _own(state, name)
    wanted = request.get("SharedAwsAccountIds")
    found = page(
        state,
        request,
        "SharedImagePermissionsList",
        lambda after: (
            record
            for record in state.table(IMAGE_PERMISSIONS).after(after)
            if _is_of(state, record, name)
            and (not wanted or record.body["sharedAccountId"] in wanted)
        ),
        lambda record: pick(record.body, ("sharedAccountId", "imagePermissions")),
    )
    return {"Name": name, **found}


def share(state: AccountState, image: Record, account: str, permissions: Body) -> None:
    """Share an image with an account, or change its permissions."""
    name = image.body["Name"]
    shared = {"sharedAccountId": account, "imagePermissions": permissions}
    record = state.table(IMAGE_PERMISSIONS).get((name, account))
    if record is None:
        check_share_quota(state, name)
        state.table(IMAGE_PERMISSIONS).add((name, account), Record(shared))
    else:
        record.body.update(shared)
    image.body["ImageSharedWithOthers"] = "TRUE"


def _own(state: AccountState, name: str) -> Record:
    image = known_image(state, name)
    if image is None or image.body["Visibility"] != "PRIVATE":
        raise IMAGE_DOES_NOT_EXIST(image=name, account=state.account_id)
    return image


def _is_of(state: AccountState, record: Record, name: str) -> bool:
    return state.table(IMAGE_PERMISSIONS).get((name, record.body["sharedAccountId"])) is record
