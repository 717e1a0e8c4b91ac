"""Tells whether anyone besides botocore and this package observes the responses of a client."""

from __future__ import annotations

from inspect import getattr_static
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from botocore.client import BaseClient

_EVENTS = (
    "provide-client-params",
    "before-parse",
    "response-received",
    "needs-retry",
    "after-call",
)
"""The events that carry a response's body, or what botocore read from it; and the first event of a
call, whose handlers may make a call of their own before it is known whose call is under way."""

_UNOBSERVING = frozenset({"botocore", "aiobotocore", "appstream_typed"})
"""Packages whose handlers do not look at the members of a successful result."""


class _Decisions(NamedTuple):
    """What was found out, as long as no handler comes or goes."""

    of: object
    """What botocore replaces when a handler comes or goes."""
    by_operation: dict[str, bool]


_decisions: WeakKeyDictionary[BaseClient, _Decisions] = WeakKeyDictionary()


def is_observed(client: BaseClient, operation: str) -> bool:
    """Whether anyone else looks at the client's responses to the operation.

    That is a handler of one of the events that carry a response, registered on the client or on its
    session, or a wrapper around the method of botocore that every call goes through, as tracers
    install it. The answer is kept until a handler is registered or unregistered.

    Args:
        client: A boto3 or aiobotocore client.
        operation: The operation under AWS's name.
    """
    if _is_wrapped(client):
        return True
    try:
        emitter = _emitter(client)
        known = _decisions.get(client)
        if known is None or known.of is not emitter._lookup_cache:  # noqa: SLF001 - see private_api
            known = _decisions[client] = _Decisions(emitter._lookup_cache, {})  # noqa: SLF001
        if operation not in known.by_operation:
            known.by_operation[operation] = _has_listener(emitter, operation)
        return known.by_operation[operation]
    except AttributeError:  # another botocore version; then botocore reads every response
        return True


def _is_wrapped(client: BaseClient) -> bool:
    if "_make_api_call" in vars(client):
        return True
    method = getattr_static(type(client), "_make_api_call", None)
    if type(method) is not FunctionType:  # a wrapper may look like a function
        return True
    return _package(method.__globals__.get("__name__")) not in _UNOBSERVING


def _emitter(client: BaseClient) -> Any:
    # The client's own emitter wraps the one that has the handlers.
    events = cast("Any", client.meta.events)
    return getattr(events, "_emitter", events)


def _has_listener(emitter: Any, operation: str) -> bool:
    return any(
        _package(getattr(handler, "__module__", None)) not in _UNOBSERVING
        for event in _EVENTS
        for handler in emitter._handlers.prefix_search(f"{event}.appstream.{operation}")  # noqa: SLF001
    )


def _package(module: object) -> str:
    return str(module).partition(".")[0]
