"""Event handlers receive the same arguments for typed calls as for boto3 calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import boto3
import pytest

from appstream_typed import AsyncPager, ResponseError, RetryPolicy
from appstream_typed.local import LocalAppStream, faults
from tests.faults.wire import Response, Wire, http, refusal, result
from tests.protocols import CBOR, JSON
from tests.protocols import session as session_of
from tests.shapes import wire as sample
from tests.tools.calls import WHOLE, Call, Caller
from tests.tools.conftest import ACCOUNT
from tests.tools.observer import EVENTS, Observer, names

SENT = [event for event in EVENTS if event != "after-call-error"]
"""The events of a successful call, in order."""

CALLS = {
    "timestamps": Call("DescribeStacks", "Stacks"),
    "a parameter": Call("DescribeFleets", "Fleets", {"Names": ["fleet"]}),
    "several parameters": Call(
        "DescribeSessions", "Sessions", {"StackName": "office", "FleetName": "fleet"}
    ),
    "an empty listing": Call("DescribeApplications", "Applications"),
    "a listing of strings": Call("ListAssociatedFleets", "Names", {"StackName": "office"}),
    "a map": Call(
        "ListTagsForResource",
        "Tags",
        {"ResourceArn": "arn:aws:appstream:us-east-1:123456789012:stack/office"},
    ),
    "an empty result": Call(
        "TagResource",
        None,
        {
            "ResourceArn": "arn:aws:appstream:us-east-1:123456789012:stack/office",
            "Tags": {"team": "it"},
        },
    ),
    "a modelled error": Call("DescribeStacks", "Stacks", {"Names": ["none"]}),
    "an error of an operation without a result": Call("DeleteFleet", None, {"Name": "none"}),
}


def both(caller: Caller, observer: Observer, call: Call) -> tuple[list[Any], list[Any]]:
    """Make a boto3 call and a typed call. Check that the results are equal, and return the events."""
    plain = caller.plain(call)
    seen = observer.take()
    assert caller.typed(call) == plain
    return seen, observer.take()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_handlers_on_the_client_receive_the_same(caller: Caller, call: Call) -> None:
    observer = Observer()
    observer.register(caller.boto3.meta.events)
    plain, typed = both(caller, observer, call)
    assert names(plain) == SENT
    assert typed == plain


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_handlers_on_the_session_receive_the_same(
    make: Callable[..., Caller],
    session: boto3.session.Session,
    local: LocalAppStream,
    call: Call,
    kind: str,
    ownership: str,
) -> None:
    observer = Observer()
    observer.register(session.events)
    caller = make(local.endpoint_url, kind, ownership)
    plain, typed = both(caller, observer, call)
    assert names(plain) == SENT
    assert typed == plain


@pytest.mark.parametrize("suffix", ["", ".*.*", ".appstream", ".appstream.DescribeStacks"])
def test_a_single_handler_receives_the_same(caller: Caller, suffix: str) -> None:
    """A handler is registered for one event at a time, under each name that botocore supports."""
    for event in EVENTS:
        observer = Observer([event])
        observer.register(caller.boto3.meta.events, suffix)
        plain, typed = both(caller, observer, CALLS["timestamps"])
        assert names(plain) == ([event] if event in SENT else [])
        assert typed == plain
        observer.unregister(caller.boto3.meta.events, suffix)


@pytest.mark.parametrize("method", ["register_first", "register", "register_last"])
def test_handlers_receive_the_same_in_any_order_of_registration(
    caller: Caller, method: str
) -> None:
    for event in ("before-parse", "response-received", "needs-retry", "after-call"):
        observer = Observer([event])
        getattr(caller.boto3.meta.events, method)(f"{event}.appstream", observer.note)
        plain, typed = both(caller, observer, CALLS["timestamps"])
        assert names(plain) == [event]
        assert typed == plain
        caller.boto3.meta.events.unregister(f"{event}.appstream", observer.note)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_handlers_receive_the_same_in_the_other_protocol(
    make: Callable[..., Caller], local: LocalAppStream, kind: str, ownership: str, call: Call
) -> None:
    """The other protocol is RPC v2 CBOR."""
    keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "local"}
    caller = make(local.endpoint_url, kind, ownership, session=session_of(CBOR, **keys))
    observer = Observer()
    observer.register(caller.boto3.meta.events)
    plain, typed = both(caller, observer, call)
    assert names(plain) == SENT
    (request,) = [seen["request"] for name, seen in plain if name.startswith("before-send")]
    assert request[1].endswith(f"/operation/{call.operation}")
    assert typed == plain


def test_a_handler_receives_responses_only_while_it_is_registered(
    caller: Caller,
) -> None:
    call, observer = CALLS["timestamps"], Observer()
    expected = caller.typed(call)
    observer.register(caller.boto3.meta.events)
    plain, typed = both(caller, observer, call)
    assert typed == plain != []
    observer.unregister(caller.boto3.meta.events)
    assert caller.typed(call) == expected
    assert observer.seen == []


def test_two_handlers_of_one_event_receive_the_same(caller: Caller) -> None:
    first, second = Observer(), Observer()
    for observer in (first, second):
        observer.register(caller.boto3.meta.events)
    caller.typed(CALLS["timestamps"])
    assert first.seen == second.seen
    assert names(first.seen) == SENT


def test_handlers_receive_the_same_for_an_invalid_parameter(caller: Caller) -> None:
    observer = Observer()
    observer.register(caller.boto3.meta.events)
    call = Call(
        "DescribeSessions",
        "Sessions",
        {"StackName": "office", "FleetName": "fleet", "UserId": "a"},
    )
    name, text = caller.plain(call)
    plain = observer.take()
    assert names(plain) == ["provide-client-params", "before-parameter-build"]
    # The typed client's message also names the keyword.
    assert caller.typed(call) == (name, text.replace("UserId,", "UserId (keyword user_id),"))
    assert observer.take() == plain


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalFailure", "Surprise"])
def test_handlers_receive_the_same_for_botocores_retries(
    make: Callable[..., Caller], local: LocalAppStream, kind: str, code: str
) -> None:
    caller, observer = make(local.endpoint_url, kind, "passed in"), Observer()
    observer.register(caller.boto3.meta.events)
    seen = []
    for way in (caller.plain, caller.typed):
        status = 500 if code == "InternalFailure" else 400
        local.add_fault(faults.error(code, status=status), "DescribeStacks", times=2)
        way(CALLS["timestamps"])
        local.clear_faults()
        seen.append(observer.take())
    assert names(seen[0]).count("needs-retry") == (1 if code == "Surprise" else 3)
    assert seen[1] == seen[0]


def test_handlers_receive_the_same_for_lost_connections(
    make: Callable[..., Caller], local: LocalAppStream, kind: str
) -> None:
    caller, observer = make(local.endpoint_url, kind, "passed in"), Observer()
    observer.register(caller.boto3.meta.events)
    seen = []
    for way in (caller.plain, caller.typed):
        local.add_fault(faults.dropped_connection(), "DescribeStacks", times=3)
        with pytest.raises(Exception, match="Connection was closed"):
            way(CALLS["timestamps"])
        seen.append(observer.take())
    assert names(seen[0]).count("response-received") == 3
    assert names(seen[0])[-1] == "after-call-error"
    assert seen[1] == seen[0]


def test_handlers_receive_the_same_for_every_page(caller: Caller, local: LocalAppStream) -> None:
    local.settings.max_page_size = 1
    observer = Observer()
    observer.register(caller.boto3.meta.events)
    token: dict[str, str] = {}
    while True:
        page = caller.boto3.describe_stacks(**token)
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    plain = observer.take()
    if isinstance(pager := caller.client.describe_stacks(), AsyncPager):
        asyncio.run(pager.all())
    else:
        pager.all()
    assert names(plain).count("after-call") == 2
    assert observer.take() == plain


RAW = {
    "timestamps in every format": (
        "DescribeStacks",
        result(
            JSON,
            Stacks=[
                {"Name": "s", "CreatedTime": when}
                for when in (1763000000, 1763000000.125, "2026-01-02T03:04:05Z", "1763000000")
            ],
        ),
    ),
    "unknown members": (
        "DescribeStacks",
        result(JSON, Stacks=[{"Name": "s", "Smell": "roses"}], A=1),
    ),
    "nulls": (
        "DescribeStacks",
        result(JSON, Stacks=[{"Name": "s", "Description": None}], NextToken=None),
    ),
    "an empty object": ("DescribeStacks", http(JSON, b"{}")),
    "an empty body": ("DeleteStack", http(JSON, b"")),
    "an unknown error": ("DescribeStacks", refusal(JSON, "SurpriseException")),
    "an error with its code in a header": (
        "DescribeStacks",
        http(
            JSON,
            b'{"message": "no"}',
            400,
            "application/x-amz-json-1.1",
            "x-amzn-ErrorType: ResourceNotFoundException",
        ),
    ),
    "an error with lowercase keys": (
        "DescribeStacks",
        http(JSON, b'{"code": "ResourceNotFoundException", "message": "no"}', 400),
    ),
    "an error without a body": ("DescribeStacks", http(JSON, b"", 400)),
    "an HTML page of a proxy": ("DescribeStacks", http(JSON, b"<html>no</html>", 502, "text/html")),
}


@pytest.mark.parametrize(("operation", "answer"), RAW.values(), ids=RAW)
def test_handlers_receive_the_same_for_unusual_responses(
    make: Callable[..., Caller],
    wire: Wire,
    kind: str,
    ownership: str,
    operation: str,
    answer: Response,
) -> None:
    wire.play(answer)
    caller, observer = make(wire.url, kind, ownership), Observer()
    caller.client = caller.client.with_options(retries=RetryPolicy(max_attempts=1))
    observer.register(caller.boto3.meta.events)
    parameters = {"Name": "s"} if operation == "DeleteStack" else {}
    call = Call(operation, None if operation == "DeleteStack" else "Stacks", parameters)
    caller.plain(call)
    plain = observer.take()
    caller.typed(call)
    assert "after-call" in names(plain)
    assert observer.take() == plain


BROKEN = {
    "not JSON": http(JSON, b"{"),
    "not an object": http(JSON, b"[]"),
    "empty body": http(JSON, b""),
    "truncated": http(JSON, b'{"Stacks": []}', announced=100, end="close"),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_an_unreadable_response_is_an_error_only_of_the_typed_call(
    make: Callable[..., Caller], wire: Wire, kind: str, ownership: str, answer: Response
) -> None:
    """Handlers receive boto3's result, but the typed call raises an error."""
    wire.play(answer)
    caller, observer = make(wire.url, kind, ownership), Observer()
    caller.client = caller.client.with_options(retries=RetryPolicy(max_attempts=1))
    observer.register(caller.boto3.meta.events)
    with suppress(AttributeError):  # botocore raises it if the body is not an object
        caller.boto3.describe_stacks()
    plain = observer.take()
    with pytest.raises(ResponseError):
        caller.run(Call("DescribeStacks", "Stacks"))
    assert observer.take() == plain != []


