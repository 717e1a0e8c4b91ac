"""A pace that the workers of one sweep share: they slow down together, and speed up together."""

from __future__ import annotations

from threading import Lock
from time import monotonic, sleep

_FIRST = 0.02
_LONGEST = 5.0
_FASTER = 0.9
_NEGLIGIBLE = 0.002


class Pace:
    """Additive to any pause of a single call: seconds between any two requests. Does no I/O."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._interval = 0.0
        self._next = 0.0
        self._slowed = 0.0
        self.count = 0
        """How often AppStream has asked to slow down."""

    def turn(self) -> float:
        """Seconds until the caller may send its next request."""
        with self._lock:
            now = monotonic()
            start = max(self._next, now)
            self._next = start + self._interval
            return start - now

    def slow_down(self, *, fully: bool = False) -> None:
        """Take notice of a request that was throttled. Several at a time count once."""
        with self._lock:
            self.count += 1
            now = monotonic()
            if now - self._slowed >= self._interval:
                self._slowed = now
                longer = max(self._interval * 2, _FIRST)
                self._interval = _LONGEST if fully else min(longer, _LONGEST)
                self._next = max(self._next, now + self._interval)

    def speed_up(self) -> None:
        """Take notice of a request that went through."""
        if self._interval:
            with self._lock:
                interval = self._interval * _FASTER
                self._interval = interval if interval > _NEGLIGIBLE else 0.0

    def sleep(self, seconds: float) -> None:
        """Pause a worker of a sweep."""
        sleep(seconds)
