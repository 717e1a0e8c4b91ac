from __future__ import annotations

import pytest

from appstream_typed import (
    AppStreamClient,
    DryRunOperationException,
    Filter,
    ImagePermissions,
    IncompatibleImageException,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
)
from appstream_typed.local import LocalAppStream, ManualClock

OTHER = "222222222222"
BOTH = ImagePermissions(allow_fleet=True, allow_image_builder=True)


@pytest.fixture
def gold(client: AppStreamClient, local: LocalAppStream, clock: ManualClock) -> str:
    """The ARN of an image of the account, whose builder is gone."""
    client.create_image_builder(name="b", instance_type="stream.standard.medium", tags={"k": "v"})
    clock.advance(2)
    local.make_image("b", "gold")
    clock.advance(2)
    client.delete_image_builder(name="b")
    clock.advance(1)
    arn = client.describe_images(names=["gold"]).one().arn
    assert arn is not None
    return arn


def test_base_images_are_there(client: AppStreamClient) -> None:
    public = client.describe_images(type="PUBLIC").all()
    assert len(public) > 3
    assert {image.state for image in public} == {"AVAILABLE"}
    assert client.describe_images(type="PRIVATE").all() == []
    old = client.describe_images(names=["AppStream-WinServer2019-01-02-2024"]).one()
    assert old.platform == "WINDOWS_SERVER_2019"
    with pytest.raises(ResourceNotFoundException):
        client.describe_images(names=["nothing"]).all()
    assert len(list(client.describe_images(page_size=2).pages())) == (len(public) + 2) // 2


