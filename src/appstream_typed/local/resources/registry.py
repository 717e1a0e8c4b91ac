"""The registry of handlers by operation."""

from __future__ import annotations

from collections.abc import Callable

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body

Handler = Callable[[AccountState, Body], Body]
"""A function that takes the state of the caller's account and a valid request, and returns the result."""

handlers: dict[str, Handler] = {}
"""The handlers of all imported modules, by operation."""


def operation(name: str) -> Callable[[Handler], Handler]:
    """Register a function as the handler of an operation."""

    def register(handler: Handler) -> Handler:
        handlers[name] = handler
        return handler

    return register
