"""Answers that are no good: the error, and how often the request arrives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from appstream_typed import ApiError, ResponseError
from appstream_typed.local import LocalAppStream, faults
from tests.faults.cases import CASES, GOOD, ONCE, READING
from tests.faults.conftest import Caller
from tests.faults.wire import Answer, Wire, http, result

MEDIUM = "stream.standard.medium"
SLOW = {name for name, case in CASES.items() if case.error is ReadTimeoutError}
TRIED_AGAIN = [name for name, case in CASES.items() if case.sent[0] > ONCE and name not in SLOW]
AMBIGUOUS = [name for name, case in CASES.items() if case.sent == READING]
AWS_NAMES = {
    "describe_stacks": "DescribeStacks",
    "create_fleet": "CreateFleet",
    "create_image_builder": "CreateImageBuilder",
    "create_streaming_url": "CreateStreamingURL",
    "create_user": "CreateUser",
    "copy_image": "CopyImage",
}
MAKING = {
    "create_fleet": {"name": "f", "instance_type": MEDIUM},
    "create_image_builder": {"name": "b", "instance_type": MEDIUM},
    "create_streaming_url": {"stack_name": "s", "fleet_name": "f", "user_id": "user"},
    "create_user": {"user_name": "u@example.com", "authentication_type": "USERPOOL"},
    "copy_image": {
        "source_image_name": "i",
        "destination_image_name": "j",
        "destination_region": "eu-west-1",
    },
}


@pytest.mark.parametrize("name", CASES)
def test_answer(name: str, make: Callable[..., Caller], kind: str, road: str, wire: Wire) -> None:
    case = CASES[name]
    caller = make(kind, road, read_timeout=case.read_timeout)
    wire.play(case.answer)
    sent = case.sent if road == "made" else case.handed_in
    error = case.error
    if road == "read by botocore" and case.by_botocore is not None:
        error, sent = case.by_botocore, (ONCE, ONCE)
    if road == "read by botocore" and case.overlooked:
        assert caller.call("describe_stacks") == []
        with pytest.raises(ResponseError, match=r"CreateFleet\.Fleet: missing"):
            caller.call("create_fleet", **MAKING["create_fleet"])
        assert len(wire.requests) == 2
        return
    for operation, times in zip(("describe_stacks", "create_fleet"), sent, strict=True):
        wire.requests.clear()
        caller.sent = 0
        with pytest.raises(error) as caught:
            caller.call(operation, **MAKING.get(operation, {}))
        assert type(caught.value) is error
        wire.wait_for_requests(times)
        assert [request.operation for request in wire.requests] == [AWS_NAMES[operation]] * times
        assert caller.sent == times
        if isinstance(caught.value, ApiError) and error is case.error:
            assert caught.value.code == case.match
            assert caught.value.attempts == times
        elif error is case.error:
            assert caught.match(case.match)


@pytest.mark.parametrize("road", ["made", "handed in"])
@pytest.mark.parametrize("name", TRIED_AGAIN)
def test_it_passes(
    name: str, make: Callable[..., Caller], kind: str, road: str, wire: Wire
) -> None:
    """Two bad answers, then a good one: nobody notices."""
    case = CASES[name]
    wire.play(case.answer, case.answer, http(GOOD))
    (page,) = make(kind, road, read_timeout=case.read_timeout).pages("describe_stacks")
    assert [stack.name for stack in page.items] == ["s"]
    assert page.metadata.retry_attempts == 2
    assert len(wire.requests) == 3


@pytest.mark.parametrize("name", AMBIGUOUS)
@pytest.mark.parametrize("operation", MAKING)
def test_what_creates_is_not_sent_twice(
    name: str, operation: str, make: Callable[..., Caller], wire: Wire
) -> None:
    if (operation, name) == ("create_user", "empty"):
        return  # it has no result: an empty body is a good answer
    case = CASES[name]
    wire.play(case.answer, http(GOOD))
    caller = make("sync", read_timeout=case.read_timeout)
    with pytest.raises(case.error):
        caller.call(operation, **MAKING[operation])
    assert caller.sent == 1
    wire.wait_for_requests(1)
    assert [request.operation for request in wire.requests] == [AWS_NAMES[operation]]


def test_a_fleet_whose_answer_was_lost_is_there_once(
    local: LocalAppStream, make: Callable[..., Caller], kind: str
) -> None:
    caller = make(kind, endpoint_url=local.endpoint_url)
    local.add_fault(faults.dropped_connection(), "CreateFleet", times=None)
    with pytest.raises(ConnectionClosedError):
        caller.call("create_fleet", **MAKING["create_fleet"])
    assert [request.operation for request in local.requests] == ["CreateFleet"]
    assert [fleet.name for fleet in caller.call("describe_fleets")] == ["f"]


def test_boto3_sends_what_creates_again_unless_told_not_to(
    make: Callable[..., Caller], kind: str, wire: Wire
) -> None:
    wire.play(CASES["500-storm"].answer)
    for attempts in (3, 1):
        wire.requests.clear()
        caller = make(kind, "handed in", attempts=attempts)
        with pytest.raises(ApiError):
            caller.call("create_fleet", **MAKING["create_fleet"])
        assert len(wire.requests) == attempts


# --- slow ones ---


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_slow_answer_and_then_a_quick_one(
    name: str, make: Callable[..., Caller], kind: str, wire: Wire
) -> None:
    wire.play(CASES[name].answer, http(GOOD))
    (page,) = make(kind, read_timeout=1).pages("describe_stacks")
    assert page.metadata.retry_attempts == 1


def test_a_body_that_comes_in_drops(make: Callable[..., Caller], kind: str, wire: Wire) -> None:
    """read_timeout is the longest silence, not the longest answer."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(GOOD)}\r\n\r\n".encode()
    drops = [part for index in range(4) for part in (0.4, GOOD[index : index + 1])]
    wire.play(Answer((head, *drops, GOOD[4:])))
    (page,) = make(kind, read_timeout=1.2).pages("describe_stacks")
    assert len(page.items) == 1
    assert page.metadata.retry_attempts == 0
    assert page.metadata.duration > 1.2


