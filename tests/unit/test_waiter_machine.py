"""The rules of waiters for sequences of polls, tested without a clock or a network."""

from __future__ import annotations

import random

import pytest

from appstream_typed import Fleet, ImageBuilder, WaiterFailed, WaiterTimeout
from appstream_typed.waiters import descriptions
from appstream_typed.waiters.machine import GRACE
from tests.waiting import DATA, SPECS, UNKNOWN, Spec, Wait, error, resource

RUNNING = descriptions.IMAGE_BUILDER_RUNNING
STOPPED = descriptions.IMAGE_BUILDER_STOPPED
DELETED = descriptions.IMAGE_BUILDER_DELETED
FLEET = descriptions.FLEET_RUNNING
SESSION = descriptions.SESSION_EXPIRED

every_waiter = pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
waiters_with_action = pytest.mark.parametrize(
    "spec", [spec for spec in SPECS.values() if spec.action], ids=lambda spec: spec.name
)


@pytest.fixture
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    def uniform(low: float, high: float) -> float:
        assert (low, high) == (0.8, 1.2)
        return 1.0

    monkeypatch.setattr("random.uniform", uniform)


# --- each state of each waiter ------------------------------------------------------------------


def test_the_descriptions_match_the_data() -> None:
    assert list(SPECS) == list(DATA)
    for name, spec in SPECS.items():
        assert spec.success == DATA[name].success
        assert spec.pending[: len(DATA[name].pending)] == DATA[name].pending
        placed = {*DATA[name].success, *DATA[name].before, *DATA[name].failure}
        assert not placed.intersection(spec.pending)  # these states were added later
        assert (spec.action.before if spec.action else ()) == DATA[name].before


@every_waiter
def test_a_target_state_ends_the_wait(spec: Spec) -> None:
    for state in DATA[spec.name].success:
        wait, found = Wait(spec), resource(spec, state)
        assert wait.observe(found, at=1e9) is None
        assert wait.waiting.last == {"x": found}
        assert wait.waiting.remaining == []


@every_waiter
def test_a_pending_or_unknown_state_is_waited_for(spec: Spec) -> None:
    for state in (*DATA[spec.name].pending, UNKNOWN):
        wait = Wait(spec)
        for at in (0, GRACE, 1799):
            assert wait.observe(state, at=at), state


@every_waiter
def test_a_state_that_cannot_lead_to_the_target_state_fails_immediately(spec: Spec) -> None:
    for state in DATA[spec.name].failure:
        found = resource(spec, state)
        with pytest.raises(WaiterFailed, match=rf": x is {state}$") as caught:
            Wait(spec).observe(found)
        assert (caught.value.name, caught.value.last, caught.value.attempts) == (
            spec.name,
            found,
            1,
        )


@every_waiter
def test_each_waiter_times_out(spec: Spec) -> None:
    wait = Wait(spec)
    wait.observe(UNKNOWN, at=1799.9)
    with pytest.raises(WaiterTimeout, match=rf": x is {UNKNOWN} after 1800 seconds$") as caught:
        wait.observe(UNKNOWN, at=1800)
    assert (caught.value.name, caught.value.attempts) == (spec.name, 2)


# --- the state before the action -----------------------------------------------------------


@waiters_with_action
def test_the_state_before_the_action_is_tolerated_for_30_seconds(spec: Spec) -> None:
    assert GRACE == 30
    for state in DATA[spec.name].before:
        wait = Wait(spec)
        assert wait.observe(state, at=0)
        assert wait.observe(state, at=29.9)
        with pytest.raises(WaiterFailed) as caught:
            wait.observe(state, at=30)
        assert spec.action is not None
        assert caught.value.reason == (
            f"x is {state}; call {spec.action.operation} first; it may never have been called"
        )
        assert caught.value.attempts == 3


