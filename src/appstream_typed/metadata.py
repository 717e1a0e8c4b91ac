"""What a response tells besides its content, and how to collect it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from logging import getLogger
from typing import cast

from attrs import field, frozen

_log = getLogger("appstream_typed")


@frozen(kw_only=True)
class ResponseMetadata:
    """One answer of AppStream, without its content."""

    operation: str
    """The operation under AWS's name, such as ``DescribeSessions``."""
    request_id: str | None
    """AWS's id of the request, to be named to AWS Support."""
    http_status: int | None
    """The HTTP status code of the answer."""
    retry_attempts: int
    """How often the request was sent again before this answer came."""
    duration: float
    """Seconds from the call until its answer was parsed, retries included."""
    error_code: str | None = field(default=None)
    """AWS's error code, if the answer was an error."""


class Recorder:
    """Hands the metadata of one client's answers to those who asked for it."""

    def __init__(self, on_response: Callable[[ResponseMetadata], None] | None) -> None:
        self._on_response = on_response

    def record(
        self,
        operation: str,
        response: Mapping[str, object],
        duration: float,
        earlier_retries: int = 0,
    ) -> ResponseMetadata:
        """Read the metadata of botocore's response and pass it on.

        Args:
            operation: The operation under AWS's name.
            response: The response in boto3's form.
            duration: Seconds since the call began.
            earlier_retries: How often the request was sent again before, besides botocore's count.
        """
        metadata = read_metadata(operation, response, duration, earlier_retries)
        for recorder, calls in _captures.get():
            if recorder is self:
                calls.append(metadata)
        if self._on_response is not None:
            try:
                self._on_response(metadata)
            except Exception:  # noqa: BLE001 - the answer must reach the caller whatever the hook does
                _log.exception("on_response failed for %s", operation)
        return metadata

    @contextmanager
    def capture(self) -> Generator[list[ResponseMetadata]]:
        """Collect the metadata of every answer that comes inside the ``with`` block."""
        calls: list[ResponseMetadata] = []
        token = _captures.set((*_captures.get(), (self, calls)))
        try:
            yield calls
        finally:
            _captures.reset(token)


_captures: ContextVar[tuple[tuple[Recorder, list[ResponseMetadata]], ...]] = ContextVar(
    "appstream_typed_captures", default=()
)


def read_metadata(
    operation: str, response: Mapping[str, object], duration: float, earlier_retries: int = 0
) -> ResponseMetadata:
    """Read the ``ResponseMetadata`` (and the error code) out of botocore's response."""
    found = _mapping(response.get("ResponseMetadata"))
    status = found.get("HTTPStatusCode")
    retries = found.get("RetryAttempts")
    request_id = found.get("RequestId")
    code = _mapping(response.get("Error")).get("Code")
    return ResponseMetadata(
        operation=operation,
        request_id=None if request_id is None else str(request_id),
        http_status=status if isinstance(status, int) else None,
        retry_attempts=earlier_retries + (retries if isinstance(retries, int) else 0),
        duration=duration,
        error_code=None if code is None else str(code),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
