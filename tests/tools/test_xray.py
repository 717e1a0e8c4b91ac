"""With the AWS X-Ray SDK, typed calls have the same subsegments as boto3 calls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.programs.calls_under_trace import CALLS
from tests.tools.programs.run import run_program

Segments = dict[str, list[dict[str, Any]]]
DIFFER = ("id", "parent_id", "trace_id", "start_time", "end_time")
"""Keys whose values differ in every subsegment."""


@pytest.fixture(scope="module")
def segments() -> Segments:
    """Return the subsegments of each segment, by the name of the segment."""
    return run_program("trace_with_xray")


def comparable(subsegments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the subsegments without ids, times and stack traces."""
    found = []
    for subsegment in subsegments:
        kept = {name: value for name, value in subsegment.items() if name not in DIFFER}
        kept["aws"] = {**kept["aws"], "request_id": "differs"}
        if "cause" in kept:
            kept["cause"] = [
                (error["type"], error["message"]) for error in kept["cause"]["exceptions"]
            ]
        found.append(kept)
    return found


@pytest.mark.parametrize("name", CALLS)
def test_a_typed_call_has_the_subsegment_of_boto3(segments: Segments, name: str) -> None:
    plain, typed = segments[f"plain {name}"], segments[f"typed {name}"]
    assert len(plain) == 1
    assert comparable(typed) == comparable(plain)


def test_a_subsegment_has_operation_status_and_request(segments: Segments) -> None:
    (subsegment,) = segments["typed a listing"]
    assert subsegment["name"] == "appstream2"
    assert subsegment["namespace"] == "aws"
    assert subsegment["aws"]["operation"] == "DescribeStacks"
    assert subsegment["aws"]["region"] == "us-east-1"
    assert subsegment["aws"]["request_id"]
    assert subsegment["http"]["response"]["status"] == 200
    assert segments["typed an error"][0]["http"]["response"]["status"] == 404
    assert segments["typed a server error"][0]["fault"] is True


def test_calls_in_other_threads_have_no_segment_as_with_boto3(segments: Segments) -> None:
    """The SDK stores the current segment per thread."""
    assert segments["plain in a thread"] == segments["typed in a thread"] == []
    assert [call["aws"]["operation"] for call in segments["typed sweep"]].count(
        "DescribeSessions"
    ) == 0


def test_the_code_of_the_guide_works(segments: Segments) -> None:
    (subsegment,) = segments["nightly-report"]
    assert subsegment["aws"]["operation"] == "DescribeFleets"