@waiters_with_action
def test_the_target_state_may_follow_the_state_before_the_action(spec: Spec) -> None:
    for state in DATA[spec.name].before:
        wait = Wait(spec)
        wait.observe(state, at=20)
        wait.observe(DATA[spec.name].pending[0], at=40)
        goal = DATA[spec.name].success
        assert wait.observe(*(goal or [None]), at=60) is None


@waiters_with_action
def test_a_return_to_the_state_before_the_action_fails_immediately(spec: Spec) -> None:
    for started in (*DATA[spec.name].pending, UNKNOWN):
        for state in DATA[spec.name].before:
            wait = Wait(spec)
            wait.observe(state, at=0)
            wait.observe(started, at=1)
            with pytest.raises(WaiterFailed, match=rf": x is {state} again$"):
                wait.observe(state, at=2)


def test_the_grace_period_ends_before_a_late_poll() -> None:
    wait = Wait(RUNNING)
    wait.observe("STOPPED", at=1)
    with pytest.raises(WaiterFailed, match="x is STOPPED; call start_image_builder first"):
        wait.observe("STOPPED", at=1000)


def test_each_resource_has_its_own_grace_period() -> None:
    wait = Wait(RUNNING, "a", "b")
    wait.observe(resource(RUNNING, "PENDING", "a"), resource(RUNNING, "STOPPED", "b"), at=1)
    wait.observe(resource(RUNNING, "PENDING", "a"), resource(RUNNING, "STOPPED", "b"), at=2)
    with pytest.raises(WaiterFailed, match="a is STOPPED again"):
        wait.observe(resource(RUNNING, "STOPPED", "a"), resource(RUNNING, "STOPPED", "b"), at=3)


def test_a_failed_state_before_a_deletion_is_tolerated_in_the_grace_period() -> None:
    wait = Wait(DELETED)
    found = ImageBuilder.from_dict(
        {"Name": "x", "State": "FAILED", "ImageBuilderErrors": [error("SUBNET_NOT_FOUND", "no")]}
    )
    wait.observe(found, at=0)
    with pytest.raises(WaiterFailed) as caught:
        wait.observe(found, at=31)
    assert caught.value.reason == (
        "x is FAILED; call delete_image_builder first; it may never have been called; "
        "SUBNET_NOT_FOUND: no"
    )


def test_a_timeout_in_the_grace_period_names_the_action_too() -> None:
    with pytest.raises(WaiterTimeout) as caught:
        Wait(STOPPED, timeout=10).observe("RUNNING", at=10)
    assert caught.value.reason == (
        "x is RUNNING after 10 seconds; call stop_image_builder first; it may never have been called"
    )


# --- temporary errors -----------------------------------------------------------------------


def fleet(state: str, *codes: str) -> Fleet:
    errors = [error(code, "no subnet") for code in codes]
    return Fleet.from_dict({"Name": "x", "State": state, "FleetErrors": errors})


def test_the_same_error_in_two_successive_polls_is_a_failure() -> None:
    wait = Wait(FLEET)
    wait.observe(fleet("STARTING", "A", "B"))
    with pytest.raises(WaiterFailed) as caught:
        wait.observe(fleet("STARTING", "C", "B"), at=1)
    assert caught.value.reason == (
        "x is STARTING with the same error in two polls; C: no subnet; B: no subnet"
    )
    assert caught.value.attempts == 2


def test_temporary_errors_are_waited_for() -> None:
    wait = Wait(FLEET)
    for codes in (["A"], ["B"], ["A"], [], ["A"], ["B"], []):
        wait.observe(fleet("STARTING", *codes))
    assert wait.observe(fleet("RUNNING", "B")) is None


def test_app_block_builder_errors_without_a_code_are_compared_by_message() -> None:
    spec = descriptions.APP_BLOCK_BUILDER_RUNNING
    for entry in ({"ErrorCode": "A"}, {"ErrorMessage": "sorry"}):
        wait = Wait(spec)
        wait.observe(resource(spec, "STARTING", AppBlockBuilderErrors=[entry]))
        with pytest.raises(WaiterFailed, match=r"same error in two polls; (A|sorry)$"):
            wait.observe(resource(spec, "STARTING", AppBlockBuilderErrors=[entry]))


