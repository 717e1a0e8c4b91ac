"""HTTP requests and responses, and the plain data in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

Body = dict[str, Any]
"""A resource, a request or a result in AWS's form; times are aware datetimes."""


@frozen(kw_only=True)
class Request:
    """An HTTP request."""

    method: str = "POST"
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """The headers, with names in lower case."""
    body: bytes = field(repr=False)


@frozen(kw_only=True)
class Response:
    """An HTTP response, and how to send it."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None
    """The number of bytes of the body after which the connection closes."""
    seconds_per_byte: float = 0.0
    """Real seconds to sleep after each byte of the body."""
    pause: float = 0.0
    """Real seconds to sleep before the first byte."""
