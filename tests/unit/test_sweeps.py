"""Sweeps of an account over the wire."""

from __future__ import annotations

import ast
import asyncio
import gc
import pickle
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

import appstream_typed.sweeps
from appstream_typed import (
    ApiError,
    AppStreamClient,
    AsyncAppStreamClient,
    AuthenticationType,
    ImageBuilder,
    NetworkInterface,
    PaginationProgress,
    RetryPolicy,
    Session,
    SweepError,
    SweepPart,
)
from appstream_typed.local import LocalAppStream, ManualClock, faults

STACKS, EACH = 6, 7
MEDIUM = "stream.standard.medium"
ONCE = RetryPolicy(max_attempts=1)
REFUSED = faults.error("OperationNotPermittedException")
"""An error after which no request is sent again."""


@pytest.fixture
def account(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Six stacks with a fleet of seven sessions each, a stack with none, and two image builders."""
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


@pytest.fixture
def large(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Two stacks with a fleet of 100 sessions each, one session per page."""
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


def sessions(local: LocalAppStream, **keywords: Any) -> tuple[list[Session], list[Session]]:
    """The sweep of the synchronous client and that of the asynchronous client."""
    return list(local.client().iter_all_sessions(**keywords)), async_sessions(local, **keywords)


def async_sessions(local: LocalAppStream, **keywords: Any) -> list[Session]:
    async def run() -> list[Session]:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            return [session async for session in client.iter_all_sessions(**keywords)]

    return asyncio.run(run())


def requests(local: LocalAppStream, operation: str = "DescribeSessions") -> int:
    return sum(request.operation == operation for request in local.requests)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come; 60 seconds stand for never."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < 60
        time.sleep(0.01)


def no_sweep_threads() -> bool:
    return not any(thread.name.startswith("appstream-sweep") for thread in threading.enumerate())


def settled(local: LocalAppStream) -> int:
    """The number of requests when no more of them arrive."""
    last = -1
    while (number := len(local.requests)) != last:
        last = number
        time.sleep(0.3)
    return number


# --- what a sweep yields -------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_every_session_comes_once(account: LocalAppStream, workers: int) -> None:
    for found in sessions(account, workers=workers):
        assert len(found) == len({session.id for session in found}) == STACKS * EACH
        assert Counter(session.stack_name for session in found) == {
            f"s{number}": EACH for number in range(STACKS)
        }


def test_ordered_keeps_the_order_of_stacks_fleets_and_pages(account: LocalAppStream) -> None:
    for found in sessions(account, ordered=True, workers=4):
        assert [s.stack_name for s in found] == sorted(s.stack_name for s in found)
        assert [s.user_id for s in found] == [f"user-{n}" for n in range(1, EACH + 1)] * STACKS


def test_network_interfaces_of_image_builders_come_first_in_order(account: LocalAppStream) -> None:
    async def run() -> list[NetworkInterface]:
        async with AsyncAppStreamClient(account.boto3_client()) as client:
            return [found async for found in client.iter_network_interfaces(ordered=True)]

    found = list(account.client().iter_network_interfaces(ordered=True))
    assert asyncio.run(run()) == found
    assert len(found) == len({interface.eni_id for interface in found}) == STACKS * EACH + 1
    assert isinstance(found[0].owner, ImageBuilder)
    assert isinstance(found[1].owner, Session)
    assert all(f.private_ip_address and f.ipv6_addresses for f in found)


@pytest.mark.parametrize("ordered", [False, True])
def test_items_come_as_pages_arrive(large: LocalAppStream, *, ordered: bool) -> None:
    """And no more is requested than what the workers hold and send."""
    with closing(large.client().iter_all_sessions(workers=3, ordered=ordered)) as sweep:
        for taken in range(1, 6):
            next(sweep)
            assert settled(large) <= 2 + 2 + taken + 2 * 3
            assert requests(large) >= taken


def test_the_asynchronous_client_waits_for_its_consumer(large: LocalAppStream) -> None:
    async def run() -> None:
        async with (
            AsyncAppStreamClient(large.boto3_client()) as client,
            aclosing(client.iter_all_sessions(workers=3)) as sweep,
        ):
            await anext(sweep)
            for _ in range(20):
                await asyncio.sleep(0.01)
            assert await asyncio.to_thread(settled, large) <= 2 + 2 + 1 + 2 * 3

    asyncio.run(run())


def test_a_throttled_account_is_read_to_the_end(account: LocalAppStream) -> None:
    account.settings.requests_per_second = 40
    account.settings.max_page_size = None
    client = account.client().with_options(retries=RetryPolicy(base_delay=0.01))
    found: list[Session] = []
    for _ in range(4):
        found += client.iter_all_sessions(workers=16)
    assert len(found) == 4 * STACKS * EACH


# --- leaving early -------------------------------------------------------------------------------


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
    """The sweep is part of a cycle, so only the garbage collector can close it."""
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
    # A worker that was about to send may do so; no worker sends twice.
    assert len(sent) <= before + 4
    assert requests(large) <= 1 + 2 * 4


def retrying_client(local: LocalAppStream) -> Any:
    """A boto3 client that sends throttled requests again on its own."""
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
    assert len(large.requests) <= before + 2  # two fleets, so two requests in flight


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

    asyncio.run(run())  # waits for no thread
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
        while asyncio.all_tasks() - others:  # noqa: ASYNC110 - there is no event of it
            await asyncio.sleep(0.01)
        assert len(sent) <= before + 4
        await client.close()

    asyncio.run(asyncio.wait_for(run(), 60))
    assert requests(large) <= 1 + 2 * 4


PRELUDE = """
import os, signal, sys, time
from appstream_typed import AsyncAppStreamClient
from appstream_typed.local import LocalAppStream, faults

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
        # asyncio itself waits for a request in one of its threads, so no delay here
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


def test_an_exit_in_a_worker_reaches_the_consumer(account: LocalAppStream) -> None:
    client = account.client()

    def exit_from_hook(**_: object) -> None:
        raise SystemExit

    client.boto3.meta.events.register("before-send.appstream.DescribeSessions", exit_from_hook)
    with pytest.raises(SystemExit):
        list(client.iter_all_sessions())
    wait_until(no_sweep_threads)


def test_a_sweep_that_is_not_started_sends_nothing(account: LocalAppStream) -> None:
    account.client().iter_all_sessions()
    account.client().iter_all_sessions().close()
    assert account.requests == ()


# --- failures ------------------------------------------------------------------------------------


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


def test_failures_are_reported_at_the_end_and_can_be_resumed(account: LocalAppStream) -> None:
    account.add_fault(faults.error("ResourceNotFoundException"), "ListAssociatedFleets", times=1)
    account.add_fault(REFUSED, "DescribeSessions", skip=4)
    client = account.client().with_options(retries=ONCE)
    found, error = sweep_until_error(client.iter_all_sessions(workers=2))
    assert "2 parts could not be read" in str(error)
    codes = {
        failure.error.code for failure in error.failures if isinstance(failure.error, ApiError)
    }
    assert codes == {"ResourceNotFoundException", "OperationNotPermittedException"}
    assert sum(part.fleet_name is None for part in error.parts) == 1
    twin = pickle.loads(pickle.dumps(error))
    assert twin.parts == error.parts
    found += client.iter_all_sessions(resume=error.parts)
    assert len(found) == len({session.id for session in found}) == STACKS * EACH


def test_failures_of_the_asynchronous_client_can_be_resumed(account: LocalAppStream) -> None:
    account.add_fault(REFUSED, "DescribeSessions")
    found, error = async_sweep_until_error(account)
    found += async_sessions(account, resume=error.parts)
    assert len(found) == len({session.id for session in found}) == STACKS * EACH


@pytest.mark.parametrize("ordered", [False, True])
def test_a_part_is_resumed_from_the_page_that_failed(
    large: LocalAppStream, *, ordered: bool
) -> None:
    large.add_fault(REFUSED, "DescribeSessions", skip=50)
    client = large.client().with_options(retries=ONCE)
    found, error = sweep_until_error(client.iter_all_sessions(workers=2, ordered=ordered))
    (failure,) = error.failures
    progress = PaginationProgress.of(failure.error)
    assert progress is not None
    assert failure.part.next_token == progress.next_token is not None
    large.clear_requests()
    rest = list(client.iter_all_sessions(resume=error.parts))
    assert len(large.requests) == len(rest) == 200 - len(found)
    assert len({session.id for session in found + rest}) == 200


def test_a_stack_is_resumed_from_the_page_of_fleets_that_failed(
    local: LocalAppStream, clock: ManualClock
) -> None:
    local.seed(
        {
            "fleets": [
                {"Name": f"f{n}", "InstanceType": MEDIUM, "State": "RUNNING"} for n in range(3)
            ],
            "stacks": [{"Name": "s", "Fleets": ["f0", "f1", "f2"]}],
            "sessions": [{"StackName": "s", "FleetName": f"f{n}", "Count": 2} for n in range(3)],
        }
    )
    clock.advance(2)
    local.settings.max_page_size = 1
    local.add_fault(REFUSED, "ListAssociatedFleets", skip=1)
    client = local.client().with_options(retries=ONCE)
    types = [AuthenticationType.API, AuthenticationType.SAML]
    found, error = sweep_until_error(client.iter_all_sessions(authentication_types=types))
    assert {s.fleet_name for s in found} == {"f0"}
    assert [part.authentication_type for part in error.parts] == types
    assert len({part.next_token for part in error.parts} - {None}) == 1
    local.clear_requests()
    found += client.iter_all_sessions(resume=error.parts)
    assert requests(local, "ListAssociatedFleets") == 2
    assert len(found) == len({session.id for session in found}) == 6


def test_an_account_whose_stacks_cannot_be_listed_is_an_api_error(account: LocalAppStream) -> None:
    async def run() -> list[NetworkInterface]:
        async with AsyncAppStreamClient(account.boto3_client()) as client:
            return [found async for found in client.iter_network_interfaces()]

    # The second page of stacks fails, so nothing may have been yielded.
    account.add_fault(faults.error("AccessDeniedException"), "DescribeStacks", skip=1, times=1)
    sweep = account.client().iter_network_interfaces()
    with pytest.raises(ApiError, match="AccessDenied"):
        next(sweep)
    account.add_fault(faults.error("AccessDeniedException"), "DescribeStacks", skip=1, times=1)
    with pytest.raises(ApiError, match="AccessDenied"):
        asyncio.run(run())
    wait_until(no_sweep_threads)


# --- authentication types ------------------------------------------------------------------------


@pytest.fixture
def mixed(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    """Two stacks with sessions of two types, one of them on several pages."""
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


def without_type(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "AuthenticationType"}


TYPE_IGNORED = faults.Fault("type ignored", edit_request=without_type)
"""The service lists the sessions of every type, whatever type is requested."""


def types_sent(local: LocalAppStream) -> set[str | None]:
    return {
        request.parameters.get("AuthenticationType")
        for request in local.requests
        if request.operation == "DescribeSessions"
    }


@pytest.mark.parametrize("ordered", [False, True])
def test_each_authentication_type_is_requested(mixed: LocalAppStream, *, ordered: bool) -> None:
    both = sessions(mixed, authentication_types=["SAML", AuthenticationType.API], ordered=ordered)
    assert types_sent(mixed) == {"API", "SAML"}
    for found in both:
        assert len(found) == len({session.id for session in found}) == 18
        if ordered:
            kinds = ["SAML"] * 4 + ["API"] * 5
            assert [s.authentication_type for s in found] == kinds * 2
    mixed.clear_requests()
    (saml, _) = sessions(mixed, authentication_types=["SAML"])
    assert {s.authentication_type for s in saml} == {"SAML"}
    assert types_sent(mixed) == {"SAML"}


def test_no_type_is_sent_by_default(mixed: LocalAppStream) -> None:
    for found in sessions(mixed):
        assert len(found) == 18
    assert types_sent(mixed) == {None}


@pytest.mark.parametrize("ordered", [False, True])
def test_a_session_that_comes_for_several_types_is_yielded_once(
    mixed: LocalAppStream, *, ordered: bool
) -> None:
    mixed.add_fault(TYPE_IGNORED, "DescribeSessions", times=None)
    for found in sessions(mixed, authentication_types=AuthenticationType, ordered=ordered):
        assert len(found) == len({session.id for session in found}) == 18
    assert types_sent(mixed) == set(AuthenticationType)

    interfaces = list(
        mixed.client().iter_network_interfaces(authentication_types=["API", "USERPOOL"])
    )
    assert len(interfaces) == len({interface.eni_id for interface in interfaces}) == 18


@pytest.mark.parametrize("every", [2, 3, 5])
@pytest.mark.parametrize("again", [True, False], ids=["types again", "parts only"])
def test_a_resumed_sweep_yields_no_session_that_came_for_another_type(
    mixed: LocalAppStream, every: int, *, again: bool
) -> None:
    mixed.add_fault(REFUSED, "ListAssociatedFleets", times=2)
    mixed.add_fault(REFUSED, "DescribeSessions", times=None, every=every)
    mixed.add_fault(TYPE_IGNORED, "DescribeSessions", times=None)
    types: dict[str, Any] = {"authentication_types": ["API", "SAML", "AWS_AD"]}
    client = mixed.client()
    found, error = sweep_until_error(client.iter_all_sessions(**types))
    for _ in range(50):
        # The parts travel to another process in between.
        parts = pickle.loads(pickle.dumps(error)).parts
        sweep = client.iter_all_sessions(resume=parts, **(types if again else {}))
        try:
            for session in sweep:
                found.append(session)
            break
        except SweepError as next_error:
            error = next_error
    assert len(found) == len({session.id for session in found}) == 18


def test_sessions_without_an_id_are_all_yielded(mixed: LocalAppStream) -> None:
    def without_ids(result: dict[str, Any]) -> dict[str, Any]:
        return {**result, "Sessions": [{**s, "Id": ""} for s in result["Sessions"]]}

    mixed.add_fault(faults.Fault("no ids", edit_result=without_ids), "DescribeSessions", times=None)
    found = list(mixed.client().iter_all_sessions(authentication_types=["API", "SAML"]))
    assert len(found) == 18


# --- contexts ------------------------------------------------------------------------------------


def test_requests_are_sent_in_the_context_of_the_consumer(account: LocalAppStream) -> None:
    span: ContextVar[str] = ContextVar("span", default="none")
    client = account.client()
    seen: list[str] = []
    client.boto3.meta.events.register("before-send", lambda **_: seen.append(span.get()))
    span.set("inventory")
    with client.capture_metadata() as calls:
        assert len(list(client.iter_all_sessions(workers=4))) == STACKS * EACH
    assert seen == ["inventory"] * len(account.requests)
    assert Counter(call.operation for call in calls) == Counter(
        request.operation for request in account.requests
    )
    assert len({call.request_id for call in calls}) == len(account.requests)


# --- arguments and parts -------------------------------------------------------------------------


def test_bad_arguments_are_refused_before_anything_is_sent(local: LocalAppStream) -> None:
    client = local.client()
    cases: list[tuple[type[Exception], str, dict[str, Any]]] = [
        (ValueError, "workers must be 1 or more", {"workers": 0}),
        (TypeError, r"pass \['SAML'\]", {"authentication_types": "SAML"}),
        (ValueError, "authentication_types is empty", {"authentication_types": []}),
        (ValueError, "belongs to another sweep", {"resume": [SweepPart()]}),
        (ValueError, "set stack_name too", {"resume": [SweepPart(fleet_name="f")]}),
    ]
    for error, message, keywords in cases:
        for each in (client, AsyncAppStreamClient(client.boto3)):
            with pytest.raises(error, match=message):
                each.iter_all_sessions(**keywords)
    assert local.requests == ()


def test_an_empty_account_and_an_empty_resume_yield_nothing(client: AppStreamClient) -> None:
    assert list(client.iter_all_sessions(resume=[])) == []
    assert list(client.iter_all_sessions()) == []


def test_a_part_given_twice_is_read_once(account: LocalAppStream) -> None:
    parts = [SweepPart(stack_name="s1"), SweepPart(stack_name="s1"), SweepPart(stack_name="s2")]
    found = list(account.client().iter_all_sessions(resume=parts))
    assert len(found) == len({session.id for session in found}) == 2 * EACH


def test_types_apply_to_parts_that_name_none(mixed: LocalAppStream) -> None:
    parts = [
        SweepPart(stack_name="s0"),
        SweepPart(stack_name="s1", fleet_name="f1", authentication_type="SAML"),
    ]
    found = list(
        mixed.client().iter_all_sessions(resume=parts, authentication_types=["API", "SAML"])
    )
    assert Counter(s.stack_name for s in found) == {"s0": 9, "s1": 4}


def test_the_repr_of_a_part_shows_no_token() -> None:
    part = SweepPart(
        stack_name="s", fleet_name="f", next_token="secret-ish", yielded_ids=frozenset({"id"})
    )
    assert repr(part) == "SweepPart(stack_name='s', fleet_name='f')"
    typed = SweepPart(stack_name="s", authentication_type="SAML")
    assert repr(typed) == "SweepPart(stack_name='s', authentication_type='SAML')"
    assert typed.authentication_type is AuthenticationType.SAML


OLD_PICKLES = {
    # Written by 0.1.0, protocols 2 and 4.
    b"\x80\x02cappstream_typed.sweeps\nSweepPart\nq\x00)\x81q\x01}q\x02(X\n\x00\x00\x00stack_nameq\x03X"
    b"\x01\x00\x00\x00sq\x04X\n\x00\x00\x00fleet_nameq\x05X\x01\x00\x00\x00fq\x06X\n\x00\x00\x00next_tokenq"
    b"\x07X\x01\x00\x00\x00tq\x08ub.": SweepPart(stack_name="s", fleet_name="f", next_token="t"),
    b"\x80\x04\x95Z\x00\x00\x00\x00\x00\x00\x00\x8c\x16appstream_typed.sweeps\x94\x8c\tSweepPart\x94\x93"
    b"\x94)\x81\x94}\x94(\x8c\nstack_name\x94N\x8c\nfleet_name\x94N\x8c\nnext_token\x94Nub.": SweepPart(),
}


def test_parts_pickle_also_from_earlier_releases() -> None:
    for data, expected in OLD_PICKLES.items():
        part = pickle.loads(data)
        assert part == expected
        assert part.authentication_type is None
        assert part.yielded_ids == frozenset()
    part = SweepPart(stack_name="s", authentication_type="SAML", yielded_ids=frozenset({"id"}))
    assert pickle.loads(pickle.dumps(part)) == part
    assert hash(part) == hash(pickle.loads(pickle.dumps(part)))


def test_sweeps_import_no_client() -> None:
    """They are typed against the methods that they call."""
    (folder,) = appstream_typed.sweeps.__path__
    files = sorted(Path(folder).glob("*.py"))
    assert len(files) > 3
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in {"appstream_typed.client", "appstream_typed.async_client"}
