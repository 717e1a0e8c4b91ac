"""Makes the waiters of clients use the clock of their local AppStream."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta, timezone
from typing import cast

from appstream_typed.local.clock import AcceleratedClock, Clock, RealClock

_EPOCH = datetime(2000, 1, 1, tzinfo=timezone.utc)
_RESOLUTION = timedelta.resolution.total_seconds()
"""The smallest step of a ``datetime``, in seconds. A shorter sleep would not move a clock."""
_SLICE = 0.05
"""Real seconds between two reads of a user-defined clock."""
_PATIENCE = 1.0
"""Real seconds within which a user-defined clock must move."""


def pause_by_clock(client: object, clock: Clock) -> None:
    """Make the waiters of a typed client and of its clones use a clock.

    Args:
        client: The client, synchronous or asynchronous.
        clock: The clock.
    """
    is_async = isinstance(client, AbstractAsyncContextManager)
    vars(client)["_waiter_clock"] = AsyncWaiterClock(clock) if is_async else WaiterClock(clock)


class _WaiterTime:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        """Return the seconds of the clock since a fixed time."""
        return (self._clock.now() - _EPOCH).total_seconds()


class WaiterClock(_WaiterTime):
    """Suspends a thread until the clock has moved by a number of seconds. Threads may share it."""

    def sleep(self, seconds: float, /) -> None:
        """Suspend the thread."""
        for pause in real_pauses(self._clock, seconds):
            time.sleep(pause)


class AsyncWaiterClock(_WaiterTime):
    """Suspends an asyncio task until the clock has moved by a number of seconds."""

    def sleep(self, seconds: float, /) -> Awaitable[None]:
        """Return an awaitable that suspends the task. Other tasks run in the meantime."""
        return self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        import asyncio  # importing asyncio is slow, and synchronous clients do not need it

        for pause in real_pauses(self._clock, seconds):
            await asyncio.sleep(pause)


def real_pauses(clock: Clock, seconds: float) -> Iterator[float]:
    """Yield the real seconds of each sleep until the clock has moved by a number of seconds.

    A clock that has a method ``advance``, such as ``ManualClock``, is advanced instead.

    Raises:
        RuntimeError: The clock does not move and cannot be advanced, so the sleep would never end.
    """
    advance = cast("object", getattr(clock, "advance", None))
    if callable(advance):
        advance(max(seconds, _RESOLUTION))
        yield 0.0
    elif isinstance(clock, RealClock):
        yield seconds
    elif isinstance(clock, AcceleratedClock):
        yield seconds / clock.speed
    else:
        yield from _until(clock, clock.now() + timedelta(seconds=seconds))


def _until(clock: Clock, end: datetime) -> Iterator[float]:
    before, since = clock.now(), time.monotonic()
    while before < end:
        yield _SLICE
        now = clock.now()
        if now > before:
            before, since = now, time.monotonic()
        elif time.monotonic() - since > _PATIENCE:
            msg = (
                f"{clock!r} does not move and has no method advance(seconds), so a waiter of this "
                "client would never end; use a clock that moves, or add the method"
            )
            raise RuntimeError(msg)
