"""A soak test: both clients sweep, list, create and wait while one request in twenty fails.

    python -m tests.soak --minutes 30

Every round must find each session, interface and resource exactly once, despite the faults. After the
first rounds, memory, sockets, threads and tasks may not grow. tests/unit/test_soak.py runs a few rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.config import Config

from appstream_typed import AppStreamClient, AsyncAppStreamClient, RetryPolicy
from appstream_typed.local import AcceleratedClock, LocalAppStream, faults
from tests.local.imaging import WIN2022

STACKS, SESSIONS = 12, 40
POLICY = RetryPolicy(max_attempts=8, base_delay=0.001, max_delay=0.02)
READING = ["DescribeSessions", "DescribeStacks", "ListAssociatedFleets", "DescribeImageBuilders"]


class Usage(NamedTuple):
    """The resources that a process uses."""

    megabytes: float
    files: int
    threads: int


class Totals(NamedTuple):
    """The requests and faults of all rounds."""

    rounds: int
    requests: int
    faults: int
    sessions: int
    first: Usage
    last: Usage


def usage() -> Usage:
    """Return the resources that this process uses now."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a file in /proc
        pages = int(file.read().split()[1])
    return Usage(
        pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - the same
        threading.active_count(),
    )


@contextmanager
def account() -> Iterator[LocalAppStream]:
    """Yield a local AppStream with sessions, where one request in twenty fails."""
    with LocalAppStream(clock=AcceleratedClock(200), max_page_size=15) as local:
        local.seed(
            {
                "fleets": [
                    {
                        "Name": f"f{n}",
                        "InstanceType": "stream.standard.small",
                        "State": "RUNNING",
                        "MaxUserDurationInSeconds": 432000,  # the maximum, because the clock is fast
                    }
                    for n in range(STACKS)
                ],
                "stacks": [{"Name": f"s{n}", "Fleets": [f"f{n}"]} for n in range(STACKS)],
                "sessions": [
                    {"StackName": f"s{n}", "FleetName": f"f{n}", "Count": SESSIONS}
                    for n in range(STACKS)
                ],
            }
        )
        local.add_fault(faults.throttling(), times=None, every=50)
        for number, operation in enumerate(READING):
            local.add_fault(faults.server_error(500), operation, times=None, every=70 + number)
            local.add_fault(faults.truncated_body(), operation, times=None, every=80 + number)
            local.add_fault(faults.dropped_connection(), operation, times=None, every=90 + number)
        yield local


def options(local: LocalAppStream) -> dict[str, Any]:
    """Return the options of both clients."""
    return {
        "endpoint_url": local.endpoint_url,
        "region_name": "us-east-1",
        "aws_access_key_id": "123456789012",
        "aws_secret_access_key": "x",
        "config": Config(max_pool_connections=8),
        "retries": POLICY,
    }


def check_found_once(found: list[Any], expected: int, what: str) -> None:
    """Raise an error unless each item was found exactly once."""
    double = [key for key, number in Counter(found).items() if number > 1]
    if double or len(found) != expected:
        msg = f"{what}: found {len(found)} of {expected}, {len(double)} of them more than once"
        raise AssertionError(msg)


def sync_round(client: AppStreamClient, number: int) -> None:
    """Run one round with the synchronous client."""
    check_found_once(
        [s.id for s in client.iter_all_sessions(workers=4)], STACKS * SESSIONS, "sessions"
    )
    interfaces = [i.eni_id for i in client.iter_network_interfaces(workers=4)]
    check_found_once(interfaces, STACKS * SESSIONS, "interfaces")
    name = f"b{number}"
    client.create_image_builder(
        name=name, instance_type="stream.standard.small", image_name=WIN2022
    )
    client.wait_until_image_builder_running(name, poll_interval=0.02)
    client.delete_image_builder(name=name)
    client.wait_until_image_builder_deleted(name, poll_interval=0.02)


async def async_round(client: AsyncAppStreamClient, number: int) -> None:
    """Run one round with the asynchronous client."""

    async def one(stack: int) -> list[str]:
        pager = client.describe_sessions(
            stack_name=f"s{stack}", fleet_name=f"f{stack}", page_size=9
        )
        return [session.id async for session in pager]

    lists = await asyncio.gather(*(one(stack) for stack in range(STACKS)))
    check_found_once(
        [id_ for ids in lists for id_ in ids], STACKS * SESSIONS, "sessions with asyncio"
    )
    check_found_once(
        [s.id async for s in client.iter_all_sessions(workers=4)],
        STACKS * SESSIONS,
        "sessions of the async sweep",
    )
    name = f"a{number}"
    await client.create_image_builder(
        name=name, instance_type="stream.standard.small", image_name=WIN2022
    )
    await client.wait_until_image_builder_running(name, poll_interval=0.02)
    await client.delete_image_builder(name=name)
    await client.wait_until_image_builder_deleted(name, poll_interval=0.02)
    check_found_once(list(asyncio.all_tasks()), 1, "tasks")


def soak(rounds: int | None, seconds: float = 0.0) -> Totals:
    """Run a number of rounds, or for a number of seconds.

    Raises:
        AssertionError: An item was lost or duplicated, or a task did not end.
    """
    with account() as local, AppStreamClient(**options(local)) as client:
        started, done, requests = time.monotonic(), 0, 0
        wrong = 0
        first = last = usage()

        async def main() -> None:
            nonlocal done, requests, wrong, first, last
            async with AsyncAppStreamClient(**options(local)) as asynchronous:
                while done < rounds if rounds is not None else time.monotonic() - started < seconds:
                    await asyncio.to_thread(sync_round, client, done)
                    await async_round(asynchronous, done)
                    done += 1
                    requests += len(local.requests)
                    wrong += sum(request.fault is not None for request in local.requests)
                    local.clear_requests()
                    last = usage()
                    if done == max(3, (rounds or 0) // 5):
                        first = last

        asyncio.run(main())
        return Totals(done, requests, wrong, done * 4 * STACKS * SESSIONS, first, last)


def main() -> int:
    """Run for the requested minutes and print the result. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    arguments = parser.parse_args()
    sys.stdout.write(f"{soak(None, arguments.minutes * 60)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
