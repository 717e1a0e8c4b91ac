"""Waiters of both clients with a local AppStream and its clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    ComputeCapacity,
    ImageBuilder,
    ImageBuilderState,
    InvalidParameterCombinationException,
    WaiterFailed,
    WaiterTimeout,
)
from appstream_typed.local import AcceleratedClock, LocalAppStream, ManualClock
from tests.local.imaging import WIN2022, make_image
from tests.waiting import DATA, SPECS, PausingClock

MEDIUM = "stream.standard.medium"


@pytest.fixture
def client(local: LocalAppStream, clock: ManualClock) -> Iterator[AppStreamClient]:
    with local.client() as typed:
        typed._waiter_clock = PausingClock(clock)  # type: ignore[attr-defined] # the clock of waiters
        yield typed


def both(client: AppStreamClient, name: str, *arguments: Any, **keywords: Any) -> list[Any]:
    """Return the results or errors of a waiter with the sync and the async client."""

    async def run() -> Any:
        async with AsyncAppStreamClient(client.boto3) as other:
            other._waiter_clock = client._waiter_clock  # type: ignore[attr-defined] # the same
            return await getattr(other, f"wait_until_{name}")(*arguments, **keywords)

    outcomes: list[Any] = []
    for call in (
        lambda: getattr(client, f"wait_until_{name}")(*arguments, **keywords),
        lambda: asyncio.run(run()),
    ):
        try:
            outcomes.append(call())
        except (WaiterFailed, WaiterTimeout) as error:
            outcomes.append(error)
    return outcomes


def create_fleet(client: AppStreamClient, *, name: str = "f") -> None:
    client.create_fleet(
        name=name,
        instance_type=MEDIUM,
        compute_capacity=ComputeCapacity(desired_instances=2),
        image_name=WIN2022,
    )


def test_there_are_eleven_waiters() -> None:
    assert sorted(SPECS) == [
        "app_block_builder_running",
        "app_block_builder_stopped",
        "export_image_task_completed",
        "fleet_running",
        "fleet_stopped",
        "image_available",
        "image_builder_deleted",
        "image_builder_running",
        "image_builder_stopped",
        "image_deleted",
        "session_expired",
    ]


# --- success ------------------------------------------------------------------------------------


def test_an_image_builder_starts(client: AppStreamClient) -> None:
    for name in ("a", "b"):
        client.create_image_builder(name=name, instance_type=MEDIUM, image_name=WIN2022)
    states: list[ImageBuilderState | None] = []
    builder = client.wait_until_image_builder_running("a", on_poll=states.append, poll_interval=1)
    assert isinstance(builder, ImageBuilder)
    assert builder.state is ImageBuilderState.RUNNING
    assert states[0] is ImageBuilderState.PENDING
    assert states[-1] is ImageBuilderState.RUNNING
    for found in both(client, "image_builder_running", ["b", "a"]):
        assert [builder.name for builder in found] == ["b", "a"]
    polls: list[Any] = []
    both(client, "image_builder_running", ["a", "b"], on_poll=polls.append)
    assert polls == [{"a": "RUNNING", "b": "RUNNING"}] * 2


def test_an_image_builder_stops_and_is_deleted(client: AppStreamClient) -> None:
    client.create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)
    client.wait_until_image_builder_running("a")
    client.stop_image_builder(name="a")
    for found in both(client, "image_builder_stopped", "a"):
        assert found.state == "STOPPED"
    client.delete_image_builder(name="a")
    one, two = both(client, "image_builder_deleted", "a")
    assert one.state == "DELETING"
    assert two is None, "the second waiter polled before the deletion"


def test_an_image_builder_is_deleted_while_it_is_pending(client: AppStreamClient) -> None:
    client.create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)
    threads = [threading.Thread(target=client.delete_image_builder, kwargs={"name": "a"})]

    def delete_after_the_first_poll(state: ImageBuilderState | None) -> None:
        states.append(state)
        if threads:
            thread = threads.pop()
            thread.start()
            thread.join()

    states: list[ImageBuilderState | None] = []
    client.wait_until_image_builder_deleted(
        "a", poll_interval=0.5, on_poll=delete_after_the_first_poll
    )
    assert states[:2] == ["PENDING", "DELETING"]
    assert states[-1] is None


def test_a_fleet_starts_and_stops(client: AppStreamClient) -> None:
    create_fleet(client)
    client.start_fleet(name="f")
    assert [fleet.state for fleet in both(client, "fleet_running", "f")] == ["RUNNING"] * 2
    client.stop_fleet(name="f")
    assert [fleet.state for fleet in both(client, "fleet_stopped", "f")] == ["STOPPED"] * 2


def test_an_image_becomes_available_and_is_deleted(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock)
    name = next(image.name for image in client.describe_images(type="PRIVATE"))
    for image in both(client, "image_available", name):
        assert image.state == "AVAILABLE"
    client.delete_image(name=name)
    one, two = both(client, "image_deleted", name)
    assert one.state == "DELETING"
    assert two is None


def test_every_page_is_searched(client: AppStreamClient, local: LocalAppStream) -> None:
    local.settings.max_page_size = 2
    names = [f"b{number}" for number in range(7)]
    for name in names:
        client.create_image_builder(name=name, instance_type=MEDIUM, image_name=WIN2022)
    for found in both(client, "image_builder_running", names):
        assert [builder.name for builder in found] == names


def test_a_wait_tolerates_a_resource_that_is_not_visible_yet(client: AppStreamClient) -> None:
    def create(name: str) -> Callable[[object], None]:
        def once(state: object) -> None:
            if state is None or state == {"a": "RUNNING", name: None}:
                client.create_image_builder(name=name, instance_type=MEDIUM, image_name=WIN2022)

        return once

    assert client.wait_until_image_builder_running("a", on_poll=create("a")).state == "RUNNING"
    found = client.wait_until_image_builder_running(["a", "b"], on_poll=create("b"))
    assert [builder.state for builder in found] == ["RUNNING", "RUNNING"]


def test_a_wait_tolerates_an_action_that_is_not_visible_yet(client: AppStreamClient) -> None:
    """The action is called after the first poll, as if the first response was outdated."""
    create_fleet(client)
    actions: dict[str, Callable[[], object]] = {
        "fleet_running": lambda: client.start_fleet(name="f"),
        "fleet_stopped": lambda: client.stop_fleet(name="f"),
    }
    for name, act in actions.items():
        polls: list[object] = []

        def observe(state: object, act: Callable[[], object] = act) -> None:
            polls.append(state)  # noqa: B023 - called only in this iteration
            if len(polls) == 1:  # noqa: B023 - the same
                act()

        getattr(client, f"wait_until_{name}")("f", poll_interval=1, on_poll=observe)
        assert polls[0] in DATA[name].before
        assert polls[-1] in DATA[name].success


# --- failures ------------------------------------------------------------------------------------


def test_a_failed_state_ends_a_wait_immediately_with_the_reason_of_aws(
    client: AppStreamClient, local: LocalAppStream
) -> None:
    client.create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)
    local.fail_image_builder("a", "SUBNET_NOT_FOUND", "no subnet-1")
    for error in both(client, "image_builder_running", "a"):
        assert isinstance(error, WaiterFailed)
        assert error.reason.startswith("a is FAILED; SUBNET_NOT_FOUND: no subnet-1")
        assert error.attempts == 1
        assert error.last is not None
        assert error.last.state == "FAILED"  # type: ignore[attr-defined]  # the resource is an ImageBuilder


def test_an_action_that_was_not_called_is_named_after_the_grace_period(
    client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)
    client.wait_until_image_builder_running("a")
    create_fleet(client)
    for name, key, state, action in (
        ("image_builder_stopped", "a", "RUNNING", "stop_image_builder"),
        ("image_builder_deleted", "a", "RUNNING", "delete_image_builder"),
        ("fleet_running", "f", "STOPPED", "start_fleet"),
    ):
        before = clock.now()
        for error in both(client, name, key):
            assert isinstance(error, WaiterFailed), name
            assert error.reason == (
                f"{key} is {state}; call {action} first; it may never have been called"
            )
            assert error.attempts in {3, 4}
        assert 60 <= (clock.now() - before).total_seconds() <= 2 * (30 + 18)


def test_a_state_that_cannot_lead_to_the_target_state_ends_a_wait_immediately(
    client: AppStreamClient,
) -> None:
    create_fleet(client)
    client.start_fleet(name="f")
    client.wait_until_fleet_running("f")
    client.stop_fleet(name="f")
    for error in both(client, "fleet_running", "f"):
        assert isinstance(error, WaiterFailed)
        assert (error.reason, error.attempts) == ("f is STOPPING", 1)


def test_fleet_errors_in_two_polls_end_a_wait(
    client: AppStreamClient, local: LocalAppStream
) -> None:
    create_fleet(client)
    client.start_fleet(name="f")
    local.fail_fleet("f", "SUBNET_NOT_FOUND", "no subnet-1")
    for error in both(client, "fleet_running", "f"):
        assert isinstance(error, WaiterFailed)
        assert error.reason == (
            "f is STARTING with the same error in two polls; SUBNET_NOT_FOUND: no subnet-1"
        )
        assert error.attempts == 2
    client.stop_fleet(name="f")
    assert client.wait_until_fleet_stopped("f").state == "STOPPED"
    client.start_fleet(name="f")
    assert client.wait_until_fleet_running("f").state == "RUNNING"


def test_a_timeout_names_the_last_observed_state(client: AppStreamClient) -> None:
    client.create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)
    for error in both(client, "image_builder_running", "a", timeout=0):
        assert isinstance(error, WaiterTimeout)
        assert error.reason == "a is PENDING after 0 seconds"
        assert error.last is not None
        assert error.attempts == 1


@pytest.mark.parametrize("keywords", [{"timeout": -1}, {"poll_interval": -1}])
def test_negative_times_are_refused(client: AppStreamClient, keywords: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        client.wait_until_fleet_running("f", **keywords)  # type: ignore[call-overload]  # both are floats


def test_a_model_is_refused_before_anything_is_sent(
    client: AppStreamClient, local: LocalAppStream
) -> None:
    create_fleet(client)
    fleet = client.describe_fleets().one()
    local.clear_requests()
    with pytest.raises(TypeError, match=r"name must be .* not a Fleet; pass fleet\.name"):
        client.wait_until_fleet_running(fleet)  # type: ignore[call-overload]  # the error under test
    assert local.requests == ()


# --- sessions -----------------------------------------------------------------------------------


@pytest.fixture
def pair(client: AppStreamClient) -> dict[str, str]:
    """Create a stack with a running fleet."""
    client.create_stack(name="s")
    create_fleet(client)
    client.associate_fleet(fleet_name="f", stack_name="s")
    client.start_fleet(name="f")
    client.wait_until_fleet_running("f")
    return {"stack_name": "s", "fleet_name": "f"}


def test_a_session_expires(
    client: AppStreamClient, local: LocalAppStream, pair: dict[str, str]
) -> None:
    session = local.user_connects("s", "f", "ada")

    def expire(state: object) -> None:
        if state != "EXPIRED":
            client.expire_session(session_id=session)

    found = client.wait_until_session_expired(session, **pair, on_poll=expire)
    assert found is not None
    assert found.state == "EXPIRED"
    for expired in both(client, "session_expired", session, **pair):
        assert expired.state == "EXPIRED"


def test_a_session_that_is_no_longer_listed_has_expired(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, pair: dict[str, str]
) -> None:
    session = local.user_connects("s", "f", "ada", authentication_type="SAML")

    def expire(state: object) -> None:
        if state is not None:
            client.expire_session(session_id=session)
            clock.advance(3600)  # the session is no longer listed

    found = client.wait_until_session_expired(session, **pair, on_poll=expire)
    assert found is not None
    assert found.state != "EXPIRED"
    for expired in both(client, "session_expired", session, **pair, authentication_type="SAML"):
        assert expired is None
    for error in both(client, "session_expired", session, **pair):
        assert isinstance(error, WaiterFailed)
        assert "was never found; check session_id, or pass authentication_type" in error.reason


def test_a_mistyped_session_id_is_an_error(
    client: AppStreamClient, local: LocalAppStream, pair: dict[str, str]
) -> None:
    session = local.user_connects("s", "f", "ada")
    for error in both(client, "session_expired", session[:-1], **pair):
        assert isinstance(error, WaiterFailed)
        assert error.reason.startswith(f"{session[:-1]} was never found; check session_id")
        assert error.last is None


def test_a_mistyped_stack_name_is_an_error(client: AppStreamClient, pair: dict[str, str]) -> None:
    with pytest.raises(InvalidParameterCombinationException, match="Stack t was not found"):
        both(client, "session_expired", "i", **{**pair, "stack_name": "t"})


# --- real time ----------------------------------------------------------------------------------


def test_both_clients_wait_in_real_time() -> None:
    with LocalAppStream(clock=AcceleratedClock(20)) as local:
        client = local.client()
        client.create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)
        assert client.wait_until_image_builder_running("a", poll_interval=0.02).state == "RUNNING"
        client.stop_image_builder(name="a")

        async def main() -> None:
            async with AsyncAppStreamClient(local.boto3_client()) as other:
                found = await other.wait_until_image_builder_stopped("a", poll_interval=0.02)
                assert found.state == "STOPPED"

        asyncio.run(main())


def test_cancelling_ends_a_wait_immediately(local: LocalAppStream) -> None:
    local.client().create_image_builder(name="a", instance_type=MEDIUM, image_name=WIN2022)

    async def main() -> None:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            polled = asyncio.Event()
            waiting = asyncio.create_task(
                client.wait_until_image_builder_running("a", on_poll=lambda _: polled.set())
            )
            await polled.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(asyncio.wait_for(main(), 60))
