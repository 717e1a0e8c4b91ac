"""The clock of a local AppStream as that of the waiters of its clients."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta, timezone
from typing import cast

from appstream_typed.local.clock import AcceleratedClock, Clock, RealClock

_EPOCH = datetime(2000, 1, 1, tzinfo=timezone.utc)
_RESOLUTION = timedelta.resolution.total_seconds()
"""Seconds of the smallest step of a ``datetime``; a shorter pause would not move a clock at all."""
_SLICE = 0.05
"""Real seconds after which a clock of another class is read again."""
_PATIENCE = 1.0
"""Real seconds in which a clock of another class must have moved."""


def pause_by_clock(client: object, clock: Clock) -> None:
    """Have the waiters of a typed client, synchronous or not, and of its clones pause by a clock."""
    is_async = isinstance(client, AbstractAsyncContextManager)
    vars(client)["_waiter_clock"] = AsyncWaiterClock(clock) if is_async else WaiterClock(clock)


class _WaiterTime:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        """Return the seconds of the clock since some fixed point in time."""
        return (self._clock.now() - _EPOCH).total_seconds()


class WaiterClock(_WaiterTime):
    """Pauses a thread until the clock has moved by so many seconds. Threads may share it."""

    def sleep(self, seconds: float, /) -> None:
        """Pause the thread."""
        for pause in real_pauses(self._clock, seconds):
            time.sleep(pause)


class AsyncWaiterClock(_WaiterTime):
    """The same for tasks of asyncio."""

    def sleep(self, seconds: float, /) -> Awaitable[None]:
        """Return an awaitable that pauses the task; other tasks run meanwhile."""
        return self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        import asyncio  # takes long, and synchronous clients do not need it

        for pause in real_pauses(self._clock, seconds):
            await asyncio.sleep(pause)


def real_pauses(clock: Clock, seconds: float) -> Iterator[float]:
    """Yield the real seconds to sleep, one after the other, until the clock has moved.

    A clock that can be advanced, as ``ManualClock`` can, is: nobody else would.

    Raises:
        RuntimeError: The clock stands still and cannot be advanced, so that the pause has no end.
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
                f"{clock!r} stands still, and has no method advance(seconds): a waiter of this "
                f"client would never end"
            )
            raise RuntimeError(msg)
