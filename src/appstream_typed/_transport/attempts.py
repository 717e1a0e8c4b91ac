"""One call without its I/O: what becomes of answers and failures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, NamedTuple, cast

from botocore.exceptions import ClientError, ParamValidationError

from appstream_typed.errors.base import from_client_error
from appstream_typed._transport.pace import Throttle
from appstream_typed.metadata import Recorder, ResponseMetadata
from appstream_typed.retries import Retrier, RetryPolicy, is_throttling

if TYPE_CHECKING:
    from botocore.model import Shape

Response = Mapping[str, object]


class CallOptions(NamedTuple):
    """What ``with_options`` sets."""

    retries: RetryPolicy
    """When a request is sent again."""
    timeout: float | None
    """Seconds after the start of a call when it is not tried again."""
    botocore_retries: bool
    """Whether the boto3 client retries by itself."""
    throttle: Throttle | None = None
    """The pace of all calls of a sweep."""


class Exchange:
    """A request on its way. The shells send it, hand in what came back, and pause as told."""

    def __init__(
        self,
        operation: str,
        options: CallOptions,
        recorder: Recorder,
        input_shape: Callable[[], Shape | None],
    ) -> None:
        self._operation = operation
        self._recorder = recorder
        self._input_shape = input_shape
        self._started = perf_counter()
        self._earlier_retries = 0
        self._throttle = options.throttle
        deadline = None if options.timeout is None else monotonic() + options.timeout
        self._retrier = Retrier(
            options.retries, operation, deadline, botocore_retries=options.botocore_retries
        )

    def turn(self) -> float:
        """Seconds to wait before the request may be sent."""
        return self._throttle.turn() if self._throttle is not None else 0.0

    def succeeded(self, response: Response) -> tuple[Response, ResponseMetadata]:
        """Take the answer."""
        if self._throttle is not None:
            self._throttle.speed_up()
        metadata = self._recorder.record(
            self._operation, response, self._duration(), self._earlier_retries
        )
        return response, metadata

    def failed(self, error: Exception) -> float:
        """Take an error: give the seconds until the request is to be sent again.

        Raises:
            ApiError: AppStream answered it, and it is final.
            ParamValidationError: Nothing was sent; what is sensitive is taken out of the report.
            Exception: The error itself, if it is another one and final.
        """
        if self._throttle is not None and is_throttling(error):
            self._throttle.slow_down()
        pause = self._retrier.pause_after(error)
        if isinstance(error, ClientError):
            answer = cast("Response", error.response)
            metadata = self._recorder.record(
                self._operation, answer, self._duration(), self._earlier_retries
            )
            if pause is None:
                raise from_client_error(error, metadata.retry_attempts) from None
            self._earlier_retries = metadata.retry_attempts
        if isinstance(error, ParamValidationError):
            from appstream_typed._support.redaction import redact_report

            report = redact_report(str(error.kwargs["report"]), self._input_shape())
            raise ParamValidationError(report=report) from None
        if pause is None:
            raise error
        self._earlier_retries += 1
        return pause

    def _duration(self) -> float:
        return perf_counter() - self._started
