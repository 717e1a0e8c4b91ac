"""Which failure is tried again, for which operation, under which policy: the whole table."""

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
from appstream_typed.retries import NEW_ROLE, THROTTLED, Retrier, is_throttling

POLICY = RetryPolicy(max_attempts=3, base_delay=0.5, max_delay=20, budget=60)
URL = {"endpoint_url": "http://x"}


def answer(code: str = "", status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]  # botocore wants more than it needs
        "X",
    )


# error, again if it reads, again if it makes, again if botocore retries by itself
TABLE = [
    *[(answer(code), True, True, False) for code in sorted(THROTTLED)],
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


def again(
    error: Exception, operation: str, *, botocore: bool, policy: RetryPolicy = POLICY
) -> bool:
    retrier = Retrier(policy, operation, None, botocore_retries=botocore)
    return retrier.pause_after(error) is not None


@pytest.mark.parametrize(("error", "reads", "makes", "botocore"), TABLE, ids=lambda v: repr(v)[:60])
def test_the_table(error: Exception, *, reads: bool, makes: bool, botocore: bool) -> None:
    assert again(error, "DescribeStacks", botocore=False) is reads
    for operation in ("CreateStack", "CopyImage"):
        assert again(error, operation, botocore=False) is makes
    for operation in ("StartFleet", "UpdateStack", "DeleteStack", "TagResource"):
        assert again(error, operation, botocore=False) is reads
    assert again(error, "DescribeStacks", botocore=True) is botocore


def test_a_new_role_on_demand() -> None:
    patient = RetryPolicy(max_attempts=2, retry_new_role=True)
    parsed = "".join(list(NEW_ROLE))  # equal, not the same object
    assert again(answer(parsed), "CreateFleet", botocore=False, policy=patient)
    assert again(answer(NEW_ROLE), "CreateFleet", botocore=True, policy=patient)


def test_what_is_throttling() -> None:
    for code in [*THROTTLED, "RequestLimitExceededException"]:
        assert is_throttling(answer(code))
    assert is_throttling(answer("Whatever", 429))
    assert is_throttling(answer("Whatever", 503))
    for error in (answer("Whatever", 500), answer("LimitExceededException"), ClientError({}, "X")):
        assert not is_throttling(error)
    assert not is_throttling(ReadTimeoutError(**URL))


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_attempts_count_the_first(attempts: int) -> None:
    retrier = Retrier(RetryPolicy(max_attempts=attempts), "X", None, botocore_retries=False)
    pauses = 0
    while retrier.pause_after(answer("Throttling")) is not None:
        pauses += 1
    assert pauses == retrier.retries == attempts - 1


@pytest.fixture
def longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are as long as they may be."""

    def uniform(low: float, high: float) -> float:
        assert low == 0
        return high

    monkeypatch.setattr("random.uniform", uniform)


@pytest.mark.usefixtures("longest")
def test_the_bound_of_pauses_doubles() -> None:
    policy = RetryPolicy(max_attempts=9, base_delay=0.5, max_delay=3, budget=9.5)
    retrier = Retrier(policy, "X", None, botocore_retries=False)
    pauses = [retrier.pause_after(answer("Throttling")) for _ in range(6)]
    assert pauses == [0.5, 1.0, 2.0, 3.0, 3.0, None]  # another 3 would be over the budget
    assert retrier.retries == 5
    for budget, expected in ((3, [1, 2, None]), (2.9, [1, None, None]), (0.9, [None, None, None])):
        exact = RetryPolicy(max_attempts=9, base_delay=1, max_delay=9, budget=budget)
        retrier = Retrier(exact, "X", None, botocore_retries=False)
        assert [retrier.pause_after(answer("Throttling")) for _ in range(3)] == expected


@pytest.mark.usefixtures("longest")
def test_a_pause_may_not_reach_beyond_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appstream_typed.retries.monotonic", lambda: 100.0)
    policy = RetryPolicy(max_attempts=9, base_delay=1)
    for deadline, pause in ((100.5, None), (101.0, 1.0), (102.0, 1.0)):
        retrier = Retrier(policy, "X", deadline, botocore_retries=False)
        assert retrier.pause_after(answer("Throttling")) == pause


def test_defaults() -> None:
    policy = RetryPolicy(max_attempts=5)
    assert (policy.base_delay, policy.max_delay, policy.budget) == (0.5, 20.0, 60.0)
    assert policy.retry_new_role is False
    with pytest.raises(TypeError):
        RetryPolicy(5)  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("name", ["base_delay", "max_delay", "budget"])
def test_negative_times_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must not be negative, got -0\.1$"):
        RetryPolicy(**{name: -0.1})  # type: ignore[arg-type]  # the names are all of floats
    RetryPolicy(**{name: 0})  # type: ignore[arg-type]  # the same


def test_attempts_are_one_or_more() -> None:
    with pytest.raises(ValueError, match=r"^max_attempts must be 1 or more, got 0$"):
        RetryPolicy(max_attempts=0)
    assert RetryPolicy(max_attempts=1).max_attempts == 1


@pytest.mark.parametrize(
    ("value", "attempts"), [("1", 1), ("0", 1), ("", 5), ("-1", 5), ("٣", 5), ("12", 12)]
)
def test_attempts_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, attempts: int
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", value)
    assert RetryPolicy().max_attempts == attempts
    monkeypatch.delenv("AWS_MAX_ATTEMPTS")
    assert RetryPolicy().max_attempts == 5
