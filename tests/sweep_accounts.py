"""Accounts of a local AppStream for the tests of sweeps, and helpers that sweep them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from appstream_typed import AsyncAppStreamClient, RetryPolicy, Session, SweepError
from appstream_typed.local import LocalAppStream, ManualClock, faults

STACKS, EACH = 6, 7
MEDIUM = "stream.standard.medium"
ONCE = RetryPolicy(max_attempts=1)
REFUSED = faults.error("OperationNotPermittedException")
"""A fault with an error that is not retried."""


def six_stacks(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Create six stacks with a fleet of seven sessions each, an empty stack and two image builders."""
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


def two_large_fleets(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Create two stacks with a fleet of 100 sessions each. A page has one session."""
    numbers = range(2)
    local.seed(
        {
            "fleets": [
                {"Name": f"f{n}", "InstanceType": MEDIUM, "State": "RUNNING"} for n in numbers
            ],
            "stacks": [{"Name": f"s{n}", "Fleets": [f"f{n}"]} for n in numbers],
            "sessions": [
                {"StackName": f"s{n}", "FleetName": f"f{n}", "Count": 100} for n in numbers
            ],
        }
    )
    clock.advance(2)
    local.settings.max_page_size = 1
    return local


def two_types(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Create two stacks with sessions of two authentication types. A page has two sessions."""
    capacity = {"DesiredInstances": 30}
    local.seed(
        {
            "fleets": [
                {
                    "Name": f"f{n}",
                    "InstanceType": MEDIUM,
                    "State": "RUNNING",
                    "ComputeCapacity": capacity,
                }
                for n in range(2)
            ],
            "stacks": [{"Name": f"s{n}", "Fleets": [f"f{n}"]} for n in range(2)],
            "sessions": [
                {
                    "StackName": f"s{n}",
                    "FleetName": f"f{n}",
                    "UserId": f"{kind}-{user}",
                    "AuthenticationType": kind,
                }
                for n in range(2)
                for kind, users in (("API", 5), ("SAML", 4))
                for user in range(users)
            ],
        }
    )
    clock.advance(2)
    local.settings.max_page_size = 2
    return local


def sessions(local: LocalAppStream, **keywords: Any) -> tuple[list[Session], list[Session]]:
    """Return the sessions that the sync and the async sweep yield."""
    return list(local.client().iter_all_sessions(**keywords)), async_sessions(local, **keywords)


def async_sessions(local: LocalAppStream, **keywords: Any) -> list[Session]:
    async def run() -> list[Session]:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            return [session async for session in client.iter_all_sessions(**keywords)]

    return asyncio.run(run())


def requests(local: LocalAppStream, operation: str = "DescribeSessions") -> int:
    return sum(request.operation == operation for request in local.requests)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true, for at most 60 seconds."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < 60
        time.sleep(0.01)


def no_sweep_threads() -> bool:
    return not any(thread.name.startswith("appstream-sweep") for thread in threading.enumerate())


def settled(local: LocalAppStream) -> int:
    """Wait until no more requests arrive. Return the number of requests."""
    last = -1
    while (number := len(local.requests)) != last:
        last = number
        time.sleep(0.3)
    return number


def sweep_until_error(sweep: Iterator[Session]) -> tuple[list[Session], SweepError]:
    found: list[Session] = []
    with pytest.raises(SweepError) as caught:
        for session in sweep:
            found.append(session)
    return found, caught.value


def async_sweep_until_error(
    local: LocalAppStream, **keywords: Any
) -> tuple[list[Session], SweepError]:
    found: list[Session] = []

    async def run() -> None:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            once = client.with_options(retries=ONCE)
            async for session in once.iter_all_sessions(**keywords):
                found.append(session)

    with pytest.raises(SweepError) as caught:
        asyncio.run(run())
    return found, caught.value
