"""Event handlers that change requests or responses affect typed calls like boto3 calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any
from unittest.mock import patch

import pytest
from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient

from appstream_typed import AppStreamClient, ResourceNotFoundException
from appstream_typed.local import LocalAppStream
from tests.tools.calls import Call, Caller

LISTING = Call("DescribeStacks", "Stacks")


class Raw:
    """The attributes of an HTTP response that botocore reads."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body


def answer_of(request: Any, body: object, status: int = 200) -> AWSResponse:
    """Return a response for a handler of ``before-send``."""
    return AWSResponse(request.url, status, {}, Raw(json.dumps(body).encode()))


def test_a_handler_may_change_the_parameters(caller: Caller) -> None:
    def only_office(params: dict[str, Any], **_: object) -> dict[str, Any]:
        return {**params, "Names": ["office"]}

    caller.boto3.meta.events.register("provide-client-params.appstream.DescribeStacks", only_office)
    plain = caller.plain(LISTING)
    assert [stack["Name"] for stack in plain] == ["office"]
    assert caller.typed(LISTING) == plain


def test_a_handler_may_add_headers(caller: Caller, local: LocalAppStream) -> None:
    sent = []

    def trace(request: Any, **_: object) -> None:
        request.headers["X-Trace"] = "1"

    caller.boto3.meta.events.register("before-sign.appstream", trace)
    caller.boto3.meta.events.register(
        "before-send.appstream", lambda request, **_: sent.append(request.headers["X-Trace"])
    )
    caller.plain(LISTING)
    caller.typed(LISTING)
    assert [trace.decode() if isinstance(trace, bytes) else trace for trace in sent] == ["1", "1"]


def test_a_handler_may_change_the_body(caller: Caller) -> None:
    def shout(response_dict: dict[str, Any], **_: object) -> None:
        response_dict["body"] = response_dict["body"].replace(b'"office"', b'"OFFICE"')

    caller.boto3.meta.events.register("before-parse.appstream", shout)
    plain = caller.plain(LISTING)
    assert [stack["Name"] for stack in plain] == ["OFFICE", "design"]
    assert caller.typed(LISTING) == plain


@pytest.mark.parametrize("event", ["response-received", "after-call"])
def test_a_handler_may_change_the_parsed_response(caller: Caller, event: str) -> None:
    """For example, a handler may mask private data."""

    def mask(event_name: str, **arguments: Any) -> None:
        parsed = arguments["parsed" if event == "after-call" else "parsed_response"]
        for stack in parsed["Stacks"]:
            stack["Name"] = "masked"
            stack["CreatedTime"] = datetime(2026, 1, 2, tzinfo=timezone.utc)

    caller.boto3.meta.events.register(f"{event}.appstream", mask)
    plain = caller.plain(LISTING)
    assert [stack["Name"] for stack in plain] == ["masked", "masked"]
    assert caller.typed(LISTING) == plain


def test_a_handler_may_turn_a_result_into_an_error(caller: Caller) -> None:
    def refuse(http_response: Any, parsed: dict[str, Any], **_: object) -> None:
        http_response.status_code = 404
        parsed["Error"] = {"Code": "ResourceNotFoundException", "Message": "hidden"}

    caller.boto3.meta.events.register("after-call.appstream", refuse)
    plain = caller.plain(LISTING)
    assert plain == ("DescribeStacks", "ResourceNotFoundException", "hidden")
    assert caller.typed(LISTING) == plain
    with pytest.raises(ResourceNotFoundException):
        caller.run(LISTING)


def test_a_handler_may_respond_before_the_request_is_sent(
    caller: Caller, local: LocalAppStream
) -> None:
    """moto does this in ``before-send``. botocore parses the response of the handler."""
    stack = {"Name": "s", "CreatedTime": 1763000000.125}
    caller.boto3.meta.events.register(
        "before-send.appstream", lambda request, **_: answer_of(request, {"Stacks": [stack]})
    )
    plain = caller.plain(LISTING)
    assert plain[0]["CreatedTime"].microsecond == 125000
    assert caller.typed(LISTING) == plain
    assert local.requests == ()


