"""The error after a faulty response, and the number of requests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from appstream_typed import ApiError, ComputeCapacity, ResponseError
from appstream_typed.local import LocalAppStream, faults
from tests.faults.cases import CASES, NAMES, ONCE, READING, VALID, valid_response
from tests.faults.conftest import Caller
from tests.faults.wire import Response, Wire, http, result
from tests.local.imaging import WIN2022
from tests.protocols import CBOR, JSON, Protocol

MEDIUM = "stream.standard.medium"
SLOW = {name for name, case in CASES[JSON].items() if case.error is ReadTimeoutError}
RETRIED = [name for name, case in CASES[JSON].items() if case.sent[0] > ONCE and name not in SLOW]
AMBIGUOUS = [name for name, case in CASES[JSON].items() if case.sent == READING]
AWS_NAMES = {
    "describe_stacks": "DescribeStacks",
    "create_fleet": "CreateFleet",
    "create_image_builder": "CreateImageBuilder",
    "create_streaming_url": "CreateStreamingURL",
    "create_user": "CreateUser",
    "copy_image": "CopyImage",
}
CREATING = {
    "create_fleet": {
        "name": "f",
        "instance_type": MEDIUM,
        "image_name": WIN2022,
        "compute_capacity": ComputeCapacity(desired_instances=1),
    },
    "create_image_builder": {"name": "b", "instance_type": MEDIUM, "image_name": WIN2022},
    "create_streaming_url": {"stack_name": "s", "fleet_name": "f", "user_id": "user"},
    "create_user": {"user_name": "u@example.com", "authentication_type": "USERPOOL"},
    "copy_image": {
        "source_image_name": "i",
        "destination_image_name": "j",
        "destination_region": "eu-west-1",
    },
}


PARSER_FAILS = {
    JSON: {("observed", name) for name in ("array-500", "other-protocol-400")},
    CBOR: {("observed", name) for name in ("text-500", "array-500", "other-protocol-400")},
}
"""Observed error responses that botocore's parser cannot read.

