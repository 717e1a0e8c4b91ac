"""Licensed software of image builders and images."""

from __future__ import annotations

import re

from appstream_typed.local.common import describe, find
from appstream_typed.local.errors import bad_combination, not_found, not_permitted
from appstream_typed.local.operations import operation
from appstream_typed.local.paging import page
from appstream_typed.local.state import AccountState, Body, Record

TABLE = "software"
BUILDERS = "image_builders"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

INSTALLED = "INSTALLED"
_STAGED = {
    "STAGED_FOR_INSTALLATION": "PENDING_INSTALLATION",
    "STAGED_FOR_UNINSTALLATION": "PENDING_UNINSTALLATION",
}
_FAILED = {
    "FAILED_TO_INSTALL": "PENDING_INSTALLATION",
    "FAILED_TO_UNINSTALL": "PENDING_UNINSTALLATION",
}


@operation("AssociateSoftwareToImageBuilder")
def associate_software_to_image_builder(state: AccountState, request: Body) -> Body:
    """Mark software for installation."""
    builder = find(state, BUILDERS, request["ImageBuilderName"], "Image builder")
    for name in request["SoftwareNames"]:
        record = _get(state, builder, name)
        if record is None:
            _add(state, builder, name, "STAGED_FOR_INSTALLATION")
        elif record.body["Status"] != INSTALLED:
            record.body["Status"] = "STAGED_FOR_INSTALLATION"
    return {}


@operation("DisassociateSoftwareFromImageBuilder")
def disassociate_software_from_image_builder(state: AccountState, request: Body) -> Body:
    """Mark software for removal; what is not installed yet is forgotten at once."""
    builder = find(state, BUILDERS, request["ImageBuilderName"], "Image builder")
    for name in request["SoftwareNames"]:
        record = _get(state, builder, name)
        if record is None:
            raise not_found("Software", f"{name} of image builder {builder.body['Name']}")
        if record.body["Status"] == "STAGED_FOR_INSTALLATION":
            state.table(TABLE).remove((builder.body["Arn"], name))
        else:
            record.body["Status"] = "STAGED_FOR_UNINSTALLATION"
    return {}


@operation("StartSoftwareDeploymentToImageBuilder")
def start_software_deployment_to_image_builder(state: AccountState, request: Body) -> Body:
    """Install and remove what is marked, on a RUNNING image builder (chosen)."""
    builder = find(state, BUILDERS, request["ImageBuilderName"], "Image builder")
    if builder.state != "RUNNING":
        name = builder.body["Name"]
        raise not_permitted(f"Image builder {name} is {builder.state}, not RUNNING.")
    steps = _STAGED | (_FAILED if request.get("RetryFailedDeployments") else {})
    for record in list(_of(state, builder.body["Arn"])):
        if record.body["Status"] in steps:
            _deploy(state, builder, record, steps[record.body["Status"]])
    return {}


@operation("DescribeSoftwareAssociations")
def describe_software_associations(state: AccountState, request: Body) -> Body:
    """List the software of an image builder or an image."""
    arn: str = request["AssociatedResource"]
    known = [r.body.get("Arn") for table in (BUILDERS, "images") for r in state.table(table)]
    if arn not in known:
        raise not_found("Resource", arn)
    found = page(
        state,
        request,
        "SoftwareAssociations",
        lambda after: (r for r in state.table(TABLE).after(after) if _get_arn(state, r, arn)),
        describe,
    )
    return {"AssociatedResource": arn, **found}


@operation("DescribeAppLicenseUsage")
def describe_app_license_usage(state: AccountState, request: Body) -> Body:
    """List the use of licenses in a month: none, for nobody works on a local AppStream."""
    if not _MONTH.fullmatch(request["BillingPeriod"]):
        raise bad_combination("BillingPeriod must be a month, such as 2025-08.")
    return {"AppLicenseUsages": []}


def install_at_creation(state: AccountState, builder: Record, request: Body) -> None:
    """Install what the creation of an image builder asks for, while it starts."""
    removed = request.get("SoftwaresToUninstall", ())
    for name in request.get("SoftwaresToInstall", ()):
        if name in removed:
            raise bad_combination(f"{name} is both to be installed and to be uninstalled.")
        _deploy(state, builder, _add(state, builder, name, ""), "PENDING_INSTALLATION")


def _deploy(state: AccountState, builder: Record, record: Record, pending: str) -> None:
    def done() -> None:
        if pending == "PENDING_INSTALLATION":
            record.body["Status"] = INSTALLED
        else:
            state.table(TABLE).remove((builder.body["Arn"], record.body["SoftwareName"]))

    record.body["Status"] = pending
    record.epoch += 1
    state.plan(record, state.timings.software_deploy, done)


def _add(state: AccountState, builder: Record, name: str, status: str) -> Record:
    body: Body = {"SoftwareName": name, "Status": status, "DeploymentError": []}
    return state.table(TABLE).add((builder.body["Arn"], name), Record(body))


def _get(state: AccountState, builder: Record, name: str) -> Record | None:
    return state.table(TABLE).get((builder.body["Arn"], name))


def _of(state: AccountState, arn: str) -> list[Record]:
    return [record for record in state.table(TABLE) if _get_arn(state, record, arn)]


def _get_arn(state: AccountState, record: Record, arn: str) -> bool:
    return state.table(TABLE).get((arn, record.body["SoftwareName"])) is record
