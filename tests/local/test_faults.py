"""Pages, accounts, faults, latency and the request log."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from appstream_typed import (
    ApiError,
    AppStreamClient,
    ComputeCapacity,
    InternalFailure,
    PaginationError,
    ResourceNotFoundException,
    ResponseError,
    RetryPolicy,
    ThrottlingException,
    ValidationException,
)
from appstream_typed.local import (
    LocalAppStream,
    faults,
)
from tests.local.imaging import WIN2022

MEDIUM = "stream.standard.medium"
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/appstream/aws4_request,"
    " SignedHeaders=host, Signature=0"
}
JSON = {"Content-Type": "application/x-amz-json-1.1", **SIGNED}
ONCE = RetryPolicy(max_attempts=1)


# --- pages and accounts -------------------------------------------------------------------------


def test_a_token_is_valid_only_for_its_query(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    local.settings.max_page_size = 1
    for name in ("a", "b", "c"):
        client.create_stack(name=name)
        client.create_fleet(
            name=name,
            instance_type=MEDIUM,
            image_name=WIN2022,
            compute_capacity=ComputeCapacity(desired_instances=1),
        )
    token = next(iter(client.describe_stacks().pages())).next_token
    assert token is not None
    assert [s.name for s in client.describe_stacks(next_token=token)] == ["b", "c"]
    for call in (
        lambda: client.describe_fleets(next_token=token).all(),
        lambda: client.describe_stacks(names=["a"], next_token=token).all(),
        lambda: client.describe_stacks(next_token="made up").all(),
        lambda: client.describe_stacks(next_token=token[:-4] + "AAAA").all(),
        lambda: local.client(region_name="eu-west-1").describe_stacks(next_token=token).all(),
        lambda: local.client(account_id="1" * 12).describe_stacks(next_token=token).all(),
    ):
        with pytest.raises(ValidationException, match="NextToken"):
            call()


def test_pagination_is_consistent_during_changes(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    local.settings.max_page_size = 7
    lasting = [f"stays-{number}" for number in range(60)]
    for number, name in enumerate(lasting):
        client.create_stack(name=name)
        client.create_stack(name=f"goes-{number}")
    names: list[str] = []
    for number, page in enumerate(client.describe_stacks().pages()):
        names += [stack.name for stack in page.items]
        for other in (number * 4, number * 4 + 1, number * 4 + 2, number * 4 + 3):
            if other < 60:
                client.delete_stack(name=f"goes-{59 - other}")
        client.create_stack(name=f"comes-{number}") if number < 5 else None
    assert [name for name in names if name.startswith("stays")] == lasting
    assert len(set(names)) == len(names)


def test_accounts_and_regions_are_isolated(local: LocalAppStream) -> None:
    clients = [
        local.client(),
        local.client(region_name="eu-west-1"),
        local.client(account_id="999999999999"),
    ]
    for number, client in enumerate(clients):
        client.create_stack(name=f"s{number}")
    assert [c.describe_stacks().one().name for c in clients] == ["s0", "s1", "s2"]
    arn = clients[2].describe_stacks().one().arn
    assert arn == "arn:aws:appstream:us-east-1:999999999999:stack/s2"
    other = AppStreamClient(
        endpoint_url=local.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="x",
    )
    assert other.describe_stacks().one().name == "s0", "the default account"


# --- faults, latency, log ------------------------------------------------------------------------


def test_a_client_receives_each_injected_fault(local: LocalAppStream) -> None:
    config = Config(read_timeout=1, retries={"total_max_attempts": 1, "mode": "standard"})
    client = local.client(config=config).with_options(retries=ONCE)
    client.create_stack(name="s")

    def order(fault: faults.Fault) -> None:
        local.add_fault(fault, "DescribeStacks")

    order(faults.error("ResourceNotFoundException", "gone"))
    with pytest.raises(ResourceNotFoundException, match="gone") as caught:
        client.describe_stacks().all()
    assert caught.value.http_status == 404
    order(faults.server_error(503))
    with pytest.raises(InternalFailure) as unknown:
        client.describe_stacks().all()
    assert unknown.value.http_status == 503
    order(faults.dropped_connection())
    with pytest.raises(ConnectionClosedError):
        client.describe_stacks().all()
    order(faults.dropped_connection(after=5))
    with pytest.raises(ResponseError, match="the body ends after 5 of"):
        client.describe_stacks().all()
    order(faults.slow_body(1.5))
    with pytest.raises((ReadTimeoutError, ResponseStreamingError)):
        client.describe_stacks().all()
    order(faults.delay(3))
    with pytest.raises(ReadTimeoutError):
        client.describe_stacks().all()
    order(faults.unknown_values("NEW", "Permission"))
    stack = client.describe_stacks().one()
    assert {setting.permission.is_known for setting in stack.user_settings} == {False}
    order(faults.unknown_members({"Smell": "roses"}))
    assert client.describe_stacks().one().name == "s"


def test_a_body_that_cannot_be_read_raises(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=ONCE)
    client.create_stack(name="s")
    for fault in (
        faults.truncated_body(),
        faults.malformed_body(),
        faults.response(b"<html>proxy</html>", content_type="text/html"),
    ):
        local.add_fault(fault, "DescribeStacks")
        with pytest.raises(ResponseError, match="DescribeStacks: the body is not JSON"):
            client.describe_stacks().all()
        local.add_fault(fault, "DescribeStacks")
        assert local.client().describe_stacks().one().name == "s", "a listing is retried"
        local.add_fault(fault, "CreateFleet")
        with pytest.raises(ResponseError):
            local.client().create_fleet(
                name="f",
                instance_type=MEDIUM,
                image_name=WIN2022,
                compute_capacity=ComputeCapacity(desired_instances=1),
            )
        client.delete_fleet(name="f")
    local.add_fault(faults.cycling_tokens("A", "B"), "DescribeStacks", times=None)
    with pytest.raises(PaginationError, match="'A'"):
        client.describe_stacks().all()


def test_one_request_in_three_fails(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=ONCE)
    local.add_fault(faults.throttling(), "DescribeStacks", times=2, skip=1, every=3)
    outcomes = []
    for _ in range(10):
        try:
            client.describe_stacks().all()
            outcomes.append("ok")
        except ThrottlingException:
            outcomes.append("no")
    assert [index for index, outcome in enumerate(outcomes) if outcome == "no"] == [3, 6]
    with pytest.raises(ValueError, match="every must be 1 or more, got 0"):
        local.add_fault(faults.throttling(), every=0)


def test_faults_can_be_limited_delayed_and_cleared(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=ONCE)
    local.add_fault(faults.throttling(), "DescribeStacks", times=2, skip=1)
    outcomes = []
    for _ in range(4):
        try:
            client.describe_stacks().all()
            outcomes.append("ok")
        except ThrottlingException as error:
            outcomes.append(error.code)
    assert outcomes == ["ok", "ThrottlingException", "ThrottlingException", "ok"]
    local.add_fault(faults.throttling(), times=None)
    with pytest.raises(ApiError):
        client.describe_fleets().all()
    local.clear_faults()
    assert client.describe_fleets().all() == []
    with pytest.raises(ValueError, match="no operation 'describe_stacks'"):
        local.add_fault(faults.throttling(), "describe_stacks")
    with pytest.raises(ValueError, match="times"):
        local.add_fault(faults.throttling(), times=0)


def test_requests_are_logged(local: LocalAppStream, client: AppStreamClient) -> None:
    client.create_stack(name="s")
    with pytest.raises(ApiError):
        client.delete_fleet(name="f")
    one, two = local.requests
    assert (one.operation, one.status, one.error_code) == ("CreateStack", 200, None)
    assert one.parameters == {"Name": "s"}
    assert (two.status, two.error_code) == (404, "ResourceNotFoundException")
    assert (two.account_id, two.region) == ("123456789012", "us-east-1")
    assert "'s'" not in repr(one), "parameters may be secret"
    local.clear_requests()
    assert local.requests == ()


def test_latency_delays_responses_and_the_rate_limit_refuses_requests(
    local: LocalAppStream,
) -> None:
    client = local.client().with_options(retries=ONCE)
    local.settings.latency = 0.05
    started = time.monotonic()
    client.describe_stacks().all()
    assert time.monotonic() - started >= 0.05
    local.settings.latency = 0
    local.settings.requests_per_second = 2
    codes = []
    for _ in range(6):
        try:
            client.describe_stacks().all()
        except ThrottlingException as error:
            codes.append(error.code)
    assert codes
    assert set(codes) == {"ThrottlingException"}


def test_a_defect_is_answered_and_logged(
    local: LocalAppStream, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> dict[str, Any]:
        msg = "planted"
        raise RuntimeError(msg)

    local.add_fault(faults.Fault("defect", edit_request=broken))
    with caplog.at_level(logging.ERROR), pytest.raises(ClientError) as caught:
        local.client().with_options(retries=ONCE).describe_stacks().all()
    assert "planted" not in str(caught.value)
    assert "planted" in caplog.text
