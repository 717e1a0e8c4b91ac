"""Images: those that AWS offers, and those made here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone

from appstream_typed.local.common import (
    add_tags,
    describe,
    error_entry,
    find,
    forget,
    pick,
)
from appstream_typed.local.errors import (
    ServiceError,
    already_exists,
    bad_combination,
    in_use,
    not_available,
    not_found,
    not_permitted,
)
from appstream_typed.local.operations import operation
from appstream_typed.local.paging import page
from appstream_typed.local.state import AccountState, Body, Record

TABLE = "images"
_NOTHING = {"allowFleet": False, "allowImageBuilder": False}
_MANY = 10**9
"""More images than an account will have."""
PERMISSIONS = "image_permissions"
"""Table of what images of an account are shared for, by image and account."""

# AWS's base images carry their date in the name and come and go with it, so any date will do. See
# https://docs.aws.amazon.com/appstream2/latest/developerguide/base-image-version-history.html
_PUBLIC = re.compile(
    r"(?:Amazon-)?AppStream(?:2)?-(?P<kind>[A-Za-z0-9-]+?)-(?P<date>\d\d-\d\d-\d{4})"
)
_PLATFORMS = {
    "WinServer2016": "WINDOWS_SERVER_2016",
    "WinServer2019": "WINDOWS_SERVER_2019",
    "WinServer2022": "WINDOWS_SERVER_2022",
    "WinServer2025": "WINDOWS_SERVER_2025",
    "AmazonLinux2": "AMAZON_LINUX2",
    "RHEL8": "RHEL8",
    "RockyLinux8": "ROCKY_LINUX8",
    "Ubuntu": "UBUNTU_PRO_2404",
}
CATALOGUE = (
    "AppStream-WinServer2019-07-12-2026",
    "AppStream-WinServer2022-07-12-2026",
    "AppStream-WinServer2025-07-12-2026",
    "AppStream-AmazonLinux2-07-01-2026",
    "AppStream-RockyLinux8-07-01-2026",
    "AppStream-Graphics-G4dn-WinServer2022-07-12-2026",
)
"""The base images that a listing shows."""
DEFAULT_IMAGE = CATALOGUE[1]


def image_for(state: AccountState, request: Body, *, builder: bool = False) -> Record:
    """The image that a new image builder or fleet asks for, by name or ARN.

    The model requires neither; which image AWS takes then is not documented. Chosen: a Windows one.

    Raises:
        ServiceError: There is no such image, or it cannot be used for that.
    """
    arn = request.get("ImageArn")
    named = request.get("ImageName")
    record = _by_arn(state, arn) if arn else _named(state, str(named or DEFAULT_IMAGE))
    name = record.body["Name"]
    if arn and named and name != named:
        msg = f"ImageName {named} and ImageArn {arn} name different images."
        raise bad_combination(msg)
    if record.state != "AVAILABLE":
        raise not_available(f"Image {name} is {record.state}, not AVAILABLE.")
    allowed = record.body["ImagePermissions"]
    if not allowed["allowImageBuilder" if builder else "allowFleet"]:
        raise not_permitted(f"Image {name} is not shared for this use.")
    if builder and not record.body["ImageBuilderSupported"]:
        msg = f"Image {name} cannot be used for image builders."
        raise ServiceError("IncompatibleImageException", msg)
    return record


def known_image(state: AccountState, name: str) -> Record | None:
    """The image of that name: made here, or one of AWS's."""
    images = state.table(TABLE)
    found = images.get(name)
    match = _PUBLIC.fullmatch(name)
    if found is not None or match is None:
        return found
    return images.add(name, Record(_public_image(state, name, match["kind"], match["date"])))


def _named(state: AccountState, name: str) -> Record:
    record = known_image(state, name)
    if record is None:
        raise not_found("Image", name)
    return record


def _by_arn(state: AccountState, arn: str) -> Record:
    record = known_image(state, arn.rpartition("/")[2])
    if record is not None and record.body["Arn"] == arn:
        return record
    for record in _shared_images(state):
        if record.body["Arn"] == arn:
            return record
    raise not_found("Image", arn)


def _all_after(state: AccountState, number: int) -> Iterator[Record]:
    """The account's own images, and then those of others, after a number."""
    yield from state.table(TABLE).after(number)
    for record in _shared_images(state):
        if record.number > number:
            yield record


def _shared_images(state: AccountState) -> Iterator[Record]:
    """Images of other accounts in the region, as they look to this one, in a lasting order."""
    others = state.accounts.others_in(state.region, state.account_id)
    for other in sorted(others, key=lambda other: other.account_id):
        for image in other.table(TABLE):
            shared = other.table(PERMISSIONS).get((image.body["Name"], state.account_id))
            if shared is not None:
                body = {
                    **image.body,
                    "Visibility": "SHARED",
                    "ImagePermissions": {**_NOTHING, **shared.body["imagePermissions"]},
                }
                number = (1 + int(other.account_id)) * _MANY + image.number
                yield Record(body, number)


def load_catalogue(state: AccountState) -> None:
    """Put AWS's base images into the table, once."""
    for name in CATALOGUE:
        known_image(state, name)


@operation("DescribeImages")
def describe_images(state: AccountState, request: Body) -> Body:
    """List images, or describe those named."""
    load_catalogue(state)
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
    """Copy an image within the region or to another; tags stay behind: API_CopyImage."""
    source = _own(state, request["SourceImageName"])
    if source.state != "AVAILABLE":
        raise not_available(f"Image {source.body['Name']} is {source.state}, not AVAILABLE.")
    target = state.accounts.get(state.account_id, request["DestinationRegion"])
    description = request.get("DestinationImageDescription", source.body.get("Description"))
    body = {**source.body, "Description": description} if description else dict(source.body)
    body.pop("ImageBuilderName", None)  # the model: absent on copies
    body |= {"BaseImageArn": source.body["Arn"], "ImageSharedWithOthers": "FALSE"}
    make_image(target, request["DestinationImageName"], body, "COPYING")
    return {"DestinationImageName": request["DestinationImageName"]}


