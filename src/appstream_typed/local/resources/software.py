"""Licensed software on image builders and images.

See https://docs.aws.amazon.com/appstream2/latest/developerguide/license-included-applications.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timezone

from appstream_typed.local.resources.images import image_by_arn
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.software_store import (
    INSTALLED,
    add_software,
    carry_over,
    present,
    software_of,
)
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.listings import describe, page
from appstream_typed.local.state.lookups import find, find_by_arn
from appstream_typed.local.state.table_names import IMAGE_BUILDERS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import IMAGE_DOES_NOT_EXIST
from appstream_typed.local.wire.service_errors import (
    ServiceError,
    bad_combination,
    not_found,
    not_permitted,
)

STAGED_IN, STAGED_OUT = "STAGED_FOR_INSTALLATION", "STAGED_FOR_UNINSTALLATION"
PENDING_IN, PENDING_OUT = "PENDING_INSTALLATION", "PENDING_UNINSTALLATION"
FAILED_IN, FAILED_OUT = "FAILED_TO_INSTALL", "FAILED_TO_UNINSTALL"

# The status that follows each status. A status without an entry does not change. The transitions are
# assumptions, because AWS documents only the names.
_ASSOCIATED = {FAILED_IN: STAGED_IN, STAGED_OUT: INSTALLED, FAILED_OUT: INSTALLED}
_DISASSOCIATED = {INSTALLED: STAGED_OUT, FAILED_OUT: STAGED_OUT}
_DEPLOYED = {STAGED_IN: PENDING_IN, STAGED_OUT: PENDING_OUT}
_RETRIED = _DEPLOYED | {FAILED_IN: PENDING_IN, FAILED_OUT: PENDING_OUT}
_FAILED = {PENDING_IN: FAILED_IN, PENDING_OUT: FAILED_OUT}

_NAME = re.compile(r"Microsoft_(?:Office|Visio|Project)_(?P<year>\d{4})_\w+_(?P<bits>32|64)Bit")
_SERVERS = ("WINDOWS_SERVER_2022", "WINDOWS_SERVER_2025")
_PLATFORMS = {"2021": ("WINDOWS_SERVER_2019", *_SERVERS)}
"""The platforms for the software of a year; ``_SERVERS`` for any other year."""
_FIRST_AGENT = datetime(2025, 10, 2, tzinfo=timezone.utc)
"""The date of the oldest agent version that can install licensed software."""


@operation("AssociateSoftwareToImageBuilder")
def associate_software_to_image_builder(state: AccountState, request: Body) -> Body:
    """Mark software for installation."""
    builder = find(state, IMAGE_BUILDERS, request["ImageBuilderName"])
    names = list(dict.fromkeys(request["SoftwareNames"]))
    arn = builder.body["Arn"]
    software = software_of(state, arn)
    _check_idle(r for r in software if r.body["SoftwareName"] in names)
    staying = [r.body["SoftwareName"] for r in software if r.body["Status"] != STAGED_OUT]
    _check_compatible(builder.body, names, staying)
    for name in names:
        record = software.get(name)
        if record is None:
            add_software(state, arn, name, STAGED_IN)
        else:
            _move(record, _ASSOCIATED)
    return {}


@operation("DisassociateSoftwareFromImageBuilder")
def disassociate_software_from_image_builder(state: AccountState, request: Body) -> Body:
    """Mark software for removal. Software that is not installed is removed immediately."""
    builder = find(state, IMAGE_BUILDERS, request["ImageBuilderName"])
    software = software_of(state, builder.body["Arn"])
    names = dict.fromkeys(request["SoftwareNames"])
    records = [find_software(state, builder, name) for name in names]
    _check_idle(records)
    for record in records:
        if record.body["Status"] in (STAGED_IN, FAILED_IN):
            software.remove(record.body["SoftwareName"])
        else:
            _move(record, _DISASSOCIATED)
    return {}


@operation("StartSoftwareDeploymentToImageBuilder")
def start_software_deployment_to_image_builder(state: AccountState, request: Body) -> Body:
    """Install and remove the marked software on an image builder.

    The builder must be RUNNING (an assumption).
    """
    builder = find(state, IMAGE_BUILDERS, request["ImageBuilderName"])
    if builder.state != "RUNNING":
        name = builder.body["Name"]
        raise not_permitted(f"Image builder {name} is {builder.state}, not RUNNING.")
    steps = _RETRIED if request.get("RetryFailedDeployments") else _DEPLOYED
    for record in list(software_of(state, builder.body["Arn"])):
        if record.body["Status"] in steps:
            _deploy(state, builder, record, steps[record.body["Status"]])
    return {}


@operation("DescribeSoftwareAssociations")
def describe_software_associations(state: AccountState, request: Body) -> Body:
    """List the software of an image builder, or of an image that is visible to the account."""
    arn: str = request["AssociatedResource"]
    if ":image-builder/" in arn:
        find_by_arn(state, IMAGE_BUILDERS, arn)
    elif image_by_arn(state, arn) is None:
        name = arn.rpartition("/")[2]
        raise IMAGE_DOES_NOT_EXIST(image=name, account=state.account_id)
    found = page(state, request, "SoftwareAssociations", software_of(state, arn).after, describe)
    return {"AssociatedResource": arn, **found}


def check_at_creation(state: AccountState, builder: Body, request: Body) -> None:
    """Check the software in a request that creates an image builder.

    Raises:
        ServiceError: The software cannot be installed or removed.
    """
    install, uninstall = (
        request.get("SoftwaresToInstall", ()),
        request.get("SoftwaresToUninstall", ()),
    )
    there = present(state, builder["ImageArn"])
    for name in uninstall:
        if name in install:
            raise bad_combination(f"{name} cannot be both installed and uninstalled.")
        if name not in there:
            raise not_found("Software", f"{name} of image {builder['ImageArn']}")
    if install:
        _check_compatible(builder, install, [name for name in there if name not in uninstall])


def install_at_creation(state: AccountState, builder: Record, request: Body) -> None:
    """Copy the image's software to the builder, and deploy the requested changes during its start."""
    arn = builder.body["Arn"]
    carry_over(state, builder.body["ImageArn"], arn)
    software = software_of(state, arn)
    for name in dict.fromkeys(request.get("SoftwaresToInstall", ())):
        if name not in software:
            _deploy(state, builder, add_software(state, arn, name, ""), PENDING_IN)
    for name in dict.fromkeys(request.get("SoftwaresToUninstall", ())):
        _deploy(state, builder, find_software(state, builder, name), PENDING_OUT)


