"""Exports of images as EC2 AMIs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from appstream_typed.local.common import describe, find, pick
from appstream_typed.local.errors import not_available, not_found, not_permitted
from appstream_typed.local.operations import operation
from appstream_typed.local.paging import page
from appstream_typed.local.resources.images import TABLE as IMAGES
from appstream_typed.local.state import AccountState, Body, Record

TABLE = "image_exports"

_COPIED = ("AmiName", "AmiDescription", "TagSpecifications")
_FILTERS = {"State": "State", "state": "State", "ImageArn": "ImageArn", "AmiName": "AmiName"}
"""Names of filters, which AWS does not document (chosen), and the members that they look at."""


@operation("CreateExportImageTask")
def create_export_image_task(state: AccountState, request: Body) -> Body:
    """Begin an export; it goes from EXPORTING to COMPLETED."""
    image = find(state, IMAGES, request["ImageName"], "Image")
    if image.body["Visibility"] != "PRIVATE":
        raise not_permitted("Only images of the account itself can be exported.")
    if image.state != "AVAILABLE":
        raise not_available(f"Image {request['ImageName']} is {image.state}, not AVAILABLE.")
    task = uuid4()
    body: Body = {
        **pick(request, _COPIED),
        "TaskId": str(task),
        "ImageArn": image.body["Arn"],
        "CreatedDate": state.now(),
        "State": "EXPORTING",
        "ErrorDetails": [],
    }
    record = state.table(TABLE).add(str(task), Record(body))

    def completed() -> None:
        record.body["AmiId"] = f"ami-{task.hex[:17]}"
        state.become(record, "COMPLETED")

    state.plan(record, state.timings.image_task, completed)
    return {"ExportImageTask": describe(record)}


@operation("GetExportImageTask")
def get_export_image_task(state: AccountState, request: Body) -> Body:
    """Look how far an export is."""
    return {"ExportImageTask": describe(_find(state, request.get("TaskId")))}


@operation("ListExportImageTasks")
def list_export_image_tasks(state: AccountState, request: Body) -> Body:
    """List exports."""
    filters: list[dict[str, Any]] = request.get("Filters", [])
    for given in filters:
        if given["Name"] not in _FILTERS:
            raise not_permitted(
                f"There is no filter {given['Name']}; known: {', '.join(_FILTERS)}."
            )

    def shown(record: Record) -> bool:
        return all(record.body.get(_FILTERS[f["Name"]]) in f["Values"] for f in filters)

    return page(
        state,
        request,
        "ExportImageTasks",
        lambda after: (record for record in state.table(TABLE).after(after) if shown(record)),
        describe,
    )


def fail(state: AccountState, task_id: str, code: str, message: str) -> None:
    """Bring an export to FAILED.

    Raises:
        ServiceError: There is no such task.
    """
    record = _find(state, task_id)
    record.body["ErrorDetails"] = [{"ErrorCode": code, "ErrorMessage": message}]
    state.become(record, "FAILED")


def _find(state: AccountState, task_id: object) -> Record:
    record = state.table(TABLE).get(task_id and str(UUID(str(task_id))))
    if record is None:
        raise not_found("Export image task", str(task_id))
    return record