def test_a_handler_may_respond_before_the_request_is_created(
    caller: Caller, local: LocalAppStream
) -> None:
    """Stubber and placebo do this in ``before-call``. Their responses are not parsed."""
    answer = {"Stacks": [{"Name": "s", "CreatedTime": datetime(2026, 1, 2, tzinfo=timezone.utc)}]}
    caller.boto3.meta.events.register(
        "before-call.appstream", lambda **_: (AWSResponse("", 200, {}, None), answer)
    )
    plain = caller.plain(LISTING)
    assert plain == answer["Stacks"]
    assert caller.typed(LISTING) == plain
    assert local.requests == ()


def test_a_handler_may_request_a_retry(
    make: Callable[..., Caller], local: LocalAppStream, kind: str, ownership: str
) -> None:
    """The handler of ``needs-retry`` returns the seconds to sleep."""
    caller = make(local.endpoint_url, kind, ownership)

    def once_more(attempts: int, **_: object) -> float | None:
        return 0.001 if attempts == 1 else None

    caller.boto3.meta.events.register_first("needs-retry.appstream", once_more)
    for way in (caller.plain, caller.typed):
        local.clear_requests()
        assert [stack["Name"] for stack in way(LISTING)] == ["office", "design"]
        assert len(local.requests) == 2


@pytest.mark.parametrize("target", ["class", "client"])
def test_a_replaced_api_call_affects_typed_calls(
    caller: Caller, local: LocalAppStream, target: str
) -> None:
    """The test uses ``unittest.mock``, as moto's documentation does."""
    made: list[tuple[str, dict[str, Any]]] = []

    def replacement(*arguments: Any) -> dict[str, Any]:
        made.append(arguments[-2:])
        return {"Stacks": [{"Name": "s"}]}

    owner = BaseClient if target == "class" else caller.boto3
    with patch.object(owner, "_make_api_call", new=replacement):
        plain = caller.plain(LISTING)
        assert caller.typed(LISTING) == plain == [{"Name": "s"}]
    assert made == [("DescribeStacks", {})] * 2
    assert len(caller.typed(LISTING)) == 2
    assert len(local.requests) == 1


@pytest.mark.parametrize("target", ["class", "client"])
def test_a_wrapped_api_call_returns_what_boto3_returns(caller: Caller, target: str) -> None:
    """Tracers wrap botocore's method in the same way."""
    results: list[Any] = []
    owner = BaseClient if target == "class" else caller.boto3
    original = owner._make_api_call

    def wrapper(*arguments: Any) -> Any:
        results.append(original(*arguments))
        return results[-1]

    with patch.object(owner, "_make_api_call", new=wrapper):
        plain = caller.plain(LISTING)
        assert caller.typed(LISTING) == plain
    without = [{k: v for k, v in found.items() if k != "ResponseMetadata"} for found in results]
    assert without[0] == without[1]
    assert len(without[0]["Stacks"]) == 2


def test_a_replaced_boto3_method_affects_typed_calls(caller: Caller) -> None:
    stack = {"Name": "s", "CreatedTime": datetime(2026, 1, 2, tzinfo=timezone.utc)}
    with patch.object(caller.boto3, "describe_stacks", return_value={"Stacks": [stack]}) as method:
        assert caller.typed(LISTING) == [stack]
    method.assert_called_once_with()


def test_boto3s_paginators_and_waiters_work_in_a_handler(
    make: Callable[..., Caller], local: LocalAppStream
) -> None:
    """A handler of a typed call uses a paginator and a waiter."""
    local.settings.max_page_size = 1
    caller = make(local.endpoint_url)
    found: list[Any] = []

    def list_all(**_: object) -> None:
        if not found:
            found.append(None)  # the paginator's calls also trigger this handler
            pages = caller.boto3.get_paginator("describe_fleets").paginate()
            found[:] = [fleet["Name"] for page in pages for fleet in page["Fleets"]]
            caller.boto3.get_waiter("fleet_started").wait(Names=["fleet"])

    caller.boto3.meta.events.register("after-call.appstream", list_all)
    assert [stack.name for stack in AppStreamClient(caller.boto3).describe_stacks()] == [
        "office",
        "design",
    ]
    assert found == ["fleet", "idle"]