@operation("CreateUpdatedImage")
def create_updated_image(state: AccountState, request: Body) -> Body:
    """Make a newer image of an image; a dry run tells that there could be one."""
    source = _own(state, request["existingImageName"])
    windows = str(source.body["Platform"]).startswith("WINDOWS")  # API_CreateUpdatedImage
    if not windows:
        msg = f"Image {source.body['Name']} is not a Windows image."
        raise ServiceError("IncompatibleImageException", msg)
    if request.get("dryRun"):
        return {"canUpdateImage": True}
    body = {**source.body, "BaseImageArn": source.body["Arn"], "ImageSharedWithOthers": "FALSE"}
    body.pop("ImageBuilderName", None)
    for given, kept in (
        ("newImageDescription", "Description"),
        ("newImageDisplayName", "DisplayName"),
    ):
        if given in request:
            body[kept] = request[given]
    record = make_image(state, request["newImageName"], body, "PENDING")
    add_tags(state, record.body["Arn"], {"Tags": request.get("newImageTags")})
    return {"image": describe(record), "canUpdateImage": True}


@operation("CreateImportedImage")
def create_imported_image(state: AccountState, request: Body) -> Body:
    """Make an image of an AMI or of a WorkSpaces image; one of the two is needed (chosen)."""
    if ("SourceAmiId" in request) == ("WorkspaceImageId" in request):
        raise bad_combination("Either SourceAmiId or WorkspaceImageId is needed.")
    if request["Name"] in state.table(TABLE):
        raise already_exists("Image", request["Name"])
    if request.get("DryRun"):
        msg = "The image could be imported."
        raise ServiceError("DryRunOperationException", msg)
    base = _public_image(state, DEFAULT_IMAGE, "WinServer2022", "07-12-2026")
    catalog = request.get("AppCatalogConfig", ())
    body = {
        **base,
        **pick(request, ("Description", "DisplayName")),
        "Applications": [
            {
                **pick(config, ("Name", "DisplayName", "WorkingDirectory", "LaunchParameters")),
                "LaunchPath": config["AbsoluteAppPath"],
                "Enabled": True,
            }
            for config in catalog
        ],
        "ImageType": "CUSTOM",
        "ImageBuilderSupported": False,
    }
    record = make_image(state, request["Name"], body, "IMPORTING")
    add_tags(state, record.body["Arn"], request)
    return {"Image": describe(record)}


@operation("DeleteImage")
def delete_image(state: AccountState, request: Body) -> Body:
    """Delete an image that no fleet and no image builder uses: API_DeleteImage.

    One that is shared is refused too, as ResourceInUseException (chosen).
    """
    name = request["Name"]
    record = _own(state, name)
    arn = record.body["Arn"]
    for table in ("fleets", "image_builders"):
        users = [r.body["Name"] for r in state.table(table) if r.body.get("ImageArn") == arn]
        if users:
            raise in_use(f"Image {name} is used by {table.replace('_', ' ')}: {', '.join(users)}.")
    if record.body.get("ImageSharedWithOthers") == "TRUE":
        raise in_use(f"Image {name} is shared; delete its permissions first.")
    seconds = state.timings.image_delete
    state.become(record, "DELETING", then=lambda: forget(state, TABLE, record), after=seconds)
    return {"Image": describe(record)}


def make_image(state: AccountState, name: str, body: Body, through: str) -> Record:
    """A new private image, which becomes AVAILABLE after a while.

    Args:
        state: The account and region of the image.
        name: Its name.
        body: What it has besides.
        through: Its state until then.

    Raises:
        ServiceError: There is one of that name.
    """
    if name in state.table(TABLE):
        raise already_exists("Image", name)
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
    record = state.table(TABLE).add(name, Record(body))
    state.plan(record, state.timings.image_create, lambda: state.become(record, "AVAILABLE"))
    return record


def fail(state: AccountState, name: str, code: str, message: str) -> None:
    """Bring an image to FAILED.

    Raises:
        ServiceError: There is none of that name.
    """
    record = _own(state, name)
    record.body["ImageErrors"] = [error_entry(state, code, message)]
    record.body["StateChangeReason"] = {"Code": "INTERNAL_ERROR", "Message": message}
    state.become(record, "FAILED")


def _own(state: AccountState, name: str) -> Record:
    record = find(state, TABLE, name, "Image")
    if record.body["Visibility"] == "PUBLIC":
        raise not_permitted(f"Image {name} belongs to AWS.")
    return record


def _public_image(state: AccountState, name: str, kind: str, date: str) -> Body:
    released = datetime.strptime(date, "%m-%d-%Y").replace(tzinfo=timezone.utc)
    platform = next((p for part, p in _PLATFORMS.items() if part in kind), "WINDOWS")
    return {
        "Name": name,
        "Arn": f"arn:aws:appstream:{state.region}::image/{name}",
        "DisplayName": name,
        "State": "AVAILABLE",
        "Visibility": "PUBLIC",
        "ImageBuilderSupported": True,
        "Platform": platform,
        "Description": f"Base image {kind}",
        "Applications": [],
        "CreatedTime": released,
        "PublicBaseImageReleasedDate": released,
        "AppstreamAgentVersion": f"{released:%m-%d-%Y}",
        "ImagePermissions": {"allowFleet": True, "allowImageBuilder": True},
        "LatestAppstreamAgentVersion": "TRUE",
        "ImageType": "NATIVE",
    }
