"""The outcome of any sequence of polls follows the rules of the data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appstream_typed import WaiterFailed
from tests.waiting import DATA, SPECS, UNKNOWN, Spec, Wait, error, resource

Polls = list[tuple[float, "str | None", list[str]]]
"""The time, the state and the error codes of each poll. The state is ``None`` if not found."""


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Spec, Polls, bool]:
    spec = draw(st.sampled_from(list(SPECS.values())))
    data = DATA[spec.name]
    known = [*data.success, *data.pending, *data.before, *data.failure]
    # Pending states and states before the action are drawn often, so that sequences are long.
    common = [*data.pending, *data.before, UNKNOWN, None]
    state = st.one_of(st.sampled_from(common), st.sampled_from(common), st.sampled_from(known))
    codes = st.lists(st.sampled_from(["A", "B", "C"]), max_size=2)
    times = st.lists(st.floats(0, 60), min_size=1, max_size=8).map(sorted)
    polls = [(at, draw(state), draw(codes)) for at in draw(times)]
    return spec, polls, draw(st.booleans())


def expected(spec: Spec, polls: Polls, *, is_complete: bool) -> tuple[str, int]:
    """Return the outcome according to the data and the guide, with the number of polls."""
    data = DATA[spec.name]
    for number, (at, state, codes) in enumerate(polls):
        earlier = polls[:number]
        states = [state for _, state, _ in earlier]
        was_found = any(state is not None for state in states)
        has_started = any(state not in {None, *data.before} for state in states)
        if state in data.success:
            return "reached", number + 1
        if state is None and data.missing == "success" and (is_complete or was_found):
            return "reached", number + 1
        if state is None and was_found:
            return "failed", number + 1
        if state is None or state in data.before:
            if has_started or at >= 30:
                return "failed", number + 1
        elif state in data.failure:
            return "failed", number + 1
        elif data.fails_on and states and states[-1] in {*data.pending, UNKNOWN}:
            is_repeated = bool(set(codes) & set(earlier[-1][2]))
            if is_repeated:
                return "failed", number + 1
    return "pending", len(polls)


def outcome(spec: Spec, polls: Polls, *, is_complete: bool) -> tuple[str, int]:
    wait = Wait(spec, is_complete=is_complete)
    for number, (at, state, codes) in enumerate(polls, 1):
        try:
            if wait.observe(item(spec, state, codes), at=at) is None:
                return "reached", number
        except WaiterFailed as failed:
            assert failed.attempts == number
            return "failed", number
    return "pending", len(polls)


def item(spec: Spec, state: str | None, codes: list[str], key: str = "x") -> Any:
    members = {member: [error(code) for code in codes] for member in DATA[spec.name].fails_on}
    return None if state is None else resource(spec, state, key, **members)


@settings(deadline=None, database=None, max_examples=500)
@given(sequences())
def test_any_sequence_ends_according_to_the_rules(case: tuple[Spec, Polls, bool]) -> None:
    spec, polls, is_complete = case
    assert outcome(spec, polls, is_complete=is_complete) == expected(
        spec, polls, is_complete=is_complete
    )


@settings(deadline=None, database=None, max_examples=300)
@given(sequences(), sequences())
def test_the_outcome_for_several_resources_follows_from_each(
    one: tuple[Spec, Polls, bool], other: tuple[Spec, Polls, bool]
) -> None:
    """A wait succeeds when the last resource does, and fails when the first resource fails."""
    spec, polls, is_complete = one
    allowed = {*DATA[spec.name].pending, *DATA[spec.name].before, *DATA[spec.name].success, None}
    others = [(state if state in allowed else None, codes) for _, state, codes in other[1]]
    pairs = list(zip(polls, others, strict=False))
    alone = [
        outcome(spec, [poll for poll, _ in pairs], is_complete=is_complete),
        outcome(spec, [(at, *found) for (at, _, _), found in pairs], is_complete=is_complete),
    ]
    failures = [number for kind, number in alone if kind == "failed"]
    goals = [number for kind, number in alone if kind == "reached"]
    wait = Wait(spec, "x", "y", is_complete=is_complete)
    for number, ((at, state, codes), found) in enumerate(pairs, 1):
        polled = [item(spec, state, codes), item(spec, *found, "y")]
        if number in failures:
            with pytest.raises(WaiterFailed):
                wait.observe(*polled, at=at)
            return
        pause = wait.observe(*polled, at=at)
        assert (pause is None) == (len(goals) == 2 and number == max(goals))
        if pause is None:
            return
        assert 0 <= pause <= 12
