"""Whether anyone besides botocore and this package observes the responses of a client."""

from __future__ import annotations

from inspect import getattr_static
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

from botocore import endpoint

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


class Listeners:
    """The listeners of a client's responses, besides botocore and this package.

    A listener is a handler of one of the events that carry a response, registered on the client or on its
    session, or a wrapper around the method of botocore that every call goes through, as tracers
    install it.

    Args:
        client: A boto3 or aiobotocore client.
    """

    def __init__(self, client: BaseClient) -> None:
        self.client = client
        """The client."""
        self._of: object = None
        """What botocore replaces when a handler is registered or unregistered."""
        self._known: dict[str, bool] = {}

    def has_any(self, operation: str) -> bool:
        """Whether anyone listens to the responses of the operation.

        What was found out is kept until a handler is registered or unregistered.
        """
        if _is_wrapped(self.client) or _is_recorded():
            return True
        try:
            emitter = _emitter(self.client)
            if self._of is not emitter._lookup_cache:  # noqa: SLF001 - see private_api
                self._of, self._known = emitter._lookup_cache, {}  # noqa: SLF001 - the same
            if operation not in self._known:
                self._known[operation] = _has_handler(emitter, operation)
            return self._known[operation]
        except AttributeError:  # another botocore version; then botocore reads every response
            return True


def _is_recorded() -> bool:
    """Whether botocore records every response, as the AWS CLI has it do."""
    return bool(getattr(endpoint.history_recorder, "_enabled", True))


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


def _has_handler(emitter: Any, operation: str) -> bool:
    handlers = emitter._handlers  # noqa: SLF001 - no public method of an emitter lists its handlers
    return any(
        _package(getattr(handler, "__module__", None)) not in _UNOBSERVING
        for event in _EVENTS
        for handler in handlers.prefix_search(f"{event}.appstream.{operation}")
    )


def _package(module: object) -> str:
    return str(module).partition(".")[0]
