"""AWS's base images, which every account can use."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from appstream_typed.local.resources.instance_types import STANDARD_FAMILIES, family_of
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import DEPRECATED_IMAGES, IMAGE_NOT_AVAILABLE
from appstream_typed.local.wire.service_errors import invalid

RESERVED = ("Amazon", "AWS", "AppStream")
"""Prefixes that are reserved for AWS's images (the guide's page on managed image updates)."""

# The guide's page on instance families shows these forms of names. AWS replaces base images
# regularly, so names with any date are accepted. See
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
"""The base images in listings."""
_NEWEST = {"WINDOWS": "07-12-2026", "": "07-01-2026"}
"""The agent versions of the newest base images, for Windows and for other platforms."""


def base_image(state: AccountState, name: str) -> Body | None:
    """Return the base image with a name, if the name has a valid form."""
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
        # The ARN of an AWS image contains no account.
        "Arn": state.arn("image", name).replace(f":{state.account_id}:", "::"),
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
    """Return the base image for an instance type in a seed that specifies no image."""
    graphics = re.match(r"stream\.graphics[.-]([a-z0-9]+)\.", instance_type)
    if graphics is None:
        return CATALOGUE[1]
    return f"AppStream-Graphics-{graphics[1].capitalize()}-WinServer2022-{_NEWEST['WINDOWS']}"


def latest_agent(platform: str) -> str:
    """Return the newest agent version for a platform, which updated and imported images get."""
    return _NEWEST["WINDOWS" if platform.startswith("WINDOWS") else ""]


def is_base_image(name: str) -> bool:
    """Return whether a name has the form of AWS's base images, with any date."""
    return _NAME.fullmatch(name) is not None


def is_latest_agent(version: str, platform: str) -> str:
    """Return the ``LatestAppstreamAgentVersion`` for a version of the agent."""
    if version == "LATEST":
        return "TRUE"
    try:
        is_latest = _date(version) >= _date(latest_agent(platform))
    except ValueError:  # a version of a different form
        return "FALSE"
    return "TRUE" if is_latest else "FALSE"


def _date(version: str) -> datetime:
    return datetime.strptime(version, "%m-%d-%Y").replace(tzinfo=timezone.utc)


def check_not_deprecated(name: str) -> None:
    """Check that AWS has not deprecated a base image.

    Raises:
        ServiceError: The image is deprecated.
    """
    if any(re.fullmatch(pattern, name) for pattern in DEPRECATED_IMAGES.value):
        raise IMAGE_NOT_AVAILABLE(image=name, state="DEPRECATED")


def _families(graphics: str | None) -> list[str]:
    """Return the families that a base image supports, by the graphics family in its name."""
    if graphics is None:
        return list(STANDARD_FAMILIES)
    name = graphics.lower()
    found = family_of(f"stream.graphics.{name}.x") or family_of(f"stream.graphics-{name}.x")
    return [found or f"Graphics {graphics}"]


def check_own_name(name: str) -> None:
    """Check that an account may use a name for an image.

    Raises:
        ServiceError: The name is reserved. The error code is an assumption.
    """
    if name.startswith(RESERVED):
        raise invalid(
            f"Image name {name} is reserved: it starts with one of {', '.join(RESERVED)}."
        )
