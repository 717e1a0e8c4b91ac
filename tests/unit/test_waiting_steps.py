"""The machine under the waiters, step by step and without a clock or a network."""

from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import (
    Fleet,
    ImageBuilder,
    Session,
    WaiterFailed,
    WaiterTimeout,
    waiters,
)
from appstream_typed.waiters.machine import GRACE, Look, Pause, WaiterSpec, Waiting

RUNNING = waiters.IMAGE_BUILDER_RUNNING
DELETED = waiters.IMAGE_BUILDER_DELETED


class Time:
    """A clock that moves when the machine pauses, or when a test says so."""

    def __init__(self) -> None:
        self.now = 7.0  # less than what passes

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr("appstream_typed.waiters.machine.monotonic", time)
    return time


@pytest.fixture
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    def uniform(low: float, high: float) -> float:
        assert (low, high) == (0.8, 1.2)
        return 1.0

    monkeypatch.setattr("random.uniform", uniform)


def begin(
    spec: WaiterSpec = RUNNING,
    names: Any = "b",
    timeout: float = 60,
    poll_interval: float = 10,
    on_poll: Any = None,
    **arguments: object,
) -> Waiting:
    return Waiting(spec, names, arguments, timeout, poll_interval, on_poll)


def builder(state: str, name: str = "b", **more: Any) -> ImageBuilder:
    return ImageBuilder(name=name, state=state, **more)  # type: ignore[arg-type]  # any state


def pause(waiting: Waiting, time: Time) -> float:
    assert isinstance(waiting.step, Pause)
    seconds = waiting.step.seconds
    time.now += seconds
    waiting.paused()
    return seconds


@pytest.mark.usefixtures("no_jitter")
def test_looks_and_pauses_in_turn_until_the_goal(time: Time) -> None:
    states: list[object] = []
    waiting = begin(on_poll=states.append)
    for state in ("PENDING", "UPDATING_AGENT"):
        assert waiting.step == Look({"names": ["b"]})
        waiting.saw([builder(state)])
        assert pause(waiting, time) == 10
    last = builder("RUNNING")
    waiting.saw([builder("STOPPED", "other"), last])
    assert waiting.step is None
    assert waiting.outcome is last
    assert states == ["PENDING", "UPDATING_AGENT", "RUNNING"]


def test_a_state_that_no_release_knows_is_waited_through(time: Time) -> None:
    waiting = begin()
    waiting.saw([builder("TOMORROWS_STATE")])
    pause(waiting, time)
    waiting.saw([builder("RUNNING")])
    assert waiting.step is None


@pytest.mark.usefixtures("no_jitter")
def test_the_last_pause_is_cut_to_the_timeout_and_followed_by_a_last_look(time: Time) -> None:
    waiting = begin(timeout=25)
    found = builder("PENDING")
    pauses = []
    for _ in range(3):
        waiting.saw([found])
        pauses.append(pause(waiting, time))
    assert pauses == [10, 10, 5]
    with pytest.raises(WaiterTimeout) as caught:
        waiting.saw([found])
    assert caught.value.reason == "b: state PENDING after 25 seconds"
    assert caught.value.last is found
    assert caught.value.attempts == 4
    waiting = begin(timeout=25)
    waiting.saw([found])
    time.now += 40  # a look may take long
    waiting.paused()
    with pytest.raises(WaiterTimeout):
        waiting.saw([found])
    assert caught.value.name == "image_builder_running"


def test_a_timeout_of_nothing_looks_once() -> None:
    waiting = begin(timeout=0)
    with pytest.raises(WaiterTimeout, match="b: not there after 0 seconds"):
        waiting.saw([])
    waiting = begin(timeout=0)
    waiting.saw([builder("RUNNING")])
    assert waiting.step is None


def test_failure_ends_it_with_all_of_awss_reasons() -> None:
    raw = {
        "Name": "b",
        "State": "FAILED",
        "ImageBuilderErrors": [
            {"ErrorCode": "SUBNET_NOT_FOUND", "ErrorMessage": "no subnet-1"},
            {"ErrorMessage": "and more"},
            {},
        ],
        "StateChangeReason": {"Code": "INTERNAL_ERROR", "Message": "sorry"},
    }
    failed = ImageBuilder.from_dict(raw)
    waiting = begin()
    with pytest.raises(WaiterFailed) as caught:
        waiting.saw([failed])
    assert caught.value.reason == (
        "b: state FAILED; SUBNET_NOT_FOUND: no subnet-1; and more; INTERNAL_ERROR: sorry"
    )
    assert caught.value.last is failed
    assert caught.value.attempts == 1


def test_errors_of_a_fleet_are_failures_while_it_starts_only() -> None:
    raw = {"Name": "f", "FleetErrors": [{"ErrorCode": "STS_DISABLED_IN_REGION"}]}
    waiting = begin(waiters.FLEET_RUNNING, "f")
    with pytest.raises(WaiterFailed, match=r"f: state STARTING; STS_DISABLED_IN_REGION$"):
        waiting.saw([Fleet.from_dict({**raw, "State": "STARTING"})])
    waiting = begin(waiters.FLEET_RUNNING, "f")
    waiting.saw([Fleet.from_dict({**raw, "State": "RUNNING"})])
    assert waiting.step is None


