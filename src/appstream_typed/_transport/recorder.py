"""Passes the metadata of responses to callbacks and to ``capture_metadata``."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from logging import getLogger
from typing import cast

from appstream_typed.metadata import ResponseMetadata

OnResponse = Callable[[ResponseMetadata], object]

_log = getLogger("appstream_typed")


class Recorder:
    """Passes the metadata of one client's responses to its hook and to ``capture`` blocks.

    Args:
        on_response: The hook; ``None`` for none.
        capture_key: The key that the ``capture`` blocks of a client and its clones share; a new one
            by default.
    """

    def __init__(self, on_response: OnResponse | None, capture_key: object = None) -> None:
        self._on_response = on_response
        self._key = object() if capture_key is None else capture_key

    def with_hook(self, on_response: OnResponse | None) -> Recorder:
        """Return a recorder with another hook. ``capture`` of either recorder collects for both."""
        return Recorder(on_response, self._key)

    def record(
        self,
        operation: str,
        response: Mapping[str, object],
        duration: float,
        earlier_retries: int = 0,
    ) -> ResponseMetadata:
        """Read the metadata of botocore's response and pass it on.

        Args:
            operation: AWS's name for the operation.
            response: The response in boto3's form.
            duration: Seconds since the call started.
            earlier_retries: The number of earlier attempts that botocore does not count.
        """
        metadata = read_metadata(operation, response, duration, earlier_retries)
        for key, calls in _captures.get():
            if key is self._key:
                calls.append(metadata)
        if self._on_response is not None:
            try:
                self._on_response(metadata)
            except Exception:  # noqa: BLE001 - the caller must receive the response even if the hook fails
                _log.exception("on_response raised an exception after %s", operation)
        return metadata

    @contextmanager
    def capture(self) -> Generator[list[ResponseMetadata]]:
        """Collect the metadata of every response that arrives inside the ``with`` block."""
        calls: list[ResponseMetadata] = []
        token = _captures.set((*_captures.get(), (self._key, calls)))
        try:
            yield calls
        finally:
            _captures.reset(token)


_captures: ContextVar[tuple[tuple[object, list[ResponseMetadata]], ...]] = ContextVar(
    "appstream_typed_captures", default=()
)


def read_metadata(
    operation: str, response: Mapping[str, object], duration: float, earlier_retries: int = 0
) -> ResponseMetadata:
    """Read the ``ResponseMetadata``, including the error code, from botocore's response."""
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
