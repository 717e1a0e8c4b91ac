"""Detects code other than botocore and this package that observes the responses of a client."""

from __future__ import annotations

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
"""The events with a response's body or parsed result, and the first event of a call.

Handlers of the first event may call the client before the current call is recorded.
"""

_UNOBSERVING = frozenset({"botocore", "aiobotocore", "appstream_typed"})
"""Packages whose handlers do not read the members of a successful result."""


class Listeners:
    """The listeners of a client's responses, except botocore and this package.

    A listener is a handler of an event with a response, registered on the client or on its session.
    A wrapper around botocore's method for all calls is a listener too. Tracers install such wrappers.

    Args:
        client: A boto3 or aiobotocore client.
    """

    def __init__(self, client: BaseClient) -> None:
        self.client = client
        self._of: object = None
        """The object that botocore replaces when a handler is registered or unregistered."""
        self._known: dict[str, bool] = {}

    def has_any(self, operation: str) -> bool:
        """Return whether the responses of the operation have a listener.

        The result is cached until a handler is registered or unregistered.
        """
        if _is_wrapped(self.client) or _is_recorded():
            return True
        try:
            emitter = _emitter(self.client)
            if self._of is not emitter._lookup_cache:  # noqa: SLF001 - see private_api
                self._of, self._known = emitter._lookup_cache, {}  # noqa: SLF001 - see private_api
            if operation not in self._known:
                self._known[operation] = _has_handler(emitter, operation)
            return self._known[operation]
        except AttributeError:  # an incompatible botocore version: botocore parses every response
            return True


def _is_recorded() -> bool:
    """Return whether botocore records every response, as it does for the AWS CLI."""
    return bool(getattr(endpoint.history_recorder, "_enabled", True))


def _is_wrapped(client: BaseClient) -> bool:
    if "_make_api_call" in vars(client):
        return True
    # Not getattr, which a wrapper can override. inspect.getattr_static is five times as slow.
    namespaces = map(vars, type(client).__mro__)
    method = next(
        (found["_make_api_call"] for found in namespaces if "_make_api_call" in found), None
    )
    if type(method) is not FunctionType:  # a wrapper may have the attributes of a function
        return True
    return _package(method.__globals__.get("__name__")) not in _UNOBSERVING


def _emitter(client: BaseClient) -> Any:
    # The client's emitter wraps the emitter that contains the handlers.
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
