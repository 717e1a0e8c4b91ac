"""The complete table of failures and operations that are retried."""

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
        },  # type: ignore[typeddict-item]  # botocore declares members that it does not need
        "X",
    )


# error; retried if the operation reads, if it creates, if botocore retries automatically
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
    (ResponseError("X", "cut off", None), True, False, True),
    (EndpointConnectionError(**URL), True, True, False),
    (ConnectTimeoutError(**URL), True, True, False),
    (ProxyConnectionError(proxy_url="http://p"), True, True, False),
    (ConnectionClosedError(**URL), True, False, False),
    (ReadTimeoutError(**URL), True, False, False),
    (NoCredentialsError(), False, False, False),
    (ValueError(), False, False, False),
]


def passes(error: Exception, operation: str, *, botocore: bool, new_role: bool = False) -> bool:
    return may_pass(error, operation, botocore_retries=botocore, retry_new_role=new_role)


@pytest.mark.parametrize(
    ("error", "reads", "creates", "botocore"), TABLE, ids=lambda v: repr(v)[:60]
)
def test_the_table(error: Exception, *, reads: bool, creates: bool, botocore: bool) -> None:
    assert passes(error, "DescribeStacks", botocore=False) is reads
    for operation in ("CreateStack", "CopyImage"):
        assert passes(error, operation, botocore=False) is creates
    for operation in ("StartFleet", "UpdateStack", "DeleteStack", "TagResource"):
        assert passes(error, operation, botocore=False) is reads
    assert passes(error, "DescribeStacks", botocore=True) is botocore


def test_a_new_role_is_retried_if_requested() -> None:
    parsed = "".join(list(NEW_ROLE))  # equal, not the same object
    assert passes(answer(parsed), "CreateFleet", botocore=False, new_role=True)
    assert passes(answer(NEW_ROLE), "CreateFleet", botocore=True, new_role=True)


def test_throttling() -> None:
    for code in THROTTLED:
        assert is_throttling(answer(code))
    assert is_throttling(answer("Whatever", 429))
    assert is_throttling(answer("Whatever", 503))
    for error in (answer("Whatever", 500), answer("LimitExceededException"), ClientError({}, "X")):
        assert not is_throttling(error)
    assert not is_throttling(ReadTimeoutError(**URL))


def test_defaults_of_the_policy() -> None:
    policy = RetryPolicy()
    assert (policy.max_attempts, policy.deadline) == (None, None)
    assert (policy.base_delay, policy.max_delay, policy.budget) == (0.5, 20.0, 60.0)
    assert policy.retry_new_role is False
    with pytest.raises(TypeError):
        RetryPolicy(5)  # type: ignore[misc]  # the error under test


@pytest.mark.parametrize("name", ["base_delay", "max_delay", "budget", "deadline"])
def test_negative_times_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must not be negative, got -0\.1$"):
        RetryPolicy(**{name: -0.1})  # type: ignore[arg-type]  # the names are all of floats
    RetryPolicy(**{name: 0})  # type: ignore[arg-type]  # the same


def test_attempts_are_one_or_more() -> None:
    with pytest.raises(ValueError, match=r"^max_attempts must be 1 or more, got 0$"):
        RetryPolicy(max_attempts=0)
    assert RetryPolicy(max_attempts=1).max_attempts == 1
