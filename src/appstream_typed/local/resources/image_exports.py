"""Exports of images as EC2 AMIs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from appstream_typed.local.resources.images import own_image
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.listings import describe, page
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import EXPORT_TASKS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import IMAGE_NOT_AVAILABLE
from appstream_typed.local.wire.service_errors import not_permitted

_COPIED = ("AmiName", "AmiDescription", "TagSpecifications")
_FILTERS = {"State": "State", "state": "State", "ImageArn": "ImageArn", "AmiName": "AmiName"}
"""The member to which each filter applies. The names are assumptions: AWS does not document them."""


@operation("CreateExportImageTask")
def create_export_image_task(state: AccountState, request: Body) -> Body:
    """Start an export. Its state changes from EXPORTING to COMPLETED.

    The name of an AMI must be unique (the model). The error is an assumption. Only the names in other
    exports are checked, because there is no local EC2.
    """
    image = own_image(state, request["ImageName"])
    if any(
        task.body["AmiName"] == request["AmiName"] and task.state != "FAILED"
        for task in state.table(EXPORT_TASKS)
    ):
        raise not_permitted(f"The AMI {request['AmiName']} already exists.")
    if image.state != "AVAILABLE":
        raise IMAGE_NOT_AVAILABLE(image=request["ImageName"], state=image.state)
    task = uuid4()
    body: Body = {
        **pick(request, _COPIED),
        "TaskId": str(task),
        "ImageArn": image.body["Arn"],
        "CreatedDate": state.now(),
        "State": "EXPORTING",
        "ErrorDetails": [],
    }
    record = state.table(EXPORT_TASKS).add(str(task), Record(body))

    state.plan(record, state.timings.image_task, _complete)
    return {"ExportImageTask": describe(record)}


@operation("GetExportImageTask")
def get_export_image_task(state: AccountState, request: Body) -> Body:
    """Describe an export task."""
    # The model does not require TaskId, but no other member identifies the task.
    if "TaskId" not in request:
        raise not_permitted("Specify the TaskId of the export task.")
    return {"ExportImageTask": describe(find(state, EXPORT_TASKS, request["TaskId"]))}


@operation("ListExportImageTasks")
def list_export_image_tasks(state: AccountState, request: Body) -> Body:
    """List exports."""
    filters: list[dict[str, Any]] = request.get("Filters", [])
    for given in filters:
        if given["Name"] not in _FILTERS:
            raise not_permitted(
                f"There is no filter {given['Name']}; use one of {', '.join(_FILTERS)}."
            )

    def shown(record: Record) -> bool:
        return all(record.body.get(_FILTERS[f["Name"]]) in f["Values"] for f in filters)

    return page(
        state,
        request,
        "ExportImageTasks",
        lambda after: (
            record for record in state.table(EXPORT_TASKS).after(after) if shown(record)
        ),
        describe,
    )


@planned_change("image_export.complete")
def _complete(state: AccountState, record: Record) -> None:
    record.body["AmiId"] = f"ami-{UUID(record.body['TaskId']).hex[:17]}"
    state.become(record, "COMPLETED")


def fail(state: AccountState, task_id: str, code: str, message: str) -> None:
    """Set an export task to FAILED.

    Raises:
        ServiceError: The task does not exist.
    """
    record = find(state, EXPORT_TASKS, task_id)
    record.body["ErrorDetails"] = [{"ErrorCode": code, "ErrorMessage": message}]
    state.become(record, "FAILED")
