"""Fields that the local AppStream sets as AWS does."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from botocore.session import Session

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    DomainJoinInfo,
    LimitExceededException,
)
from appstream_typed.local import LocalAppStream, ManualClock, Quotas, Timings
from appstream_typed.local.state.accounts import partition_of
from tests.local.imaging import AMAZON_LINUX, MEDIUM, WIN2022, look, needs

G4DN = "stream.graphics.g4dn.xlarge"


def test_the_date_header_follows_the_clock(local: LocalAppStream, clock: ManualClock) -> None:
    boto: Any = local.boto3_client()

    def date() -> datetime:
        metadata = boto.describe_stacks()["ResponseMetadata"]
        return parsedate_to_datetime(metadata["HTTPHeaders"]["date"])

    before = date()
    assert before == clock.now().replace(microsecond=0)
    clock.advance(36_000)
    assert date() - before == timedelta(hours=10)


def test_partitions_match_botocore() -> None:
    session = Session()
    regions = {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("ec2", partition, allow_non_regional=False)
    }
    assert len(regions) > 30
    for region in regions | {
        "us-iso-east-1",
        "us-isob-east-1",
        "eu-isoe-west-1",
        "us-isof-south-1",
    }:
        assert partition_of(region) == session.get_partition_for_region(region)


def test_an_arn_in_an_iso_region_has_its_partition(local: LocalAppStream) -> None:
    client = local.client(region_name="us-iso-east-1")
    arn = client.create_stack(name="s").arn
    assert arn == "arn:aws-iso:appstream:us-iso-east-1:123456789012:stack/s"


@needs("DrainSessionInstance")
def test_draining_instances_are_counted(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    client.create_stack(name="s")
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_name=WIN2022,
        max_sessions_per_instance=3,
        compute_capacity=ComputeCapacity(desired_sessions=9),
    )
    client.associate_fleet(fleet_name="f", stack_name="s")
    client.start_fleet(name="f")
    clock.advance(2)
    ids = [local.user_connects("s", "f", user) for user in ("a", "b", "c", "d")]
    client.drain_session_instance(session_id=ids[3])
    status = client.describe_fleets(names=["f"]).one().compute_capacity_status
    assert status.draining == 1
    assert status.drain_mode_active_user_sessions == 1
    assert status.drain_mode_unused_user_sessions == 2
    assert (status.active_user_sessions, status.actual_user_sessions) == (4, 9)
    assert status.available_user_sessions == 3
    client.expire_session(session_id=ids[3])
    status = client.describe_fleets(names=["f"]).one().compute_capacity_status
    assert (status.draining, status.available_user_sessions) == (0, 6)


def test_an_empty_directory_name_joins_no_domain(
    client: AppStreamClient, clock: ManualClock
) -> None:
    empty = DomainJoinInfo(directory_name="", organizational_unit_distinguished_name="")
    capacity = ComputeCapacity(desired_instances=1)
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_name=WIN2022,
        compute_capacity=capacity,
        domain_join_info=empty,
    )
    client.start_fleet(name="f")
    clock.advance(60)
    fleet = client.describe_fleets().one()
    assert (fleet.state, fleet.fleet_errors, fleet.domain_join_info) == ("RUNNING", (), None)
    builder = client.create_image_builder(
        name="b", instance_type=MEDIUM, image_name=WIN2022, domain_join_info=empty
    )
    assert builder.domain_join_info is None


@pytest.mark.parametrize(
    ("image", "asked", "version", "is_latest"),
    [
        (WIN2022, None, "07-12-2026", "TRUE"),
        (AMAZON_LINUX, None, "07-01-2026", "TRUE"),
        ("AppStream-WinServer2019-01-26-2024", None, "01-26-2024", "FALSE"),
        ("AppStream-WinServer2019-01-26-2024", "LATEST", "07-12-2026", "TRUE"),
        (WIN2022, "01-26-2024", "01-26-2024", "FALSE"),
    ],
)
def test_the_agent_version_comes_from_the_request_or_the_image(
    client: AppStreamClient,
    clock: ManualClock,
    image: str,
    asked: str | None,
    version: str,
    is_latest: str,
) -> None:
    builder = client.create_image_builder(
        name="b", instance_type=MEDIUM, image_name=image, appstream_agent_version=asked
    )
    assert builder.appstream_agent_version == version
    assert builder.latest_appstream_agent_version == is_latest
    clock.advance(60)
    client.stop_image_builder(name="b")
    clock.advance(60)
    restarted = client.start_image_builder(name="b", appstream_agent_version="LATEST")
    assert restarted.latest_appstream_agent_version == "TRUE"


def test_a_new_image_keeps_the_instance_families_of_its_base_image(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    base = "AppStream-Graphics-G4dn-WinServer2022-07-12-2026"
    client.create_image_builder(name="maker", instance_type=G4DN, image_name=base)
    clock.advance(2)
    local.make_image("maker", "design")
    clock.advance(2)
    assert look(client, "design").supported_instance_families == ("Graphics G4",)
    client.create_fleet(
        name="f",
        instance_type=G4DN,
        image_name="design",
        compute_capacity=ComputeCapacity(desired_instances=1),
    )


def test_quotas_are_disabled_by_default(client: AppStreamClient) -> None:
    for number in range(12):
        client.create_stack(name=f"s{number}")


def test_the_default_quotas_are_those_of_aws() -> None:
    with LocalAppStream(quotas=Quotas(), clock=ManualClock()) as local:
        client = local.client()
        for number in range(10):
            client.create_stack(name=f"s{number}")
        with pytest.raises(LimitExceededException, match="Requested: 11, Limit: 10"):
            client.create_stack(name="one-more")
        for number in range(5):
            client.create_image_builder(name=f"b{number}", instance_type=MEDIUM, image_name=WIN2022)
        with pytest.raises(LimitExceededException, match="medium image builders"):
            client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        base = "AppStream-Graphics-G4dn-WinServer2022-07-12-2026"
        with pytest.raises(LimitExceededException, match="Requested: 1, Limit: 0"):
            client.create_image_builder(name="g", instance_type=G4DN, image_name=base)
        client.create_fleet(
            name="a",
            instance_type=MEDIUM,
            image_name=WIN2022,
            compute_capacity=ComputeCapacity(desired_instances=30),
        )
        with pytest.raises(LimitExceededException, match="Requested: 51, Limit: 50"):
            client.create_fleet(
                name="b",
                instance_type=MEDIUM,
                image_name=WIN2022,
                compute_capacity=ComputeCapacity(desired_instances=21),
            )


def test_realistic_timings_are_minutes() -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=timezone.utc))
    with LocalAppStream(clock=clock, timings=Timings.realistic()) as local:
        client = local.client()
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        clock.advance(300)
        assert client.describe_image_builders().one().state == "PENDING"
        clock.advance(600)
        assert client.describe_image_builders().one().state == "RUNNING"
