"""Event handlers have the caller's context variables in every thread that calls AppStream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextvars import ContextVar, copy_context
from threading import Thread, current_thread
from typing import Any

import pytest

from appstream_typed import AppStreamClient, AsyncAppStreamClient, ResponseMetadata
from appstream_typed.local import LocalAppStream, faults
from tests.tools.calls import Caller
from tests.tools.observer import EVENTS

request_of: ContextVar[str] = ContextVar("request_of", default="nobody")
SEEN_EVENTS = [event for event in EVENTS if event != "after-call-error"]


class Watch:
    """Event handlers that record the caller's context variable and their thread."""

    def __init__(self, emitter: Any) -> None:
        self.seen: list[tuple[str, str, str]] = []
        self.threads: set[str] = set()
        for event in EVENTS:
            emitter.register(event, self._note)

    def _note(self, event_name: str, **_: object) -> None:
        event, _, operation = event_name.partition(".appstream.")
        self.seen.append((event, operation, request_of.get()))
        self.threads.add(current_thread().name)

    @property
    def callers(self) -> set[str]:
        return {caller for _, _, caller in self.seen}


@pytest.fixture
def as_ada() -> Iterator[None]:
    """Set the caller's context variable for the rest of the test."""
    token = request_of.set("ada")
    yield
    request_of.reset(token)


@pytest.fixture
def watched(caller: Caller) -> tuple[Caller, Watch]:
    return caller, Watch(caller.boto3.meta.events)


@pytest.mark.usefixtures("as_ada")
def test_all_handlers_of_a_call_have_the_callers_context(watched: tuple[Caller, Watch]) -> None:
    caller, watch = watched
    if isinstance(caller.client, AppStreamClient):
        caller.client.describe_stacks().all()
    else:
        asyncio.run(caller.client.describe_stacks().all())
    assert [event for event, _, _ in watch.seen] == SEEN_EVENTS
    assert watch.callers == {"ada"}


@pytest.mark.usefixtures("as_ada")
def test_handlers_of_retries_have_the_callers_context(
    watched: tuple[Caller, Watch], local: LocalAppStream
) -> None:
    caller, watch = watched
    local.add_fault(faults.throttling(), "DescribeStacks", times=2)
    found = caller.client.describe_stacks().all()
    if asyncio.iscoroutine(found):
        found = asyncio.run(found)
    assert len(found) == 2
    assert [event for event, _, _ in watch.seen].count("before-send") == 3
    assert watch.callers == {"ada"}


def test_each_task_has_its_own_context(make: Callable[..., Caller], local: LocalAppStream) -> None:
    """The tasks share a few threads, and no value remains in a thread."""
    caller = make(local.endpoint_url, "async", max_pool_connections=3)
    names = [f"user-{number}" for number in range(12)]
    seen: dict[str, set[str]] = {name: set() for name in names}

    def note(params: dict[str, Any], **_: object) -> None:
        seen[params["Tags"]["user"]].add(request_of.get())

    caller.boto3.meta.events.register("provide-client-params.appstream.CreateStack", note)

    async def create(name: str) -> None:
        request_of.set(name)
        await caller.client.create_stack(name=name, tags={"user": name})

    async def main() -> None:
        await asyncio.gather(*(create(name) for name in names))

    asyncio.run(main())
    assert seen == {name: {name} for name in names}
    assert request_of.get() == "nobody"


Sweep = Callable[[Any], Any]
SWEEPS: dict[str, Sweep] = {
    "iter_all_sessions": lambda client: client.iter_all_sessions(workers=4),
    "iter_all_sessions ordered": lambda client: client.iter_all_sessions(workers=4, ordered=True),
    "iter_network_interfaces": lambda client: client.iter_network_interfaces(workers=4),
}


async def _exhaust(items: Any) -> list[Any]:
    return [item async for item in items]


