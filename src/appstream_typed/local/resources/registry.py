"""The registry of handlers by operation."""

from __future__ import annotations

from collections.abc import Callable

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body

Handler = Callable[[AccountState, Body], Body]
"""A function that takes the caller's account and a valid request, and returns the result."""

handlers: dict[str, Handler] = {}
"""The handlers of all imported modules, by operation."""
counting_sessions: set[str] = set()
"""The operations that count or list sessions."""


def operation(name: str, *, counts_sessions: bool = False) -> Callable[[Handler], Handler]:
    """Register a function as the handler of an operation.

    Args:
        name: The operation.
        counts_sessions: Whether it counts or lists sessions. Before the call, ended sessions are
            removed from the counts in short steps, so that other requests do not wait.
    """

    def register(handler: Handler) -> Handler:
        handlers[name] = handler
        if counts_sessions:
            counting_sessions.add(name)
        return handler

    return register