def test_copying(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    client.tag_resource(resource_arn=gold, tags={"k": "v"})
    name = client.copy_image(
        source_image_name="gold", destination_image_name="copy", destination_region="eu-west-1"
    )
    assert name == "copy"
    there = local.client(region_name="eu-west-1")
    image = there.describe_images(names=["copy"]).one()
    assert (image.state, image.base_image_arn, image.image_builder_name) == ("COPYING", gold, None)
    assert image.arn is not None
    assert there.list_tags_for_resource(resource_arn=image.arn) == {}
    clock.advance(2)
    assert there.wait_until_image_available("copy", timeout=0).state == "AVAILABLE"
    with pytest.raises(ResourceNotFoundException):
        client.describe_images(names=["copy"]).all()
    with pytest.raises(ResourceAlreadyExistsException):
        client.copy_image(
            source_image_name="gold", destination_image_name="copy", destination_region="eu-west-1"
        )


def test_updating(client: AppStreamClient, clock: ManualClock, gold: str) -> None:
    dry = client.create_updated_image(existing_image_name="gold", new_image_name="n", dry_run=True)
    assert dry.can_update_image
    assert dry.image is None
    made = client.create_updated_image(
        existing_image_name="gold", new_image_name="newer", new_image_tags={"a": "b"}
    )
    assert made.image is not None
    assert made.image.state == "PENDING"
    assert made.image.arn is not None
    assert client.list_tags_for_resource(resource_arn=made.image.arn) == {"a": "b"}
    client.create_image_builder(
        name="linux",
        instance_type="stream.standard.medium",
        image_name="AppStream-AmazonLinux2-01-01-2026",
    )
    clock.advance(2)


def test_importing(client: AppStreamClient, clock: ManualClock) -> None:
    with pytest.raises(DryRunOperationException) as caught:
        client.create_imported_image(name="i", source_ami_id="ami-12345678", dry_run=True)
    assert caught.value.http_status == 412
    with pytest.raises(InvalidParameterCombinationException):
        client.create_imported_image(name="i")
    image = client.create_imported_image(name="i", source_ami_id="ami-12345678")
    assert (image.state, image.image_type) == ("IMPORTING", "CUSTOM")
    clock.advance(2)
    assert client.describe_images(names=["i"]).one().state == "AVAILABLE"


def test_deleting(client: AppStreamClient, clock: ManualClock, gold: str) -> None:
    client.create_fleet(name="f", instance_type="stream.standard.medium", image_arn=gold)
    with pytest.raises(ResourceInUseException, match="fleets: f"):
        client.delete_image(name="gold")
    client.delete_fleet(name="f")
    assert client.delete_image(name="gold").state == "DELETING"
    with pytest.raises(ResourceNotAvailableException):
        client.create_fleet(name="f", instance_type="stream.standard.medium", image_arn=gold)
    clock.advance(1)
    with pytest.raises(ResourceNotFoundException):
        client.describe_images(names=["gold"]).all()
    public = client.describe_images(type="PUBLIC").first()
    assert public is not None
    with pytest.raises(OperationNotPermittedException):
        client.delete_image(name=public.name)


def test_a_fleet_whose_image_goes_does_not_start(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    client.create_fleet(name="f", instance_type="stream.standard.medium", image_arn=gold)
    local.fail_image("gold", "INTERNAL_SERVICE_ERROR", "bits lost")
    client.start_fleet(name="f")
    clock.advance(2)
    fleet = client.describe_fleets(names=["f"]).one()
    assert fleet.state == "STARTING"
    assert fleet.fleet_errors[0].error_code == "IMAGE_NOT_FOUND"
    assert client.describe_images(names=["gold"]).one().image_errors[0].error_message == "bits lost"


def test_sharing(client: AppStreamClient, local: LocalAppStream, gold: str) -> None:
    other = local.client(account_id=OTHER)
    with pytest.raises(ResourceNotFoundException):
        other.create_fleet(name="f", instance_type="stream.standard.medium", image_arn=gold)
    only_fleets = ImagePermissions(allow_fleet=True, allow_image_builder=False)
    client.update_image_permissions(
        name="gold", shared_account_id=OTHER, image_permissions=only_fleets
    )
    shared = other.describe_images(type="SHARED").one()
    assert (shared.arn, shared.visibility) == (gold, "SHARED")
    assert (
        other.create_fleet(
            name="f", instance_type="stream.standard.medium", image_arn=gold
        ).image_name
        == "gold"
    )
    with pytest.raises(OperationNotPermittedException):
        other.create_image_builder(name="b", instance_type="stream.standard.medium", image_arn=gold)
    pager = client.describe_image_permissions(name="gold")
    assert [p.shared_account_id for p in pager] == [OTHER]
    assert next(iter(pager.pages())).result is not None
    with pytest.raises(ResourceInUseException, match="shared"):
        client.delete_image(name="gold")
    client.delete_image_permissions(name="gold", shared_account_id=OTHER)
    assert other.describe_images(type="SHARED").all() == []
    with pytest.raises(ResourceNotFoundException):
        client.delete_image_permissions(name="gold", shared_account_id=OTHER)


def test_exporting(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    role = "arn:aws:iam::123456789012:role/r"
    task = client.create_export_image_task(image_name="gold", ami_name="ami-a", iam_role_arn=role)
    other = client.create_export_image_task(image_name="gold", ami_name="ami-b", iam_role_arn=role)
    assert task.state == "EXPORTING"
    assert task.ami_id is None
    assert other.task_id is not None
    local.fail_export_image_task(other.task_id, "X", "no space")
    clock.advance(2)
    assert task.task_id is not None
    done = client.wait_until_export_image_task_completed(task.task_id)
    assert done.ami_id is not None
    failed = client.get_export_image_task(task_id=other.task_id)
    assert (failed.state, failed.error_details[0].error_message) == ("FAILED", "no space")
    completed = client.list_export_image_tasks(filters=[Filter(name="State", values=["COMPLETED"])])
    assert completed.one() == done
    assert len(client.list_export_image_tasks().all()) == 2


def test_an_image_that_is_not_windows_cannot_be_updated(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    client.create_image_builder(
        name="l",
        instance_type="stream.standard.medium",
        image_name="AppStream-AmazonLinux2-01-01-2026",
    )
    clock.advance(2)
    local.make_image("l", "penguin")
    clock.advance(2)
    with pytest.raises(IncompatibleImageException):
        client.create_updated_image(existing_image_name="penguin", new_image_name="n")
