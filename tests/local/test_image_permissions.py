from __future__ import annotations

from collections.abc import Iterator

import pytest

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    ImagePermissions,
    OperationNotPermittedException,
    ResourceInUseException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    ValidationException,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import MEDIUM, OTHER, look

BOTH = ImagePermissions(allow_fleet=True, allow_image_builder=True)
FLEETS = ImagePermissions(allow_fleet=True, allow_image_builder=False)


@pytest.fixture
def other(local: LocalAppStream) -> Iterator[AppStreamClient]:
    with local.client(account_id=OTHER) as typed:
        yield typed


def share(client: AppStreamClient, account: str = OTHER, what: ImagePermissions = BOTH) -> None:
    client.update_image_permissions(name="gold", shared_account_id=account, image_permissions=what)


def test_a_shared_image_is_listed_in_the_other_account(
    client: AppStreamClient, other: AppStreamClient, local: LocalAppStream, gold: str
) -> None:
    assert other.describe_images(type="SHARED").all() == []
    assert look(client, "gold").image_shared_with_others == "FALSE"
    share(client)
    seen = other.describe_images(type="SHARED").one()
    assert (seen.arn, seen.visibility, seen.image_permissions) == (gold, "SHARED", BOTH)
    assert seen.image_builder_name is None
    assert other.describe_images(arns=[gold]).one() == seen
    with pytest.raises(ResourceNotFoundException):
        look(other, "gold")
    assert local.client(account_id="3" * 12).describe_images(type="SHARED").all() == []
    elsewhere = local.client(account_id=OTHER, region_name="eu-west-1")
    assert elsewhere.describe_images(type="SHARED").all() == []
    mine = look(client, "gold")
    assert (mine.visibility, mine.image_shared_with_others) == ("PRIVATE", "TRUE")
    assert mine.image_builder_name == "maker"


def test_fleets_and_builders_can_use_a_shared_image(
    client: AppStreamClient, other: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    with pytest.raises(ResourceNotFoundException):
        other.create_fleet(
            name="f",
            instance_type=MEDIUM,
            image_arn=gold,
            compute_capacity=ComputeCapacity(desired_instances=1),
        )
    share(client)
    assert (
        other.create_fleet(
            name="f",
            instance_type=MEDIUM,
            image_arn=gold,
            compute_capacity=ComputeCapacity(desired_instances=1),
        ).image_arn
        == gold
    )
    other.create_image_builder(name="b", instance_type=MEDIUM, image_arn=gold)
    other.start_fleet(name="f")
    clock.advance(2)
    assert other.wait_until_fleet_running("f", timeout=0).state == "RUNNING"
    assert other.wait_until_image_builder_running("b", timeout=0).image_arn == gold


def test_a_fleet_does_not_start_if_its_image_is_no_longer_shared(
    client: AppStreamClient, other: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    share(client)
    other.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_arn=gold,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    client.delete_image_permissions(name="gold", shared_account_id=OTHER)
    other.start_fleet(name="f")
    clock.advance(2)
    fleet = other.describe_fleets(names=["f"]).one()
    assert (fleet.state, fleet.fleet_errors[0].error_code) == ("STARTING", "IMAGE_NOT_FOUND")


def test_permissions_limit_the_use_of_a_shared_image(
    client: AppStreamClient, other: AppStreamClient, gold: str
) -> None:
    share(client, what=FLEETS)
    other.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_arn=gold,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    with pytest.raises(OperationNotPermittedException, match="do not allow this use"):
        other.create_image_builder(name="b", instance_type=MEDIUM, image_arn=gold)
    share(client, what=ImagePermissions(allow_image_builder=True))
    assert other.create_image_builder(name="b", instance_type=MEDIUM, image_arn=gold)
    with pytest.raises(OperationNotPermittedException, match="do not allow this use"):
        other.create_fleet(
            name="g",
            instance_type=MEDIUM,
            image_arn=gold,
            compute_capacity=ComputeCapacity(desired_instances=1),
        )


def test_permissions_are_listed(client: AppStreamClient, gold: str) -> None:
    accounts = [str(number) * 12 for number in (4, 3, 2)]
    for account in accounts:
        share(client, account)
    share(client, accounts[0], FLEETS)
    listed = client.describe_image_permissions(name="gold", page_size=2)
    assert [item.shared_account_id for item in listed] == accounts
    assert [len(page.items) for page in listed.pages()] == [2, 1]
    one = client.describe_image_permissions(name="gold", shared_aws_account_ids=[accounts[0]]).one()
    assert one.image_permissions == FLEETS
    assert (
        client.describe_image_permissions(name="gold", shared_aws_account_ids=["9" * 12]).all()
        == []
    )


def test_a_shared_image_cannot_be_deleted_before_its_permissions(
    client: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    share(client, "2" * 12)
    share(client, "3" * 12)
    client.delete_image_permissions(name="gold", shared_account_id="2" * 12)
    with pytest.raises(ResourceInUseException, match="shared"):
        client.delete_image(name="gold")
    client.delete_image_permissions(name="gold", shared_account_id="3" * 12)
    assert look(client, "gold").image_shared_with_others == "FALSE"
    client.delete_image(name="gold")
    assert look(client, "gold").state == "DELETING"


def test_a_copy_is_not_shared(client: AppStreamClient, other: AppStreamClient, gold: str) -> None:
    share(client)
    client.copy_image(
        source_image_name="gold", destination_image_name="c", destination_region="us-east-1"
    )
    assert look(client, "c").image_shared_with_others == "FALSE"
    assert [image.name for image in other.describe_images(type="SHARED")] == ["gold"]


def test_only_available_images_of_the_account_can_be_shared(
    client: AppStreamClient, other: AppStreamClient, local: LocalAppStream, gold: str
) -> None:
    with pytest.raises(ValidationException, match="12 digits"):
        share(client, "123")
    with pytest.raises(ResourceNotFoundException):
        share(other)
    for public in ("AppStream-RHEL8-02-18-2026", "nothing"):
        with pytest.raises(ResourceNotFoundException):
            client.describe_image_permissions(name=public).all()
    with pytest.raises(ResourceNotFoundException):
        client.delete_image_permissions(name="gold", shared_account_id=OTHER)
    local.fail_image("gold")
    with pytest.raises(ResourceNotAvailableException):
        share(client)
