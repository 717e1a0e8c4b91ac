"""The raw response of a typed call, from which the report gets the clock skew and the members."""

from __future__ import annotations

import io
from datetime import datetime, timezone

import pytest
from botocore.stub import Stubber

from appstream_typed._diagnosis.outcomes import Examiner
from appstream_typed._diagnosis.progress import Progress
from appstream_typed._diagnosis.responses import RawResponse
from tests.canned import Canned

RECEIVED = datetime(2026, 7, 1, 12, 0, 0, 500_000, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("date", "skew"),
    [
        ("Wed, 01 Jul 2026 12:00:00 GMT", 0.0),
        ("Wed, 01 Jul 2026 12:01:00 GMT", -60.0),
        ("Wed, 01 Jul 2026 12:00:00 -0000", 0.0),
        ("yesterday", None),
        (None, None),
    ],
)
def test_the_clock_skew_follows_from_the_date_header(date: str | None, skew: float | None) -> None:
    headers = {} if date is None else {"Date": date}
    assert RawResponse({"headers": headers}, RECEIVED).skew == skew


@pytest.mark.parametrize(
    ("body", "members"), [(b'{"A": 1}', {"A": 1}), (b"[1]", {}), (b"\xbf\xff", {}), (b"", {})]
)
def test_only_a_json_object_has_members(body: bytes, members: dict[str, int]) -> None:
    assert RawResponse({"body": body}, RECEIVED).members() == members


def test_a_stubbed_client_without_responses_does_not_count_as_equal(canned: Canned) -> None:
    with Stubber(canned.boto3) as stubber:
        stubber.add_response("describe_stacks", {"Stacks": []})
        first, second, *_ = Examiner(canned.client, Progress(io.StringIO())).examine()
    assert (first.result, first.is_equal, first.reason) == ("failed", None, "RuntimeError")
    assert (second.result, second.reason) == ("failed", "UnStubbedResponseError")
