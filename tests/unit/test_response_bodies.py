"""Bodies are read without botocore's parser, in both protocols. No other code can see the difference."""

from __future__ import annotations

import contextlib
import copy
import functools
import gc
import pickle
import weakref
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.parsers import ResponseParser
from botocore.stub import Stubber

from appstream_typed import AppStreamClient, ImageBuilder, ResponseError, Stack
from appstream_typed._transport.listeners import Listeners
from tests.canned import Canned
from tests.protocols import Protocol


@pytest.fixture
def canned(protocol: Protocol) -> Iterator[Canned]:
    with Canned(protocol) as answers:
        yield answers


def test_calls_of_the_boto3_client_return_dicts(canned: Canned) -> None:
    canned.answer(*[{"Stacks": [{"Name": "s", "CreatedTime": WHEN}]}] * 3)
    before = canned.boto3.describe_stacks()
    typed = canned.client.describe_stacks().one()
    after = canned.boto3.describe_stacks()
    assert before["Stacks"] == after["Stacks"]
    assert typed.to_dict() == before["Stacks"][0]


def test_two_typed_clients_may_share_a_boto3_client(canned: Canned) -> None:
    canned.answer(*[{"Stacks": [{"Name": "s"}]}] * 2)
    other = AppStreamClient(canned.boto3)
    assert other.describe_stacks().all() == canned.client.describe_stacks().all()


def test_both_code_paths_return_the_same(protocol: Protocol) -> None:
    answer = {
        "ImageBuilders": [
            {"Name": "b", "State": "RUNNING", "CreatedTime": when, "ImageBuilderErrors": []}
            for when in (WHEN, 1763000000, 1763000000.5, "2026-01-02T03:04:05Z", "1763000000")
        ]
        + [{"Name": "b", "CreatedTime": "Fri, 02 Jan 2026 03:04:05 GMT", "VpcConfig": None}]
    }
    found: list[Any] = []
    for reads_body in (True, False):
        with Canned(protocol) as canned:
            if not reads_body:
                canned.boto3.meta.events.unregister(
                    "before-parse.appstream", unique_id="appstream-typed-read"
                )
            canned.answer(answer)
            found.append(canned.client.describe_image_builders().all())
    assert found[0] == found[1]
    assert len(found[0]) == 6


def test_a_stubbed_response_is_read() -> None:
    boto = boto3.client("appstream")
    with Stubber(boto) as stub:
        stub.add_response("describe_stacks", {"Stacks": [{"Name": "s"}]})
        assert AppStreamClient(boto).describe_stacks().one().name == "s"


WHEN = datetime(2025, 11, 13, 2, 13, 20, tzinfo=timezone.utc)
STACK = {"Stacks": [{"Name": "s", "CreatedTime": WHEN, "Smell": "roses"}]}
OBSERVED = ("before-parse", "response-received", "needs-retry", "after-call")


@pytest.mark.parametrize("event", OBSERVED)
def test_observers_receive_the_same_for_typed_and_boto3_calls(canned: Canned, event: str) -> None:
    seen: list[Any] = []

    def note(**keywords: Any) -> None:
        parsed = keywords.get("parsed_response") or keywords.get("parsed")
        if event == "needs-retry":
            parsed = keywords["response"][1]
        if event == "before-parse":
            parsed = keywords["response_dict"]["body"]
        seen.append(copy.deepcopy(parsed))

    canned.boto3.meta.events.register(f"{event}.appstream.DescribeStacks", note)
    canned.answer(STACK, STACK)
    canned.boto3.describe_stacks()
    stack = canned.client.describe_stacks().one()
    if event != "before-parse":
        for parsed in seen:
            parsed["ResponseMetadata"].pop("HTTPHeaders", None)
            parsed["ResponseMetadata"].pop("RequestId", None)
    assert seen[0] == seen[1]
    assert seen[0]
    assert stack.unknown_members == {"Smell": "roses"}, (
        "the typed result lacks a member that boto3 drops"
    )


def test_a_response_is_parsed_by_botocore_only_if_observed(canned: Canned) -> None:
    assert not Listeners(canned.boto3).has_any("DescribeStacks")
    canned.answer(STACK, STACK)
    with parsed_bodies() as parsed:
        canned.client.describe_stacks().all()
        handler = canned.boto3.meta.events.register("after-call.appstream", lambda **_: None)
        assert handler is None
        canned.client.describe_stacks().all()
    empty, whole = map(canned.protocol.decode, parsed)
    assert empty == {}
    assert whole == canned.protocol.decode(canned.protocol.encode(STACK))


def test_an_observed_body_that_botocore_cannot_parse_is_an_error(canned: Canned) -> None:
    """The error is the same with and without observers. boto3's own error differs."""
    broken = {"Stacks": [{"Name": "s"}, 7]}
    errors: list[str] = []
    for observe in (False, True):
        if observe:
            canned.boto3.meta.events.register("after-call.appstream", lambda **_: None)
            canned.answer(broken)
            with pytest.raises((TypeError, AttributeError)):
                canned.boto3.describe_stacks()
        canned.answer(broken)
        with canned.client.capture_metadata() as calls, pytest.raises(ResponseError) as caught:
            canned.client.describe_stacks().all()
        errors.append(str(caught.value))
        assert [call.http_status for call in calls] == [200]
        assert calls[0].request_id == f"request-{len(canned.requests)}"
    assert errors == ["DescribeStacks.Stacks[1]: expected an object, got int"] * 2


