from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    ValidationException,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import MEDIUM, OTHER, look, make_image


def test_base_images_exist(client: AppStreamClient) -> None:
    public = client.describe_images(type="PUBLIC").all()
    assert len(public) > 3
    assert {image.state for image in public} == {"AVAILABLE"}
    assert client.describe_images(type="PRIVATE").all() == []
    old = client.describe_images(names=["AppStream-WinServer2019-01-02-2024"]).one()
    assert old.platform == "WINDOWS_SERVER_2019"
    with pytest.raises(ResourceNotFoundException):
        client.describe_images(names=["nothing"]).all()
    assert len(list(client.describe_images(page_size=2).pages())) == (len(public) + 2) // 2


def test_an_image_can_be_copied_to_another_region(
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


def test_an_unused_image_of_the_account_can_be_deleted(
    client: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    client.create_fleet(
        name="f",
        instance_type="stream.standard.medium",
        image_arn=gold,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    with pytest.raises(ResourceInUseException, match="fleets: f"):
        client.delete_image(name="gold")
    client.delete_fleet(name="f")
    assert client.delete_image(name="gold").state == "AVAILABLE", "the state before the deletion"
    assert look(client, "gold").state == "DELETING"
    with pytest.raises(ResourceNotAvailableException):
        client.create_fleet(
            name="f",
            instance_type="stream.standard.medium",
            image_arn=gold,
            compute_capacity=ComputeCapacity(desired_instances=1),
        )
    clock.advance(1)
    with pytest.raises(ResourceNotFoundException):
        client.describe_images(names=["gold"]).all()
    public = client.describe_images(type="PUBLIC").first()
    assert public is not None
    with pytest.raises(OperationNotPermittedException):
        client.delete_image(name=public.name)


def test_a_fleet_with_a_failed_image_does_not_start(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    client.create_fleet(
        name="f",
        instance_type="stream.standard.medium",
        image_arn=gold,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    local.fail_image("gold", "INTERNAL_SERVICE_ERROR", "bits lost")
    client.start_fleet(name="f")
    clock.advance(2)
    fleet = client.describe_fleets(names=["f"]).one()
    assert fleet.state == "STARTING"
    assert fleet.fleet_errors[0].error_code == "IMAGE_NOT_FOUND"
    assert client.describe_images(names=["gold"]).one().image_errors[0].error_message == "bits lost"


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("AppStream-WinServer2012R2-07-19-2021", "WINDOWS"),
        ("AppStream-WinServer2016-06-17-2024", "WINDOWS_SERVER_2016"),
        ("AppStream-WinServer2025-11-10-2025", "WINDOWS_SERVER_2025"),
        ("AppStream-Graphics-G4dn-WinServer2019-07-19-2021", "WINDOWS_SERVER_2019"),
        ("AppStream-Graphics-G6-RockyLinux8-02-18-2026", "ROCKY_LINUX8"),
        ("AppStream-RHEL8-02-18-2026", "RHEL8"),
        ("AppStream-AmazonLinux2-05-08-2024", "AMAZON_LINUX2"),
        ("Amazon-AppStream2-Sample-Image-06-17-2024", "WINDOWS"),
    ],
)
def test_base_images_of_any_date_exist(client: AppStreamClient, name: str, platform: str) -> None:
    image = look(client, name)
    assert (image.platform, image.visibility, image.state) == (platform, "PUBLIC", "AVAILABLE")
    released = image.public_base_image_released_date
    assert released is not None
    assert f"{released:%m-%d-%Y}" == image.appstream_agent_version == name[-10:]


@pytest.mark.parametrize(
    "name",
    [
        "AppStream-WinServer2022-13-45-2024",
        "AppStream-Finance-06-01-2025",
        "AppStream-WinServer2022",
        "Amazon-AppStream2-WinServer2022-01-01-2025",
    ],
)
def test_names_of_other_forms_are_not_base_images(client: AppStreamClient, name: str) -> None:
    with pytest.raises(ResourceNotFoundException):
        look(client, name)


def test_the_arn_of_a_base_image_has_a_partition_and_no_account(local: LocalAppStream) -> None:
    found = local.client(region_name="us-gov-west-1").describe_images(type="PUBLIC").first()
    assert found is not None
    assert found.arn == f"arn:aws-us-gov:appstream:us-gov-west-1::image/{found.name}"


def test_base_images_can_be_neither_deleted_nor_copied(client: AppStreamClient) -> None:
    public = "AppStream-WinServer2025-07-12-2026"
    with pytest.raises(OperationNotPermittedException, match="AWS"):
        client.delete_image(name=public)
    with pytest.raises(ResourceNotFoundException, match="does not exist"):
        client.copy_image(
            source_image_name=public, destination_image_name="c", destination_region="us-east-1"
        )


@pytest.mark.parametrize("name", ["AmazonOffice", "AWS-office", "AppStream-Office"])
def test_reserved_names_are_refused(
    client: AppStreamClient, local: LocalAppStream, gold: str, name: str
) -> None:
    with pytest.raises(ValidationException, match="ValidationException"):
        client.copy_image(
            source_image_name="gold", destination_image_name=name, destination_region="us-east-1"
        )
    with pytest.raises(ResourceNotFoundException):
        look(client, name)


def test_a_copy_belongs_to_the_account_that_creates_it(
    client: AppStreamClient, local: LocalAppStream, gold: str
) -> None:
    stranger = local.client(account_id=OTHER)
    with pytest.raises(ResourceNotFoundException):
        stranger.copy_image(
            source_image_name="gold", destination_image_name="c", destination_region="us-east-1"
        )
    client.copy_image(
        source_image_name="gold",
        destination_image_name="c",
        destination_region="us-east-1",
        destination_image_description="mine",
    )
    copy = look(client, "c")
    assert copy.description == "mine"
    assert copy.arn == gold.replace("/gold", "/c")
    with pytest.raises(ResourceNotAvailableException, match="COPYING"):
        client.copy_image(
            source_image_name="c", destination_image_name="d", destination_region="us-east-1"
        )


def test_images_are_found_by_arn_and_name(client: AppStreamClient, gold: str) -> None:
    both = client.describe_images(arns=[gold], names=["AppStream-RHEL8-02-18-2026"]).all()
    assert [image.name for image in both] == ["gold", "AppStream-RHEL8-02-18-2026"]
    assert client.describe_images(arns=[gold], type="PUBLIC").all() == []
    with pytest.raises(ResourceNotFoundException):
        client.describe_images(arns=[gold.replace("us-east-1", "eu-west-1")]).all()


def test_an_image_cannot_be_deleted_twice(
    client: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    client.delete_image(name="gold")
    clock.advance(0.6)
    with pytest.raises(OperationNotPermittedException, match="DELETING"):
        client.delete_image(name="gold")
    clock.advance(0.4)
    with pytest.raises(ResourceNotFoundException):
        look(client, "gold")


def test_a_pending_image_cannot_be_deleted_but_a_failed_one_can(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    client.copy_image(
        source_image_name="gold", destination_image_name="c", destination_region="us-east-1"
    )
    with pytest.raises(OperationNotPermittedException, match="COPYING"):
        client.delete_image(name="c")
    local.fail_image("c", "INTERNAL_SERVICE_ERROR", "disk full")
    failed = look(client, "c")
    assert failed.state == "FAILED"
    assert failed.state_change_reason is not None
    assert failed.state_change_reason.code == "IMAGE_COPY_FAILURE"
    assert failed.image_errors[0].error_message == "disk full"
    clock.advance(5)
    assert look(client, "c").state == "FAILED"
    client.delete_image(name="c")
    assert look(client, "c").state == "DELETING"


def test_an_image_that_an_image_builder_uses_cannot_be_deleted(
    client: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    client.create_image_builder(name="b", instance_type=MEDIUM, image_name="gold")
    with pytest.raises(ResourceInUseException, match="image builders: b"):
        client.delete_image(name="gold")


def test_tags_are_deleted_with_the_image(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    client.tag_resource(resource_arn=gold, tags={"k": "v"})
    client.delete_image(name="gold")
    clock.advance(1)
    assert make_image(client, local, clock) == gold
    assert client.list_tags_for_resource(resource_arn=gold) == {}


def test_plain_boto3_receives_the_same_images(local: LocalAppStream, gold: str) -> None:
    boto: Any = local.boto3_client()
    image = boto.describe_images(Arns=[gold])["Images"][0]
    assert image["Visibility"] == "PRIVATE"
    assert image["DisplayName"] == "gold"
    assert image["ImagePermissions"] == {"allowFleet": True, "allowImageBuilder": True}
