"""The registry of handlers: what each operation does."""

from __future__ import annotations

from collections.abc import Callable

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body

Handler = Callable[[AccountState, Body], Body]
"""Takes the state of the caller's account and a valid request; returns the result."""

handlers: dict[str, Handler] = {}
"""The handlers of the modules that are imported, by operation."""


def operation(name: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of an operation."""

    def register(handler: Handler) -> Handler:
        handlers[name] = handler
        return handler

    return register
