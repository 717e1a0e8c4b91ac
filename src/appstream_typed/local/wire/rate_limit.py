"""The limit of requests per second."""

from __future__ import annotations

from threading import Lock
from time import monotonic


class RateLimit:
    """A token bucket that refills in real time. It holds the tokens of one second, but at least one."""

    def __init__(self) -> None:
        self._tokens = 0.0
        self._last = 0.0
        self._lock = Lock()

    def allows(self, per_second: float | None) -> bool:
        """Take a token if there is one, and return whether there was one."""
        if per_second is None:
            return True
        with self._lock:
            now = monotonic()
            room = max(per_second, 1.0)
            self._tokens = min(room, self._tokens + (now - self._last) * per_second)
            self._last = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
