"""With ddtrace, typed calls have the same spans as boto3 calls, in every thread."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

from tests.tools.programs.calls_under_trace import CALLS
from tests.tools.programs.run import run_program

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 15), reason="ddtrace does not install on Python 3.15 yet"
)

Traces = dict[str, list[dict[str, Any]]]
OFFLINE = {
    "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false",
    "DD_REMOTE_CONFIGURATION_ENABLED": "false",
    "DD_TRACE_AGENT_URL": "http://127.0.0.1:9",
}


@pytest.fixture(scope="module")
def traces() -> Traces:
    """Return the spans below each root span, by the name of the root span."""
    return run_program("trace_with_ddtrace", **OFFLINE)


@pytest.fixture(scope="module")
def traces_of_internals() -> Traces:
    """Return the spans if the option for spans of botocore's parser is set."""
    return run_program("trace_with_ddtrace", DD_BOTOCORE_INSTRUMENT_INTERNALS="true", **OFFLINE)


def comparable(spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the spans without ids and stack traces."""
    found = []
    for span in spans:
        meta = {**span["meta"], "aws.requestid": "differs"}
        for name in ("error.stack", "_dd.p.tid"):
            meta.pop(name, None)
        found.append({**span, "meta": meta})
    return found


@pytest.mark.parametrize("name", CALLS)
def test_a_typed_call_has_the_span_of_boto3(traces: Traces, name: str) -> None:
    plain, typed = traces[f"plain {name}"], traces[f"typed {name}"]
    assert len(plain) == 1
    assert comparable(typed) == comparable(plain)


def test_a_span_has_operation_status_and_request(traces: Traces) -> None:
    (span,) = traces["typed a listing"]
    assert (span["name"], span["resource"]) == ("appstream2.command", "appstream2.describestacks")
    assert span["meta"]["aws.operation"] == "DescribeStacks"
    assert span["meta"]["http.status_code"] == "200"
    assert span["meta"]["aws.requestid"]
    assert span["parent is root"]


def test_spans_of_other_threads_keep_their_parent(traces: Traces) -> None:
    assert comparable(traces["typed in a thread"]) == comparable(traces["plain in a thread"])
    assert len(traces["typed in a thread"]) == 1


def test_spans_of_a_sweep_keep_their_parent(traces: Traces) -> None:
    operations = [span["meta"]["aws.operation"] for span in traces["typed sweep"]]
    assert operations.count("DescribeStacks") == 1
    assert operations.count("ListAssociatedFleets") == 2
    assert operations.count("DescribeSessions") == 2
    assert all(span["parent is root"] for span in traces["typed sweep"])


@pytest.mark.parametrize("name", CALLS)
def test_a_typed_call_has_the_parser_spans_of_boto3(traces_of_internals: Traces, name: str) -> None:
    """With this option ddtrace observes responses, so botocore parses them."""
    plain, typed = traces_of_internals[f"plain {name}"], traces_of_internals[f"typed {name}"]
    assert comparable(typed) == comparable(plain)
    if name == "a listing":
        assert [span["name"] for span in typed] == ["appstream2.command", "botocore.parsers.parse"]


def test_the_code_of_the_guide_works(traces: Traces) -> None:
    (span,) = traces["nightly-report"]
    assert span["meta"]["aws.operation"] == "DescribeFleets"
    assert re.fullmatch(r"[0-9a-f-]{36}", span["meta"]["aws.requestid"])
