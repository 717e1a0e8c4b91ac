"""Imports of EC2 AMIs and WorkSpaces images.

See https://docs.aws.amazon.com/appstream2/latest/developerguide/import-image.html
"""

from __future__ import annotations

from appstream_typed.local.resources.base_images import check_own_name, latest_agent
from appstream_typed.local.resources.images import make_image
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import add_tags, check_new, pass_through
from appstream_typed.local.state.listings import describe
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import IMAGES
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import ServiceError, bad_combination

_PLATFORM = "WINDOWS_SERVER_2022"

_APPLICATION = {
    "Name": "Name",
    "DisplayName": "DisplayName",
    "WorkingDirectory": "WorkingDirectory",
    "LaunchParameters": "LaunchParameters",
    "AbsoluteAppPath": "LaunchPath",
}
"""The member of an image's application, by the member of an entry in ``AppCatalogConfig``."""


@operation("CreateImportedImage")
def create_imported_image(state: AccountState, request: Body) -> Body:
    """Create an image from an AMI or a WorkSpaces image.

    Its state is IMPORTING, and then VALIDATING if the request has a RuntimeValidationConfig. It can
    be used for image builders. The platform of the source is not known, so the image has the
    platform Windows Server 2022 and the type CUSTOM (an assumption).
    """
    _check(state, request)
    if request.get("DryRun"):
        msg = "The image can be imported."
        raise ServiceError("DryRunOperationException", msg)
    always_latest = request.get("AgentSoftwareVersion") == "ALWAYS_LATEST"
    body: Body = {
        **pick(request, ("Description", "DisplayName")),
        "Platform": _PLATFORM,
        "ImageBuilderSupported": True,
        "ImageType": "CUSTOM",
        "ImageSharedWithOthers": "FALSE",
        # By default, the image has the latest agent (an assumption).
        "AppstreamAgentVersion": "LATEST" if always_latest else latest_agent(_PLATFORM),
        "LatestAppstreamAgentVersion": "TRUE",
        "Applications": [
            {kept: entry[given] for given, kept in _APPLICATION.items() if given in entry}
            | {"Enabled": True}
            for entry in request.get("AppCatalogConfig", ())
        ],
    }
    step = state.timings.image_task
    validated = "RuntimeValidationConfig" in request
    seconds = 2 * step if validated else step
    record = make_image(state, request["Name"], body, "IMPORTING", seconds=seconds)
    add_tags(state, record.body["Arn"], request)
    if validated:
        state.plan(record, step, pass_through, "VALIDATING")
    return {"Image": describe(record)}


def _check(state: AccountState, request: Body) -> None:
    if ("SourceAmiId" in request) == ("WorkspaceImageId" in request):  # an assumption
        raise bad_combination("Specify either SourceAmiId or WorkspaceImageId.")
    if ("IamRoleArn" in request) != ("SourceAmiId" in request):
        raise bad_combination("Specify IamRoleArn for an AMI, and omit it for a WorkSpaces image.")
    names = [entry["Name"] for entry in request.get("AppCatalogConfig", ())]
    if len(set(names)) < len(names):  # ApplicationConfig.Name in the model
        raise bad_combination("The names of applications must be unique.")
    check_own_name(request["Name"])
    check_new(state, IMAGES, request["Name"])
