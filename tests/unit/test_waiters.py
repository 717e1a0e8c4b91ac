"""Waiters of both clients, against the local AppStream."""

from __future__ import annotations

import asyncio
import inspect
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
    WaiterFailed,
    WaiterTimeout,
    waiters,
)
from appstream_typed.local import AcceleratedClock, LocalAppStream
from appstream_typed.models.base import Model
from appstream_typed.waiters.machine import Look, Pause, WaiterSpec, Waiting
from tests.shapes import SERVICE

SPECS = {spec.name: spec for spec in vars(waiters).values() if isinstance(spec, WaiterSpec)}
QUICK: dict[str, Any] = {"poll_interval": 0.02, "timeout": 20}


@pytest.fixture
def fast() -> Iterator[LocalAppStream]:
    with LocalAppStream(clock=AcceleratedClock(20)) as running:
        yield running


def both(local: LocalAppStream, name: str, *arguments: Any, **keywords: Any) -> list[Any]:
    """What the waiter gives, or raises, with the one client and with the other."""

    async def run() -> Any:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            return await getattr(client, f"wait_until_{name}")(*arguments, **keywords)

    outcomes: list[Any] = []
    for call in (
        lambda: getattr(local.client(), f"wait_until_{name}")(*arguments, **keywords),
        lambda: asyncio.run(run()),
    ):
        try:
            outcomes.append(call())
        except (WaiterFailed, WaiterTimeout) as error:
            outcomes.append(error)
    return outcomes


def test_all_eleven_are_there() -> None:
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
    for name in SPECS:
        assert callable(getattr(AppStreamClient, f"wait_until_{name}"))
        assert inspect.iscoroutinefunction(getattr(AsyncAppStreamClient, f"wait_until_{name}"))


def test_an_image_builder_comes_to_run(fast: LocalAppStream) -> None:
    client = fast.client()
    for name in ("a", "b"):
        client.create_image_builder(name=name, instance_type="stream.standard.medium")
    states: list[ImageBuilderState | None] = []
    builder = client.wait_until_image_builder_running("a", on_poll=states.append, **QUICK)
    assert isinstance(builder, ImageBuilder)
    assert builder.state is ImageBuilderState.RUNNING
    assert states[-1] is ImageBuilderState.RUNNING
    assert set(states) <= {ImageBuilderState.PENDING, ImageBuilderState.RUNNING}
    for found in both(fast, "image_builder_running", ["b", "a"], **QUICK):
        assert [builder.name for builder in found] == ["b", "a"]
    polls: list[Any] = []
    both(fast, "image_builder_running", ["a", "b"], on_poll=polls.append, **QUICK)
    assert polls == [{"a": "RUNNING", "b": "RUNNING"}] * 2


def test_stop_and_delete(fast: LocalAppStream) -> None:
    client = fast.client()
    client.create_image_builder(name="a", instance_type="stream.standard.medium")
    client.wait_until_image_builder_running("a", **QUICK)
    client.stop_image_builder(name="a")
    for found in both(fast, "image_builder_stopped", "a", **QUICK):
        assert found.state == "STOPPED"
    client.delete_image_builder(name="a")
    one, two = both(fast, "image_builder_deleted", "a", **QUICK)
    assert one is None or one.state == "DELETING"
    assert two is None, "it was gone before the second waiter looked"


def test_failed_ends_at_once_with_awss_reason(fast: LocalAppStream) -> None:
    fast.client().create_image_builder(name="a", instance_type="stream.standard.medium")
    fast.fail_image_builder("a", "SUBNET_NOT_FOUND", "no subnet-1")
    for error in both(fast, "image_builder_running", "a", **QUICK):
        assert isinstance(error, WaiterFailed)
        assert "a: state FAILED; SUBNET_NOT_FOUND: no subnet-1" in error.reason
        assert error.attempts == 1
        assert error.last is not None
        assert error.last.state == "FAILED"  # type: ignore[attr-defined]  # an ImageBuilder


def test_a_state_from_which_the_goal_cannot_come_ends_at_once(fast: LocalAppStream) -> None:
    client = fast.client()
    client.create_image_builder(name="a", instance_type="stream.standard.medium")
    client.wait_until_image_builder_running("a", **QUICK)
    client.create_fleet(name="f", instance_type="stream.standard.medium")
    for name, key in (
        ("image_builder_stopped", "a"),
        ("image_builder_deleted", "a"),
        ("fleet_running", "f"),
    ):
        for error in both(fast, name, key, **QUICK):
            assert isinstance(error, WaiterFailed), name
            assert error.attempts == 1


