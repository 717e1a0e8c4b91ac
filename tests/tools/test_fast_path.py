"""Responses are read without botocore's parser if no event handler observes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.endpoint
import pytest
from botocore.history import BaseHistoryHandler, HistoryRecorder
from botocore.stub import Stubber

from appstream_typed.local import LocalAppStream
from tests.faults.wire import Wire, result
from tests.protocols import JSON
from tests.tools.calls import Call, Caller
from tests.tools.observer import Observer

LISTING = Call("DescribeStacks", "Stacks")
OBSERVED = ("before-parse", "response-received", "needs-retry", "after-call")
"""The events whose handlers receive the body or the content of a response."""
UNOBSERVED = ("before-call", "before-sign", "before-send")


def test_without_handlers_botocores_parser_is_skipped(caller: Caller, parsed: list[bytes]) -> None:
    assert len(caller.typed(LISTING)) == 2
    assert parsed == []
    caller.plain(LISTING)
    assert len(parsed) == 1, "the fixture does not detect botocore's parser"


@pytest.mark.parametrize("event", UNOBSERVED)
def test_handlers_without_a_response_keep_the_fast_path(
    caller: Caller, parsed: list[bytes], event: str
) -> None:
    caller.boto3.meta.events.register(event, lambda **_: None)
    assert len(caller.typed(LISTING)) == 2
    assert parsed == []


@pytest.mark.parametrize("event", OBSERVED)
def test_the_fast_path_is_used_again_after_a_handler_is_removed(
    caller: Caller, parsed: list[bytes], event: str
) -> None:
    observer = Observer([event])
    for _ in range(2):
        assert len(caller.typed(LISTING)) == 2
        assert parsed == []
        observer.register(caller.boto3.meta.events)
        assert len(caller.typed(LISTING)) == 2
        assert len(observer.take()) == 1
        observer.unregister(caller.boto3.meta.events)
        parsed.clear()


def test_a_handler_on_one_client_does_not_affect_another(
    make: Callable[..., Caller], local: LocalAppStream, parsed: list[bytes], kind: str
) -> None:
    observed, other = make(local.endpoint_url, kind), make(local.endpoint_url, kind)
    Observer().register(observed.boto3.meta.events)
    assert len(other.typed(LISTING)) == 2
    assert parsed == []


def test_the_fast_path_is_used_again_after_a_stubber_ends(
    caller: Caller, parsed: list[bytes]
) -> None:
    with Stubber(caller.boto3) as stubber:
        stubber.add_response("describe_stacks", {"Stacks": [{"Name": "s"}]})
        assert caller.typed(LISTING) == [{"Name": "s"}]
    assert len(caller.typed(LISTING)) == 2
    assert parsed == []


def test_results_are_the_same_on_both_code_paths(
    make: Callable[..., Caller], wire: Wire, kind: str, ownership: str
) -> None:
    """Even observed results contain members that botocore drops."""
    raw = {"Name": "s", "CreatedTime": 1763000000.125, "Smell": "roses", "Description": None}
    wire.play(result(JSON, Stacks=[raw]))
    caller = make(wire.url, kind, ownership)
    unobserved = caller.run(LISTING)
    Observer().register(caller.boto3.meta.events)
    observed = caller.run(LISTING)
    assert observed == unobserved
    assert observed[0].unknown_members == unobserved[0].unknown_members == {"Smell": "roses"}


def test_botocores_history_records_the_same_for_both_clients(
    make: Callable[..., Caller],
    local: LocalAppStream,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    """botocore's history is not an event, but it receives the same data. The AWS CLI uses it."""
    recorded: list[tuple[str, Any]] = []

    class Handler(BaseHistoryHandler):
        def emit(self, event_type: str, payload: Any, source: str) -> None:  # noqa: ARG002 - botocore defines the parameters
            if event_type == "PARSED_RESPONSE":
                recorded.append((event_type, payload["Stacks"]))

    recorder = HistoryRecorder()
    recorder.add_handler(Handler())
    recorder.enable()
    monkeypatch.setattr(botocore.endpoint, "history_recorder", recorder)
    caller = make(local.endpoint_url, kind)
    caller.plain(LISTING)
    caller.typed(LISTING)
    assert len(recorded) == 2
    assert recorded[0] == recorded[1]
