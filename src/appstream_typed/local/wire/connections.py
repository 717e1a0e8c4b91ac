"""The open connections of the server, with limits on their number and duration."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Condition
from time import monotonic

MOST_CONNECTIONS = 1000
"""The maximum number of connections; further ones receive status 503."""
IDLE_TIMEOUT = 120.0
"""Seconds after which a connection without a request is closed."""
READ_TIMEOUT = 30.0
"""Seconds from the first byte of a request within which the whole request must arrive."""
PATIENCE = 5.0
"""Seconds to wait for responses in progress when the server stops."""


class Connections:
    """Tracks connections, and closes those that are idle, slow or still open at shutdown."""

    def __init__(self) -> None:
        self._ends: dict[socket.socket, float | None] = {}
        """The time at which to close each connection; ``None`` while its request is carried out."""
        self._changed = Condition()
        self._stopping = False

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, connection: socket.socket) -> None:
        """Record a new connection."""
        with self._changed:
            self._ends[connection] = monotonic() + IDLE_TIMEOUT
            if self._stopping:
                _end_input(connection)

    def remove(self, connection: socket.socket) -> None:
        """Record that a connection has ended."""
        with self._changed:
            self._ends.pop(connection, None)
            self._changed.notify_all()

    def expect(self, connection: socket.socket, seconds: float | None) -> None:
        """Set the seconds within which data must arrive; ``None`` for no limit.

        This is called for every request, so it takes no lock. It needs none, because only the thread
        of the connection calls it, and the same thread adds and removes the connection.
        """
        if connection in self._ends:
            self._ends[connection] = None if seconds is None else monotonic() + seconds

    def close_overdue(self) -> None:
        """Close connections whose data did not arrive in time."""
        now = monotonic()
        with self._changed:
            overdue = [c for c, end in self._ends.items() if end is not None and end < now]
            for connection in overdue:
                self._ends[connection] = None
                with suppress(OSError):  # the connection may have ended in the meantime
                    connection.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Let the responses in progress end, and accept no further request."""
        with self._changed:
            self._stopping = True
            for connection in self._ends:
                _end_input(connection)
            self._changed.wait_for(lambda: not self._ends, timeout=PATIENCE)


def _end_input(connection: socket.socket) -> None:
    """Close the receiving side. A response can still be sent."""
    with suppress(OSError):  # the client may have closed the connection already
        connection.shutdown(socket.SHUT_RD)
