"""The registry of handlers: what each operation does."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from appstream_typed.local.state.accounts import AccountState, Body

Handler = Callable[[AccountState, Body], Body]
"""Takes the state of the caller's account and a valid request; gives the result."""

_handlers: dict[str, Handler] = {}


def operation(name: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of an operation."""

    def register(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return register


def load_handlers() -> dict[str, Handler]:
    """The handlers of all resources, by operation."""
    from appstream_typed.local import resources

    for module in iter_modules(resources.__path__):
        import_module(f"{resources.__name__}.{module.name}")
    return _handlers