def test_fleet_errors_end_at_once(fast: LocalAppStream) -> None:
    client = fast.client()
    client.create_fleet(
        name="f",
        instance_type="stream.standard.medium",
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    client.start_fleet(name="f")
    fast.fail_fleet("f", "SUBNET_NOT_FOUND", "no subnet-1")
    for error in both(fast, "fleet_running", "f", **QUICK):
        assert isinstance(error, WaiterFailed)
        assert error.reason == "f: state STARTING; SUBNET_NOT_FOUND: no subnet-1"
    client.stop_fleet(name="f")
    assert client.wait_until_fleet_stopped("f", **QUICK).state == "STOPPED"
    client.start_fleet(name="f")
    assert client.wait_until_fleet_running("f", **QUICK).state == "RUNNING"


def test_a_timeout_tells_the_last_state(local: LocalAppStream, client: AppStreamClient) -> None:
    client.create_image_builder(name="a", instance_type="stream.standard.medium")
    for error in both(local, "image_builder_running", "a", timeout=0.05, poll_interval=0.02):
        assert isinstance(error, WaiterTimeout)
        assert error.reason == "a: state PENDING after 0.05 seconds"
        assert error.last is not None
        assert error.attempts >= 1


def test_what_is_not_visible_yet_is_waited_for(fast: LocalAppStream) -> None:
    def create(name: str) -> Callable[[], object]:
        return lambda: fast.client().create_image_builder(
            name=name, instance_type="stream.standard.medium"
        )

    threading.Timer(0.1, create("late")).start()
    assert fast.client().wait_until_image_builder_running("late", **QUICK).state == "RUNNING"
    threading.Timer(0.1, create("later")).start()
    found = fast.client().wait_until_image_builder_running(["late", "later"], **QUICK)
    assert [builder.state for builder in found] == ["RUNNING", "RUNNING"]


def test_every_page_is_looked_at(fast: LocalAppStream) -> None:
    fast.settings.max_page_size = 2
    client = fast.client()
    names = [f"b{number}" for number in range(7)]
    for name in names:
        client.create_image_builder(name=name, instance_type="stream.standard.medium")
    for found in both(fast, "image_builder_running", names, **QUICK):
        assert [builder.name for builder in found] == names


def test_a_session_that_is_over(fast: LocalAppStream) -> None:
    client = fast.client()
    client.create_stack(name="s")
    client.create_fleet(
        name="f",
        instance_type="stream.standard.medium",
        compute_capacity=ComputeCapacity(desired_instances=2),
    )
    client.associate_fleet(fleet_name="f", stack_name="s")
    client.start_fleet(name="f")
    client.wait_until_fleet_running("f", **QUICK)
    session = fast.user_connects("s", "f", "ada")
    threading.Timer(0.1, lambda: fast.client().expire_session(session_id=session)).start()
    found = both(fast, "session_expired", session, stack_name="s", fleet_name="f", **QUICK)
    assert [session.state for session in found] == ["EXPIRED", "EXPIRED"]


@pytest.mark.parametrize("keywords", [{"timeout": -1}, {"poll_interval": -1}])
def test_bad_times_are_refused(client: AppStreamClient, keywords: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="seconds"):
        client.wait_until_fleet_running("f", **keywords)  # type: ignore[call-overload]  # floats


def test_no_name_is_refused(client: AppStreamClient) -> None:
    with pytest.raises(ValueError, match="no name was given"):
        client.wait_until_fleet_running([])


def test_cancelling_ends_the_waiting_at_once(local: LocalAppStream) -> None:
    local.client().create_image_builder(name="a", instance_type="stream.standard.medium")

    async def main() -> None:
        async with AsyncAppStreamClient(local.boto3_client()) as client:
            waiting = asyncio.create_task(client.wait_until_image_builder_running("a"))
            await asyncio.sleep(0.1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(asyncio.wait_for(main(), 5))


# --- the machine alone --------------------------------------------------------------------------


def begin(spec: WaiterSpec, monkeypatch: pytest.MonkeyPatch) -> tuple[Waiting, list[float]]:
    now = [0.0]
    monkeypatch.setattr("appstream_typed.waiters.machine.monotonic", lambda: now[0])
    return Waiting(spec, "x", {}, 1800, 15, None), now


def seen(spec: WaiterSpec, state: str) -> list[Model]:
    """What a look finds: the thing waited for, in the state."""
    operation = "".join(part.title() for part in spec.method.split("_"))
    output = SERVICE.operation_model(operation).output_shape
    assert output is not None
    from appstream_typed import models

    (shape,) = [m for m in output.members.values() if m.type_name in ("list", "structure")]
    item = getattr(shape, "member", shape)
    key = "".join(part.title() for part in spec.key.split("_"))
    cls: type[Model] = getattr(models, item.name)
    return [cls.from_dict({key: "x", "State": state})]


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_each_success_each_failure_and_each_gone(
    spec: WaiterSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    for state in spec.success:
        waiting, _ = begin(spec, monkeypatch)
        waiting.saw(seen(spec, state))
        assert waiting.step is None
        assert waiting.outcome == seen(spec, state)[0]
    for state in spec.failure:
        waiting, _ = begin(spec, monkeypatch)
        with pytest.raises(WaiterFailed, match=f"x: state {state}"):
            waiting.saw(seen(spec, state))
    waiting, now = begin(spec, monkeypatch)
    waiting.saw(seen(spec, "STATE_OF_THE_FUTURE"))
    assert isinstance(waiting.step, Pause)
    assert 12 <= waiting.step.seconds <= 18
    waiting.paused()
    assert isinstance(waiting.step, Look)
    if spec.gone_is_success:
        waiting.not_found()
        assert waiting.step is None
        return
    with pytest.raises(WaiterFailed, match="it has disappeared"):
        waiting.not_found()
    waiting, now = begin(spec, monkeypatch)
    waiting.not_found()
    assert isinstance(waiting.step, Pause)
    now[0] = 31.0
    waiting.paused()
    with pytest.raises(WaiterFailed, match="there is none of that name"):
        waiting.not_found()


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_each_times_out(spec: WaiterSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, now = begin(spec, monkeypatch)
    now[0] = 1801.0
    with pytest.raises(WaiterTimeout, match="x: state STATE_OF_THE_FUTURE after 1800 seconds"):
        waiting.saw(seen(spec, "STATE_OF_THE_FUTURE"))
