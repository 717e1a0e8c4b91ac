from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    InvalidParameterCombinationException,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import MEDIUM, WIN2022, make_image

OFFICE = "Microsoft_Office_2021_LTSC_Standard_64Bit"
VISIO = "Microsoft_Visio_2021_LTSC_Standard_64Bit"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 31, 12, tzinfo=timezone.utc))


def stream_from(client: AppStreamClient, clock: ManualClock, image: str) -> None:
    """Create a running fleet with an image, and associate it with a stack."""
    client.create_stack(name="s")
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        fleet_type="ALWAYS_ON",
        image_name=image,
        compute_capacity=ComputeCapacity(desired_instances=50),
    )
    client.associate_fleet(fleet_name="f", stack_name="s")
    client.start_fleet(name="f")
    clock.advance(2)


def test_every_user_of_the_fleet_is_counted_once_a_month(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock, softwares_to_install=[OFFICE, VISIO])
    stream_from(client, clock, "gold")
    first = clock.now()
    local.user_connects("s", "f", "ada")
    local.user_connects("s", "f", "grace", authentication_type="SAML")
    clock.advance(3600)
    local.user_connects("s", "f", "ada")
    january = client.describe_app_license_usage(billing_period="2026-01").all()
    assert [(use.user_id, use.license_type) for use in january] == [
        ("ada", "Microsoft Office"),
        ("ada", "Microsoft Visio"),
        ("grace", "Microsoft Office"),
        ("grace", "Microsoft Visio"),
    ]
    ada = january[0]
    assert ada.subscription_first_used_date == first
    assert ada.subscription_last_used_date == clock.now()
    assert (ada.billing_period, ada.owner_aws_account_id) == ("2026-01", "123456789012")
    assert ada.user_arn != january[2].user_arn
    assert client.describe_app_license_usage(billing_period="2026-02").all() == []
    clock.advance(86_400)
    local.user_connects("s", "f", "ada")
    february = client.describe_app_license_usage(billing_period="2026-02")
    assert {use.user_id for use in february} == {"ada"}


def test_fleets_without_licensed_software_have_no_usage(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    stream_from(client, clock, WIN2022)
    local.user_connects("s", "f", "ada")
    assert client.describe_app_license_usage(billing_period="2026-01").all() == []


def test_usage_has_the_arn_of_a_user_in_the_user_pool(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock, softwares_to_install=[OFFICE])
    stream_from(client, clock, "gold")
    client.create_user(user_name="ada@example.com", authentication_type="USERPOOL")
    local.user_connects("s", "f", "ada@example.com", authentication_type="USERPOOL")
    use = client.describe_app_license_usage(billing_period="2026-01").one()
    assert use.user_arn == client.describe_users(authentication_type="USERPOOL").one().arn


def test_usage_is_paginated(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock, softwares_to_install=[OFFICE])
    stream_from(client, clock, "gold")
    local.seed({"sessions": [{"StackName": "s", "FleetName": "f", "Count": 5}]})
    listed = client.describe_app_license_usage(billing_period="2026-01", page_size=2)
    assert [use.user_id for use in listed] == [f"user-{number}" for number in range(1, 6)]
    assert len(list(listed.pages())) == 3
    boto: Any = local.boto3_client()
    with pytest.raises(ClientError, match="NextToken"):
        boto.describe_app_license_usage(BillingPeriod="2026-01", NextToken="made-up")


@pytest.mark.parametrize("period", ["January", "2026-13", "2026-1", "2026-01-01"])
def test_invalid_billing_periods_are_refused(client: AppStreamClient, period: str) -> None:
    with pytest.raises(InvalidParameterCombinationException, match="month"):
        client.describe_app_license_usage(billing_period=period).all()
