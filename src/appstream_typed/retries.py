"""The rules for retries: ``RetryPolicy``."""

from __future__ import annotations

from attrs import Attribute, field, frozen
from attrs.validators import optional

__all__ = ["RetryPolicy"]


def _at_least_one(_: object, attribute: Attribute[int], value: int) -> None:
    if value < 1:
        msg = f"{attribute.name} must be 1 or more, got {value!r}"
        raise ValueError(msg)


def _not_negative(_: object, attribute: Attribute[float], value: float) -> None:
    if value < 0:
        msg = f"{attribute.name} must not be negative, got {value!r}"
        raise ValueError(msg)


@frozen(kw_only=True)
class RetryPolicy:
    """The conditions under which a request is sent again, and the limits.

    A request is retried if AppStream postponed it (``RequestLimitExceededException``,
    ``ConcurrentModificationException``), if it was throttled, if the server failed, or if the
    connection was lost. An operation that creates or copies a resource is retried only if it certainly
    created nothing. It is therefore not retried after a lost response. Account quotas
    (``LimitExceededException``) are never retried, because waiting does not raise them.

    Pauses are random between 0 and a bound that doubles with each attempt ("full jitter"). See
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

    A client and its clones share a retry quota of 500 tokens, as in the standard mode of AWS's
    SDKs. A retry after throttling takes 5 tokens, and any other retry takes 14. A success returns
    them. A request is not retried if too few tokens are left.

    See https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """

    __module__ = "appstream_typed"

    max_attempts: int | None = field(default=None, validator=optional(_at_least_one))
    """The maximum number of attempts; 1 disables retries.

    ``None`` uses AWS's configuration: ``max_attempts`` of botocore's ``Config``,
    ``AWS_MAX_ATTEMPTS``, or the profile. Without a configured number it is 5 if ``retry_mode`` is
    ``legacy``, and 3 if it is ``standard`` or ``adaptive``.
    """
    base_delay: float = field(default=0.5, validator=_not_negative)
    """The upper bound of the first pause in seconds."""
    max_delay: float = field(default=20.0, validator=_not_negative)
    """The upper bound of every pause in seconds."""
    budget: float = field(default=60.0, validator=_not_negative)
    """The upper bound of the sum of a call's pauses in seconds."""
    deadline: float | None = field(default=None, validator=optional(_not_negative))
    """The time in seconds, from the start of a call, after which no further attempt starts.

    The time that a sweep's request waits for its turn is included. ``None`` sets no deadline. The
    client's ``read_timeout`` limits a single attempt.
    """
    retry_new_role: bool = False
    """Whether to retry ``InvalidRoleException``. IAM takes some seconds to publish a new role."""
