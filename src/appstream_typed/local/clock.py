"""Clocks for a local AppStream.

The clock determines, for example, when an image builder is ready and when a session ends.
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


# Set outside the class: an attribute inside it would be a member of the protocol.
Clock.__module__ = "appstream_typed.local"


if TYPE_CHECKING:  # typing.TypeVar accepts default= only since Python 3.13
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
    """A clock that starts at the current time and runs ``speed`` times as fast as real time.

    The waiters of a ``LocalAppStream`` client divide each sleep by ``speed``.

    Args:
        speed: Seconds of this clock per real second; more than 0.
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
        """Seconds of this clock per real second."""
        return self._speed

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return self._first + (datetime.now(timezone.utc) - self._started) * self._speed

    def set_time(self, time: datetime) -> None:
        """Set the time. The clock continues from it.

        A local AppStream calls this when it opens a state file.

        Args:
            time: The time, an aware datetime.
        """
        self._first += _utc(time) - self.now()


class ServerClock(AcceleratedClock):
    """A running clock that can also be advanced, for example over HTTP.

    Args:
        speed: Seconds of this clock per real second; more than 0.
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
        """The total time by which the clock has been advanced."""
        return self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Args:
            seconds: The number of seconds; not negative.
        """
        with self._lock:
            self._ahead += checked_step(self.now(), seconds)


class ManualClock:
    """A clock that moves only when it is advanced. It is thread-safe.

    The waiters of a ``LocalAppStream`` client advance it instead of sleeping.

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
        """Set the time.

        It may be earlier than the current time, for example when a snapshot is restored.

        Args:
            time: The time, an aware datetime.
        """
        with self._lock:
            self._now = _utc(time)


def checked_step(now: datetime, seconds: float) -> timedelta:
    """Check a number of seconds by which a clock is advanced, and return it as a ``timedelta``.

    Raises:
        ValueError: The number is negative, or the clock would pass the year 9999.
    """
    if not seconds >= 0:
        msg = f"a clock cannot go back; seconds must be 0 or more, got {seconds!r}"
        raise ValueError(msg)
    try:
        step = timedelta(seconds=seconds)
        _ = now + step
    except OverflowError:
        msg = f"{seconds!r} seconds would advance the clock past the year 9999; use fewer seconds"
        raise ValueError(msg) from None
    return step


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        msg = f"time must be an aware datetime, got {time!r}"
        raise ValueError(msg)
    return time.astimezone(timezone.utc)