def test_what_is_not_there_is_waited_for_during_the_grace(time: Time) -> None:
    waiting = begin(poll_interval=GRACE / 2)
    waiting.saw([])
    time.now += GRACE - 0.25
    waiting.paused()
    waiting.saw([])
    time.now += 0.25
    waiting.paused()
    with pytest.raises(WaiterFailed, match="b: there is none of that name") as caught:
        waiting.saw([])
    assert caught.value.last is None
    assert caught.value.attempts == 3


def test_the_grace_is_over_however_late_the_look(time: Time) -> None:
    waiting = begin(timeout=1000)
    waiting.saw([])
    time.now += GRACE + 7
    waiting.paused()
    with pytest.raises(WaiterFailed, match="there is none of that name"):
        waiting.saw([])


def test_a_timeout_names_the_first_that_is_late() -> None:
    waiting = begin(names=["a", "b", "c"], timeout=0)
    with pytest.raises(WaiterTimeout, match="b: state PENDING after 0 seconds"):
        waiting.saw([builder("RUNNING", "a"), builder("PENDING", "b"), builder("REBOOTING", "c")])


def test_what_disappears_is_a_failure_at_once(time: Time) -> None:
    waiting = begin()
    seen = builder("PENDING")
    waiting.saw([seen])
    pause(waiting, time)
    with pytest.raises(WaiterFailed, match="b: it has disappeared; it was state PENDING") as caught:
        waiting.saw([])
    assert caught.value.last is seen


def test_to_be_gone_may_be_the_goal(time: Time) -> None:
    waiting = begin(DELETED)
    waiting.saw([])
    assert (waiting.step, waiting.outcome) == (None, None)
    waiting = begin(DELETED)
    last = builder("DELETING")
    waiting.saw([last])
    pause(waiting, time)
    waiting.not_found()
    assert waiting.step is None
    assert waiting.outcome is last


def test_several_are_asked_for_together_and_each_until_its_goal(time: Time) -> None:
    reports: list[dict[str, object]] = []
    waiting = begin(names=["a", "b", "a"], on_poll=lambda states: reports.append(dict(states)))
    assert waiting.step == Look({"names": ["a", "b"]})
    first = builder("RUNNING", "a")
    waiting.saw([builder("PENDING", "b"), first])
    pause(waiting, time)
    assert waiting.step == Look({"names": ["b"]})
    second = builder("RUNNING", "b")
    waiting.saw([second])
    assert waiting.outcome == (first, second, first)
    assert reports == [{"a": "RUNNING", "b": "PENDING"}, {"a": "RUNNING", "b": "RUNNING"}]


def test_if_one_of_several_is_not_found_each_is_asked_for(time: Time) -> None:
    waiting = begin(names=("a", "b"))
    waiting.not_found()
    assert waiting.step == Look({"names": ["a"]})
    waiting.saw([builder("PENDING", "a")])
    assert waiting.step == Look({"names": ["b"]})
    waiting.not_found()
    pause(waiting, time)
    assert waiting.step == Look({"names": ["a", "b"]})
    waiting.saw([builder("RUNNING", "a"), builder("RUNNING", "b")])
    assert isinstance(waiting.outcome, tuple)


def test_operations_that_take_one_are_asked_once_for_each() -> None:
    spec = waiters.EXPORT_IMAGE_TASK_COMPLETED
    assert not spec.paged
    waiting = begin(spec, ["t", "u"])
    assert waiting.step == Look({spec.asks_with: "t"})
    waiting.not_found()
    assert waiting.step == Look({spec.asks_with: "u"})
    waiting.not_found()
    assert isinstance(waiting.step, Pause)


def test_further_arguments_go_with_every_look() -> None:
    spec = waiters.SESSION_EXPIRED
    waiting = begin(spec, "id", stack_name="s", fleet_name="f")
    assert waiting.step == Look({"stack_name": "s", "fleet_name": "f"})
    session = Session(id="id", user_id="u", stack_name="s", fleet_name="f", state="EXPIRED")
    waiting.saw([session])
    assert waiting.outcome is session


def test_pauses_vary_a_little() -> None:
    seconds = set()
    for _ in range(200):
        waiting = begin(timeout=1000)
        waiting.saw([builder("PENDING")])
        assert isinstance(waiting.step, Pause)
        seconds.add(waiting.step.seconds)
    assert 8 <= min(seconds) < 8.5
    assert 11.5 < max(seconds) <= 12
    assert len(seconds) > 150


def test_the_grace_is_half_a_minute() -> None:
    assert GRACE == 30


def test_wrong_arguments() -> None:
    for names in ([], ()):
        with pytest.raises(ValueError, match="there is nothing to wait for: no name was given"):
            begin(names=names)
    for timeout, poll_interval in ((-1, 0), (0, -0.1)):
        words = rf"are seconds, not {timeout!r} and {poll_interval!r}"
        with pytest.raises(ValueError, match=words):
            begin(timeout=timeout, poll_interval=poll_interval)
    begin(timeout=0, poll_interval=0)
