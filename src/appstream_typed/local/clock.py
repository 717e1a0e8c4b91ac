"""Clocks of a local AppStream.

They determine when an image builder is ready and when a session ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from threading import Lock
from typing import TYPE_CHECKING, Protocol


class Clock(Protocol):
    """The source of time of a local AppStream."""

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        ...


Clock.__module__ = (
    "appstream_typed.local"  # outside the class, where it would be part of the protocol
)


if TYPE_CHECKING:  # the default needs Python 3.13
    from typing_extensions import TypeVar

    C_co = TypeVar("C_co", bound=Clock, covariant=True, default=Clock)
else:
    from typing import TypeVar

    C_co = TypeVar("C_co", bound=Clock, covariant=True)


class RealClock:
    """The time of this machine."""

    __module__ = "appstream_typed.local"

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return datetime.now(timezone.utc)


class AcceleratedClock:
    """A clock that starts at the current time and runs faster than this machine's clock.

    Waiters of the clients of a ``LocalAppStream`` sleep for a correspondingly shorter time.

    Args:
        speed: Seconds of this clock for each real second; more than 0.
    """

    __module__ = "appstream_typed.local"

    def __init__(self, speed: float) -> None:
        if not speed > 0:
            msg = f"speed must be more than 0, got {speed!r}"
            raise ValueError(msg)
        self._speed = speed
        self._first = self._started = datetime.now(timezone.utc)

    @property
    def speed(self) -> float:
        """Seconds of this clock for each real second."""
        return self._speed

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return self._first + (datetime.now(timezone.utc) - self._started) * self._speed

    def set_time(self, time: datetime) -> None:
        """Set the time, and continue from it. Opening a state file does this.

        Args:
            time: The time, aware.
        """
        self._first += _utc(time) - self.now()


class ServerClock(AcceleratedClock):
    """A running clock that programs can also advance, for example by HTTP.

    Args:
        speed: Seconds of this clock for each real second; more than 0.
    """

    __module__ = "appstream_typed.local"

    def __init__(self, speed: float = 1.0) -> None:
        super().__init__(speed)
        self._ahead = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return super().now() + self._ahead

    @property
    def ahead(self) -> timedelta:
        """The time by which the clock was advanced in all."""
        return self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Args:
            seconds: The number of seconds; not negative.
        """
        with self._lock:
            self._ahead += checked_step(self.now(), seconds)


class ManualClock:
    """A clock that moves only when a test advances it. Threads may share it.

    Waiters of the clients of a ``LocalAppStream`` advance it instead of sleeping.

    Args:
        start: The initial time, an aware datetime; the current time if not given.
    """

    __module__ = "appstream_typed.local"

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            msg = f"start must be an aware datetime, got {start!r}"
            raise ValueError(msg)
        self._now = (start or datetime.now(timezone.utc)).astimezone(timezone.utc)
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Args:
            seconds: The number of seconds; not negative.
        """
        with self._lock:
            self._now += checked_step(self._now, seconds)

    def set_time(self, time: datetime) -> None:
        """Set the clock to a time.

        The time may be earlier, for example when a snapshot is restored.

        Args:
            time: The time, an aware datetime.
        """
        with self._lock:
            self._now = _utc(time)


def checked_step(now: datetime, seconds: float) -> timedelta:
    """Return the time by which a clock is advanced.

    Raises:
        ValueError: The time is negative, or the clock would pass the year 9999.
    """
    if not seconds >= 0:
        msg = f"a clock cannot go back: {seconds!r} seconds"
        raise ValueError(msg)
    try:
        step = timedelta(seconds=seconds)
        _ = now + step
    except OverflowError:
        msg = f"a clock cannot go beyond the year 9999: {seconds!r} seconds"
        raise ValueError(msg) from None
    return step


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        msg = f"time must be an aware datetime, got {time!r}"
        raise ValueError(msg)
    return time.astimezone(timezone.utc)
