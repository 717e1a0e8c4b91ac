"""Finds, lists, copies and deletes images."""

from __future__ import annotations

from collections.abc import Iterator

from appstream_typed.local.resources.base_images import (
    CATALOGUE,
    base_image,
    check_not_deprecated,
    check_own_name,
)
from appstream_typed.local.resources.instance_types import check_family
from appstream_typed.local.resources.quota_checks import check_image_quotas
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.software_store import carry_over, forget_software
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.lifecycle import check_new, error_entry, forget, reach
from appstream_typed.local.state.listings import describe, page
from appstream_typed.local.state.table_names import (
    FLEETS,
    IMAGE_BUILDERS,
    IMAGE_PERMISSIONS,
    IMAGES,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import (
    IMAGE_DOES_NOT_EXIST,
    IMAGE_NOT_AVAILABLE,
    NO_IMAGE,
)
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import (
    ServiceError,
    bad_combination,
    in_use,
    not_permitted,
)

_NOTHING = {"allowFleet": False, "allowImageBuilder": False}
_MANY = 10**9
"""An upper bound for the number of images of an account."""
_REASONS = {
    "COPYING": "IMAGE_COPY_FAILURE",
    "CREATING": "IMAGE_UPDATE_FAILURE",
    "IMPORTING": "IMAGE_IMPORT_FAILURE",
    "VALIDATING": "IMAGE_IMPORT_FAILURE",
}
"""The code in ``StateChangeReason`` of a failed image, by the state in which it failed."""


def image_for(
    state: AccountState, request: Body, instance_type: str, *, builder: bool = False
) -> Record:
    """Return the image that a new image builder or fleet requests by name or ARN.

    Instance types other than stream.* need an image of the type CUSTOM (the page import-image of the
    guide).

    Raises:
        ServiceError: The image does not exist or cannot be used for this purpose.
    """
    arn, named = request.get("ImageArn"), request.get("ImageName")
    if not arn and not named:
        raise NO_IMAGE(instance_type=instance_type)
    if not state.is_seeding:
        check_not_deprecated(str(named or arn).rpartition("/")[2])
    record = _by_arn(state, arn) if arn else _named(state, str(named))
    name = record.body["Name"]
    if arn and named and name != named:
        msg = f"ImageName {named} and ImageArn {arn} name different images."
        raise bad_combination(msg)
    if state.is_seeding:  # existing resources in a seed may use an image that new ones cannot
        return record
    if record.state != "AVAILABLE":
        raise IMAGE_NOT_AVAILABLE(image=name, state=record.state)
    allowed = record.body["ImagePermissions"]
    if not allowed["allowImageBuilder" if builder else "allowFleet"]:
        raise not_permitted(f"The permissions of image {name} do not allow this use.")
    if not instance_type.startswith("stream.") and record.body["ImageType"] != "CUSTOM":
        msg = f"Image {name} supports only instance types stream.*, not {instance_type}."
        raise ServiceError("IncompatibleImageException", msg)
    check_family(record.body, instance_type)
    return record


def known_image(state: AccountState, name: str) -> Record | None:
    """Return the image with a name. It belongs to the account or AWS."""
    images = state.table(IMAGES)
    found = images.get(name)
    if found is not None:
        return found
    body = base_image(state, name)
    return None if body is None else images.add(name, Record(body))


def image_by_arn(state: AccountState, arn: str) -> Record | None:
    """Return the image with an ARN. It belongs to the account or AWS, or is shared with the account."""
    record = known_image(state, arn.rpartition("/")[2])
    if record is not None and record.body["Arn"] == arn:
        return record
    return next((image for image in _shared_images(state) if image.body["Arn"] == arn), None)


def own_image(state: AccountState, name: str) -> Record:
    """Return the image with a name. The account must own it.

    Raises:
        ServiceError: The image does not exist or belongs to AWS.
    """
    record = _named(state, name)
    if record.body["Visibility"] == "PUBLIC":
        raise not_permitted(f"Image {name} belongs to AWS.")
    return record


def _named(state: AccountState, name: str) -> Record:
    record = known_image(state, name)
    if record is None:
        raise IMAGE_DOES_NOT_EXIST(image=name, account=state.account_id)
    return record


def _by_arn(state: AccountState, arn: str) -> Record:
    record = image_by_arn(state, arn)
    if record is None:
        name = arn.rpartition("/")[2]
        raise IMAGE_DOES_NOT_EXIST(image=name, account=state.account_id)
    return record


def _all_after(state: AccountState, number: int) -> Iterator[Record]:
    """Yield the account's images, and then shared images, that follow a sequence number."""
    yield from state.table(IMAGES).after(number)
    for record in _shared_images(state):
        if record.number > number:
            yield record


def _shared_images(state: AccountState) -> Iterator[Record]:
    """Yield the images that other accounts in the region share with this account, in a stable order."""
    others = state.accounts.beside(state.scope)
    for other in sorted(others, key=lambda other: other.account_id):
        for image in other.table(IMAGES):
            shared = other.table(IMAGE_PERMISSIONS).get((image.body["Name"], state.account_id))
            if shared is not None:
                body = {
                    **image.body,
                    "Visibility": "SHARED",
                    "ImagePermissions": {**_NOTHING, **shared.body["imagePermissions"]},
                }
                body.pop("ImageBuilderName", None)  # according to the model, shared images lack it
                number = (1 + int(other.account_id)) * _MANY + image.number
                yield Record(body, number)


@operation("DescribeImages")
def describe_images(state: AccountState, request: Body) -> Body:
    """List images, or describe the named ones."""
    for name in CATALOGUE:
        known_image(state, name)
    wanted: set[str] | None = None
    if request.get("Names") or request.get("Arns"):
        wanted = {_named(state, name).body["Arn"] for name in request.get("Names", ())}
        wanted |= {_by_arn(state, arn).body["Arn"] for arn in request.get("Arns", ())}
    visibility = request.get("Type")

    def shown(record: Record) -> bool:
        if wanted is not None and record.body["Arn"] not in wanted:
            return False
        return visibility in (None, record.body["Visibility"])

    return page(
        state,
        request,
        "Images",
        lambda after: filter(shown, _all_after(state, after)),
        describe,
        default_size=25,
    )


@operation("CopyImage")
def copy_image(state: AccountState, request: Body) -> Body:
    """Copy an image within the region or to another one. Tags are not copied (API_CopyImage)."""
    name = request["SourceImageName"]
    source = _named(state, name)
    # The error is an assumption: the model declares none for images of AWS.
    if source.body["Visibility"] == "PUBLIC":
        raise IMAGE_DOES_NOT_EXIST(image=name, account=state.account_id)
    if source.state != "AVAILABLE":
        raise IMAGE_NOT_AVAILABLE(image=name, state=source.state)
    target = state.accounts.get(Scope(state.account_id, request["DestinationRegion"]))
    body = successor(source)
    if "DestinationImageDescription" in request:
        body["Description"] = request["DestinationImageDescription"]
    name = request["DestinationImageName"]
    make_image(target, name, body, "COPYING", software_of=source.body["Arn"])
    return {"DestinationImageName": name}


@operation("DeleteImage")
def delete_image(state: AccountState, request: Body) -> Body:
    """Delete an unused image that is not shared.

    The page delete-private-image of the guide mentions fleets and sharing. The checks of image
    builders and of the image's state are assumptions.
    """
    name = request["Name"]
    record = own_image(state, name)
    if record.state not in ("AVAILABLE", "FAILED"):
        raise not_permitted(f"Image {name} is {record.state} and cannot be deleted now.")
    arn = record.body["Arn"]
    for table in (FLEETS, IMAGE_BUILDERS):
        users = [r.body["Name"] for r in state.table(table) if r.body.get("ImageArn") == arn]
        if users:
            raise in_use(f"Image {name} is used by {table.replace('_', ' ')}: {', '.join(users)}.")
    if record.body.get("ImageSharedWithOthers") == "TRUE":
        raise in_use(f"Image {name} is shared; delete its permissions first.")

    answer = describe(record)  # before the state changes: see DELETED_IMAGE_STATE
    delete_image_record(state, record)
    return {"Image": answer}


def delete_image_record(state: AccountState, record: Record) -> None:
    """Delete an image, even if it is in use."""
    state.become(record, "DELETING", then=_vanish, after=state.timings.image_delete)


@planned_change("image.vanish")
def _vanish(state: AccountState, record: Record) -> None:
    forget_software(state, record.body["Arn"])
    forget(state, IMAGES, record)


def successor(source: Record) -> Body:
    """Return the members that a copy or an update takes from an image, according to the model."""
    body = {**source.body, "BaseImageArn": source.body["Arn"], "ImageSharedWithOthers": "FALSE"}
    body.pop("ImageBuilderName", None)
    return body


def make_image(
    state: AccountState,
    name: str,
    body: Body,
    through: str,
    *,
    software_of: str | None = None,
    seconds: float | None = None,
) -> Record:
    """Create a private image, which becomes AVAILABLE later.

    Args:
        state: The account and region of the image.
        name: Its name.
        body: Its other members.
        through: Its state until it is AVAILABLE.
        software_of: The ARN of the image builder or image whose licensed software it gets.
        seconds: The seconds until it is AVAILABLE; by default those in the settings.

    Raises:
        ServiceError: The name exists or is reserved, or a quota is exceeded.
    """
    check_own_name(name)
    check_new(state, IMAGES, name)
    check_image_quotas(state, through)
    body = {
        **body,
        "Name": name,
        "Arn": state.arn("image", name),
        "Visibility": "PRIVATE",
        "CreatedTime": state.now(),
        "State": through,
        "ImageErrors": [],
        "ImagePermissions": {"allowFleet": True, "allowImageBuilder": True},
    }
    body.setdefault("DisplayName", name)
    has_software = software_of is not None and carry_over(state, software_of, body["Arn"])
    body["ManagedSoftwareIncluded"] = has_software
    record = state.table(IMAGES).add(name, Record(body))
    after = state.timings.image_create if seconds is None else seconds
    state.plan(record, after, reach, "AVAILABLE")
    return record


def fail(state: AccountState, name: str, code: str, message: str) -> None:
    """Set an image to FAILED.

    Raises:
        ServiceError: The image does not exist.
    """
    record = own_image(state, name)
    record.body["ImageErrors"] = [error_entry(state, code, message)]
    reason = _REASONS.get(record.state, "INTERNAL_ERROR")
    record.body["StateChangeReason"] = {"Code": reason, "Message": message}
    state.become(record, "FAILED")
