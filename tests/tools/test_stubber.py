"""botocore's ``Stubber`` works with typed calls as with boto3 calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import StubAssertionError, StubResponseError, UnStubbedResponseError
from botocore.stub import ANY, Stubber

from appstream_typed import (
    ApiError,
    AsyncAppStreamClient,
    ResourceNotFoundException,
)
from appstream_typed.local import LocalAppStream, faults
from tests.tools.calls import WHOLE, Call, Caller

LISTING = Call("DescribeStacks", "Stacks")
STACK = {"Name": "s", "CreatedTime": datetime(2026, 1, 2, 3, 4, 5, 125000, timezone.utc)}


def test_a_stubbed_response_is_returned(caller: Caller) -> None:
    with Stubber(caller.boto3) as stubber:
        for _ in range(2):
            stubber.add_response("describe_stacks", {"Stacks": [STACK]})
        plain = caller.plain(LISTING)
        assert plain == [STACK]
        assert caller.typed(LISTING) == plain
        stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (Call("DeleteStack", None, {"Name": "s"}), {}),
        (Call("DescribeStacks", "Stacks"), {"Stacks": []}),
        (Call("DescribeStacks", "Stacks"), {}),
        (Call("CreateStack", "Stack", {"Name": "s"}), {"Stack": STACK}),
        (
            Call("CreateStreamingURL", WHOLE, {"StackName": "s", "FleetName": "f", "UserId": "me"}),
            {"StreamingURL": "https://x", "Expires": datetime(2026, 1, 2, tzinfo=timezone.utc)},
        ),
        (Call("ListTagsForResource", "Tags", {"ResourceArn": "arn:aws:x"}), {"Tags": {"a": "b"}}),
    ],
    ids=lambda value: value.operation if isinstance(value, Call) else "",
)
def test_stubbed_responses_of_every_form_are_returned(
    caller: Caller, call: Call, answer: dict[str, Any]
) -> None:
    with Stubber(caller.boto3) as stubber:
        for _ in range(2):
            stubber.add_response(call.method, answer, dict(call.parameters))
        plain = caller.plain(call)
        assert caller.typed(call) == plain
        stubber.assert_no_pending_responses()


def test_each_page_uses_a_stub(caller: Caller) -> None:
    """The second stub expects the token of the first page."""
    with Stubber(caller.boto3) as stubber:
        stubber.add_response("describe_stacks", {"Stacks": [STACK], "NextToken": "2"}, {})
        stubber.add_response("describe_stacks", {"Stacks": [STACK]}, {"NextToken": "2"})
        pager = caller.client.describe_stacks()
        found = asyncio.run(pager.all()) if hasattr(pager, "__aiter__") else pager.all()
        assert [stack.to_dict() for stack in found] == [STACK, STACK]
        stubber.assert_no_pending_responses()


def test_expected_parameters_are_checked(caller: Caller) -> None:
    with Stubber(caller.boto3) as stubber:
        expected = {"Names": ["a"], "NextToken": ANY}
        stubber.add_response("describe_stacks", {"Stacks": []}, expected)
        with pytest.raises(StubAssertionError, match="Expected parameters"):
            caller.run(LISTING)
        with pytest.raises(AssertionError, match="1 responses remaining"):
            stubber.assert_no_pending_responses()
        call = Call("DescribeStacks", "Stacks", {"Names": ["a"], "NextToken": "t"})
        assert caller.typed(call) == []
        stubber.assert_no_pending_responses()


def test_a_call_without_its_stub_is_an_error(caller: Caller) -> None:
    with Stubber(caller.boto3) as stubber:
        with pytest.raises(UnStubbedResponseError):
            caller.run(LISTING)
        stubber.add_response("describe_fleets", {"Fleets": []})
        with pytest.raises(StubResponseError, match="found response for DescribeFleets"):
            caller.run(LISTING)


def test_a_stubbed_error_is_raised_as_a_typed_error(caller: Caller) -> None:
    with Stubber(caller.boto3) as stubber:
        for _ in range(2):
            stubber.add_client_error(
                "describe_stacks",
                "ResourceNotFoundException",
                "not there",
                404,
                response_meta={"RequestId": "r-1"},
            )
        plain = caller.plain(LISTING)
        assert plain == ("DescribeStacks", "ResourceNotFoundException", "not there")
        with pytest.raises(ResourceNotFoundException, match="not there") as caught:
            caller.run(LISTING)
        error = caught.value
        assert (error.request_id, error.http_status) == ("r-1", 404)
        stubber.assert_no_pending_responses()


class Retried:
    """Makes a call, and stores its outcome and the number of retries."""

    def __init__(self, caller: Caller, call: Call = LISTING) -> None:
        with caller.client.capture_metadata() as calls:
            try:
                self.outcome: Any = caller.run(call)
            except ApiError as error:
                self.outcome = error.code
        self.retries = calls[-1].retry_attempts


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 400),
        ("TooManyRequestsException", 429),
        ("RequestLimitExceededException", 400),
        ("ConcurrentModificationException", 400),
        ("InternalFailure", 500),
        ("ServiceUnavailable", 503),
        ("ResourceNotFoundException", 404),
        ("AccessDeniedException", 400),
    ],
)
def test_retries_use_further_stubs(
    caller: Caller, local: LocalAppStream, code: str, status: int
) -> None:
    """The outcome and the number of retries are the same with stubs and with a server."""
    for times in (1, 2):
        local.clear_requests()
        local.add_fault(faults.error(code, status=status), "DescribeStacks", times=times)
        sent = Retried(caller)
        local.clear_faults()
        with Stubber(caller.boto3) as stubber:
            for _ in range(times):
                stubber.add_client_error("describe_stacks", code, http_status_code=status)
            stacks = {"Stacks": [{"Name": "office"}, {"Name": "design"}]}
            stubber.add_response("describe_stacks", stacks)
            stubbed = Retried(caller)
            if isinstance(sent.outcome, list):
                stubber.assert_no_pending_responses()
                assert [stack.name for stack in stubbed.outcome] == ["office", "design"]
            else:
                assert stubbed.outcome == sent.outcome == code
        assert stubbed.retries == sent.retries == len(local.requests) - 1


def test_retries_of_stubbed_throttling_are_limited(caller: Caller, local: LocalAppStream) -> None:
    """The policy and botocore both allow three attempts."""
    local.add_fault(faults.throttling(), "DescribeStacks", times=None)
    sent = Retried(caller)
    assert len(local.requests) == 3
    with Stubber(caller.boto3) as stubber:
        for _ in range(3):
            stubber.add_client_error("describe_stacks", "ThrottlingException")
        stubbed = Retried(caller)
        stubber.assert_no_pending_responses()
    assert sent.outcome == stubbed.outcome == "ThrottlingException"
    assert sent.retries == stubbed.retries == 2


def test_a_throttled_creation_is_retried_with_stubs(caller: Caller, local: LocalAppStream) -> None:
    """AWS creates nothing if it throttles a request, so a retry creates nothing twice."""
    call = Call("CreateStack", "Stack", {"Name": "new"})
    with Stubber(caller.boto3) as stubber:
        stubber.add_client_error("create_stack", "ThrottlingException")
        stubber.add_response("create_stack", {"Stack": {"Name": "new"}})
        assert Retried(caller, call).outcome.name == "new"
        stubber.assert_no_pending_responses()


def test_each_poll_of_a_waiter_uses_a_stub(
    make: Callable[..., Caller], local: LocalAppStream
) -> None:
    """The second poll is throttled and retried."""
    caller = make(local.endpoint_url)
    with Stubber(caller.boto3) as stubber:
        for state in ("STARTING", None, "RUNNING"):
            if state is None:
                stubber.add_client_error("describe_fleets", "ThrottlingException")
                continue
            fleet = {
                "Arn": "arn:aws:appstream:us-east-1:123456789012:fleet/f",
                "Name": "f",
                "InstanceType": "stream.standard.small",
                "ComputeCapacityStatus": {"Desired": 1},
                "State": state,
            }
            stubber.add_response("describe_fleets", {"Fleets": [fleet]}, {"Names": ["f"]})
        found = caller.client.wait_until_fleet_running("f", poll_interval=0.001)
        assert found.state == "RUNNING"
        stubber.assert_no_pending_responses()


def test_a_stubbed_quota_error_is_not_retried(caller: Caller) -> None:
    """A stub bypasses botocore's retries. With a server, a boto3 client passed in retries this error."""
    with Stubber(caller.boto3) as stubber:
        stubber.add_client_error("create_stack", "LimitExceededException")
        retried = Retried(caller, Call("CreateStack", "Stack", {"Name": "new"}))
        assert (retried.outcome, retried.retries) == ("LimitExceededException", 0)


def test_a_stubbed_conflict_is_retried(caller: Caller) -> None:
    """botocore does not retry ``ConcurrentModificationException``, but this package does."""
    with Stubber(caller.boto3) as stubber:
        for _ in range(3):
            stubber.add_client_error("delete_stack", "ConcurrentModificationException")
        retried = Retried(caller, Call("DeleteStack", None, {"Name": "s"}))
        assert retried.outcome == "ConcurrentModificationException"
        assert retried.retries == 2
        stubber.assert_no_pending_responses()


def test_concurrent_asyncio_tasks_use_stubs(
    make: Callable[..., Caller], local: LocalAppStream
) -> None:
    caller = make(local.endpoint_url, "async")
    assert isinstance(caller.client, AsyncAppStreamClient)

    async def main() -> list[Any]:
        return await asyncio.gather(*(caller.client.describe_stacks().all() for _ in range(8)))

    with Stubber(caller.boto3) as stubber:
        for number in range(8):
            stubber.add_response("describe_stacks", {"Stacks": [{"Name": str(number)}]})
        found = asyncio.run(main())
        stubber.assert_no_pending_responses()
    assert sorted(stacks[0].name for stacks in found) == [str(number) for number in range(8)]
