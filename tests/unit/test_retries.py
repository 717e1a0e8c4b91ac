"""Which failures are retried, and how often."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError

from appstream_typed import (
    ApiError,
    AppStreamClient,
    AppStreamError,
    ConcurrentModificationException,
    InternalFailure,
    InvalidRoleException,
    LimitExceededException,
    RetryPolicy,
    ThrottlingException,
)
from appstream_typed.local import LocalAppStream, faults

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
def test_temporary_failures_are_retried(local: LocalAppStream, fault: faults.Fault) -> None:
    local.add_fault(fault, "DescribeStacks", times=2)
    client = fast(local)
    with client.capture_metadata() as calls:
        assert client.describe_stacks().all() == []
    assert calls[-1].retry_attempts == 2
    assert len(local.requests) == 3


@pytest.mark.parametrize("code", ["LimitExceededException", "ResourceInUseException", "Anything"])
def test_permanent_failures_are_not_retried(local: LocalAppStream, code: str) -> None:
    local.add_fault(faults.error(code), times=None)
    with pytest.raises(Exception, match=code):
        fast(local).describe_stacks().all()
    assert len(local.requests) == 1


def test_a_quota_error_is_never_retried(local: LocalAppStream) -> None:
    local.add_fault(faults.error("LimitExceededException"), times=None)
    with pytest.raises(LimitExceededException) as caught:
        fast(local).create_stack(name="s")
    assert caught.value.attempts == 1


def test_the_number_of_attempts_is_limited_and_reported(local: LocalAppStream) -> None:
    local.add_fault(faults.error("ConcurrentModificationException"), times=None)
    with pytest.raises(ConcurrentModificationException) as caught:
        fast(local).start_fleet(name="f")
    assert caught.value.attempts == 4
    assert len(local.requests) == 4


@pytest.mark.parametrize("fault", [faults.dropped_connection(), faults.server_error(500)])
def test_a_creation_that_may_have_succeeded_is_not_sent_again(
    local: LocalAppStream, fault: faults.Fault
) -> None:
    local.add_fault(fault, times=None)
    with pytest.raises((ConnectionClosedError, InternalFailure)):
        fast(local).create_stack(name="s")
    assert len(local.requests) == 1


def test_a_throttled_creation_is_sent_again(local: LocalAppStream) -> None:
    local.add_fault(faults.throttling(), times=2)
    assert fast(local).create_stack(name="s").name == "s"


def test_errors_about_a_new_role_are_retried_on_request(local: LocalAppStream) -> None:
    local.add_fault(faults.error("InvalidRoleException"), times=2)
    with pytest.raises(InvalidRoleException):
        fast(local).create_stack(name="s")
    patient = RetryPolicy(base_delay=0.001, retry_new_role=True)
    client = local.client().with_options(retries=patient)
    assert client.create_stack(name="s").name == "s"


def test_failures_that_botocore_retries_are_not_retried_again(local: LocalAppStream) -> None:
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    boto = boto3.client("appstream", endpoint_url=local.endpoint_url, config=config)
    client = AppStreamClient(boto, retries=FAST)
    local.add_fault(faults.server_error(500), times=None)
    with pytest.raises(InternalFailure) as caught:
        client.describe_stacks().all()
    assert len(local.requests) == 2
    assert caught.value.attempts == 2


def test_failures_that_botocore_does_not_retry_are_retried(local: LocalAppStream) -> None:
    client = AppStreamClient(local.boto3_client(), retries=FAST)
    local.add_fault(faults.error("ConcurrentModificationException"), times=2)
    assert client.describe_stacks().all() == []
    assert len(local.requests) == 3


def test_options_of_a_clone_do_not_change_the_client(local: LocalAppStream) -> None:
    client = fast(local)
    once = client.with_options(retries=RetryPolicy(max_attempts=1))
    local.add_fault(faults.throttling(), times=1)
    with pytest.raises(ThrottlingException):
        once.describe_stacks().all()
    local.add_fault(faults.throttling(), times=1)
    assert client.describe_stacks().all() == []
    assert once.boto3 is client.boto3


@pytest.mark.parametrize("deadline", [0.01, 0])
def test_no_attempt_starts_after_the_deadline(local: LocalAppStream, deadline: float) -> None:
    slow = RetryPolicy(
        max_attempts=10, base_delay=1000, max_delay=1000, budget=10_000, deadline=deadline
    )
    local.add_fault(faults.throttling(), times=None)
    with pytest.raises(AppStreamError):
        local.client().with_options(retries=slow).describe_stacks().all()
    assert len(local.requests) <= 1


@pytest.mark.parametrize(
    ("environment", "profile", "config", "attempts"),
    [
        ({"AWS_RETRY_MODE": "legacy"}, "", None, 5),
        ({"AWS_RETRY_MODE": "standard"}, "", None, 3),
        ({"AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "2"}, "", None, 2),
        ({}, "retry_mode = standard\nmax_attempts = 1", None, 1),
        ({"AWS_MAX_ATTEMPTS": "4"}, "max_attempts = 1", None, 4),
        ({"AWS_MAX_ATTEMPTS": "4"}, "", {"total_max_attempts": 2, "mode": "standard"}, 2),
        ({}, "", {"max_attempts": 1, "mode": "legacy"}, 2),
    ],
)
def test_the_number_of_attempts_comes_from_the_configuration(
    local: LocalAppStream,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    profile: str,
    config: dict[str, Any] | None,
    attempts: int,
) -> None:
    (tmp_path / "config").write_text(f"[default]\n{profile}\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    local.add_fault(faults.throttling(), times=None)
    options = None if config is None else Config(retries=config)  # type: ignore[arg-type]  # a dict that is valid for Config
    for session in (None, boto3.session.Session()):
        with AppStreamClient(
            session=session,
            endpoint_url=local.endpoint_url,
            config=options,
            retries=RetryPolicy(base_delay=0.001),
        ) as client:
            explicit = client.with_options(retries=RetryPolicy(max_attempts=6, base_delay=0))
            for typed, most in ((client, attempts), (explicit, 6)):
                before = len(local.requests)
                with pytest.raises(ApiError):
                    typed.describe_stacks().all()
                assert len(local.requests) - before == most


def test_the_retry_quota_limits_retries_of_a_failing_service(local: LocalAppStream) -> None:
    """The quota has 500 tokens, and a throttled retry costs 5. 200 calls therefore have 100 retries."""
    local.add_fault(faults.throttling(), times=None)
    quick = RetryPolicy(max_attempts=5, base_delay=0)
    client = local.client().with_options(retries=quick)

    def call(_: int) -> None:
        for _ in range(10):
            with pytest.raises(ApiError):
                client.with_options(retries=quick).start_fleet(name="f")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(call, range(20)))
    assert len(local.requests) == 300


def test_success_returns_tokens_to_the_quota(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=RetryPolicy(max_attempts=2, base_delay=0))
    for _ in range(150):  # more retries than the quota allows
        local.add_fault(faults.throttling(), times=1)
        assert client.describe_stacks().all() == []
    assert len(local.requests) == 300


def test_every_attempt_is_logged_without_its_parameters(
    local: LocalAppStream, caplog: pytest.LogCaptureFixture
) -> None:
    local.add_fault(faults.throttling(), times=1)
    with caplog.at_level(logging.DEBUG, "appstream_typed"):
        fast(local).create_stack(name="confidential")
    first, second = (r.getMessage() for r in caplog.records if r.name == "appstream_typed")
    assert re.fullmatch(
        r"CreateStack: attempt 1 failed with ThrottlingException, request id \S+, "
        r"next attempt in 0\.00 s",
        first,
    )
    assert re.fullmatch(r"CreateStack: attempt 2 succeeded, request id \S+", second)
    assert "confidential" not in caplog.text