def run(sweep: Sweep, client: Any) -> list[Any]:
    items = sweep(client)
    if isinstance(client, AsyncAppStreamClient):
        return asyncio.run(_exhaust(items))
    return list(items)


def operations(calls: list[ResponseMetadata]) -> list[str]:
    return sorted(call.operation for call in calls)


@pytest.fixture
def large(local: LocalAppStream) -> LocalAppStream:
    """A local AppStream with more stacks than a sweep has workers."""
    fleet = {
        "InstanceType": "stream.standard.small",
        "ComputeCapacity": {"DesiredInstances": 2},
        "State": "RUNNING",
    }
    names = [f"more-{number}" for number in range(12)]
    local.seed(
        {
            "fleets": [{"Name": name, **fleet} for name in names],
            "stacks": [{"Name": name, "Fleets": [name]} for name in names],
            "sessions": [{"StackName": name, "FleetName": name, "UserId": "ada"} for name in names],
        }
    )
    return local


@pytest.mark.usefixtures("as_ada")
@pytest.mark.parametrize("sweep", SWEEPS.values(), ids=SWEEPS)
def test_every_request_of_a_sweep_has_the_callers_context(
    large: LocalAppStream, watched: tuple[Caller, Watch], sweep: Sweep
) -> None:
    caller, watch = watched
    assert run(sweep, caller.client)
    sent = [operation for event, operation, _ in watch.seen if event == "before-send"]
    assert sorted(sent) == sorted(request.operation for request in large.requests)
    assert sent.count("DescribeSessions") == 14
    assert watch.callers == {"ada"}
    assert watch.threads != {current_thread().name}


@pytest.mark.parametrize("sweep", SWEEPS.values(), ids=SWEEPS)
def test_captured_metadata_has_every_request_of_a_sweep(
    large: LocalAppStream, caller: Caller, sweep: Sweep
) -> None:
    with caller.client.capture_metadata() as calls:
        run(sweep, caller.client)
    assert operations(calls) == sorted(request.operation for request in large.requests)
    assert len(calls) >= 29
    run(sweep, caller.client)
    assert len(calls) < len(large.requests)


def test_captured_metadata_includes_throttled_requests(
    large: LocalAppStream, make: Callable[..., Caller], kind: str
) -> None:
    large.add_fault(faults.throttling(), "DescribeSessions", times=3)
    client = make(large.endpoint_url, kind).client
    with client.capture_metadata() as calls:
        assert len(run(SWEEPS["iter_all_sessions"], client)) == 13
    assert [call.error_code for call in calls].count("ThrottlingException") == 3
    assert len(calls) == len(large.requests)


def test_concurrent_sweeps_are_captured_separately(
    large: LocalAppStream, make: Callable[..., Caller]
) -> None:
    client: AppStreamClient = make(large.endpoint_url).client
    captured: dict[str, list[ResponseMetadata]] = {}

    def sweep(name: str) -> None:
        with client.capture_metadata() as calls:
            run(SWEEPS[name], client)
        captured[name] = calls

    threads = [
        Thread(target=copy_context().run, args=(sweep, name))
        for name in ("iter_all_sessions", "iter_network_interfaces")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert operations(captured["iter_all_sessions"]).count("DescribeImageBuilders") == 0
    assert operations(captured["iter_network_interfaces"]).count("DescribeImageBuilders") == 1
    assert sum(map(len, captured.values())) == len(large.requests)


def test_a_capture_during_a_sweep_excludes_the_sweep(
    large: LocalAppStream, make: Callable[..., Caller]
) -> None:
    """The inner capture contains only the request in its block."""
    client: AppStreamClient = make(large.endpoint_url).client
    with client.capture_metadata() as outer:
        sessions = client.iter_all_sessions(workers=1)
        next(sessions)
        with client.capture_metadata() as inner:
            client.describe_fleets().all()
        list(sessions)
    assert operations(inner) == ["DescribeFleets"]
    assert len(outer) == len(large.requests)
