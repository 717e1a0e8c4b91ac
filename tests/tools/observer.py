"""Handlers of every event of a botocore client, which note all that they are called with."""

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
"""In the order in which botocore emits them for one call."""

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
"""Headers and keys whose values differ between two requests of boto3's own."""


class Observer:
    """Notes each event, with a copy of its arguments as they are at that moment."""

    def __init__(self, events: Iterable[str] = EVENTS) -> None:
        self.events = tuple(events)
        self.seen: list[tuple[str, Any]] = []

    def register(self, emitter: Any, suffix: str = "") -> None:
        """Register with an emitter of a client or of a session."""
        for event in self.events:
            emitter.register(event + suffix, self.note)

    def unregister(self, emitter: Any, suffix: str = "") -> None:
        """Undo ``register``."""
        for event in self.events:
            emitter.unregister(event + suffix, self.note)

    def take(self) -> list[tuple[str, Any]]:
        """Return what was noted, and forget it."""
        seen, self.seen = self.seen, []
        return seen

    def note(self, event_name: str, **arguments: Any) -> None:
        """Note an event: the handler."""
        self.seen.append((event_name, copy_of(arguments)))


def names(seen: list[tuple[str, Any]]) -> list[str]:
    """Return the events noted, without service and operation."""
    return [name.partition(".")[0] for name, _ in seen]


def copy_of(value: Any) -> Any:
    """Return a copy that compares by value, without what differs between two requests of boto3's own."""
    if isinstance(value, OperationModel):
        return f"operation {value.name}"
    if isinstance(value, AWSRequest):
        parts = [value.method, value.url, dict(value.headers), value.data, value.params]
        return copy_of(parts)
    if isinstance(value, AWSPreparedRequest):
        return copy_of([value.method, value.url, dict(value.headers), value.body])
    if isinstance(value, AWSResponse):
        # A response of a Stubber has no body that could be read.
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
    """The features in a User-Agent come out of a set; a time to live is a time."""
    return "".join(sorted(match[0])) if match[0].startswith("m/") else ""
