"""Malformed bodies raise an error in both protocols, and unusual CBOR is read."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import ResponseError, Stack
from tests.canned import Canned
from tests.protocols import CBOR, JSON, PROTOCOLS, Protocol

SECRET = "SECRET"
VALID = {"Stacks": [{"Name": SECRET}]}
DEEP = 100_000
WHEN = datetime(2025, 11, 13, 2, 13, 20, tzinfo=timezone.utc)

MALFORMED = {
    JSON: {
        "a truncated object": b"{",
        "a list": b"[]",
        "a number": b"3",
        "null": b"null",
        "not UTF-8": b'{"Stacks": [{"Name": "SECRET\xff"}]}',
        "a surrogate": b'{"Stacks": [{"Name": "SECRET\xed\xa0\x80"}]}',
        "UTF-16": '{"Stacks": [{"Name": "SECRET"}]}'.encode("utf-16"),
        "an HTML page": b"<html/>",
        "deep lists": b"[" * DEEP,
        "deep objects": b'{"a":' * DEEP,
        "a key that is not a string": b"{1: 2}",
        "two objects": b"{}{}",
        "CBOR": CBOR.encode(VALID),
    },
    CBOR: {
        "a truncated object": b"\xbf",
        "a list": b"\x80",
        "a number": b"\x03",
        "null": b"\xf6",
        "not UTF-8": CBOR.encode(VALID).replace(b"SECRET", b"SECRE\xff"),
        "an HTML page": b"<html/>",
        "deep lists": b"\x81" * DEEP,
        "deep maps": b"\xa1\x61a" * DEEP,
        "deep tags": b"\xc1" * DEEP,
        "a byte string as key": b"\xa1\x46Stacks\x80",
        "a byte string as key in a structure": b"\xa1\x66Stacks\x81\xa1\x44Name\x61s",
        "a key that is a list": b"\xa1\x80\x01",
        "a key that is a map": b"\xa1\xa0\x01",
        "a key that is a number": b"\xa1\x01\x02",
        "a key that is null": b"\xa1\xf6\x02",
        "a huge array": b"\xa1\x66Stacks\x9b" + b"\xff" * 8,
        "a huge map": b"\xbb" + b"\xff" * 8,
        "a huge string": b"\xa1\x7b\x7f" + b"\xff" * 7,
        "a string longer than memory": b"\xa1\x7b" + b"\xff" * 8,
        "a huge key": b"\xa1\x5b" + b"\x00\x00\x00\x01" * 2,
        "reserved additional information": b"\xa1\x61a\x1c",
        "an integer of indefinite length": b"\xa1\x61a\x1f",
        "a string with endless chunks": b"\xa1\x61a\x7f\x61b",
        "a break without a start": b"\xff",
        "a simple value": b"\xa1\x61a\xf8\x20",
        "a truncated float": b"\xa1\x61a\xfb\x00",
        "a timestamp that is a text": b"\xa1\x61a\xc1\x61b",
        "a big integer": CBOR.encode({"Stacks": [{"Name": SECRET, "Future": 10**40}]}),
        "a tag around the whole body": b"\xd9\xd9\xf7\xa0",
        "two maps": b"\xa0\xa0",
        "a byte after the map": b"\xa0\x00",
        "JSON": JSON.encode(VALID),
    },
}
BODIES = [
    pytest.param(protocol, body, id=f"{protocol}, {name}")
    for protocol, bodies in MALFORMED.items()
    for name, body in bodies.items()
]


@pytest.fixture
def canned(protocol: Protocol) -> Iterator[Canned]:
    with Canned(protocol) as answers:
        yield answers


def unreadable(canned: Canned, body: bytes, status: int = 200) -> str:
    """Return the reason of the call's error. Check that it contains no part of the body."""
    canned.answer(body, status=status)
    with pytest.raises(ResponseError, match=r"^DescribeStacks: ") as caught:
        canned.client.describe_stacks().all()
    assert caught.value.raw is None
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert SECRET not in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize(("protocol", "body"), BODIES)
def test_a_malformed_body_is_a_response_error(protocol: Protocol, body: bytes) -> None:
    with Canned(protocol) as canned:
        canned.headers |= protocol.headers
        unreadable(canned, body)
        if isinstance(decoded(protocol, body), (list, int, type(None))):
            return  # the body is well-formed, and an error may have a body without a code
        reason = unreadable(canned, body, 400)
        assert reason.startswith(f"the body of an error is not {protocol.title}")


def decoded(protocol: Protocol, body: bytes) -> Any:
    """Return the body as another library decodes it, or a text if that fails."""
    try:
        value = protocol.decode(body)
    except (ValueError, RecursionError, cbor2.CBORDecodeError):
        return "unreadable"
    return value if protocol.encode(value) == body else "not the whole body"


def test_an_empty_body_is_not_an_empty_listing(canned: Canned) -> None:
    assert unreadable(canned, b"") == "the body is empty"
    canned.answer({}, b"")
    assert canned.client.describe_stacks().all() == []
    canned.client.delete_stack(name="s")


@pytest.mark.parametrize("status", [200, 400])
def test_a_response_truncated_at_any_position_is_an_error(canned: Canned, status: int) -> None:
    stack = {"Name": SECRET, "CreatedTime": WHEN, "Future": {"A": [True, None, -300, 0.5, 2**40]}}
    body = canned.protocol.encode({"__type": "Throttling", "Stacks": [stack, stack]})
    canned.headers |= canned.protocol.headers
    for length in range(1, len(body)):
        reason = unreadable(canned, body[:length], status)
        assert f"not {canned.protocol.title}" in reason


