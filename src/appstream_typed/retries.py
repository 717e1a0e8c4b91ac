"""When a request is sent again: ``RetryPolicy``, and the decision after each failed attempt."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from time import monotonic
from typing import cast

from attrs import Attribute, field, frozen
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
    ReadTimeoutError,
)

from appstream_typed.errors.base import ResponseError

# AppStream documents these as passing: it did nothing, and will later.
# https://docs.aws.amazon.com/appstream2/latest/APIReference/CommonErrors.html
TRY_AGAIN = frozenset({"RequestLimitExceededException", "ConcurrentModificationException"})
"""Codes that AppStream itself answers, and that botocore does not retry."""

THROTTLED = frozenset(
    {
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""Codes by which AWS's front ends slow clients down; nothing was done."""

NEW_ROLE = "InvalidRoleException"

_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = 503
_SERVER_ERRORS = frozenset({500, 502, _UNAVAILABLE, 504})

_NEVER_ARRIVED = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
_MAY_HAVE_ARRIVED = (ConnectionClosedError, ReadTimeoutError)

_MAKING = ("Create", "Copy")
"""Operations whose names begin so make something new each time they are carried out."""


def _at_least_one(_: object, attribute: Attribute[int], value: int) -> None:
    if value < 1:
        msg = f"{attribute.name} must be 1 or more, got {value!r}"
        raise ValueError(msg)


def _not_negative(_: object, attribute: Attribute[float], value: float) -> None:
    if value < 0:
        msg = f"{attribute.name} must not be negative, got {value!r}"
        raise ValueError(msg)


def _attempts_from_environment() -> int:
    """``AWS_MAX_ATTEMPTS`` as AWS's SDKs read it, else 5."""
    value = os.environ.get("AWS_MAX_ATTEMPTS", "")
    return max(int(value), 1) if value.isascii() and value.isdigit() else 5


@frozen(kw_only=True)
class RetryPolicy:
    """When and how often a request is sent again.

    Sent again are requests that AppStream put off (``RequestLimitExceededException``,
    ``ConcurrentModificationException``), that were throttled, that met a server error, or that lost
    their connection. One that creates or copies something is sent again only if it is certain that
    nothing was made: not after a lost response. Account quotas (``LimitExceededException``) are never
    retried: waiting does not raise them.

    Pauses are random between 0 and a bound that doubles with each attempt ("full jitter"), see
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """

    max_attempts: int = field(factory=_attempts_from_environment, validator=_at_least_one)
    """How often a request is sent at most; 1 switches retries off. ``AWS_MAX_ATTEMPTS``, or 5."""
    base_delay: float = field(default=0.5, validator=_not_negative)
    """Upper bound of the first pause in seconds."""
    max_delay: float = field(default=20.0, validator=_not_negative)
    """Upper bound of any pause in seconds."""
    budget: float = field(default=60.0, validator=_not_negative)
    """Seconds that the pauses of one call may take in all."""
    retry_new_role: bool = False
    """Whether to retry ``InvalidRoleException``: IAM needs some seconds to make a new role known."""


class Retrier:
    """The retries of one call. Does no I/O.

    Args:
        policy: The policy.
        operation: The operation under AWS's name.
        deadline: The ``monotonic()`` time after which no attempt begins; ``None`` for no such time.
        botocore_retries: Whether the boto3 client retries by itself. What it retries is left to it.
    """

    def __init__(
        self,
        policy: RetryPolicy,
        operation: str,
        deadline: float | None,
        *,
        botocore_retries: bool,
    ) -> None:
        self._policy = policy
        self._operation = operation
        self._deadline = deadline
        self._botocore_retries = botocore_retries
        self._slept = 0.0
        self.retries = 0
        """How often the request was sent again."""

    def pause_after(self, error: Exception) -> float | None:
        """Seconds to wait before the request is sent again; ``None`` if it is not."""
        policy = self._policy
        if self.retries + 1 >= policy.max_attempts or not self._passes(error):
            return None
        bound = min(policy.max_delay, policy.base_delay * 2**self.retries)
        pause = random.uniform(0, bound)  # noqa: S311 - no secret
        if self._slept + pause > policy.budget:
            return None
        if self._deadline is not None and monotonic() + pause > self._deadline:
            return None
        self._slept += pause
        self.retries += 1
        return pause

    def _passes(self, error: Exception) -> bool:
        """Whether the same request may succeed later, and may be sent again."""
        if isinstance(error, ClientError):
            return self._answer_passes(error)
        if isinstance(error, ResponseError):  # a body cut off, or not AppStream's at all
            return not self._makes
        if self._botocore_retries:
            return False
        if isinstance(error, _NEVER_ARRIVED):
            return True
        return isinstance(error, _MAY_HAVE_ARRIVED) and not self._makes

    def _answer_passes(self, error: ClientError) -> bool:
        response = cast("Mapping[str, Mapping[str, object]]", error.response)
        code = response.get("Error", {}).get("Code")
        if code in TRY_AGAIN:
            return True
        if code == NEW_ROLE:
            return self._policy.retry_new_role
        if self._botocore_retries:
            return False
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if is_throttling(error):
            return True
        return status in _SERVER_ERRORS and not self._makes

    @property
    def _makes(self) -> bool:
        return self._operation.startswith(_MAKING)


def is_throttling(error: Exception) -> bool:
    """Whether AWS asks to send requests more slowly."""
    if not isinstance(error, ClientError):
        return False
    response = cast("Mapping[str, Mapping[str, object]]", error.response)
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    code = response.get("Error", {}).get("Code")
    return (
        code in THROTTLED
        or code == "RequestLimitExceededException"
        or status in (_TOO_MANY_REQUESTS, _UNAVAILABLE)
    )
