"""Sweeps through an account, and the pace that they keep."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections import Counter
from typing import Any

import pytest

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    ImageBuilder,
    NetworkInterface,
    RetryPolicy,
    Session,
    SweepError,
    SweepPart,
)
from appstream_typed._transport.pace import Pace
from appstream_typed.local import LocalAppStream, ManualClock, faults

STACKS, EACH = 6, 7
MEDIUM = "stream.standard.medium"


@pytest.fixture
def account(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Six stacks with a fleet of seven sessions each, one of them with none, and two builders."""
    numbers = range(STACKS)
    local.seed(
        {
            "image_builders": [
                {"Name": "on", "InstanceType": MEDIUM, "State": "RUNNING"},
                {"Name": "off", "InstanceType": MEDIUM, "State": "STOPPED"},
            ],
            "fleets": [
                {"Name": f"f{n}", "InstanceType": MEDIUM, "State": "RUNNING"} for n in numbers
            ],
            "stacks": [
                *({"Name": f"s{n}", "Fleets": [f"f{n}"]} for n in numbers),
                {"Name": "empty"},
            ],
            "sessions": [
                {"StackName": f"s{n}", "FleetName": f"f{n}", "Count": EACH} for n in numbers
            ],
        }
    )
    clock.advance(2)
    local.settings.max_page_size = 3
    return local


def sessions(local: LocalAppStream, **keywords: Any) -> tuple[list[Session], list[Session]]:
    """The sweep of the one client and of the other."""

    async def run() -> list[Session]:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            return [session async for session in client.iter_all_sessions(**keywords)]

    return list(local.client().iter_all_sessions(**keywords)), asyncio.run(run())


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_every_session_comes_once(account: LocalAppStream, workers: int) -> None:
    for found in sessions(account, workers=workers):
        assert len(found) == len({session.id for session in found}) == STACKS * EACH
        assert Counter(session.stack_name for session in found) == {
            f"s{number}": EACH for number in range(STACKS)
        }


def test_order_on_demand(account: LocalAppStream) -> None:
    for found in sessions(account, ordered=True, workers=4):
        assert [s.stack_name for s in found] == sorted(s.stack_name for s in found)
        assert [s.user_id for s in found[:EACH]] == [f"user-{n}" for n in range(1, EACH + 1)]


def test_network_interfaces(account: LocalAppStream) -> None:
    async def run() -> list[NetworkInterface]:
        async with AsyncAppStreamClient(account.boto3_client()) as client:
            return [found async for found in client.iter_network_interfaces(ordered=True)]

    found = list(account.client().iter_network_interfaces(ordered=True))
    assert asyncio.run(run()) == found
    assert len(found) == len({interface.eni_id for interface in found}) == STACKS * EACH + 1
    assert isinstance(found[0].owner, ImageBuilder)
    assert isinstance(found[1].owner, Session)
    assert all(f.private_ip_address and f.ipv6_addresses for f in found)


def test_what_fails_is_reported_and_can_be_resumed(account: LocalAppStream) -> None:
    once = RetryPolicy(max_attempts=1)
    account.add_fault(faults.error("ResourceNotFoundException"), "ListAssociatedFleets", times=1)
    account.add_fault(faults.error("OperationNotPermittedException"), "DescribeSessions", skip=4)
    client = account.client().with_options(retries=once)
    found: list[Session] = []
    with pytest.raises(SweepError, match="2 parts could not be read") as caught:
        for session in client.iter_all_sessions(workers=2):
            found.append(session)
    error = caught.value
    codes = {failure.error.code for failure in error.failures}  # type: ignore[attr-defined]  # ApiErrors
    assert codes == {"ResourceNotFoundException", "OperationNotPermittedException"}
    assert sum(part.fleet_name is None for part in error.parts) == 1
    twin = pickle.loads(pickle.dumps(error))
    assert twin.parts == error.parts
    found += client.iter_all_sessions(resume=error.parts)
    assert len(found) == len({session.id for session in found}) == STACKS * EACH


def test_what_fails_is_reported_by_the_asynchronous_client(account: LocalAppStream) -> None:
    async def run() -> None:
        found: list[Session] = []
        async with AsyncAppStreamClient(account.boto3_client()) as client:
            account.add_fault(faults.error("OperationNotPermittedException"), "DescribeSessions")
            with pytest.raises(SweepError) as caught:
                async for session in client.iter_all_sessions():
                    found.append(session)
            async for session in client.iter_all_sessions(resume=caught.value.parts):
                found.append(session)
        assert len(found) == len({session.id for session in found}) == STACKS * EACH

    asyncio.run(run())


def test_leaving_early_ends_the_workers(account: LocalAppStream) -> None:
    account.settings.latency = 0.02
    walk = account.client().iter_all_sessions(workers=4)
    next(walk)
    walk.close()  # type: ignore[attr-defined]  # a generator
    asked = len(account.requests)
    time.sleep(0.2)
    assert len(account.requests) <= asked + 4


def test_no_workers_are_refused(client: AppStreamClient) -> None:
    with pytest.raises(ValueError, match="workers must be 1 or more"):
        list(client.iter_all_sessions(workers=0))
    assert list(client.iter_all_sessions(resume=[])) == []
    assert list(client.iter_all_sessions()) == []


def test_parts_tell_what_they_are() -> None:
    part = SweepPart(stack_name="s", fleet_name="f", next_token="secret-ish")
    assert repr(part) == "SweepPart(stack_name='s', fleet_name='f')"


def test_a_throttled_account_is_read_to_the_end(account: LocalAppStream) -> None:
    account.settings.requests_per_second = 40
    account.settings.max_page_size = None
    client = AppStreamClient(
        endpoint_url=account.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="x",
        retries=RetryPolicy(base_delay=0.01),
    )
    found: list[Session] = []
    for _ in range(4):
        found += client.iter_all_sessions(workers=16)
    assert len(found) == 4 * STACKS * EACH


def test_the_pace_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("appstream_typed._transport.pace.monotonic", lambda: now[0])
    throttle = Pace()
    assert [throttle.turn() for _ in range(3)] == [0, 0, 0]
    throttle.slow_down()
    throttle.slow_down()  # of the same moment: counts, but slows no further
    assert throttle.count == 2
    first, second, third = (throttle.turn() for _ in range(3))
    assert first == pytest.approx(0.02)
    assert second - first == third - second == pytest.approx(0.02)
    now[0] += 1
    throttle.slow_down()
    pauses = [throttle.turn() for _ in range(3)]
    assert pauses[2] - pauses[1] == pytest.approx(0.04)
    for _ in range(40):
        throttle.speed_up()
    now[0] += 10
    assert [throttle.turn() for _ in range(3)] == [0, 0, 0]
