"""The open connections of the server: how many there may be, and for how long."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Condition
from time import monotonic

MOST_CONNECTIONS = 1000
"""Connections at the same time; further ones get status 503."""
IDLE_TIMEOUT = 120.0
"""Seconds without a request after which a connection is closed."""
READ_TIMEOUT = 30.0
"""Seconds that a request may take to arrive, from its first byte on."""
PATIENCE = 5.0
"""Seconds that responses under way have to end when the server stops."""


class Connections:
    """Keeps track of connections, and closes those that are idle, slow or left over."""

    def __init__(self) -> None:
        self._ends: dict[socket.socket, float | None] = {}
        """When a connection is closed; ``None`` while its request is carried out."""
        self._changed = Condition()
        self._stopping = False

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, connection: socket.socket) -> None:
        """Note a new connection."""
        with self._changed:
            self._ends[connection] = monotonic() + IDLE_TIMEOUT
            if self._stopping:
                _end_input(connection)

    def remove(self, connection: socket.socket) -> None:
        """Note that a connection has ended."""
        with self._changed:
            self._ends.pop(connection, None)
            self._changed.notify_all()

    def expect(self, connection: socket.socket, seconds: float | None) -> None:
        """Say within how many seconds something must come; ``None`` for no limit.

        Without the lock, for it is called for every request: by the thread of the connection, which
        also adds and removes it.
        """
        if connection in self._ends:
            self._ends[connection] = None if seconds is None else monotonic() + seconds

    def close_overdue(self) -> None:
        """Close connections of which nothing came in time."""
        now = monotonic()
        with self._changed:
            overdue = [c for c, end in self._ends.items() if end is not None and end < now]
            for connection in overdue:
                self._ends[connection] = None
                with suppress(OSError):  # it may have ended just now
                    connection.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Let the responses under way end, and no further request come."""
        with self._changed:
            self._stopping = True
            for connection in self._ends:
                _end_input(connection)
            self._changed.wait_for(lambda: not self._ends, timeout=PATIENCE)


def _end_input(connection: socket.socket) -> None:
    """No further request can come; a response can still go."""
    with suppress(OSError):  # the client may have gone already
        connection.shutdown(socket.SHUT_RD)