def test_errors_left_from_before_the_action_do_not_count() -> None:
    wait = Wait(FLEET)
    wait.observe(fleet("STOPPED", "A"))
    wait.observe(fleet("STOPPED", "A"))
    wait.observe(fleet("STARTING", "A"))
    assert wait.observe(fleet("STARTING"), at=1)


def test_errors_of_two_fleets_are_counted_separately() -> None:
    wait = Wait(FLEET, "a", "b")

    def observe(a: list[dict[str, str]], b: list[dict[str, str]]) -> None:
        wait.observe(
            resource(FLEET, "STARTING", "a", FleetErrors=a),
            resource(FLEET, "STARTING", "b", FleetErrors=b),
        )

    observe([], [error("A")])
    observe([error("A")], [])
    observe([], [error("A")])
    with pytest.raises(WaiterFailed, match=r": b is STARTING with the same error"):
        observe([], [error("A")])


def test_other_waiters_ignore_the_errors_of_a_pending_state() -> None:
    spec = descriptions.FLEET_STOPPED
    wait = Wait(spec)
    for at in range(3):
        assert wait.observe(resource(spec, "STOPPING", FleetErrors=[error("A")]), at=at)


def test_a_failure_names_all_reasons_of_aws() -> None:
    found = ImageBuilder.from_dict(
        {
            "Name": "x",
            "State": "FAILED",
            "ImageBuilderErrors": [
                {"ErrorCode": "SUBNET_NOT_FOUND", "ErrorMessage": "no subnet-1"},
                {"ErrorMessage": "and more"},
                {},
            ],
            "StateChangeReason": {"Code": "INTERNAL_ERROR", "Message": "sorry"},
        }
    )
    with pytest.raises(WaiterFailed) as caught:
        Wait(RUNNING).observe(found)
    assert caught.value.reason == (
        "x is FAILED; SUBNET_NOT_FOUND: no subnet-1; and more; INTERNAL_ERROR: sorry"
    )


def test_a_timeout_names_the_reasons_of_aws() -> None:
    with pytest.raises(WaiterTimeout, match=r": x is STARTING after 60 seconds; A: no subnet$"):
        Wait(FLEET, timeout=60).observe(fleet("STARTING", "A"), at=61)


# --- resources that are not found ---------------------------------------------------------------


@pytest.mark.parametrize(
    "spec", [s for s in SPECS.values() if not s.missing_is_success], ids=lambda spec: spec.name
)
def test_a_resource_that_is_not_visible_yet_is_tolerated_for_30_seconds(spec: Spec) -> None:
    wait = Wait(spec)
    wait.observe(None, at=0)
    wait.observe(None, at=29.9)
    with pytest.raises(WaiterFailed) as caught:
        wait.observe(None, at=30)
    assert caught.value.reason == f"x was never found; check {spec.source.argument}"
    assert (caught.value.last, caught.value.attempts) == (None, 3)
    wait = Wait(spec)
    wait.observe(None, at=29.9)
    wait.observe(UNKNOWN, at=40)
    with pytest.raises(WaiterFailed, match=rf": x has disappeared; it was {UNKNOWN}$") as caught:
        wait.observe(None, at=41)
    assert caught.value.last == resource(spec, UNKNOWN)


def test_a_resource_that_disappears_fails_immediately_even_in_the_grace_period() -> None:
    wait = Wait(RUNNING)
    wait.observe("PENDING", at=0)
    with pytest.raises(WaiterFailed, match="x has disappeared; it was PENDING"):
        wait.observe(None, at=1)


@pytest.mark.parametrize("spec", [DELETED, descriptions.IMAGE_DELETED], ids=lambda spec: spec.name)
def test_a_resource_that_no_longer_exists_is_deleted(spec: Spec) -> None:
    wait = Wait(spec)
    assert wait.observe(None) is None
    assert wait.waiting.last == {"x": None}
    wait, found = Wait(spec), resource(spec, "DELETING")
    wait.observe(found)
    assert wait.observe(None) is None
    assert wait.waiting.last == {"x": found}


