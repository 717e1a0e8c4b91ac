"""Typed errors have the same code and message as botocore's, in both protocols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import ApiError, ResourceNotFoundException, ThrottlingException
from tests.canned import Canned
from tests.protocols import CBOR, JSON, PROTOCOLS, Protocol

PAGE = b"<html><body>Blocked by the proxy</body></html>"
NOT_FOUND = {"__type": "ResourceNotFoundException", "message": "no such fleet"}


@pytest.fixture
def canned(protocol: Protocol) -> Iterator[Canned]:
    with Canned(protocol) as answers:
        yield answers


def error(canned: Canned, body: object, status: int = 400) -> ApiError:
    """Return the error of a typed call."""
    canned.answer(body, status=status)
    with pytest.raises(ApiError) as caught:
        canned.client.describe_fleets().all()
    assert caught.value.http_status == status
    return caught.value


class Boto3Error(NamedTuple):
    """The code, message and status of a boto3 error."""

    code: str
    message: object


def boto3_error(canned: Canned, body: object, status: int) -> Boto3Error | None:
    """Return boto3's error, or ``None`` if botocore finds no code or cannot read the body."""
    canned.answer(body, status=status)
    try:
        canned.boto3.describe_fleets()
    except ClientError as caught:
        found: Any = caught.response["Error"]
        return Boto3Error(found["Code"], found["Message"]) if found["Code"] else None
    except Exception:  # noqa: BLE001 - botocore's parser raises built-in exceptions
        return None
    raise AssertionError


TEXT = st.sampled_from(["", "X", "a.b#X", "X:http://y", "ResourceNotFoundException", "é"])
VALUES = TEXT | st.none() | st.integers(-2, 2) | st.just([]) | st.just({})
NAMES = st.sampled_from(["__type", "message", "Message", "Other"])
BODIES = st.one_of(
    st.dictionaries(NAMES, VALUES),
    VALUES,
    st.sampled_from([b"", b"oops", b"\xff\xfe", PAGE, b" " + PAGE, b"<!DOCTYPE html>"]),
)


def test_errors_that_botocore_can_read_are_the_same() -> None:
    clients = {protocol: Canned(protocol) for protocol in PROTOCOLS}

    @given(
        protocol=st.sampled_from(PROTOCOLS),
        body=BODIES,
        status=st.sampled_from([301, 400, 403, 429, 500, 503]),
    )
    @settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
    def check(protocol: Protocol, body: object, status: int) -> None:
        canned = clients[protocol]
        canned.reset()
        theirs = boto3_error(canned, body, status)
        ours = error(canned, body, status)
        assert ours.code
        if theirs is not None:
            assert ours.code == theirs.code
            assert ours.message == theirs.message or not isinstance(theirs.message, str)

    check()


@pytest.mark.parametrize("value", [[], 3, {"__type": 5}, {"message": {}}, {"__type": None}, {}])
@pytest.mark.parametrize("status", [400, 500])
def test_an_error_without_a_code_has_the_status_as_its_code(
    canned: Canned, status: int, value: object
) -> None:
    assert error(canned, value, status).code == str(status)


@pytest.mark.parametrize("name", ["message", "Message"])
def test_an_error_without_a_code_keeps_its_message(canned: Canned, name: str) -> None:
    for others in ({}, {"__type": 5}, {"__type": ""}):
        assert error(canned, {**others, name: "what happened"}).message == "what happened"
    assert error(canned, {"message": "", "Message": "what happened"}).message == "", (
        "boto3 prefers the lowercase key"
    )


def test_an_error_without_a_body_has_the_status_as_its_code(canned: Canned) -> None:
    for status in (301, 400, 403, 500, 503):
        assert error(canned, b"", status).code == str(status)


def test_the_code_may_come_from_a_header(canned: Canned) -> None:
    canned.headers["x-amzn-ErrorType"] = "a.b#ResourceNotFoundException:http://c/"
    for status in (400, 500):
        for body in (b"", {}, {"message": "no"}):
            assert type(error(canned, body, status)) is ResourceNotFoundException


def test_an_html_page_is_the_message_unless_the_server_failed(canned: Canned) -> None:
    """botocore replaces the HTML page of a server error with a short text."""
    canned.headers["Content-Type"] = "text/html"
    for status, message in ((502, "Bad Gateway"), (403, PAGE.decode())):
        found = error(canned, PAGE, status)
        assert (found.code, found.message) == (str(status), message)


def test_text_that_is_not_utf_8_is_omitted(canned: Canned) -> None:
    canned.headers["Content-Type"] = "text/plain"
    found = error(canned, b"\xff\xfe")
    assert (found.code, found.message) == ("400", "")


def test_an_error_in_the_other_protocol_is_read(canned: Canned) -> None:
    """For example, a proxy may answer in JSON to any client."""
    other = JSON if canned.protocol is CBOR else CBOR
    canned.headers["Content-Type"] = other.content_type
    found = error(canned, other.encode({"__type": "x#ThrottlingException", "message": "slow"}))
    assert type(found) is ThrottlingException
    assert found.message == "slow"
    found = error(canned, other.encode({"message": "Forbidden"}), 403)
    assert (found.code, found.message) == ("403", "Forbidden")


def test_a_wrong_content_type_does_not_change_the_error(canned: Canned) -> None:
    for kind in ("text/plain", JSON.content_type, CBOR.content_type):
        canned.headers["Content-Type"] = kind
        found = error(canned, NOT_FOUND)
        assert type(found) is ResourceNotFoundException
        assert found.message == "no such fleet"


def test_the_members_of_a_modelled_error_are_kept(canned: Canned) -> None:
    """``error.response`` contains the same members as boto3's."""
    canned.answer({**NOT_FOUND, "Message": "no"}, status=400)
    with pytest.raises(canned.boto3.exceptions.ResourceNotFoundException) as caught:
        canned.boto3.describe_fleets()
    ours = error(canned, {**NOT_FOUND, "Message": "no"})
    assert set(ours.response) == set(caught.value.response)
