"""The log of the requests that a local AppStream answered."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any, cast

from attrs import field, frozen
from botocore.model import ListShape, Shape, StructureShape

from appstream_typed.local.settings import Settings

_OVERHEAD = 1000
"""Bytes that a request takes besides its body, about: its objects, and its entry here."""
_GROWTH = 6
"""How many times as much a body takes when it is read, about."""


@frozen(kw_only=True)
class LoggedRequest:
    """A request that a local AppStream answered."""

    __module__ = "appstream_typed.local"

    operation: str
    """The operation under AWS's name."""
    parameters: Mapping[str, object] = field(repr=False)
    """The request in AWS's form, without members that AWS's model calls sensitive."""
    status: int
    """The HTTP status of the answer."""
    error_code: str | None
    """The error that was answered."""
    account_id: str
    region: str
    time: datetime
    """By the clock of the local AppStream."""
    fault: str | None = None
    """The ordered fault that it met."""


class RequestLog:
    """The newest requests, as many as fit into so many bytes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: deque[LoggedRequest] = deque()
        self._sizes: deque[int] = deque()  # beside, for fewer objects
        self._bytes = 0
        self._lock = Lock()

    def add(self, request: LoggedRequest, body: int) -> None:
        """Keep a request, and drop the oldest that there is no room for.

        Args:
            request: The request.
            body: Bytes of its body.
        """
        limit = self._settings.request_log_bytes
        if limit <= 0:
            return
        size = _OVERHEAD + _GROWTH * body
        with self._lock:
            self._kept.append(request)
            self._sizes.append(size)
            self._bytes += size
            while self._bytes > limit:
                self._kept.popleft()
                self._bytes -= self._sizes.popleft()

    def clear(self) -> None:
        """Drop all."""
        with self._lock:
            self._kept.clear()
            self._sizes.clear()
            self._bytes = 0

    def __iter__(self) -> Iterator[LoggedRequest]:
        with self._lock:
            return iter(list(self._kept))


def without_secrets(value: Any, shape: Shape | None) -> Any:
    """Plain data without the members that the model calls sensitive."""
    if shape is None or not _has_secrets(shape):
        return value
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        members = cast("Mapping[str, Shape]", shape.members)
        return {
            name: without_secrets(item, members.get(name))
            for name, item in cast("Mapping[str, object]", value).items()
            if name not in members or not members[name].metadata.get("sensitive")
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [without_secrets(item, shape.member) for item in cast("list[object]", value)]
    return value


@cache
def _has_secrets(shape: Shape) -> bool:
    """Whether there are sensitive members in a shape; AppStream's shapes have no circles."""
    if isinstance(shape, StructureShape):
        members = cast("Mapping[str, Shape]", shape.members).values()
        return any(member.metadata.get("sensitive") or _has_secrets(member) for member in members)
    return isinstance(shape, ListShape) and _has_secrets(shape.member)
