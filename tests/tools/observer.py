"""Handlers for every event of a botocore client, which record their arguments."""

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
"""The events in the order in which botocore emits them for one call."""

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
"""Headers and keys whose values differ between two requests of boto3."""


class Observer:
    """Records each event with a copy of its arguments at that time."""

    def __init__(self, events: Iterable[str] = EVENTS) -> None:
        self.events = tuple(events)
        self.seen: list[tuple[str, Any]] = []

    def register(self, emitter: Any, suffix: str = "") -> None:
        """Register the handlers with an emitter of a client or of a session."""
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
        """Record an event. This is the handler."""
        self.seen.append((event_name, copy_of(arguments)))


def names(seen: list[tuple[str, Any]]) -> list[str]:
    """Return the names of the recorded events without service and operation."""
    return [name.partition(".")[0] for name, _ in seen]


def copy_of(value: Any) -> Any:
    """Return a copy that compares by value, without the parts that differ between two requests of boto3."""
    if isinstance(value, OperationModel):
        return f"operation {value.name}"
    if isinstance(value, AWSRequest):
        parts = [value.method, value.url, dict(value.headers), value.data, value.params]
        return copy_of(parts)
    if isinstance(value, AWSPreparedRequest):
        return copy_of([value.method, value.url, dict(value.headers), value.body])
    if isinstance(value, AWSResponse):
        # A Stubber's response has no readable body.
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
    """Sort the features of a User-Agent, whose order is that of a set, and remove its time to live."""
    return "".join(sorted(match[0])) if match[0].startswith("m/") else ""
