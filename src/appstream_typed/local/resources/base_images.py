"""The base images of AWS, which every account has."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from appstream_typed.local.resources.instance_types import STANDARD_FAMILIES, family_of
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import DEPRECATED_IMAGES, IMAGE_NOT_AVAILABLE
from appstream_typed.local.wire.service_errors import invalid

RESERVED = ("Amazon", "AWS", "AppStream")
"""How only names of AWS's images begin: administration guide, managed image updates."""

# The forms of names are those of the guide's page on instance families. Base images come and go with
# their date, so any date will do:
# https://docs.aws.amazon.com/appstream2/latest/developerguide/base-image-version-history.html
_NAME = re.compile(
    r"(?:AppStream-(?:Graphics-(?P<graphics>[A-Za-z0-9]+)-)?"
    r"(?P<system>WinServer\d{4}(?:R2)?|AmazonLinux2|RHEL8|RockyLinux8|Ubuntu[A-Za-z0-9-]*)"
    r"|Amazon-AppStream2-Sample-Image)-(?P<date>\d\d-\d\d-\d{4})"
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
_NEWEST = {"WINDOWS": "07-12-2026", "": "07-01-2026"}
"""The newest agent: that of the newest base images for Windows, and for the other platforms."""


def base_image(state: AccountState, name: str) -> Body | None:
    """The base image of that name, if there can be one."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        released = _date(match["date"])
    except ValueError:
        return None
    system = match["system"] or ""
    platform = next((p for part, p in _PLATFORMS.items() if system.startswith(part)), "WINDOWS")
    return {
        "Name": name,
        "Arn": state.arn("image", name).replace(f":{state.account_id}:", "::"),  # nobody's
        "DisplayName": name,
        "State": "AVAILABLE",
        "Visibility": "PUBLIC",
        "ImageBuilderSupported": True,
        "Platform": platform,
        "Description": f"Base image {system or 'with sample applications'}",
        "Applications": [],
        "CreatedTime": released,
        "PublicBaseImageReleasedDate": released,
        "AppstreamAgentVersion": match["date"],
        "ImagePermissions": {"allowFleet": True, "allowImageBuilder": True},
        "LatestAppstreamAgentVersion": is_latest_agent(match["date"], platform),
        "SupportedInstanceFamilies": _families(match["graphics"]),
        "ImageType": "NATIVE",
    }


def default_image(instance_type: str) -> str:
    """A base image for an instance type: what a seed takes that names none."""
    graphics = re.match(r"stream\.graphics[.-]([a-z0-9]+)\.", instance_type)
    if graphics is None:
        return CATALOGUE[1]
    return f"AppStream-Graphics-{graphics[1].capitalize()}-WinServer2022-{_NEWEST['WINDOWS']}"


def latest_agent(platform: str) -> str:
    """The newest agent for a platform, which updated and imported images get."""
    return _NEWEST["WINDOWS" if platform.startswith("WINDOWS") else ""]


def is_base_image(name: str) -> bool:
    """Whether a name is that of a base image of AWS, whatever its date."""
    return _NAME.fullmatch(name) is not None


def is_latest_agent(version: str, platform: str) -> str:
    """The ``LatestAppstreamAgentVersion`` that goes with a version of the agent."""
    if version == "LATEST":
        return "TRUE"
    try:
        is_latest = _date(version) >= _date(latest_agent(platform))
    except ValueError:  # a version of another form
        return "FALSE"
    return "TRUE" if is_latest else "FALSE"


def _date(version: str) -> datetime:
    return datetime.strptime(version, "%m-%d-%Y").replace(tzinfo=timezone.utc)


def check_not_deprecated(name: str) -> None:
    """Check that AWS has not deprecated a base image.

    Raises:
        ServiceError: It has.
    """
    if any(re.fullmatch(pattern, name) for pattern in DEPRECATED_IMAGES.value):
        raise IMAGE_NOT_AVAILABLE(image=name, state="DEPRECATED")


def _families(graphics: str | None) -> list[str]:
    """What a base image is for, by the part of its name that names a graphics family."""
    if graphics is None:
        return list(STANDARD_FAMILIES)
    name = graphics.lower()
    found = family_of(f"stream.graphics.{name}.x") or family_of(f"stream.graphics-{name}.x")
    return [found or f"Graphics {graphics}"]


def check_own_name(name: str) -> None:
    """Check that an account may give this name to an image.

    Raises:
        ServiceError: The name is reserved; the error code is chosen.
    """
    if name.startswith(RESERVED):
        raise invalid(f"The name of an image cannot begin with {', '.join(RESERVED)}: {name}")
