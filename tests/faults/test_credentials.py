"""Expiring credentials and wrong clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import boto3
import pytest
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import CredentialRetrievalError

from appstream_typed import ApiError, ExpiredTokenException
from tests.faults.cases import valid_response
from tests.faults.conftest import Caller
from tests.faults.wire import Wire, http, refusal
from tests.protocols import Protocol, session


def keys(number: int, lifetime: timedelta) -> dict[str, str]:
    """Return temporary credentials in the form that a credential provider returns."""
    return {
        "access_key": f"AKID{number}",
        "secret_key": "secret",
        "token": f"token-{number}",
        "expiry_time": (datetime.now(timezone.utc) + lifetime).isoformat(),
    }


def session_with(
    protocol: Protocol, first: dict[str, str], refresh: Callable[[], Any]
) -> boto3.session.Session:
    found = session(protocol, region_name="us-east-1")
    found._session._credentials = RefreshableCredentials.create_from_metadata(
        first, refresh, "test"
    )
    return found


def tokens(wire: Wire) -> list[str]:
    return [request.headers["x-amz-security-token"] for request in wire.requests]


def test_credentials_are_renewed_before_they_expire(
    connect: Callable[..., Caller], kind: str, code_path: str, wire: Wire
) -> None:
    wire.play(valid_response(wire.protocol))
    expiring = session_with(
        wire.protocol, keys(1, timedelta(seconds=30)), lambda: keys(2, timedelta(hours=1))
    )
    connect(kind, code_path, session=expiring).call("describe_stacks")
    assert tokens(wire) == ["token-2"]
    assert "Credential=AKID2/" in wire.requests[0].headers["authorization"]


def test_credentials_that_aws_rejects_as_expired_are_not_renewed(
    connect: Callable[..., Caller], kind: str, code_path: str, wire: Wire
) -> None:
    """botocore renews credentials only by their expiry time, and this package never renews them."""
    wire.play(refusal(wire.protocol, "ExpiredTokenException"))
    renewed: list[int] = []
    expiring = session_with(wire.protocol, keys(1, timedelta(hours=1)), lambda: renewed.append(1))
    caller = connect(kind, code_path, session=expiring)
    for _ in range(2):
        with pytest.raises(ExpiredTokenException) as caught:
            caller.call("describe_stacks")
        assert caught.value.code == "ExpiredTokenException"
    assert tokens(wire) == ["token-1", "token-1"]
    assert renewed == []


def test_nothing_is_sent_if_credentials_cannot_be_renewed(
    connect: Callable[..., Caller], kind: str, code_path: str, wire: Wire
) -> None:
    expiring = session_with(wire.protocol, keys(1, timedelta(seconds=30)), lambda: None)
    wire.play(valid_response(wire.protocol))
    caller = connect(kind, code_path, session=expiring)
    with pytest.raises(CredentialRetrievalError):
        caller.call("describe_stacks")
    assert wire.requests == []


def test_credentials_are_renewed_between_attempts(
    connect: Callable[..., Caller], kind: str, code_path: str, wire: Wire
) -> None:
    """Each attempt is signed with new credentials, because the others are about to expire."""
    wire.play(refusal(wire.protocol, "ThrottlingException"), valid_response(wire.protocol))
    numbers = iter(range(2, 9))
    expiring = session_with(
        wire.protocol,
        keys(1, timedelta(seconds=30)),
        lambda: keys(next(numbers), timedelta(seconds=30)),
    )
    connect(kind, code_path, session=expiring).call("describe_stacks")
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
    """The response has another time, but the next request still has the time of this machine."""
    theirs = format_datetime(datetime.now(timezone.utc) + timedelta(hours=3), usegmt=True)
    body = wire.protocol.encode({"__type": code, "message": "Signature expired"})
    wire.play(http(wire.protocol, body, status, None, f"Date: {theirs}"))
    for _ in range(2):
        with pytest.raises(ApiError) as caught:
            caller.call("describe_stacks")
        assert (caught.value.code, caught.value.attempts) == (code, 1)
    assert len(wire.requests) == 2
    for request in wire.requests:
        signed = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%S%z")
        assert abs(signed - datetime.now(timezone.utc)) < timedelta(hours=1)
