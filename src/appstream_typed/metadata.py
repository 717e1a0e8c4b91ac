"""The metadata of a response: ``ResponseMetadata``."""

from __future__ import annotations

from attrs import field, frozen

__all__ = ["ResponseMetadata"]


@frozen(kw_only=True)
class ResponseMetadata:
    """The metadata of one response, without its content."""

    __module__ = "appstream_typed"

    operation: str
    """AWS's name for the operation, such as ``DescribeSessions``."""
    request_id: str | None
    """AWS's id of the request, which AWS Support needs."""
    http_status: int | None
    """The HTTP status code."""
    retry_attempts: int
    """The number of retries before this response."""
    duration: float
    """Seconds from the call until the response was parsed, retries included."""
    error_code: str | None = field(default=None)
    """AWS's error code; ``None`` unless the response is an error."""
