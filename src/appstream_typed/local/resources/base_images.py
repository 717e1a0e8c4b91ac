"""The base images of AWS, which every account has."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import invalid

RESERVED = ("Amazon", "AWS", "AppStream")
"""How only names of AWS's images begin: administration guide, managed image updates."""

# The forms of names are those of the guide's page on instance families. Base images come and go with
# their date, so any date will do:
# https://docs.aws.amazon.com/appstream2/latest/developerguide/base-image-version-history.html
_NAME = re.compile(
    r"(?:AppStream-(?:Graphics-[A-Za-z0-9]+-)?"
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
DEFAULT_IMAGE = CATALOGUE[1]
LATEST_AGENT = "07-12-2026"
"""The newest agent, which updated and imported images get."""


def base_image(state: AccountState, name: str) -> Body | None:
    """The base image of that name, if there can be one."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        released = datetime.strptime(match["date"], "%m-%d-%Y").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    system = match["system"] or ""
    return {
        "Name": name,
        "Arn": state.arn("image", name).replace(f":{state.account_id}:", "::"),  # nobody's
        "DisplayName": name,
        "State": "AVAILABLE",
        "Visibility": "PUBLIC",
        "ImageBuilderSupported": True,
        "Platform": next(
            (p for part, p in _PLATFORMS.items() if system.startswith(part)), "WINDOWS"
        ),
        "Description": f"Base image {system or 'with sample applications'}",
        "Applications": [],
        "CreatedTime": released,
        "PublicBaseImageReleasedDate": released,
        "AppstreamAgentVersion": match["date"],
        "ImagePermissions": {"allowFleet": True, "allowImageBuilder": True},
        "LatestAppstreamAgentVersion": "TRUE" if match["date"] == LATEST_AGENT else "FALSE",
        "ImageType": "NATIVE",
    }


def check_own_name(name: str) -> None:
    """Check that an account may give this name to an image.

    Raises:
        ServiceError: The name is reserved; the error code is chosen.
    """
    if name.startswith(RESERVED):
        raise invalid(f"The name of an image cannot begin with {', '.join(RESERVED)}: {name}")
