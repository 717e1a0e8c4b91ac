"""The pace of a sweep. All calls of the sweep slow down and speed up together."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from math import inf
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from botocore.client import BaseClient

FIRST_INTERVAL = 0.02
"""Seconds between two requests after the first throttled one."""
LONGEST_INTERVAL = 5.0
"""Seconds between two requests at the slowest pace."""
_SLOWER = 2.0
_FASTER = 0.9
_NEGLIGIBLE = 0.002


class Silence(NamedTuple):
    """The limits after which a request of a sweep without a response is not sent again."""

    connections: int
    """The number of successive attempts that could not connect."""
    seconds: float = 15.0
    """The time without a response in seconds, from the start of the first unanswered attempt."""


class SweepLeft(BaseException):
    """The exception that ends a call of a sweep whose consumer has left. It never reaches users.

    Like ``asyncio.CancelledError``, it is not an ``Exception``, so code that handles failed
    requests does not catch it.
    """


class Pace:
    """The minimum time between two requests of a sweep, in addition to the pauses of a single call.

    The pace is unlimited until AppStream throttles a request. An attempt waits for its turn with
    ``while seconds := pace.turn(): sleep(seconds)``. It is a loop, since the pace may slow down during
    the sleep.

    Args:
        clock: A function that returns monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._interval = 0.0
        self._last_turn = -inf
        self._last_slowed = -inf
        self._is_left = False
        # The garbage collector may close a generator, which calls leave(). It may do so in any
        # thread and between any two instructions, even while that thread holds a lock.
        # SimpleQueue.put is reentrant. Event.set and Condition.notify are not.
        self._left: SimpleQueue[None] = SimpleQueue()

    def turn(self) -> float:
        """Take the turn and return 0 if a request may be sent now.

        Otherwise return the seconds after which to call ``turn`` again.

        Raises:
            SweepLeft: The consumer has left the sweep.
        """
        self.raise_if_left()
        with self._lock:
            now = self._clock()
            wait = max(self._last_turn, self._last_slowed) + self._interval - now
            if self._interval and wait > 0:
                return wait
            self._last_turn = now
        _pace_of_request.set(self)
        return 0.0

    def slow_down(self, *, fully: bool = False) -> None:
        """Slow down after a throttled request. Several concurrent throttled requests count as one.

        Args:
            fully: Whether to use the slowest pace, because the retry quota is empty.
        """
        with self._lock:
            now = self._clock()
            if fully:
                self._interval = LONGEST_INTERVAL
            elif now - self._last_slowed >= self._interval:
                slower = max(self._interval * _SLOWER, FIRST_INTERVAL)
                self._interval = min(slower, LONGEST_INTERVAL)
            else:
                return
            self._last_slowed = now

    def speed_up(self) -> None:
        """Speed up a little after a request that was not throttled."""
        if self._interval:
            with self._lock:
                interval = self._interval * _FASTER
                self._interval = interval if interval > _NEGLIGIBLE else 0.0

    def sleep(self, seconds: float) -> None:
        """Block the calling thread for some seconds, or until the consumer leaves the sweep.

        Raises:
            SweepLeft: The consumer has left the sweep, before or during the sleep.
        """
        self.raise_if_left()
        if seconds <= 0:
            return
        try:
            self._left.get(timeout=seconds)
        except Empty:
            return
        self._left.put(None)  # wake the next sleeper
        raise SweepLeft

    def leave(self) -> None:
        """Stop the sweep: wake every sleeper, and prevent further requests.

        This method takes no lock, so it may be called in any thread at any time.
        """
        self._is_left = True
        self._left.put(None)

    def raise_if_left(self) -> None:
        """Raise ``SweepLeft`` if the consumer has left the sweep."""
        if self._is_left:
            raise SweepLeft


_pace_of_request: ContextVar[Pace | None] = ContextVar(
    "appstream_typed_pace_of_request", default=None
)


def end_retries_of_left_sweeps(client: BaseClient) -> None:
    """Stop the automatic retries of a boto3 client when the consumer leaves a sweep.

    Calling this function again has no effect.
    """
    client.meta.events.register(
        "before-send.appstream", _before_send, unique_id="appstream-typed-pace"
    )


def _before_send(**_: object) -> None:
    pace = _pace_of_request.get()
    if pace is not None:
        pace.raise_if_left()
