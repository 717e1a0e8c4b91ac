"""Sweeps of an account with a local AppStream: their items and errors."""

from __future__ import annotations

import ast
import asyncio
import pickle
from collections import Counter
from contextlib import aclosing, closing
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest

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
    SweepPart,
)
from appstream_typed.local import LocalAppStream, ManualClock, faults
from tests.sweep_accounts import (
    EACH,
    MEDIUM,
    ONCE,
    REFUSED,
    STACKS,
    async_sessions,
    async_sweep_until_error,
    no_sweep_threads,
    requests,
    sessions,
    settled,
    six_stacks,
    sweep_until_error,
    two_large_fleets,
    wait_until,
)


@pytest.fixture
def account(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    return six_stacks(local, clock)


@pytest.fixture
def large(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    return two_large_fleets(local, clock)


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_every_session_is_yielded_once(account: LocalAppStream, workers: int) -> None:
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
def test_items_are_yielded_when_pages_arrive(large: LocalAppStream, *, ordered: bool) -> None:
    """Workers request only a few more pages than were consumed."""
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


def test_an_error_of_describe_stacks_is_raised_as_it_is(account: LocalAppStream) -> None:
    async def run() -> list[NetworkInterface]:
        async with AsyncAppStreamClient(account.boto3_client()) as client:
            return [found async for found in client.iter_network_interfaces()]

    # The second page of stacks fails. Until then, no item may be yielded.
    account.add_fault(faults.error("AccessDeniedException"), "DescribeStacks", skip=1, times=1)
    sweep = account.client().iter_network_interfaces()
    with pytest.raises(ApiError, match="AccessDenied"):
        next(sweep)
    account.add_fault(faults.error("AccessDeniedException"), "DescribeStacks", skip=1, times=1)
    with pytest.raises(ApiError, match="AccessDenied"):
        asyncio.run(run())
    wait_until(no_sweep_threads)


def test_requests_are_sent_in_the_consumers_context(account: LocalAppStream) -> None:
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


def test_invalid_arguments_are_refused_before_any_request(local: LocalAppStream) -> None:
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


def test_a_part_passed_twice_is_read_once(account: LocalAppStream) -> None:
    parts = [SweepPart(stack_name="s1"), SweepPart(stack_name="s1"), SweepPart(stack_name="s2")]
    found = list(account.client().iter_all_sessions(resume=parts))
    assert len(found) == len({session.id for session in found}) == 2 * EACH


def test_the_repr_of_a_part_shows_no_token() -> None:
    part = SweepPart(
        stack_name="s", fleet_name="f", next_token="secret-ish", yielded_ids=frozenset({"id"})
    )
    assert repr(part) == "SweepPart(stack_name='s', fleet_name='f')"
    typed = SweepPart(stack_name="s", authentication_type="SAML")
    assert repr(typed) == "SweepPart(stack_name='s', authentication_type='SAML')"
    assert typed.authentication_type is AuthenticationType.SAML


OLD_PICKLES = {
    # Pickled by version 0.1.0 with protocols 2 and 4.
    b"\x80\x02cappstream_typed.sweeps\nSweepPart\nq\x00)\x81q\x01}q\x02(X\n\x00\x00\x00stack_nameq\x03X"
    b"\x01\x00\x00\x00sq\x04X\n\x00\x00\x00fleet_nameq\x05X\x01\x00\x00\x00fq\x06X\n\x00\x00\x00next_tokenq"
    b"\x07X\x01\x00\x00\x00tq\x08ub.": SweepPart(stack_name="s", fleet_name="f", next_token="t"),
    b"\x80\x04\x95Z\x00\x00\x00\x00\x00\x00\x00\x8c\x16appstream_typed.sweeps\x94\x8c\tSweepPart\x94\x93"
    b"\x94)\x81\x94}\x94(\x8c\nstack_name\x94N\x8c\nfleet_name\x94N\x8c\nnext_token\x94Nub.": SweepPart(),
}


def test_pickled_parts_of_earlier_releases_can_be_loaded() -> None:
    for data, expected in OLD_PICKLES.items():
        part = pickle.loads(data)
        assert part == expected
        assert part.authentication_type is None
        assert part.yielded_ids == frozenset()
    part = SweepPart(stack_name="s", authentication_type="SAML", yielded_ids=frozenset({"id"}))
    assert pickle.loads(pickle.dumps(part)) == part
    assert hash(part) == hash(pickle.loads(pickle.dumps(part)))


def test_the_sweeps_package_imports_no_client() -> None:
    """The annotations of sweeps are protocols with only the methods that sweeps call."""
    (folder,) = appstream_typed.sweeps.__path__
    files = sorted(Path(folder).glob("*.py"))
    assert len(files) > 3
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in {"appstream_typed.client", "appstream_typed.async_client"}
