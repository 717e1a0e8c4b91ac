"""The complete table of retried failures, for operations that read and that create."""

from __future__ import annotations

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
)

from appstream_typed import ResponseError, RetryPolicy
from appstream_typed._transport.retry_rules import (
    NEW_ROLE,
    POSTPONED,
    THROTTLED,
    is_throttling,
    may_pass,
)

URL = {"endpoint_url": "http://x"}


def answer(code: str = "", status: int = 400) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": ""},
            "ResponseMetadata": {"HTTPStatusCode": status, "RetryAttempts": 0},
        },  # type: ignore[typeddict-item]  # the test needs only some members
        "X",
    )


# The error, and whether it is retried if the operation reads, creates, or botocore itself retries.
TABLE = [
    *[(answer(code), True, True, False) for code in sorted(THROTTLED - POSTPONED)],
    (answer("RequestLimitExceededException"), True, True, True),
    (answer("ConcurrentModificationException"), True, True, True),
    (answer("LimitExceededException"), False, False, False),
    (answer("ResourceNotFoundException"), False, False, False),
    (answer(NEW_ROLE), False, False, False),
    (answer("Whatever", 429), True, True, False),
    (answer("Whatever", 503), True, True, False),
    (answer("Whatever", 500), True, False, False),
    (answer("Whatever", 502), True, False, False),
    (answer("Whatever", 504), True, False, False),
    (answer("Whatever", 501), False, False, False),
    (answer("Whatever", 404), False, False, False),
    (ClientError({}, "X"), False, False, False),
    (ResponseError("X", "truncated", None), True, False, True),
    (EndpointConnectionError(**URL), True, True, False),
    (ConnectTimeoutError(**URL), True, True, False),
    (ProxyConnectionError(proxy_url="http://p"), True, True, False),
    (ConnectionClosedError(**URL), True, False, False),
    (ReadTimeoutError(**URL), True, False, False),
    (NoCredentialsError(), False, False, False),
    (ValueError(), False, False, False),
]


def is_retried(error: Exception, operation: str, *, botocore: bool, new_role: bool = False) -> bool:
    return may_pass(error, operation, botocore_retries=botocore, retry_new_role=new_role)


@pytest.mark.parametrize(
    ("error", "reads", "creates", "botocore"), TABLE, ids=lambda v: repr(v)[:60]
)
def test_the_rules_match_the_table(
    error: Exception, *, reads: bool, creates: bool, botocore: bool
) -> None:
    assert is_retried(error, "DescribeStacks", botocore=False) is reads
    for operation in ("CreateStack", "CopyImage"):
        assert is_retried(error, operation, botocore=False) is creates
    for operation in ("StartFleet", "UpdateStack", "DeleteStack", "TagResource"):
        assert is_retried(error, operation, botocore=False) is reads
    assert is_retried(error, "DescribeStacks", botocore=True) is botocore


def test_errors_about_a_new_role_are_retried_if_requested() -> None:
    parsed = "".join(list(NEW_ROLE))  # an equal text that is another object
    assert is_retried(answer(parsed), "CreateFleet", botocore=False, new_role=True)
    assert is_retried(answer(NEW_ROLE), "CreateFleet", botocore=True, new_role=True)


def test_throttling_is_recognised_by_code_or_status() -> None:
    for code in THROTTLED:
        assert is_throttling(answer(code))
    assert is_throttling(answer("Whatever", 429))
    assert is_throttling(answer("Whatever", 503))
    for error in (answer("Whatever", 500), answer("LimitExceededException"), ClientError({}, "X")):
        assert not is_throttling(error)
    assert not is_throttling(ReadTimeoutError(**URL))


def test_the_policy_has_the_documented_defaults() -> None:
    policy = RetryPolicy()
    assert (policy.max_attempts, policy.deadline) == (None, None)
    assert (policy.base_delay, policy.max_delay, policy.budget) == (0.5, 20.0, 60.0)
    assert policy.retry_new_role is False
    with pytest.raises(TypeError):
        RetryPolicy(5)  # type: ignore[misc]  # the error under test


@pytest.mark.parametrize("name", ["base_delay", "max_delay", "budget", "deadline"])
def test_negative_times_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must not be negative, got -0\.1$"):
        RetryPolicy(**{name: -0.1})  # type: ignore[arg-type]  # all these fields are floats
    RetryPolicy(**{name: 0})  # type: ignore[arg-type]  # the same


def test_the_number_of_attempts_must_be_at_least_one() -> None:
    with pytest.raises(ValueError, match=r"^max_attempts must be 1 or more, got 0$"):
        RetryPolicy(max_attempts=0)
    assert RetryPolicy(max_attempts=1).max_attempts == 1
