"""Managed updates of images.

See https://docs.aws.amazon.com/appstream2/latest/developerguide/keep-image-updated-managed-image-updates.html
"""

from __future__ import annotations

from appstream_typed.local.resources.base_images import check_own_name, latest_agent
from appstream_typed.local.resources.images import make_image, own_image, successor
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import add_tags, check_new, pass_through, vanish
from appstream_typed.local.state.listings import describe
from appstream_typed.local.state.table_names import IMAGE_BUILDERS, IMAGES
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import ServiceError, not_permitted

_NAME_LENGTH = 90
"""The maximum length of the original name, so that the name with its suffix is valid."""


@operation("CreateUpdatedImage")
def create_updated_image(state: AccountState, request: Body) -> Body:
    """Create an updated image from an image. A dry run reports that an update is available.

    Updates exist for Windows Server, RHEL and Rocky Linux. An update is always available (an
    assumption). The error for an image that is not AVAILABLE is also an assumption.
    """
    source = own_image(state, request["existingImageName"])
    name = request["newImageName"]
    platform = str(source.body["Platform"])
    if not platform.startswith(("WINDOWS_SERVER", "RHEL", "ROCKY_LINUX")):
        msg = f"Image {source.body['Name']} is {platform}, a platform without updates."
        raise ServiceError("IncompatibleImageException", msg)
    if source.state != "AVAILABLE":
        raise not_permitted(f"Image {source.body['Name']} is {source.state}, not AVAILABLE.")
    if request.get("dryRun"):
        check_own_name(name)
        check_new(state, IMAGES, name)
        return {"canUpdateImage": True}
    body = successor(source)
    body["AppstreamAgentVersion"] = latest_agent(platform)
    body["LatestAppstreamAgentVersion"] = "TRUE"
    for given, kept in (
        ("newImageDescription", "Description"),
        ("newImageDisplayName", "DisplayName"),
    ):
        if given in request:
            body[kept] = request[given]
    record = make_image(state, name, body, "CREATING", software_of=source.body["Arn"])
    add_tags(state, record.body["Arn"], {"Tags": request.get("newImageTags")})
    _lend_builder(state, source, name)
    return {"image": describe(record), "canUpdateImage": True}


def _lend_builder(state: AccountState, source: Record, image_name: str) -> None:
    """Create the temporary image builder of an update.

    It is UPDATING, then PENDING_QUALIFICATION, and is then deleted.
    """
    name = f"{image_name[:_NAME_LENGTH]}-{next(state.numbers):010}"
    body: Body = {
        "Name": name,
        "Arn": state.arn("image-builder", name),
        "ImageArn": source.body["Arn"],
        "InstanceType": "stream.standard.medium",  # an assumption
        "Platform": source.body["Platform"],
        "State": "UPDATING",
        "CreatedTime": state.now(),
        "EnableDefaultInternetAccess": False,
        "AppstreamAgentVersion": latest_agent(str(source.body["Platform"])),
        "LatestAppstreamAgentVersion": "TRUE",
        "ImageBuilderErrors": [],
    }
    record = state.table(IMAGE_BUILDERS).add(name, Record(body))
    seconds = state.timings.image_create
    state.plan(record, seconds / 2, pass_through, "PENDING_QUALIFICATION")
    state.plan(record, seconds, vanish, IMAGE_BUILDERS)