@pytest.mark.parametrize("event", ["response-received", "needs-retry", "after-call"])
def test_errors_of_observers_reach_the_caller(canned: Canned, event: str) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError

    canned.boto3.meta.events.register(f"{event}.appstream", fail)
    canned.answer(STACK)
    with pytest.raises(ZeroDivisionError):
        canned.client.describe_stacks().all()


def test_unregistered_handlers_are_not_listeners(canned: Canned) -> None:
    def note(**_: object) -> None:
        raise AssertionError

    listeners = Listeners(canned.boto3)
    canned.boto3.meta.events.register("after-call", note)
    assert listeners.has_any("DescribeStacks")
    canned.boto3.meta.events.unregister("after-call", note)
    assert not listeners.has_any("DescribeStacks")
    canned.boto3.meta.events.register("after-call.appstream.DescribeFleets", note)
    assert not listeners.has_any("DescribeStacks")
    assert listeners.has_any("DescribeFleets")


def test_a_used_client_can_be_garbage_collected(protocol: Protocol) -> None:
    with Canned(protocol) as canned:
        canned.answer(STACK)
        canned.client.describe_stacks().all()
        known = weakref.ref(canned.boto3)
    del canned
    gc.collect()
    assert known() is None


def test_wrappers_around_every_call_receive_the_response(
    canned: Canned, monkeypatch: pytest.MonkeyPatch
) -> None:
    results: list[Any] = []
    real = BaseClient._make_api_call

    @functools.wraps(real)
    def traced(self: Any, operation_name: str, api_params: Any) -> Any:
        result = real(self, operation_name, api_params)
        results.append(result)
        return result

    monkeypatch.setattr(BaseClient, "_make_api_call", traced)
    canned.answer(STACK)
    assert canned.client.describe_stacks().one().name == "s"
    assert results[0]["Stacks"][0]["Name"] == "s"


@pytest.mark.parametrize("event", ["provide-client-params", "before-call", "before-send"])
@pytest.mark.parametrize("typed", [True, False])
def test_calls_inside_a_handler_do_not_affect_the_outer_call(
    canned: Canned, event: str, *, typed: bool
) -> None:
    inner: list[Any] = []

    def nested(**_: object) -> None:
        canned.boto3.meta.events.unregister(f"{event}.appstream.DescribeStacks", nested)
        if typed:
            inner.extend(canned.client.describe_fleets().all())
        else:
            inner.extend(canned.boto3.describe_fleets()["Fleets"])

    events = canned.boto3.meta.events
    events.register_first(f"{event}.appstream.DescribeStacks", nested)
    canned.answer({"Fleets": [{"Name": "f"}]}, STACK)
    stack = canned.client.describe_stacks().one()
    assert stack.name == "s"
    assert len(inner) == 1
    if typed:
        assert inner[0].name == "f"
        assert stack.unknown_members == {"Smell": "roses"}
    else:
        assert inner[0]["Name"] == "f"


@contextlib.contextmanager
def parsed_bodies() -> Iterator[list[bytes]]:
    """Yield the list of bodies that botocore's parser receives."""
    bodies: list[bytes] = []
    real = ResponseParser.parse

    def parse(self: Any, response: Any, shape: Any) -> Any:
        bodies.append(response["body"])
        return real(self, response, shape)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResponseParser, "parse", parse)
        yield bodies


def test_unknown_members_are_kept(canned: Canned) -> None:
    raw = {"Name": "s", "Smell": "roses", "ApplicationSettings": {"Enabled": True, "Deep": [1]}}
    canned.answer({"Stacks": [raw]})
    stack = canned.client.describe_stacks().one()
    assert stack.unknown_members == {"Smell": "roses"}
    assert stack.application_settings is not None
    assert stack.application_settings.unknown_members == {"Deep": [1]}
    for twin in (stack, pickle.loads(pickle.dumps(stack)), copy.deepcopy(stack)):
        assert twin.to_dict() == raw
    assert Stack.from_dict(stack.to_dict()) == stack
    assert "roses" not in repr(stack)
    assert Stack(name="s").unknown_members == {}


def test_unknown_members_are_not_sent(canned: Canned) -> None:
    raw = {"Name": "b", "VpcConfig": {"SubnetIds": ["a"], "Smell": "roses"}, "Colour": 3}
    builder = ImageBuilder.from_dict(raw)
    canned.answer({"ImageBuilder": raw})
    canned.client.create_image_builder(
        name="c", instance_type="stream.standard.small", vpc_config=builder.vpc_config
    )
    assert canned.bodies[0]["VpcConfig"] == {"SubnetIds": ["a"]}


@pytest.mark.parametrize("value", [2**64 - 1, -(2**64)])
def test_huge_integers_are_read_and_huge_timestamps_are_refused(canned: Canned, value: int) -> None:
    canned.answer({"Fleets": [{"MaxConcurrentSessions": value}]})
    assert canned.client.describe_fleets().one().max_concurrent_sessions == value
    canned.answer({"Fleets": [{"CreatedTime": value}]})
    with pytest.raises(ResponseError, match=r"Fleets\[0\].CreatedTime: expected a timestamp"):
        canned.client.describe_fleets().all()


def test_a_token_with_an_unpaired_surrogate_is_sent_back() -> None:
    """JSON text may contain unpaired surrogates, but UTF-8 may not."""
    with Canned() as canned:
        canned.answer({"Stacks": [{"Name": "s"}], "NextToken": "\ud800"}, {"Stacks": []})
        assert [stack.name for stack in canned.client.describe_stacks()] == ["s"]
        assert canned.bodies[1] == {"NextToken": "\ud800"}
