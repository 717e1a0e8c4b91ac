"""With OpenTelemetry's botocore instrumentation, typed calls have the same spans as boto3 calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ConnectionClosedError
from opentelemetry import trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from appstream_typed import AsyncAppStreamClient, RetryPolicy
from appstream_typed.local import LocalAppStream, faults
from tests.tools.calls import Call, Caller
from tests.tools.observer import copy_of

LISTING = Call("DescribeStacks", "Stacks")
CALLS = {
    "a listing": LISTING,
    "a parameter": Call("DescribeFleets", "Fleets", {"Names": ["fleet"]}),
    "an empty listing": Call("DescribeApplications", "Applications"),
    "an empty result": Call(
        "TagResource",
        None,
        {
            "ResourceArn": "arn:aws:appstream:us-east-1:123456789012:stack/office",
            "Tags": {"team": "it"},
        },
    ),
    "an error": Call("DescribeStacks", "Stacks", {"Names": ["none"]}),
}


class Telemetry:
    """Instruments botocore, and collects the spans and the arguments of the hooks."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracer = provider.get_tracer("caller")
        self.requests: list[Any] = []
        self.results: list[Any] = []
        self._instrumentor = BotocoreInstrumentor()
        self._instrumentor.instrument(
            tracer_provider=provider,
            request_hook=lambda _, *arguments: self.requests.append(copy_of(arguments)),
            response_hook=lambda _, *arguments: self.results.append(copy_of(arguments)),
        )

    def stop(self) -> None:
        """Restore botocore's methods."""
        self._instrumentor.uninstrument()

    def take(self) -> tuple[ReadableSpan, ...]:
        """Return the finished spans, and clear them."""
        spans = self._exporter.get_finished_spans()
        self._exporter.clear()
        return spans


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    running = Telemetry()
    yield running
    running.stop()


def comparable(spans: tuple[ReadableSpan, ...]) -> list[Any]:
    """Return the data of the spans without ids, times and stack traces."""
    return [
        (
            span.name,
            span.kind,
            {**(span.attributes or {}), "aws.request_id": "differs"},
            (span.status.status_code, span.status.description),
            [
                (event.name, {**(event.attributes or {}), "exception.stacktrace": "differs"})
                for event in span.events
            ],
        )
        for span in spans
    ]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_typed_call_has_the_span_of_boto3(
    telemetry: Telemetry, caller: Caller, call: Call
) -> None:
    caller.plain(call)
    plain = telemetry.take()
    caller.typed(call)
    typed = telemetry.take()
    assert [span.name for span in plain] == [f"AppStream.{call.operation}"]
    attributes = plain[0].attributes or {}
    assert attributes["rpc.method"] == call.operation
    assert attributes["http.status_code"] == (404 if call is CALLS["an error"] else 200)
    assert attributes["aws.request_id"]
    assert comparable(typed) == comparable(plain)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_hooks_receive_the_same_as_with_boto3(
    telemetry: Telemetry, caller: Caller, call: Call
) -> None:
    caller.plain(call)
    caller.typed(call)
    assert telemetry.requests[0] == telemetry.requests[1]
    assert telemetry.results[0] == telemetry.results[1]
    service, operation, result = telemetry.results[1]
    assert (service, operation) == ("appstream", call.operation)
    if call is LISTING:
        assert [stack["Name"] for stack in result["Stacks"]] == ["office", "design"]


@pytest.mark.parametrize("fault", ["a server error", "a lost connection"])
def test_a_failed_call_has_the_span_of_boto3(
    telemetry: Telemetry,
    make: Callable[..., Caller],
    local: LocalAppStream,
    kind: str,
    ownership: str,
    fault: str,
) -> None:
    made = {"a server error": faults.server_error, "a lost connection": faults.dropped_connection}
    caller = make(local.endpoint_url, kind, ownership)
    caller.client = caller.client.with_options(retries=RetryPolicy(max_attempts=1))
    spans = []
    for way in (caller.plain, caller.run):
        local.add_fault(made[fault](), "DescribeStacks", times=None)
        with suppress(ClientError, ConnectionClosedError):
            way(LISTING)
        local.clear_faults()
        spans.append(telemetry.take())
    assert spans[0][0].status.status_code is trace.StatusCode.ERROR
    assert len(spans[0]) == len(spans[1]) == 1
    assert comparable(spans[1]) == comparable(spans[0])