# --- answers that are taken as they are ---


def test_another_content_type(caller: Caller, wire: Wire) -> None:
    wire.play(http(GOOD, 200, "text/plain"))
    assert [stack.name for stack in caller.call("describe_stacks")] == ["s"]


def test_an_empty_body_where_there_is_no_result(caller: Caller, wire: Wire) -> None:
    wire.play(http(b""))
    assert caller.call("delete_fleet", name="f") is None
    assert len(wire.requests) == 1


def test_a_result_without_its_member(caller: Caller, wire: Wire) -> None:
    wire.play(result(Something="else"))
    with pytest.raises(ResponseError, match=r"CreateFleet\.Fleet: missing"):
        caller.call("create_fleet", **MAKING["create_fleet"])
    assert caller.call("describe_stacks") == []
    assert len(wire.requests) == 2


def test_an_item_without_a_required_member(caller: Caller, wire: Wire) -> None:
    wire.play(result(Stacks=[{"Arn": "a"}]))
    (stack,) = caller.call("describe_stacks")
    assert (stack.arn, stack.name) == ("a", "")
    assert len(wire.requests) == 1


def test_a_member_of_another_type(make: Callable[..., Caller], kind: str, wire: Wire) -> None:
    wire.play(result(Stacks=[{"Name": "s"}, {"Name": ["t"]}]))
    with pytest.raises(ResponseError) as caught:
        make(kind).call("describe_stacks")
    assert caught.value.path == "DescribeStacks.Stacks[1].Name"
    assert len(wire.requests) == 1


def test_nobody_asks_for_gzip(caller: Caller, wire: Wire) -> None:
    wire.play(http(GOOD))
    caller.call("describe_stacks")
    assert wire.requests[0].headers["accept-encoding"] == "identity"
