"""Images: those that AWS offers, and those made here."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from appstream_typed.local.common import describe, find
from appstream_typed.local.errors import ServiceError, bad_combination, not_available, not_found
from appstream_typed.local.operations import operation
from appstream_typed.local.paging import page
from appstream_typed.local.state import AccountState, Body, Record

TABLE = "images"

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
        ServiceError: There is no such image, or it is not ready.
    """
    arn = request.get("ImageArn")
    named = request.get("ImageName")
    name = str(arn).rpartition("/")[2] if arn else str(named or DEFAULT_IMAGE)
    if arn and named and name != named:
        msg = f"ImageName {named} and ImageArn {arn} name different images."
        raise bad_combination(msg)
    record = known_image(state, name)
    if record is None:
        raise not_found("Image", name)
    if record.state != "AVAILABLE":
        raise not_available(f"Image {name} is {record.state}, not AVAILABLE.")
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


def load_catalogue(state: AccountState) -> None:
    """Put AWS's base images into the table, once."""
    for name in CATALOGUE:
        known_image(state, name)


@operation("DescribeImages")
def describe_images(state: AccountState, request: Body) -> Body:
    """List images, or describe those named."""
    load_catalogue(state)
    wanted = [*request.get("Names", ())]
    wanted += [str(arn).rpartition("/")[2] for arn in request.get("Arns", ())]
    for name in wanted:
        known_image(state, name)
        find(state, TABLE, name, "Image")
    visibility = request.get("Type")

    def shown(record: Record) -> bool:
        if wanted and record.body["Name"] not in wanted:
            return False
        return visibility in (None, record.body["Visibility"])

    return page(
        state,
        request,
        "Images",
        lambda after: (r for r in state.table(TABLE).after(after) if shown(r)),
        describe,
        default_size=25,
    )


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
