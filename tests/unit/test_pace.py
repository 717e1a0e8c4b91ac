"""``Pace`` limits the rate of a sweep's requests after throttling."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import pairwise
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appstream_typed._transport.pace import (
    FIRST_INTERVAL,
    LONGEST_INTERVAL,
    Pace,
    SweepLeft,
    _pace_of_request,
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def without_pace() -> Iterator[None]:
    """Reset the context variable of the pace, which these tests set outside a copied context."""
    token = _pace_of_request.set(None)
    yield
    _pace_of_request.reset(token)


def next_turn(pace: Pace, clock: Clock) -> float:
    """Wait for a turn. Return the time that it took."""
    before = clock.now
    while wait := pace.turn():
        clock.now += wait
    return clock.now - before


def test_no_request_waits_before_the_first_throttling(clock: Clock) -> None:
    pace = Pace(clock)
    assert [pace.turn() for _ in range(3)] == [0, 0, 0]
    pace.speed_up()
    assert pace.turn() == 0


def test_a_throttled_request_spaces_all_requests_that_follow(clock: Clock) -> None:
    pace = Pace(clock)
    pace.slow_down()
    pace.slow_down()  # at the same time, so both count once
    waits = [next_turn(pace, clock) for _ in range(3)]
    assert waits == pytest.approx([FIRST_INTERVAL] * 3)
    pace.slow_down()
    assert next_turn(pace, clock) == pytest.approx(2 * FIRST_INTERVAL)


def test_a_waiting_request_does_not_reserve_its_turn(clock: Clock) -> None:
    pace = Pace(clock)
    pace.slow_down()
    waits = [pace.turn() for _ in range(3)]
    assert waits == pytest.approx([FIRST_INTERVAL] * 3)
    clock.now += FIRST_INTERVAL * 1.01
    assert pace.turn() == 0
    assert pace.turn() == pytest.approx(FIRST_INTERVAL)


def test_the_interval_has_a_limit_and_shrinks_with_success(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(20):
        pace.slow_down()
        clock.now += LONGEST_INTERVAL
    next_turn(pace, clock)
    assert next_turn(pace, clock) == pytest.approx(LONGEST_INTERVAL)
    pace.speed_up()
    assert next_turn(pace, clock) == pytest.approx(0.9 * LONGEST_INTERVAL)
    for _ in range(100):
        pace.speed_up()
    assert [pace.turn() for _ in range(3)] == [0, 0, 0]


@settings(deadline=None)
@given(st.lists(st.floats(0, 30), min_size=2, max_size=20), st.integers(0, 200))
def test_an_exhausted_quota_allows_one_request_per_longest_interval(
    arrivals: list[float], exhausted_at: int
) -> None:
    """Requests arrive at arbitrary times, and the retry quota runs out while some of them wait."""
    clock = Clock()
    pace, started = Pace(clock), clock.now
    pace.slow_down()
    waiting = [(started + arrival, number) for number, arrival in enumerate(arrivals)]
    heapq.heapify(waiting)
    sent: list[float] = []
    emptied = started + exhausted_at / 10
    is_exhausted = False
    while waiting:
        at, number = heapq.heappop(waiting)
        if not is_exhausted and at >= emptied:
            clock.now, is_exhausted = max(clock.now, emptied), True
            pace.slow_down(fully=True)
        clock.now = max(clock.now, at)
        if wait := pace.turn():
            heapq.heappush(waiting, (clock.now + wait, number))
        else:
            sent.append(clock.now)
    assert len(sent) == len(arrivals)
    late = [emptied, *(time for time in sent if is_exhausted and time > emptied)]
    gaps = [after - before for before, after in pairwise(late)]
    assert all(gap >= LONGEST_INTERVAL - 1e-6 for gap in gaps)


def test_leaving_wakes_every_sleeper_and_refuses_every_later_turn() -> None:
    pace = Pace()
    ends: list[type[BaseException]] = []

    def sleep() -> None:
        try:
            pace.sleep(3600)
        except SweepLeft as end:
            ends.append(type(end))

    threads = [Thread(target=sleep) for _ in range(5)]
    for thread in threads:
        thread.start()
    pace.leave()
    for thread in threads:
        thread.join()
    assert ends == [SweepLeft] * 5
    with pytest.raises(SweepLeft):
        pace.turn()
    with pytest.raises(SweepLeft):
        pace.sleep(0)


def test_a_sleep_ends_after_its_time() -> None:
    Pace().sleep(0.001)
    Pace().sleep(0)


def test_leaving_takes_no_lock() -> None:
    """The garbage collector may close a sweep in a thread that holds the lock in ``turn``."""
    pace = Pace(lambda: pace.leave() or 1.0)  # type: ignore[func-returns-value]  # turn() calls the function
    assert pace.turn() == 0
    with pytest.raises(SweepLeft):
        pace.turn()


def test_an_exception_handler_does_not_catch_the_end_of_a_sweep() -> None:
    """``SweepLeft`` must not be treated as the error of a failed request."""
    assert not issubclass(SweepLeft, Exception)
