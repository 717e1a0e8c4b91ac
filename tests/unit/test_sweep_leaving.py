"""Sweeps that are left early send no more requests and block nothing."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from typing import Any

import boto3
import pytest
from botocore.config import Config

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    Session,
)
from appstream_typed.local import LocalAppStream, ManualClock, faults
from tests.sweep_accounts import (
    no_sweep_threads,
    requests,
    six_stacks,
    two_large_fleets,
    wait_until,
)


@pytest.fixture
def account(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    return six_stacks(local, clock)


@pytest.fixture
def large(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    return two_large_fleets(local, clock)


def stop_by_break(sweep: Iterator[Session]) -> None:
    for _ in sweep:
        break


def stop_by_close(sweep: Any) -> None:
    next(sweep)
    sweep.close()


def stop_by_error(sweep: Iterator[Session]) -> None:
    with pytest.raises(LookupError):
        for _ in sweep:
            raise LookupError


def stop_by_throw(sweep: Any) -> None:
    next(sweep)
    with pytest.raises(KeyboardInterrupt):
        sweep.throw(KeyboardInterrupt)


def stop_by_collection(sweep: Iterator[Session]) -> None:
    """Leave the sweep in a reference cycle, so that only the garbage collector closes it."""
    next(sweep)
    cycle: dict[str, object] = {"sweep": sweep}
    cycle["cycle"] = cycle
    del sweep, cycle
    gc.collect()


STOPS = [stop_by_break, stop_by_close, stop_by_error, stop_by_throw, stop_by_collection]


@pytest.mark.parametrize("throttled", [False, True], ids=["", "throttled"])
@pytest.mark.parametrize("stop", STOPS)
def test_leaving_early_ends_the_workers(
    large: LocalAppStream, stop: Callable[[Any], None], *, throttled: bool
) -> None:
    if throttled:
        large.add_fault(faults.throttling(), "DescribeSessions", times=None, skip=1)
    sent: list[str] = []
    client = large.client()
    client.boto3.meta.events.register("before-send", lambda **_: sent.append(""))
    stop(client.iter_all_sessions(workers=4))
    before = len(sent)
    wait_until(no_sweep_threads)
    # Each worker may send one more request, but not two.
    assert len(sent) <= before + 4
    assert requests(large) <= 1 + 2 * 4


def retrying_client(local: LocalAppStream) -> Any:
    """Return a boto3 client that retries throttled requests automatically."""
    return boto3.client(
        "appstream",
        endpoint_url=local.endpoint_url,
        aws_access_key_id="123456789012",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 4, "mode": "standard"}, proxies={}),
    )


def test_leaving_early_ends_the_retries_of_a_boto3_client(large: LocalAppStream) -> None:
    large.add_fault(faults.throttling(), "DescribeSessions", times=None, skip=1)
    with closing(AppStreamClient(retrying_client(large)).iter_all_sessions(workers=4)) as sweep:
        next(sweep)
    before = len(large.requests)
    wait_until(no_sweep_threads)
    assert len(large.requests) <= before + 2  # two fleets, so two requests were in progress


def test_leaving_an_asynchronous_sweep_ends_the_retries_of_a_boto3_client(
    large: LocalAppStream,
) -> None:
    large.add_fault(faults.throttling(), "DescribeSessions", times=None, skip=1)

    async def run() -> None:
        async with (
            AsyncAppStreamClient(retrying_client(large)) as client,
            aclosing(client.iter_all_sessions(workers=4)) as sweep,
        ):
            await anext(sweep)

    asyncio.run(run())  # must not wait for a thread
    before = len(large.requests)
    wait_until(lambda: not any(t.name.startswith("appstream") for t in threading.enumerate()))
    assert len(large.requests) <= before + 2


@pytest.mark.parametrize("throttled", [False, True], ids=["", "throttled"])
@pytest.mark.parametrize("stop", ["break", "close", "cancel", "error"])
def test_leaving_an_asynchronous_sweep_ends_its_tasks(
    large: LocalAppStream, stop: str, *, throttled: bool
) -> None:
    if throttled:
        large.add_fault(faults.throttling(), "DescribeSessions", times=None, skip=1)
    sent: list[str] = []

    async def run() -> None:
        client = AsyncAppStreamClient(large.boto3_client())
        client.boto3.meta.events.register("before-send", lambda **_: sent.append(""))
        came = asyncio.Event()

        async def consume() -> None:
            sweep = client.iter_all_sessions(workers=4)
            async for _ in sweep:
                came.set()
                if stop == "break":
                    break
                if stop == "error":
                    raise LookupError
                if stop == "close":
                    await sweep.aclose()
                else:
                    await asyncio.sleep(3600)

        others = asyncio.all_tasks()
        consumer = asyncio.create_task(consume())
        await came.wait()
        if stop == "cancel":
            consumer.cancel()
        await asyncio.gather(consumer, return_exceptions=True)
        before = len(sent)
        while asyncio.all_tasks() - others:  # noqa: ASYNC110 - no event reports the end of the tasks
            await asyncio.sleep(0.01)
        assert len(sent) <= before + 4
        await client.close()

    asyncio.run(asyncio.wait_for(run(), 60))
    assert requests(large) <= 1 + 2 * 4


PRELUDE = """
import os, signal, sys, time
from appstream_typed import AsyncAppStreamClient
from appstream_typed.local import LocalAppStream, faults

