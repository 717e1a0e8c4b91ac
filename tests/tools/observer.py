"""Event handlers that record the arguments of every event of a botocore client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.model import OperationModel

EVENTS = (
    "provide-client-params",
    "before-parameter-build",
    "before-call",
    "before-sign",
    "request-created",
    "before-send",
    "before-parse",
    "response-received",
    "needs-retry",
    "after-call",
    "after-call-error",
)
"""The events of one call, in the order in which botocore emits them."""

_DIFFERS = frozenset(
    {
        "amz-sdk-invocation-id",
        "authorization",
        "date",
        "invocation-id",
        "requestid",
        "timestamp",
        "ttl",
        "unique_id",
        "x-amz-date",
        "x-amzn-requestid",
    }
)
"""Headers and keys whose values differ even between two equal boto3 requests."""


class Observer:
    """Records each event with an immediate copy of its arguments."""

    def __init__(self, events: Iterable[str] = EVENTS) -> None:
        self.events = tuple(events)
        self.seen: list[tuple[str, Any]] = []

    def register(self, emitter: Any, suffix: str = "") -> None:
        """Register the handlers with the event emitter of a client or session."""
        for event in self.events:
            emitter.register(event + suffix, self.note)

    def unregister(self, emitter: Any, suffix: str = "") -> None:
        """Undo ``register``."""
        for event in self.events:
            emitter.unregister(event + suffix, self.note)

    def take(self) -> list[tuple[str, Any]]:
        """Return the recorded events, and clear them."""
        seen, self.seen = self.seen, []
        return seen

    def note(self, event_name: str, **arguments: Any) -> None:
        """Record an event. This method is the event handler."""
        self.seen.append((event_name, copy_of(arguments)))


def names(seen: list[tuple[str, Any]]) -> list[str]:
    """Return the event names without service and operation."""
    return [name.partition(".")[0] for name, _ in seen]


def copy_of(value: Any) -> Any:
    """Return a copy that compares by value.

    Parts that differ even between two equal boto3 requests are replaced.
    """
    if isinstance(value, OperationModel):
        return f"operation {value.name}"
    if isinstance(value, AWSRequest):
        parts = [value.method, value.url, dict(value.headers), value.data, value.params]
        return copy_of(parts)
    if isinstance(value, AWSPreparedRequest):
        return copy_of([value.method, value.url, dict(value.headers), value.body])
    if isinstance(value, AWSResponse):
        # A response from a Stubber has no readable body.
        content = None if value.raw is None else value.content
        return copy_of([value.status_code, dict(value.headers), content])
    if isinstance(value, BaseException):
        return type(value).__name__, str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _value(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [copy_of(item) for item in value]
    if value is None or isinstance(value, (str, bytes, int, float)):
        return value
    return type(value).__name__


def _value(key: str, value: Any) -> Any:
    if key.lower() in _DIFFERS:
        return "differs"
    if key.lower() in ("amz-sdk-request", "user-agent"):
        text = value.decode() if isinstance(value, bytes) else value
        return re.sub(r"ttl=\w+; |m/[\w,]+", _sorted, text)
    return copy_of(value)


def _sorted(match: re.Match[str]) -> str:
    """Sort the features in a User-Agent header, which have no fixed order. Remove the ``ttl`` field."""
    return "".join(sorted(match[0])) if match[0].startswith("m/") else ""