def test_any_truncated_response_is_an_error() -> None:
    clients = {protocol: Canned(protocol) for protocol in PROTOCOLS}
    names = st.text(max_size=3) | st.sampled_from(["Stacks", "Name", "NextToken"])
    values = st.recursive(
        st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    )

    @given(
        protocol=st.sampled_from(PROTOCOLS),
        content=st.dictionaries(names, values, min_size=1, max_size=3),
        data=st.data(),
    )
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    def check(protocol: Protocol, content: dict[str, Any], data: st.DataObject) -> None:
        body = protocol.encode(content)
        unreadable(clients[protocol], body[: data.draw(st.integers(1, len(body) - 1))])

    check()


@given(body=st.binary(max_size=40), status=st.sampled_from([200, 400, 500]))
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_a_result_or_an_error_of_this_package(body: bytes, status: int) -> None:
    from appstream_typed._transport.bodies import read_body, read_error

    for protocol in PROTOCOLS:
        try:
            read_body(body, {}, "Op", protocol.name)
            read_error(body, {}, "Op", status, protocol.name)
            read_error(body, protocol.headers, "Op", status, protocol.name)
        except ResponseError as error:
            assert error.raw is None


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_body_shorter_than_its_content_length_is_an_error(canned: Canned, status: int) -> None:
    body = canned.protocol.encode({})
    canned.headers["Content-Length"] = "10"
    assert unreadable(canned, body, status) == f"the body ends after {len(body)} of 10 bytes"
    canned.headers["Content-Encoding"] = (
        "gzip"  # Content-Length is then the length of the compressed body
    )
    canned.answer(body)
    assert canned.client.describe_stacks().all() == []


# --- well-formed but unusual CBOR ---

SECONDS = int(WHEN.timestamp())
STACK = {
    "a map of indefinite length": b"\xbf\x64Name\x61s\xff",
    "strings of indefinite length": b"\xa1\x7f\x62Na\x62me\xff\x7f\x61s\xff",
    "a length of eight bytes": b"\xbb" + b"\x00" * 7 + b"\x01\x7b" + b"\x00" * 7 + b"\x04Name\x61s",
    "null and undefined": b"\xa3\x64Name\x61s\x63Arn\xf6\x6bDescription\xf7",
    "the last of two equal keys": b"\xa2\x64Name\x61t\x64Name\x61s",
}


@pytest.mark.parametrize("stack", STACK.values(), ids=STACK)
def test_unusual_forms_of_cbor_are_read(stack: bytes) -> None:
    with Canned(CBOR) as canned:
        canned.answer(b"\xa1\x66Stacks\x81" + stack, b"\xbf\x66Stacks\x9f" + stack + b"\xff\xff")
        assert canned.client.describe_stacks().all() == [Stack(name="s")]
        assert canned.client.describe_stacks().all() == [Stack(name="s")]


def test_unknown_members_of_every_type_are_kept() -> None:
    unknown = {"Text": "t", "Number": -300, "Float": 0.5, "Flag": True, "List": [{"A": 1}]}
    special = {"Bytes": b"\xff\xfe", "Time": cbor2.CBORTag(1, SECONDS)}
    with Canned(CBOR) as canned:
        canned.answer({"Stacks": [{"Name": "s", **unknown, **special}]})
        stack = canned.client.describe_stacks().one()
    assert stack.unknown_members == {**unknown, "Bytes": b"\xff\xfe", "Time": SECONDS}
    assert pickle.loads(pickle.dumps(stack)).unknown_members == stack.unknown_members
    assert Stack.from_dict(stack.to_dict()).unknown_members == stack.unknown_members


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (b"\x1a" + struct.pack(">I", SECONDS), WHEN),
        (b"\x1b" + struct.pack(">Q", SECONDS), WHEN),
        (b"\xfb" + struct.pack(">d", SECONDS + 0.125), WHEN.replace(microsecond=125_000)),
        (b"\xfa" + struct.pack(">f", 2.5), datetime(1970, 1, 1, 0, 0, 2, 500_000, timezone.utc)),
        (b"\xf9\x41\x00", datetime(1970, 1, 1, 0, 0, 2, 500_000, timezone.utc)),
        (b"\x20", datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc)),
    ],
)
def test_a_cbor_timestamp_of_every_form_is_read(seconds: bytes, moment: datetime) -> None:
    with Canned(CBOR) as canned:
        for tag in (b"\xc1", b"\xd8\x01", b""):
            canned.answer(b"\xa1\x66Stacks\x81\xa1\x6bCreatedTime" + tag + seconds)
            assert canned.client.describe_stacks().one().created_time == moment


@pytest.mark.parametrize(
    "seconds", [b"\x1b" + b"\xff" * 8, b"\xf9\x7c\x00", b"\xf9\x7e\x00", b"\xf5"]
)
def test_a_cbor_timestamp_out_of_range_is_an_error(seconds: bytes) -> None:
    with Canned(CBOR) as canned:
        canned.answer(b"\xa1\x66Stacks\x81\xa1\x6bCreatedTime\xc1" + seconds)
        with pytest.raises(ResponseError, match=r"Stacks\[0\]\.CreatedTime: expected a timestamp"):
            canned.client.describe_stacks().all()