def test_a_listed_session_has_expired_when_it_is_no_longer_listed() -> None:
    wait = Wait(SESSION, is_complete=False)
    wait.observe("ACTIVE")
    assert wait.observe(None) is None
    assert wait.waiting.last == {"x": resource(SESSION, "ACTIVE")}


def test_a_session_that_was_never_listed_is_an_error_after_the_grace_period() -> None:
    wait = Wait(SESSION, is_complete=False)
    wait.observe(None, at=29.9)
    with pytest.raises(WaiterFailed) as caught:
        wait.observe(None, at=30)
    assert caught.value.reason == (
        "x was never found; check session_id, or pass authentication_type"
    )


def test_a_session_that_is_not_in_a_complete_listing_has_expired() -> None:
    wait = Wait(SESSION, is_complete=True)
    assert wait.observe(None) is None
    assert wait.waiting.last == {"x": None}


# --- several resources, reports and pauses ------------------------------------------------------


def test_a_wait_ends_when_every_resource_has_reached_the_target_state() -> None:
    wait = Wait(RUNNING, "a", "b", "a")
    assert wait.waiting.remaining == ["a", "b"]
    first, second = resource(RUNNING, "RUNNING", "a"), resource(RUNNING, "RUNNING", "b")
    assert wait.observe(resource(RUNNING, "PENDING", "b"), first)
    assert wait.waiting.remaining == ["b"]
    assert wait.observe(second) is None
    assert wait.waiting.last == {"a": first, "b": second}
    assert wait.reports == [{"a": "RUNNING", "b": "PENDING"}, {"a": "RUNNING", "b": "RUNNING"}]


def test_a_timeout_names_the_first_pending_resource() -> None:
    wait = Wait(RUNNING, "a", "b", "c", timeout=0)
    states = {"a": "RUNNING", "b": "PENDING", "c": "REBOOTING"}
    with pytest.raises(WaiterTimeout, match="b is PENDING after 0 seconds"):
        wait.observe(*(resource(RUNNING, state, key) for key, state in states.items()))


def test_a_timeout_of_zero_polls_once() -> None:
    with pytest.raises(WaiterTimeout, match=r": x was not found after 0 seconds$"):
        Wait(RUNNING, timeout=0).observe(None)
    assert Wait(RUNNING, timeout=0).observe("RUNNING") is None


@pytest.mark.usefixtures("no_jitter")
def test_the_last_sleep_ends_at_the_timeout() -> None:
    wait = Wait(RUNNING, timeout=25, poll_interval=10)
    assert [wait.observe("PENDING", at=at) for at in (0, 10, 20)] == [10, 10, 5]
    with pytest.raises(WaiterTimeout, match="x is PENDING after 25 seconds") as caught:
        wait.observe("PENDING", at=25)
    assert caught.value.attempts == 4


def test_sleeps_vary_by_a_fifth() -> None:
    random.seed(3)
    pauses = [Wait(RUNNING).observe("PENDING") or 0 for _ in range(200)]
    assert 8 <= min(pauses) < 8.5
    assert 11.5 < max(pauses) <= 12
    assert len(set(pauses)) > 150


def test_on_poll_is_called_before_a_failure_is_raised() -> None:
    wait = Wait(RUNNING)
    with pytest.raises(WaiterFailed):
        wait.observe("FAILED")
    assert wait.reports == [{"x": "FAILED"}]


@pytest.mark.parametrize(("timeout", "poll_interval"), [(-1, 0), (0, -0.1)])
def test_negative_times_are_refused(timeout: float, poll_interval: float) -> None:
    with pytest.raises(
        ValueError, match=rf"must not be negative, got {timeout!r} and {poll_interval!r}"
    ):
        Wait(RUNNING, timeout=timeout, poll_interval=poll_interval)
    Wait(RUNNING, timeout=0, poll_interval=0)
