"""Whether anyone besides botocore and this package observes the responses of a client."""

from __future__ import annotations

from inspect import getattr_static
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

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


def is_observed(client: BaseClient, operation: str) -> bool:
    """Whether anyone else looks at the client's responses to the operation.

    That is a handler of one of the events that carry a response, registered on the client or on its
    session, or a wrapper around the method of botocore that every call goes through, as tracers
    install it.

    Args:
        client: A boto3 or aiobotocore client.
        operation: The operation under AWS's name.
    """
    if _is_wrapped(client):
        return True
    try:
        # The client's own emitter wraps the one that has the handlers.
        events = cast("Any", client.meta.events)
        return _has_listener(getattr(events, "_emitter", events), operation)
    except AttributeError:  # another botocore version; then botocore reads every response
        return True


def _is_wrapped(client: BaseClient) -> bool:
    if "_make_api_call" in vars(client):
        return True
    method = getattr_static(type(client), "_make_api_call", None)
    if type(method) is not FunctionType:  # a wrapper may look like a function
        return True
    return _package(method.__globals__.get("__name__")) not in _UNOBSERVING


def _has_listener(emitter: Any, operation: str) -> bool:
    return any(
        _package(getattr(handler, "__module__", None)) not in _UNOBSERVING
        for event in _EVENTS
        for handler in emitter._handlers.prefix_search(f"{event}.appstream.{operation}")  # noqa: SLF001
    )


def _package(module: object) -> str:
    return str(module).partition(".")[0]