WRITES = {
    "CreateStack": ("Stack", {"Name": "s"}),
    "CreateFleet": ("Fleet", {"Name": "f", "InstanceType": "stream.standard.small"}),
    "CreateImageBuilder": (
        "ImageBuilder",
        {"Name": "b", "InstanceType": "stream.standard.small", "VpcConfig": {"SubnetIds": ["a"]}},
    ),
    "CreateStreamingURL": (WHOLE, {"StackName": "s", "FleetName": "f", "UserId": "ada"}),
    "UpdateApplication": ("Application", {"Name": "a", "LaunchPath": "C:\\a.exe"}),
    "BatchAssociateUserStack": (
        "errors",
        {
            "UserStackAssociations": [
                {"StackName": "s", "UserName": "ada", "AuthenticationType": "USERPOOL"}
            ]
        },
    ),
    "DescribeUsers": ("Users", {"AuthenticationType": "USERPOOL"}),
    "ExpireSession": (None, {"SessionId": "1"}),
}


@pytest.mark.parametrize("operation", WRITES)
def test_handlers_receive_the_same_for_results_with_every_member(
    make: Callable[..., Caller], wire: Wire, kind: str, ownership: str, operation: str
) -> None:
    caller, observer = make(wire.url, kind, ownership), Observer()
    output = caller.boto3.meta.service_model.operation_model(operation).output_shape
    wire.play(result(JSON, **sample(output, "full")))
    observer.register(caller.boto3.meta.events)
    plain, typed = both(caller, observer, Call(operation, *WRITES[operation]))
    assert names(plain) == SENT
    assert typed == plain