botocore does not retry them, so this package does.
"""


@pytest.mark.parametrize("name", NAMES)
def test_the_outcome_of_a_faulty_response(
    name: str, connect: Callable[..., Caller], kind: str, code_path: str, wire: Wire
) -> None:
    case = CASES[wire.protocol][name]
    caller = connect(kind, code_path, read_timeout=case.read_timeout)
    wire.play(case.response)
    is_ours = code_path == "created" or (code_path, name) in PARSER_FAILS[wire.protocol]
    sent = case.sent if is_ours else case.passed_in
    for operation, times in zip(("describe_stacks", "create_fleet"), sent, strict=True):
        wire.requests.clear()
        caller.sent = 0
        with pytest.raises(case.error) as caught:
            caller.call(operation, **CREATING.get(operation, {}))
        assert type(caught.value) is case.error
        wire.wait_for_requests(times)
        assert [request.operation for request in wire.requests] == [AWS_NAMES[operation]] * times
        assert caller.sent == times
        if isinstance(caught.value, ApiError):
            assert caught.value.code == case.match
            assert caught.value.attempts == times
        else:
            assert caught.match(case.match)


@pytest.mark.parametrize("name", RETRIED)
def test_a_call_succeeds_after_a_temporary_fault(
    name: str, connect: Callable[..., Caller], kind: str, code_path: str, wire: Wire
) -> None:
    """The server sends two faulty responses and then a valid one."""
    case = CASES[wire.protocol][name]
    wire.play(case.response, case.response, valid_response(wire.protocol))
    (page,) = connect(kind, code_path, read_timeout=case.read_timeout).pages("describe_stacks")
    assert [stack.name for stack in page.items] == ["s"]
    assert page.metadata.retry_attempts == 2
    assert len(wire.requests) == 3


@pytest.mark.parametrize("name", AMBIGUOUS)
@pytest.mark.parametrize("operation", CREATING)
def test_creating_operations_are_not_sent_twice(
    name: str, operation: str, connect: Callable[..., Caller], wire: Wire
) -> None:
    if (operation, name) == ("create_user", "empty"):
        return  # CreateUser has no result, so an empty body is valid
    case = CASES[wire.protocol][name]
    wire.play(case.response, valid_response(wire.protocol))
    caller = connect("sync", read_timeout=case.read_timeout)
    with pytest.raises(case.error):
        caller.call(operation, **CREATING[operation])
    assert caller.sent == 1
    wire.wait_for_requests(1)
    assert [request.operation for request in wire.requests] == [AWS_NAMES[operation]]


def test_a_fleet_whose_response_was_lost_exists_once(
    local: LocalAppStream, connect: Callable[..., Caller], kind: str
) -> None:
    caller = connect(kind, endpoint_url=local.endpoint_url)
    local.add_fault(faults.dropped_connection(), "CreateFleet", times=None)
    with pytest.raises(ConnectionClosedError):
        caller.call("create_fleet", **CREATING["create_fleet"])
    assert [request.operation for request in local.requests] == ["CreateFleet"]
    assert [fleet.name for fleet in caller.call("describe_fleets")] == ["f"]


def test_boto3_retries_creating_operations_unless_configured_otherwise(
    connect: Callable[..., Caller], kind: str, wire: Wire
) -> None:
    wire.play(CASES[wire.protocol]["error-500"].response)
    for attempts in (3, 1):
        wire.requests.clear()
        caller = connect(kind, "passed in", attempts=attempts)
        with pytest.raises(ApiError):
            caller.call("create_fleet", **CREATING["create_fleet"])
        assert len(wire.requests) == attempts


# --- slow responses ---


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_slow_response_is_retried(
    name: str, connect: Callable[..., Caller], kind: str, wire: Wire
) -> None:
    wire.play(CASES[wire.protocol][name].response, valid_response(wire.protocol))
    (page,) = connect(kind, read_timeout=1).pages("describe_stacks")
    assert page.metadata.retry_attempts == 1


def test_a_body_may_take_longer_than_read_timeout(
    connect: Callable[..., Caller], kind: str, wire: Wire
) -> None:
    """read_timeout limits each pause, not the whole duration of the response."""
    body = wire.protocol.encode(VALID)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    pieces = [part for index in range(4) for part in (0.4, body[index : index + 1])]
    wire.play(Response((head, *pieces, body[4:])))
    (page,) = connect(kind, read_timeout=1.2).pages("describe_stacks")
    assert len(page.items) == 1
    assert page.metadata.retry_attempts == 0
    assert page.metadata.duration > 1.2


# --- unusual responses that can be read ---


def test_another_content_type_is_accepted(caller: Caller, wire: Wire) -> None:
    wire.play(http(wire.protocol, wire.protocol.encode(VALID), 200, "text/plain"))
    assert [stack.name for stack in caller.call("describe_stacks")] == ["s"]


def test_an_empty_body_is_valid_without_a_result(caller: Caller, wire: Wire) -> None:
    wire.play(http(wire.protocol, b""))
    assert caller.call("delete_fleet", name="f") is None
    assert len(wire.requests) == 1


def test_a_result_without_its_only_member_is_an_error(caller: Caller, wire: Wire) -> None:
    wire.play(result(wire.protocol, Something="else"))
    with pytest.raises(ResponseError, match=r"CreateFleet\.Fleet: missing"):
        caller.call("create_fleet", **CREATING["create_fleet"])
    assert caller.call("describe_stacks") == []
    assert len(wire.requests) == 2


def test_a_missing_required_member_gets_an_empty_value(caller: Caller, wire: Wire) -> None:
    wire.play(result(wire.protocol, Stacks=[{"Arn": "a"}]))
    (stack,) = caller.call("describe_stacks")
    assert (stack.arn, stack.name) == ("a", "")
    assert len(wire.requests) == 1


def test_unknown_members_are_kept(caller: Caller, wire: Wire) -> None:
    stack = {"Name": "s", "Smell": "roses", "ApplicationSettings": {"Enabled": True, "Deep": [1]}}
    wire.play(result(wire.protocol, Stacks=[stack]))
    (found,) = caller.call("describe_stacks")
    assert found.to_dict() == stack


@pytest.mark.parametrize("members", [[{"Name": "s"}, {"Name": ["t"]}], [{"Name": "s"}, 7]])
def test_a_member_of_another_type_is_an_error(
    caller: Caller, protocol: Protocol, members: list[object], wire: Wire
) -> None:
    wire.play(result(protocol, Stacks=members))
    with pytest.raises(ResponseError, match=r"^DescribeStacks"):
        caller.call("describe_stacks")
    assert len(wire.requests) == 1


def test_no_client_requests_gzip(caller: Caller, wire: Wire) -> None:
    wire.play(valid_response(wire.protocol))
    caller.call("describe_stacks")
    assert wire.requests[0].headers["accept-encoding"] == "identity"
