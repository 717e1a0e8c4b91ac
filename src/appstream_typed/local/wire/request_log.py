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
"""The approximate memory of a request without its body, in bytes."""
_GROWTH = 6
"""The approximate ratio between the memory of a decoded body and its size."""


@frozen(kw_only=True)
class LoggedRequest:
    """A request that a local AppStream answered."""

    __module__ = "appstream_typed.local"

    operation: str
    """The operation under AWS's name."""
    parameters: Mapping[str, object] = field(repr=False)
    """The request in AWS's form, without members that AWS's model marks as sensitive."""
    status: int
    """The HTTP status of the response."""
    error_code: str | None
    """The error code of the response, if it is an error."""
    account_id: str
    region: str
    time: datetime
    """The time by the clock of the local AppStream."""
    fault: str | None = None
    """The injected fault that affected the request."""


class RequestLog:
    """The newest requests that fit into a number of bytes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: deque[LoggedRequest] = deque()
        # In a second deque, because pairs would be more objects for the garbage collector.
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self._lock = Lock()

    def add(self, request: LoggedRequest, body: int) -> None:
        """Add a request, and drop the oldest ones that no longer fit.

        Args:
            request: The request.
            body: The size of its body in bytes.
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
        """Drop all requests."""
        with self._lock:
            self._kept.clear()
            self._sizes.clear()
            self._bytes = 0

    def __iter__(self) -> Iterator[LoggedRequest]:
        with self._lock:
            return iter(list(self._kept))


def without_secrets(value: Any, shape: Shape | None) -> Any:
    """Return plain data without the members that the model marks as sensitive."""
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
    """Return whether a shape contains sensitive members. AppStream's shapes are not recursive."""
    if isinstance(shape, StructureShape):
        members = cast("Mapping[str, Shape]", shape.members).values()
        return any(member.metadata.get("sensitive") or _has_secrets(member) for member in members)
    return isinstance(shape, ListShape) and _has_secrets(shape.member)
