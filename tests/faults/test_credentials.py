"""Credentials that expire, and clocks that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import CredentialRetrievalError

from appstream_typed import ApiError, ExpiredTokenException
from tests.faults.cases import GOOD
from tests.faults.conftest import Caller
from tests.faults.wire import JSON, Wire, http, refusal


def keys(number: int, lifetime: timedelta) -> dict[str, str]:
    """What a source of temporary credentials gives."""
    return {
        "access_key": f"AKID{number}",
        "secret_key": "secret",
        "token": f"token-{number}",
        "expiry_time": (datetime.now(timezone.utc) + lifetime).isoformat(),
    }


def session_with(first: dict[str, str], refresh: Callable[[], Any]) -> boto3.session.Session:
    core = botocore.session.get_session()
    core._credentials = RefreshableCredentials.create_from_metadata(first, refresh, "test")
    return boto3.session.Session(botocore_session=core, region_name="us-east-1")


def tokens(wire: Wire) -> list[str]:
    return [request.headers["x-amz-security-token"] for request in wire.requests]


def test_credentials_are_renewed_before_they_expire(
    make: Callable[..., Caller], kind: str, road: str, wire: Wire
) -> None:
    wire.play(http(GOOD))
    session = session_with(keys(1, timedelta(seconds=30)), lambda: keys(2, timedelta(hours=1)))
    make(kind, road, session=session).call("describe_stacks")
    assert tokens(wire) == ["token-2"]
    assert "Credential=AKID2/" in wire.requests[0].headers["authorization"]


def test_credentials_that_aws_calls_expired_are_not_renewed(
    make: Callable[..., Caller], kind: str, road: str, wire: Wire
) -> None:
    """botocore goes by the clock alone; neither it nor we ask for others."""
    wire.play(refusal("ExpiredTokenException"))
    renewed: list[int] = []
    session = session_with(keys(1, timedelta(hours=1)), lambda: renewed.append(1))
    caller = make(kind, road, session=session)
    for _ in range(2):
        with pytest.raises(ExpiredTokenException) as caught:
            caller.call("describe_stacks")
        assert caught.value.code == "ExpiredTokenException"
    assert tokens(wire) == ["token-1", "token-1"]
    assert renewed == []


def test_credentials_that_cannot_be_renewed(
    make: Callable[..., Caller], kind: str, road: str, wire: Wire
) -> None:
    session = session_with(keys(1, timedelta(seconds=30)), lambda: None)
    wire.play(http(GOOD))
    caller = make(kind, road, session=session)
    with pytest.raises(CredentialRetrievalError):
        caller.call("describe_stacks")
    assert wire.requests == []


def test_credentials_renewed_between_tries(
    make: Callable[..., Caller], kind: str, road: str, wire: Wire
) -> None:
    """Each try is signed anew, with the credentials of that moment."""
    wire.play(refusal("ThrottlingException"), http(GOOD))
    numbers = iter(range(2, 9))
    session = session_with(
        keys(1, timedelta(seconds=30)), lambda: keys(next(numbers), timedelta(seconds=30))
    )
    make(kind, road, session=session).call("describe_stacks")
    assert len(wire.requests) == len(set(tokens(wire))) == 2


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("RequestTimeTooSkewed", 403),
        ("RequestExpired", 400),
        ("InvalidSignatureException", 400),
    ],
)
def test_a_wrong_clock_is_not_corrected(caller: Caller, wire: Wire, code: str, status: int) -> None:
    """The answer says what time it is; the next request still carries this machine's."""
    theirs = format_datetime(datetime.now(timezone.utc) + timedelta(hours=3), usegmt=True)
    body = f'{{"__type": "{code}", "message": "Signature expired"}}'.encode()
    wire.play(http(body, status, JSON, f"Date: {theirs}"))
    for _ in range(2):
        with pytest.raises(ApiError) as caught:
            caller.call("describe_stacks")
        assert (caught.value.code, caught.value.attempts) == (code, 1)
    assert len(wire.requests) == 2
    for request in wire.requests:
        signed = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%S%z")
        assert abs(signed - datetime.now(timezone.utc)) < timedelta(hours=1)
