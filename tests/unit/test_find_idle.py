"""``find_idle`` with both clients and a local AppStream that has a manual clock."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from appstream_typed import AsyncAppStreamClient, S3Location, VpcConfig
from appstream_typed.local import LocalAppStream, ManualClock, faults
from appstream_typed.workflows import IdleResource, WorkflowStep, find_idle, find_idle_async

MEDIUM = "stream.standard.medium"
Find = Callable[..., list[IdleResource]]


@pytest.fixture(params=["sync", "async"])
def find(request: pytest.FixtureRequest, local: LocalAppStream, clock: ManualClock) -> Find:
    def call(**given: Any) -> list[IdleResource]:
        given = {"now": clock.now()} | given
        if request.param == "sync":
            return find_idle(local.client(), **given)

        async def run() -> list[IdleResource]:
            async with AsyncAppStreamClient(local.boto3_client()) as client:
                return await find_idle_async(client, **given)

        return asyncio.run(run())

    return call


@pytest.fixture
def account(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Create image builders, an app block builder and fleets, and advance the clock by three hours."""
    capacity = {"DesiredInstances": 3}
    common = {"InstanceType": MEDIUM, "ComputeCapacity": capacity}
    vpc = {"SubnetIds": ["a", "b"], "SecurityGroupIds": ["sg"]}
    local.seed(
        {
            "image_builders": [
                {"Name": "works", "InstanceType": MEDIUM, "State": "RUNNING"},
                {"Name": "rests", "InstanceType": MEDIUM, "State": "STOPPED"},
            ],
            "fleets": [
                {"Name": "empty", "State": "RUNNING", **common},
                {"Name": "used", "State": "RUNNING", **common},
                {"Name": "off", "State": "STOPPED", **common},
                {
                    "Name": "elastic",
                    "State": "RUNNING",
                    "FleetType": "ELASTIC",
                    "Platform": "WINDOWS_SERVER_2019",
                    "InstanceType": MEDIUM,
                    "MaxConcurrentSessions": 5,
                    "VpcConfig": vpc,
                },
            ],
            "stacks": [{"Name": "office", "Fleets": ["empty", "used", "elastic"]}],
        }
    )
    client = local.client()
    client.create_app_block_builder(
        name="packs",
        platform="WINDOWS_SERVER_2019",
        instance_type=MEDIUM,
        vpc_config=VpcConfig(subnet_ids=["a", "b"], security_group_ids=["sg"]),
    )
    block = client.create_app_block(
        name="block", source_s3_location=S3Location(s3_bucket="bucket"), packaging_type="APPSTREAM2"
    )
    client.associate_app_block_builder_app_block(
        app_block_arn=block.arn, app_block_builder_name="packs"
    )
    client.start_app_block_builder(name="packs")
    clock.advance(3 * 3600)
    local.user_connects("office", "used", "grace")
    clock.advance(2)
    local.clear_requests()
    return local


def names(found: list[IdleResource]) -> list[tuple[str, str]]:
    return [(str(idle.kind), idle.name) for idle in found]


def test_idle_machines_are_found(account: LocalAppStream, find: Find) -> None:
    assert names(find()) == [
        ("image_builder", "works"),
        ("app_block_builder", "packs"),
        ("fleet", "empty"),
        ("fleet", "elastic"),
    ]
    assert {r.operation[:4] for r in account.requests} <= {"Desc", "List"}


def test_a_result_has_a_time_and_a_reason(account: LocalAppStream, find: Find) -> None:
    works, _, empty, _ = find()
    assert works.since == works.resource.created_time
    assert str(works) == (
        "image_builder works: it is running and was created 3 hours ago; AppStream does not report when "
        "it was started or used"
    )
    assert empty.since == empty.resource.created_time
    assert empty.reason == "it is running without sessions, and it was created 3 hours ago"
    assert pickle.loads(pickle.dumps(works)) == works


@pytest.mark.parametrize(("hours", "number"), [(0, 4), (2.9, 4), (3.5, 0), (100, 0)])
def test_older_than_is_the_minimum_age(
    account: LocalAppStream, find: Find, hours: float, number: int
) -> None:
    assert len(find(older_than=timedelta(hours=hours))) == number


def test_an_ended_session_counts_as_use(
    account: LocalAppStream, find: Find, clock: ManualClock
) -> None:
    """AppStream still lists the session."""
    ended = {
        "Sessions": [
            {
                "Id": "s",
                "UserId": "u",
                "StackName": "office",
                "FleetName": "empty",
                "State": "EXPIRED",
                "StartTime": (clock.now() - timedelta(hours=1)).timestamp(),
            }
        ]
    }

    def fault() -> faults.Fault:
        return faults.response(json.dumps(ended).encode())

    account.add_fault(fault(), "DescribeSessions", times=None)
    assert ("fleet", "empty") not in names(find())
    (idle,) = [idle for idle in find(older_than=timedelta(minutes=30)) if idle.name == "empty"]
    assert (
        idle.reason
        == "it is running without sessions, and the last known session started 1 hour ago"
    )


def test_sessions_of_every_type_are_requested_unless_instances_are_in_use(
    account: LocalAppStream, find: Find
) -> None:
    account.user_connects("office", "elastic", "ada", authentication_type="SAML")
    assert ("fleet", "elastic") not in names(find())
    find(older_than=timedelta(0))
    asked = [
        (r.parameters["FleetName"], r.parameters.get("AuthenticationType"))
        for r in account.requests
        if r.operation == "DescribeSessions"
    ]
    assert ("used", None) not in asked, "the fleet's instances are in use, so no request was needed"
    assert asked.count(("empty", None)) >= 1


def test_a_fleet_that_is_deleted_during_the_search_is_not_an_error(
    account: LocalAppStream, find: Find
) -> None:
    account.add_fault(faults.error("ResourceNotFoundException"), "ListAssociatedStacks")
    account.add_fault(faults.error("ResourceNotFoundException"), "DescribeSessions")
    find()


def test_every_request_is_reported_as_a_step(account: LocalAppStream, find: Find) -> None:
    seen: list[WorkflowStep] = []
    find(on_step=seen.append)
    assert [str(step) for step in seen][:3] == [
        "Read the image builders",
        "Read the app block builders",
        "Read the fleets",
    ]
    assert len(seen) == len(account.requests)


def test_wrong_arguments_raise_an_error_with_advice(find: Find) -> None:
    with pytest.raises(ValueError, match="older_than must not be negative"):
        find(older_than=timedelta(-1))
    with pytest.raises(ValueError, match="now needs a time zone"):
        find(now=datetime(2026, 1, 1))  # noqa: DTZ001 - the error under test
