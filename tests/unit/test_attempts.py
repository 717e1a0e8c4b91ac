"""The attempts of one call, without a network and without real sleeps."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from botocore.retries.quota import RetryQuota

from appstream_typed import ApiError, AppStreamError, RetryPolicy
from appstream_typed._transport.attempts import Attempts, CallOptions
from appstream_typed._transport.pace import Pace, Silence
from appstream_typed._transport.recorder import Recorder

READ_TIMEOUT = ReadTimeoutError(endpoint_url="http://x")
CONNECT_TIMEOUT = ConnectTimeoutError(endpoint_url="http://x")


def throttled(*, retries: int = 0) -> ClientError:
    metadata = {"HTTPStatusCode": 400, "RetryAttempts": retries}
    return ClientError(
        {"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": metadata},  # type: ignore[typeddict-item]  # the test needs only some members
        "X",
    )


def attempts(
    policy: RetryPolicy,
    *,
    configured: int = 3,
    botocore: bool = False,
    tokens: int = 500,
    pace: Pace | None = None,
    silence: Silence | None = None,
) -> Attempts:
    options = CallOptions(
        retries=policy,
        configured_attempts=configured,
        botocore_retries=botocore,
        pace=pace,
        silence=silence,
    )
    return Attempts("DescribeStacks", lambda: None, options, Recorder(None), RetryQuota(tokens))


def pauses(trying: Attempts, error: Exception, most: int = 1000) -> list[float]:
    """Return the pauses until the attempts end."""
    found: list[float] = []
    while len(found) < most:
        trying.wait()
        try:
            found.append(trying.failed(error))
        except (ApiError, ReadTimeoutError, ConnectTimeoutError):
            break
    return found


@pytest.fixture
def longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give random pauses their maximum length."""

    def uniform(low: float, high: float) -> float:
        assert low == 0
        return high

    monkeypatch.setattr("random.uniform", uniform)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_number_of_attempts_includes_the_first(number: int) -> None:
    assert len(pauses(attempts(RetryPolicy(max_attempts=number)), throttled())) == number - 1
    assert len(pauses(attempts(RetryPolicy(), configured=number), throttled())) == number - 1


def test_attempts_of_botocore_count() -> None:
    """botocore sent the request three times, which is the configured number of attempts."""
    postponed = ClientError(
        {
            "Error": {"Code": "ConcurrentModificationException"},
            "ResponseMetadata": {"RetryAttempts": 2},
        },  # type: ignore[typeddict-item]  # the test needs only some members
        "X",
    )
    assert pauses(attempts(RetryPolicy(), configured=3, botocore=True), postponed) == []
    assert len(pauses(attempts(RetryPolicy(), configured=7, botocore=True), postponed)) == 2


@pytest.mark.usefixtures("longest")
def test_the_maximum_pause_doubles_with_each_attempt() -> None:
    policy = RetryPolicy(max_attempts=9, base_delay=0.5, max_delay=3, budget=9.5)
    # A further pause of 3 seconds would exceed the budget.
    assert pauses(attempts(policy), throttled()) == [0.5, 1.0, 2.0, 3.0, 3.0]
    for budget, expected in ((3, [1, 2]), (2.9, [1]), (0.9, [])):
        exact = RetryPolicy(max_attempts=9, base_delay=1, max_delay=9, budget=budget)
        assert pauses(attempts(exact), throttled()) == expected


def test_pauses_are_random() -> None:
    policy = RetryPolicy(max_attempts=30, base_delay=1, max_delay=8, budget=1000)
    found = pauses(attempts(policy), READ_TIMEOUT)
    assert len(set(found)) == len(found) == 29
    assert all(0 <= pause <= min(8, 2**number) for number, pause in enumerate(found))


@pytest.mark.usefixtures("longest")
def test_a_pause_does_not_exceed_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appstream_typed._transport.attempts.monotonic", lambda: 100.0)
    for deadline, expected in ((0.5, []), (1.0, [1.0]), (2.0, [1.0])):
        policy = RetryPolicy(max_attempts=9, base_delay=1, deadline=deadline)
        assert pauses(attempts(policy), throttled(), most=1) == expected


def test_the_deadline_includes_the_wait_of_a_throttled_sweep() -> None:
    pace = Pace()
    pace.slow_down(fully=True)
    trying = attempts(RetryPolicy(max_attempts=9, deadline=1.0), pace=pace)
    with pytest.raises(
        AppStreamError, match="DescribeStacks: no request was sent within the deadline"
    ):
        trying.wait()


def test_the_cost_of_a_retry_depends_on_the_error() -> None:
    policy = RetryPolicy(max_attempts=1000, base_delay=0)
    assert len(pauses(attempts(policy, tokens=500), throttled())) == 100
    assert len(pauses(attempts(policy, tokens=500), READ_TIMEOUT)) == 35


def test_success_returns_the_tokens_of_the_last_retry() -> None:
    quota = RetryQuota(500)
    options = CallOptions(
        retries=RetryPolicy(base_delay=0), configured_attempts=3, botocore_retries=False
    )
    trying = Attempts("DescribeStacks", lambda: None, options, Recorder(None), quota)
    trying.wait()
    trying.failed(READ_TIMEOUT)
    assert quota.available_capacity == 486
    trying.wait()
    trying.failed(throttled())
    assert quota.available_capacity == 481
    trying.succeeded({})
    assert quota.available_capacity == 486
    Attempts("DescribeStacks", lambda: None, options, Recorder(None), quota).succeeded({})
    assert quota.available_capacity == 487


def test_a_sweep_without_tokens_continues_at_the_slowest_pace() -> None:
    pace = Pace()
    policy = RetryPolicy(max_attempts=4, base_delay=0)
    trying = attempts(policy, tokens=0, pace=pace)
    trying.wait()
    assert trying.failed(READ_TIMEOUT) == 0
    assert trying.wait() > 1


PATIENT = RetryPolicy(max_attempts=60, budget=600)


def test_consecutive_failed_connections_end_the_attempts(longest: None) -> None:
    silence = Silence(connections=3, seconds=1000)
    assert len(pauses(attempts(PATIENT, silence=silence), CONNECT_TIMEOUT)) == 2
    assert len(pauses(attempts(PATIENT, silence=silence, tokens=10_000), throttled())) > 20
    trying = attempts(PATIENT, silence=silence, tokens=10_000)
    for error in (CONNECT_TIMEOUT, CONNECT_TIMEOUT, throttled(), READ_TIMEOUT, CONNECT_TIMEOUT):
        trying.wait()
        trying.failed(error)
    assert len(pauses(trying, CONNECT_TIMEOUT)) == 1, "only consecutive failures count"


def test_requests_without_a_response_end_the_attempts_after_a_time(
    monkeypatch: pytest.MonkeyPatch, longest: None
) -> None:
    """The time starts with the first attempt that gets no response."""
    now = 100.0
    monkeypatch.setattr("appstream_typed._transport.attempts.monotonic", lambda: now)
    trying = attempts(PATIENT, silence=Silence(connections=60, seconds=15))
    trying.wait()
    trying.failed(throttled())
    now = 500.0
    trying.wait()
    now = 510.0
    assert trying.failed(READ_TIMEOUT) <= 5
    trying.wait()
    now = 515.0
    with pytest.raises(ReadTimeoutError):
        trying.failed(READ_TIMEOUT)
