from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import (
    AppStreamClient,
    ExportImageTask,
    Filter,
    OperationNotPermittedException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    WaiterFailed,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import needs

pytestmark = needs("CreateExportImageTask")

ROLE = "arn:aws:iam::123456789012:role/export"
NO_TASK = "00000000-0000-4000-8000-000000000000"


def export(client: AppStreamClient, ami: str, image: str = "gold", **more: Any) -> ExportImageTask:
    return client.create_export_image_task(
        image_name=image, ami_name=ami, iam_role_arn=ROLE, **more
    )


def test_an_export_completes(client: AppStreamClient, clock: ManualClock, gold: str) -> None:
    task = export(client, "ami-a", ami_description="d", tag_specifications={"k": "v"})
    assert (task.state, task.image_arn, task.ami_id) == ("EXPORTING", gold, None)
    assert (task.ami_name, task.ami_description) == ("ami-a", "d")
    assert task.tag_specifications == {"k": "v"}
    assert task.created_date == clock.now()
    assert client.get_export_image_task(task_id=task.task_id) == task
    clock.advance(2)
    done = client.wait_until_export_image_task_completed(task.task_id, timeout=0)
    assert done.state == "COMPLETED"
    assert done.ami_id is not None
    assert done.ami_id.startswith("ami-")


def test_a_failed_export_has_an_error(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    task = export(client, "ami-a")
    local.fail_export_image_task(task.task_id, "AccessDenied", "no role")
    clock.advance(5)
    failed = client.get_export_image_task(task_id=task.task_id)
    assert (failed.state, failed.ami_id) == ("FAILED", None)
    assert failed.error_details[0].error_message == "no role"
    with pytest.raises(WaiterFailed, match="no role"):
        client.wait_until_export_image_task_completed(task.task_id, timeout=0)
    with pytest.raises(ValueError, match="not found"):
        local.fail_export_image_task("no such task")


def test_export_tasks_can_be_filtered(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    tasks = [export(client, f"ami-{name}") for name in "abc"]
    local.fail_export_image_task(tasks[1].task_id)
    clock.advance(2)

    def names(**filters: list[str]) -> list[str]:
        given = [Filter(name=name, values=values) for name, values in filters.items()]
        return [task.ami_name for task in client.list_export_image_tasks(filters=given)]

    listed = client.list_export_image_tasks(page_size=2)
    assert [len(page.items) for page in listed.pages()] == [2, 1]
    assert names(State=["COMPLETED"]) == ["ami-a", "ami-c"]
    assert names(State=["COMPLETED", "FAILED"]) == ["ami-a", "ami-b", "ami-c"]
    assert names(State=["COMPLETED"], AmiName=["ami-c", "ami-b"]) == ["ami-c"]
    assert names(ImageArn=[gold]) == ["ami-a", "ami-b", "ami-c"]
    assert names(ImageArn=["x"]) == []
    with pytest.raises(OperationNotPermittedException, match="no filter Colour"):
        names(Colour=["red"])


def test_ami_names_are_unique(client: AppStreamClient, local: LocalAppStream, gold: str) -> None:
    task = export(client, "ami-a")
    with pytest.raises(OperationNotPermittedException, match="ami-a"):
        export(client, "ami-a")
    local.fail_export_image_task(task.task_id)
    assert export(client, "ami-a").state == "EXPORTING"


def test_only_available_images_of_the_account_can_be_exported(
    client: AppStreamClient, local: LocalAppStream, gold: str
) -> None:
    with pytest.raises(OperationNotPermittedException, match="AWS"):
        export(client, "ami-a", "AppStream-WinServer2022-07-12-2026")
    with pytest.raises(ResourceNotFoundException):
        export(client, "ami-a", "nothing")
    local.fail_image("gold")
    with pytest.raises(ResourceNotAvailableException, match="FAILED"):
        export(client, "ami-a")


def test_a_missing_export_task_is_not_found(client: AppStreamClient, local: LocalAppStream) -> None:
    with pytest.raises(ResourceNotFoundException):
        client.get_export_image_task(task_id=NO_TASK)
    with pytest.raises(OperationNotPermittedException, match="TaskId"):
        client.get_export_image_task()
    assert client.list_export_image_tasks().all() == []
