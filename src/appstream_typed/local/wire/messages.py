"""HTTP requests and responses, and the plain data that they carry."""

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
    """With names in lower case."""
    body: bytes = field(repr=False)


@frozen(kw_only=True)
class Response:
    """An HTTP response, and how it is to be sent."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None
    """Close the connection after so many bytes of the body."""
    seconds_per_byte: float = 0.0
    """Send the body byte by byte, with pauses."""
    pause: float = 0.0
    """Real seconds before the first byte."""