# Processes that a shell starts in the background ignore SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)
local = LocalAppStream()
local.start()
medium = "stream.standard.medium"
local.seed({
    "fleets": [{"Name": "f", "InstanceType": medium, "State": "RUNNING"}],
    "stacks": [{"Name": "s", "Fleets": ["f"]}],
    "sessions": [{"StackName": "s", "FleetName": "f", "Count": 9}],
})
local.settings.max_page_size = 1
client = local.client()
"""

SUSPENDED = """
local.add_fault(faults.FAULT, "DescribeSessions", times=None, skip=1)
sweep = client.iter_all_sessions()
print(next(sweep).user_id)
"""

SUSPENDED_ASYNC = """
import asyncio
local.add_fault(faults.FAULT, "DescribeSessions", times=None, skip=1)
sweep = AsyncAppStreamClient(client.boto3).iter_all_sessions()

async def main():
    print((await anext(sweep)).user_id)

asyncio.run(main())
"""

INTERRUPTED = """
local.add_fault(faults.FAULT, "DescribeSessions", times=None)
asked = []

def interrupt(**_):
    if len(local.requests) >= 2 and not asked:
        asked.append(os.kill(os.getpid(), signal.SIGINT))

client.boto3.meta.events.register("before-send", interrupt)
try:
    next(client.iter_all_sessions())
except KeyboardInterrupt:
    print("user-1")
"""


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (SUSPENDED, "throttling()"),
        (SUSPENDED, "delay(600)"),
        (SUSPENDED_ASYNC, "throttling()"),
        # No delay(600) with asyncio, which waits at exit for a request in one of its threads.
        (INTERRUPTED, "throttling()"),
        (INTERRUPTED, "delay(600)"),
    ],
)
def test_the_interpreter_exits_without_waiting_for_a_sweep(script: str, fault: str) -> None:
    code = PRELUDE + script.replace("FAULT", fault)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("user-1\n", "", 0)


def test_a_system_exit_in_a_worker_reaches_the_consumer(account: LocalAppStream) -> None:
    client = account.client()

    def exit_from_hook(**_: object) -> None:
        raise SystemExit

    client.boto3.meta.events.register("before-send.appstream.DescribeSessions", exit_from_hook)
    with pytest.raises(SystemExit):
        list(client.iter_all_sessions())
    wait_until(no_sweep_threads)


def test_a_sweep_that_is_not_started_sends_no_request(account: LocalAppStream) -> None:
    account.client().iter_all_sessions()
    account.client().iter_all_sessions().close()
    assert account.requests == ()
