"""Rules for failures after which the same request may be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
    ReadTimeoutError,
)

from appstream_typed.errors.base import ResponseError

# AppStream documents these as temporary: the request had no effect and may be retried.
# https://docs.aws.amazon.com/appstream2/latest/APIReference/CommonErrors.html
POSTPONED = frozenset({"RequestLimitExceededException", "ConcurrentModificationException"})
"""AppStream's error codes that botocore does not retry."""

THROTTLED = frozenset(
    {
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestLimitExceededException",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""AWS's error codes for throttling. The request had no effect."""

NEW_ROLE = "InvalidRoleException"

_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = 503
_SERVER_ERRORS = frozenset({500, 502, _UNAVAILABLE, 504})

_NEVER_ARRIVED = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
_MAY_HAVE_ARRIVED = (ConnectionClosedError, ReadTimeoutError)

_CREATING = ("Create", "Copy")
"""Prefixes of operations that create a resource each time they are carried out."""


def is_throttling(error: Exception) -> bool:
    """Return whether AWS throttled the request."""
    if not isinstance(error, ClientError):
        return False
    return error_code(error) in THROTTLED or _status(error) in (_TOO_MANY_REQUESTS, _UNAVAILABLE)


def never_arrived(error: Exception) -> bool:
    """Return whether no connection to AWS could be established."""
    return isinstance(error, _NEVER_ARRIVED)


def got_no_response(error: Exception) -> bool:
    """Return whether the request failed without any response."""
    return isinstance(error, _NEVER_ARRIVED + _MAY_HAVE_ARRIVED)


def may_pass(
    error: Exception, operation: str, *, botocore_retries: bool, retry_new_role: bool
) -> bool:
    """Return whether the same request may succeed later and may be sent again.

    Args:
        error: The failure.
        operation: AWS's name for the operation.
        botocore_retries: Whether the boto3 client retries automatically. Failures that it retries
            are not retried again.
        retry_new_role: Whether to retry while AWS cannot find a new IAM role.
    """
    creates = operation.startswith(_CREATING)
    if isinstance(error, ClientError):
        code = error_code(error)
        if code in POSTPONED or (code == NEW_ROLE and retry_new_role):
            return True
        passes = is_throttling(error) or (_status(error) in _SERVER_ERRORS and not creates)
        return passes and not (botocore_retries and _is_retried_by_botocore(error))
    if isinstance(error, ResponseError):  # a truncated body, or one that AppStream did not send
        return not creates
    may_have_arrived = isinstance(error, _MAY_HAVE_ARRIVED)
    return (never_arrived(error) or (may_have_arrived and not creates)) and not botocore_retries


def _is_retried_by_botocore(error: ClientError) -> bool:
    """Return whether botocore decides about retries. It does not if a stub answers instead of AWS."""
    return "RetryAttempts" in _part(error, "ResponseMetadata")


def error_code(error: ClientError) -> object:
    """Return AWS's error code."""
    return _part(error, "Error").get("Code")


def sent_by_botocore(error: Exception) -> int:
    """Return the number of times that botocore sent the request before it raised the error."""
    if not isinstance(error, ClientError):
        return 1
    retries = _part(error, "ResponseMetadata").get("RetryAttempts")
    return 1 + (retries if isinstance(retries, int) else 0)


def _status(error: ClientError) -> object:
    return _part(error, "ResponseMetadata").get("HTTPStatusCode")


def _part(error: ClientError, name: str) -> Mapping[str, object]:
    return cast("Mapping[str, Mapping[str, object]]", error.response).get(name, {})