def find_software(state: AccountState, builder: Record, name: str) -> Record:
    """Return the software with a name on an image builder.

    Raises:
        ServiceError: The image builder does not have the software.
    """
    record = software_of(state, builder.body["Arn"]).get(name)
    if record is None:
        raise not_found("Software", f"{name} of image builder {builder.body['Name']}")
    return record


def fail(state: AccountState, builder_name: str, name: str, code: str, message: str) -> None:
    """Fail a deployment that is in progress.

    Raises:
        ServiceError: The builder or software does not exist, or no deployment is in progress.
    """
    builder = find(state, IMAGE_BUILDERS, builder_name)
    record = find_software(state, builder, name)
    if record.body["Status"] not in _FAILED:
        raise not_permitted(f"{name} is {record.body['Status']}; no deployment is in progress.")
    _move(record, _FAILED)
    record.body["DeploymentError"] = [{"ErrorCode": code, "ErrorMessage": message}]


def _deploy(state: AccountState, builder: Record, record: Record, pending: str) -> None:
    _move(record, {record.body["Status"]: pending})
    state.plan(record, state.timings.software_deploy, _deployed, builder.body["Arn"])


@planned_change("software.deployed")
def _deployed(state: AccountState, record: Record, builder_arn: str) -> None:
    if record.body["Status"] == PENDING_IN:
        _move(record, {PENDING_IN: INSTALLED})
    else:
        software_of(state, builder_arn).remove(record.body["SoftwareName"])


def _move(record: Record, steps: dict[str, str]) -> None:
    status = record.body["Status"]
    if status in steps:
        record.body.update(Status=steps[status], DeploymentError=[])
        record.epoch += 1


def _check_idle(records: Iterable[Record]) -> None:
    for record in records:
        if record.body["Status"] in _FAILED:  # an assumption
            name, status = record.body["SoftwareName"], record.body["Status"]
            raise not_permitted(f"{name} is {status}; wait until the deployment ends.")


def _check_compatible(builder: Body, names: Iterable[str], others: Iterable[str]) -> None:
    """Check the guide's rules for the year, the architecture, the platform and the agent version."""
    kinds: set[tuple[str, str]] = set()
    for name in (*names, *others):
        match = _NAME.fullmatch(name)
        if match is None:  # the error code is an assumption
            raise bad_combination(f"{name} is not the name of licensed software.")
        kinds.add((match["year"], match["bits"]))
        if builder["Platform"] not in _PLATFORMS.get(match["year"], _SERVERS):
            raise _incompatible(f"{name} does not run on {builder['Platform']}.")
    if len(kinds) > 1:
        raise bad_combination("All licensed software must be of the same year and architecture.")
    version = builder["AppstreamAgentVersion"]
    try:
        agent = datetime.strptime(version, "%m-%d-%Y").replace(tzinfo=timezone.utc)
    except ValueError:
        return  # a version without a date, such as LATEST
    if agent < _FIRST_AGENT:
        raise _incompatible(f"Agent {version} is too old for licensed software.")


def _incompatible(message: str) -> ServiceError:
    return ServiceError("IncompatibleImageException", message)