def test_botocores_retries_share_one_span(
    telemetry: Telemetry, make: Callable[..., Caller], local: LocalAppStream, kind: str
) -> None:
    caller = make(local.endpoint_url, kind, "passed in")
    spans = []
    for way in (caller.plain, caller.typed):
        local.add_fault(faults.throttling(), "DescribeStacks", times=2)
        way(LISTING)
        spans.append(telemetry.take())
    assert (spans[0][0].attributes or {})["retry_attempts"] == 2
    assert comparable(spans[1]) == comparable(spans[0])


def test_each_retry_of_this_package_has_a_span(
    telemetry: Telemetry, make: Callable[..., Caller], local: LocalAppStream, kind: str
) -> None:
    caller = make(local.endpoint_url, kind, "owned")
    local.add_fault(faults.throttling(), "DescribeStacks", times=2)
    with telemetry.tracer.start_as_current_span("caller") as parent:
        caller.typed(LISTING)
    *spans, last = telemetry.take()
    assert last.name == "caller"
    statuses = [(span.attributes or {})["http.status_code"] for span in spans]
    assert statuses == [400, 400, 200]
    assert {span.parent.span_id for span in spans if span.parent} == {
        parent.get_span_context().span_id
    }


def parents(spans: tuple[ReadableSpan, ...]) -> set[int | None]:
    return {span.parent.span_id if span.parent else None for span in spans}


def test_the_callers_span_is_the_parent(telemetry: Telemetry, caller: Caller) -> None:
    with telemetry.tracer.start_as_current_span("caller") as parent:
        caller.plain(LISTING)
        caller.typed(LISTING)
    spans = [span for span in telemetry.take() if span.name != "caller"]
    assert len(spans) == 2
    assert parents(tuple(spans)) == {parent.get_span_context().span_id}


def test_the_trace_is_sent_in_a_header(telemetry: Telemetry, caller: Caller) -> None:
    """The AWS X-Ray header contains the id of the span."""
    sent: list[str] = []
    caller.boto3.meta.events.register(
        "before-send.appstream",
        lambda request, **_: sent.append(request.headers["X-Amzn-Trace-Id"]),
    )
    with telemetry.tracer.start_as_current_span("caller"):
        caller.typed(LISTING)
    call, _ = telemetry.take()
    header = sent[0].decode() if isinstance(sent[0], bytes) else sent[0]
    assert f"Parent={call.context.span_id:016x}" in header


def test_each_task_has_its_own_parent_span(
    telemetry: Telemetry, make: Callable[..., Caller], local: LocalAppStream
) -> None:
    client = make(local.endpoint_url, "async", max_pool_connections=2).client
    expected: dict[str, int] = {}

    async def create(name: str) -> None:
        with telemetry.tracer.start_as_current_span(name) as span:
            await client.create_stack(name=name)
            expected[name] = span.get_span_context().span_id

    async def main() -> None:
        await asyncio.gather(*(create(f"task-{number}") for number in range(8)))

    asyncio.run(main())
    spans = telemetry.take()
    made = tuple(span for span in spans if span.name == "AppStream.CreateStack")
    assert len(made) == 8
    assert parents(made) == set(expected.values())


@pytest.mark.parametrize("sweep", ["iter_all_sessions", "iter_network_interfaces"])
def test_the_callers_span_is_the_parent_of_all_requests_of_a_sweep(
    telemetry: Telemetry, caller: Caller, local: LocalAppStream, sweep: str
) -> None:
    with telemetry.tracer.start_as_current_span("caller") as parent:
        items = getattr(caller.client, sweep)()
        if isinstance(caller.client, AsyncAppStreamClient):

            async def exhaust() -> None:
                async for _ in items:
                    pass

            asyncio.run(exhaust())
        else:
            list(items)
    spans = tuple(span for span in telemetry.take() if span.name != "caller")
    assert sorted(span.name for span in spans) == sorted(
        f"AppStream.{request.operation}" for request in local.requests
    )
    assert parents(spans) == {parent.get_span_context().span_id}


def test_uninstrumenting_restores_the_fast_path(caller: Caller, parsed: list[bytes]) -> None:
    original = BaseClient._make_api_call
    running = Telemetry()
    try:
        assert BaseClient._make_api_call is not original
        assert len(caller.typed(LISTING)) == 2
        assert len(parsed) == 1
        assert len(running.take()) == 1
    finally:
        running.stop()
    parsed.clear()
    assert BaseClient._make_api_call is original
    assert len(caller.typed(LISTING)) == 2
    assert parsed == []
    assert running.take() == ()
