"""When requests are sent again."""

from __future__ import annotations

import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from appstream_typed import (
    AppStreamClient,
    ConcurrentModificationException,
    InvalidRoleException,
    LimitExceededException,
    RetryPolicy,
    UnknownApiError,
)
from appstream_typed.local import LocalAppStream, faults
from appstream_typed.retries import Retrier

FAST = RetryPolicy(max_attempts=4, base_delay=0.001)


def fast(local: LocalAppStream) -> AppStreamClient:
    return local.client().with_options(retries=FAST)


@pytest.mark.parametrize(
    "fault",
    [
        faults.error("RequestLimitExceededException"),
        faults.error("ConcurrentModificationException"),
        faults.throttling(),
        faults.server_error(500),
        faults.server_error(503),
        faults.dropped_connection(),
    ],
    ids=lambda fault: fault.name,
)
def test_what_passes_is_tried_again(local: LocalAppStream, fault: faults.Fault) -> None:
    local.add_fault(fault, "DescribeStacks", times=2)
    client = fast(local)
    with client.capture_metadata() as calls:
        assert client.describe_stacks().all() == []
    assert calls[-1].retry_attempts == 2
    assert len(local.requests) == 3


@pytest.mark.parametrize("code", ["LimitExceededException", "ResourceInUseException", "Anything"])
def test_what_does_not_pass_is_not(local: LocalAppStream, code: str) -> None:
    local.add_fault(faults.error(code), times=None)
    with pytest.raises(Exception, match=code):
        fast(local).describe_stacks().all()
    assert len(local.requests) == 1


def test_a_quota_is_never_retried(local: LocalAppStream) -> None:
    local.add_fault(faults.error("LimitExceededException"), times=None)
    with pytest.raises(LimitExceededException) as caught:
        fast(local).create_stack(name="s")
    assert caught.value.attempts == 1


def test_attempts_end_and_are_told(local: LocalAppStream) -> None:
    local.add_fault(faults.error("ConcurrentModificationException"), times=None)
    with pytest.raises(ConcurrentModificationException) as caught:
        fast(local).start_fleet(name="f")
    assert caught.value.attempts == 4
    assert len(local.requests) == 4


@pytest.mark.parametrize("fault", [faults.dropped_connection(), faults.server_error(500)])
def test_a_create_that_may_have_gone_through_is_not_sent_again(
    local: LocalAppStream, fault: faults.Fault
) -> None:
    local.add_fault(fault, times=None)
    with pytest.raises((ConnectionClosedError, UnknownApiError)):
        fast(local).create_stack(name="s")
    assert len(local.requests) == 1


def test_a_create_that_was_put_off_is_sent_again(local: LocalAppStream) -> None:
    local.add_fault(faults.throttling(), times=2)
    assert fast(local).create_stack(name="s").name == "s"


def test_a_new_role_is_waited_for_on_demand(local: LocalAppStream) -> None:
    local.add_fault(faults.error("InvalidRoleException"), times=2)
    with pytest.raises(InvalidRoleException):
        fast(local).create_stack(name="s")
    patient = RetryPolicy(base_delay=0.001, retry_new_role=True)
    client = local.client().with_options(retries=patient)
    assert client.create_stack(name="s").name == "s"


def test_a_client_handed_in_is_not_retried_twice(local: LocalAppStream) -> None:
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    boto = AppStreamClient(
        endpoint_url=local.endpoint_url, region_name="us-east-1", config=config
    ).boto3
    client = AppStreamClient(boto, retries=FAST)
    local.add_fault(faults.server_error(500), times=None)
    with pytest.raises(UnknownApiError) as caught:
        client.describe_stacks().all()
    assert len(local.requests) == 2
    assert caught.value.attempts == 2


def test_a_client_handed_in_gets_what_botocore_does_not_retry(local: LocalAppStream) -> None:
    client = AppStreamClient(local.boto3_client(), retries=FAST)
    local.add_fault(faults.error("ConcurrentModificationException"), times=2)
    assert client.describe_stacks().all() == []
    assert len(local.requests) == 3


def test_options_are_set_for_calls_and_leave_the_client_as_it_is(local: LocalAppStream) -> None:
    client = fast(local)
    once = client.with_options(retries=RetryPolicy(max_attempts=1))
    local.add_fault(faults.throttling(), times=1)
    with pytest.raises(UnknownApiError):
        once.describe_stacks().all()
    local.add_fault(faults.throttling(), times=1)
    assert client.describe_stacks().all() == []
    assert once.boto3 is client.boto3


def test_no_attempt_begins_after_the_timeout(local: LocalAppStream) -> None:
    slow = RetryPolicy(max_attempts=10, base_delay=1000, max_delay=1000, budget=10_000)
    client = local.client().with_options(retries=slow, timeout=0.01)
    local.add_fault(faults.throttling(), times=None)
    with pytest.raises(UnknownApiError):
        client.describe_stacks().all()
    assert len(local.requests) == 1


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_bad_timeout_is_refused(local: LocalAppStream, timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout must be more than 0"):
        local.client().with_options(timeout=timeout)


def test_a_bad_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="max_attempts"):
        RetryPolicy(max_attempts=0)


def test_attempts_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "9")
    assert RetryPolicy().max_attempts == 9
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    assert RetryPolicy().max_attempts == 5


def test_pauses_are_random_bounded_and_within_the_budget() -> None:
    error = ReadTimeoutError(endpoint_url="x")
    policy = RetryPolicy(max_attempts=1000, base_delay=1, max_delay=8, budget=100)
    retrier = Retrier(policy, "DescribeStacks", None, botocore_retries=False)
    pauses: list[float] = []
    while (pause := retrier.pause_after(error)) is not None:
        assert 0 <= pause <= min(8, 2 ** len(pauses))
        pauses.append(pause)
    assert len(set(pauses)) == len(pauses)
    assert sum(pauses) <= 100
    assert retrier.retries == len(pauses)
