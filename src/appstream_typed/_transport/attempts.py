"""The attempts of one call, without I/O.

This module determines when each attempt starts, and whether it is followed by another.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from logging import getLogger
from time import monotonic, perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from botocore.exceptions import ClientError, ParamValidationError

from appstream_typed._transport.recorder import Recorder
from appstream_typed._transport.retry_rules import (
    error_code,
    got_no_response,
    is_throttling,
    may_pass,
    never_arrived,
    sent_by_botocore,
)
from appstream_typed.errors.base import AppStreamError
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.retries import RetryPolicy

if TYPE_CHECKING:
    from botocore.model import Shape
    from botocore.retries.quota import RetryQuota

    from appstream_typed._transport.pace import Pace, Silence

Response = Mapping[str, object]
Answer = tuple[Response, ResponseMetadata]

_THROTTLED_COST = 5
_OTHER_COST = 14
_REWARD = 1

_log = getLogger("appstream_typed")


class CallOptions(NamedTuple):
    """The settings for the attempts of every call of a client."""

    retries: RetryPolicy
    """The caller's policy."""
    configured_attempts: int
    """The maximum number of attempts in AWS's configuration."""
    botocore_retries: bool
    """Whether the boto3 client retries automatically."""
    pace: Pace | None = None
    """The pace that all calls of a sweep share."""
    extra_parameters: Mapping[str, object] = MappingProxyType({})
    """Parameters that are added to every request, in boto3's form."""
    silence: Silence | None = None
    """Limits for requests without a response, in addition to those of ``retries``."""

    def __repr__(self) -> str:  # extra parameters may be sensitive
        return f"{type(self).__name__}()"


class Attempts:
    """The attempts of one call.

    The caller waits for ``wait()`` seconds until it returns 0, sends the request, and passes the outcome
    to ``succeeded`` or ``failed``. ``failed`` returns the seconds to wait before the loop starts again.
    """

    def __init__(
        self,
        operation: str,
        input_shape: Callable[[], Shape | None],
        options: CallOptions,
        recorder: Recorder,
        quota: RetryQuota,
    ) -> None:
        self._operation = operation
        self._input_shape = input_shape
        self._options = options
        self._recorder = recorder
        self._quota = quota
        self._started = perf_counter()
        self._deadline = _deadline(options.retries)
        self._attempts = 0
        self._sent = 0
        self._slept = 0.0
        self._attempt_started = 0.0
        self._silent_since: float | None = None
        self._unconnected = 0
        self._taken = _REWARD
        self._last_error: Exception | None = None

    def wait(self) -> float:
        """Return the seconds to sleep before the next call of this method; 0 if the request may be sent now.

        Raises:
            AppStreamError: The first attempt cannot start before the deadline.
            Exception: The next attempt cannot start before the deadline. The error is that of the
                previous attempt.
        """
        pace = self._options.pace
        seconds = pace.turn() if pace is not None else 0.0
        if self._deadline is not None and monotonic() + seconds > self._deadline:
            if self._last_error is not None:
                raise self._last_error
            limit = self._options.retries.deadline
            msg = (
                f"{self._operation}: no request was sent within the deadline of {limit:g} "
                f"seconds; pass a longer RetryPolicy.deadline"
            )
            raise AppStreamError(msg)
        if not seconds:
            self._attempts += 1
            self._attempt_started = monotonic()
        return seconds

    def succeeded(self, response: Response) -> Answer:
        """Process a response, and return it with its metadata."""
        if self._options.pace is not None:
            self._options.pace.speed_up()
        self._quota.release(self._taken)
        metadata = self._record(response)
        _log.debug(
            "%s: attempt %d succeeded, request id %s",
            self._operation,
            self._attempts,
            metadata.request_id,
        )
        return response, metadata

    def failed(self, error: Exception) -> float:
        """Process an error. Return the seconds to sleep before the request is sent again.

        Raises:
            ApiError: AppStream returned the error, and no retry is possible.
            ParamValidationError: No request was sent. Sensitive values are removed from the report.
            Exception: Any other error for which no retry is possible.
        """
        if isinstance(error, ParamValidationError):
            from appstream_typed._conversion.validation_reports import redact_report

            report = redact_report(str(error.kwargs["report"]), self._input_shape())
            raise ParamValidationError(report=report) from None
        throttled = is_throttling(error)
        if self._options.pace is not None and throttled:
            self._options.pace.slow_down()
        pause = self._pause_after(error, throttled=throttled)
        metadata = None
        if isinstance(error, ClientError):
            metadata = self._record(cast("Response", error.response))
        self._log_failure(error, metadata, pause)
        self._sent += sent_by_botocore(error)
        if metadata is not None:
            from appstream_typed.errors.translation import from_client_error

            error = from_client_error(cast("ClientError", error), metadata.retry_attempts)
        self._last_error = error
        if pause is None:
            raise error from None
        return pause

    def _pause_after(self, error: Exception, *, throttled: bool) -> float | None:
        """Return the seconds to sleep before a retry; ``None`` for no retry."""
        policy = self._options.retries
        allowed = policy.max_attempts or self._options.configured_attempts
        passes = may_pass(
            error,
            self._operation,
            botocore_retries=self._options.botocore_retries,
            retry_new_role=policy.retry_new_role,
        )
        if not passes or self._sent + sent_by_botocore(error) >= allowed:
            return None
        bound = min(policy.max_delay, policy.base_delay * 2 ** (self._attempts - 1))
        pause = random.uniform(0, bound)  # noqa: S311 - not used for secrets
        if self._slept + pause > policy.budget:
            return None
        if self._deadline is not None and monotonic() + pause > self._deadline:
            return None
        if self._is_silent_too_long(error, pause):
            return None
        if not self._take_tokens(_THROTTLED_COST if throttled else _OTHER_COST):
            return None
        self._slept += pause
        return pause

    def _is_silent_too_long(self, error: Exception, pause: float) -> bool:
        """Return whether the time without a response exceeds the limits."""
        self._unconnected = self._unconnected + 1 if never_arrived(error) else 0
        if not got_no_response(error):
            self._silent_since = None
            return False
        if self._silent_since is None:
            self._silent_since = self._attempt_started
        limits = self._options.silence
        return limits is not None and (
            self._unconnected >= limits.connections
            or monotonic() + pause - self._silent_since > limits.seconds
        )

    def _take_tokens(self, cost: int) -> bool:
        """Return whether the retry quota allows one more attempt.

        If the quota is used up, a sweep continues at its slowest pace.
        """
        if self._quota.acquire(cost):
            self._taken = cost
            return True
        self._taken = _REWARD
        if self._options.pace is None:
            return False
        self._options.pace.slow_down(fully=True)
        return True

    def _record(self, response: Response) -> ResponseMetadata:
        duration = perf_counter() - self._started
        return self._recorder.record(self._operation, response, duration, self._sent)

    def _log_failure(
        self, error: Exception, metadata: ResponseMetadata | None, pause: float | None
    ) -> None:
        _log.debug(
            "%s: attempt %d failed with %s, request id %s, %s",
            self._operation,
            self._attempts,
            error_code(error) if isinstance(error, ClientError) else type(error).__name__,
            None if metadata is None else metadata.request_id,
            "no further attempt" if pause is None else f"next attempt in {pause:.2f} s",
        )


def _deadline(policy: RetryPolicy) -> float | None:
    return None if policy.deadline is None else monotonic() + policy.deadline
