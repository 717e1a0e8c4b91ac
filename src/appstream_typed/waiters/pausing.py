"""The clocks of waiters."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, cast


class Clock(Protocol):
    """A source of time. For an asynchronous client, ``sleep`` returns an awaitable."""

    def monotonic(self) -> float:
        """Return seconds since some fixed point in time."""
        ...

    def sleep(self, seconds: float, /) -> Awaitable[None] | None:
        """Suspend the thread, or return an awaitable that suspends the task."""
        ...


class RealClock:
    """The time of this machine, for synchronous clients."""

    def monotonic(self) -> float:
        """Return seconds since some fixed point in time."""
        return time.monotonic()

    def sleep(self, seconds: float, /) -> None:
        """Suspend the thread."""
        time.sleep(seconds)


class AsyncRealClock:
    """The time of this machine, for asynchronous clients."""

    def monotonic(self) -> float:
        """Return seconds since some fixed point in time."""
        return time.monotonic()

    def sleep(self, seconds: float, /) -> Awaitable[None]:
        """Return an awaitable that suspends the task."""
        import asyncio  # imported here, since importing asyncio takes longer than this whole package

        return asyncio.sleep(seconds)


def clock_of(client: object) -> Clock:
    """Return the client's own ``_waiter_clock`` if it has one, otherwise real time."""
    own = cast("Clock | None", getattr(client, "_waiter_clock", None))
    if own is not None:
        return own
    return AsyncRealClock() if isinstance(client, AbstractAsyncContextManager) else RealClock()
