"""When a request is sent again: ``RetryPolicy``."""

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
    """When and how often a request is sent again.

    A request is sent again if AppStream postponed it (``RequestLimitExceededException``,
    ``ConcurrentModificationException``), if it was throttled, if the server failed, or if the
    connection was lost. An operation that creates or copies something is repeated only if it is
    certain that nothing was created: not after a lost response. Account quotas
    (``LimitExceededException``) are never retried, because waiting does not raise them.

    Pauses are random between 0 and a bound that doubles with each attempt ("full jitter"), see
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

    A client and its clones share a retry quota, as in the standard mode of AWS's SDKs: 500 tokens,
    of which a retry after throttling takes 5 and any other retry 14. A success gives them back. A
    request that finds too few tokens is not sent again.

    See https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """

    __module__ = "appstream_typed"

    max_attempts: int | None = field(default=None, validator=optional(_at_least_one))
    """How often a request is sent at most; 1 disables retries. ``None`` takes AWS's configuration:
    ``max_attempts`` of botocore's ``Config``, of ``AWS_MAX_ATTEMPTS``, or of the profile; else 5 if
    the configured ``retry_mode`` is ``legacy``, and 3 if it is ``standard`` or ``adaptive``.
    """
    base_delay: float = field(default=0.5, validator=_not_negative)
    """Upper bound of the first pause in seconds."""
    max_delay: float = field(default=20.0, validator=_not_negative)
    """Upper bound of every pause in seconds."""
    budget: float = field(default=60.0, validator=_not_negative)
    """Upper bound of the sum of a call's pauses in seconds."""
    deadline: float | None = field(default=None, validator=optional(_not_negative))
    """Seconds after the start of a call when no further attempt starts, including the time that a
    sweep's request waits for its turn. ``None`` sets no deadline. How long a single attempt waits for
    its response is the client's ``read_timeout``.
    """
    retry_new_role: bool = False
    """Whether to retry ``InvalidRoleException``: IAM takes some seconds to publish a new role."""
