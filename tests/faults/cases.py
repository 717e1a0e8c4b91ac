"""Faulty responses and their outcomes. The outcomes are the same in both protocols."""

from __future__ import annotations

import gzip
import inspect

from attrs import frozen
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from appstream_typed import (
    ExpiredTokenException,
    InternalFailure,
    InvalidSignatureException,
    LimitExceededException,
    RequestExpired,
    RequestLimitExceededException,
    ResponseError,
    ServiceUnavailable,
    ThrottlingException,
    UnknownApiError,
)
from tests.faults.wire import Response, http, refusal
from tests.protocols import CBOR, JSON, PROTOCOLS, Protocol

VALID = {"Stacks": [{"Name": "s"}], "Fleet": {"Name": "f"}}
"""A valid result of both DescribeStacks and CreateFleet."""

BOTOCORE_CHECKS_LENGTH = "enforce_content_length" not in inspect.getsource(URLLib3Session)
"""Whether botocore raises an error if a body is shorter than its Content-Length.

Only older versions do.
"""

HTML = b"<html><body>Blocked by the proxy</body></html>"
_UNMEASURED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

# Numbers of attempts: without retries, with the default policy, and with the tests' boto3 clients.
ONCE, POLICY, BOTO3 = 1, 5, 3

NEITHER = (ONCE, ONCE)
READING = (POLICY, ONCE)
BOTH = (POLICY, POLICY)
BY_BOTO3 = (BOTO3, BOTO3)


@frozen(kw_only=True)
class Case:
    """A response that the server sends to every request, and the outcome of the call."""

    response: Response
    error: type[Exception]
    match: str
    """The code of an ``ApiError``, or part of the message of another error."""
    sent: tuple[int, int]
    """How many ``DescribeStacks`` and ``CreateFleet`` requests the server receives."""
    passed_in: tuple[int, int]
    """The same numbers with a boto3 client that was passed in."""
    read_timeout: float = 20


def valid_response(protocol: Protocol) -> Response:
    """Return a response that is valid for both DescribeStacks and CreateFleet."""
    return http(protocol, protocol.encode(VALID))


def _unreadable(response: Response, match: str) -> Case:
    return Case(
        response=response, error=ResponseError, match=match, sent=READING, passed_in=READING
    )


def _lost(response: Response) -> Case:
    error, match = ConnectionClosedError, "Connection was closed"
    return Case(response=response, error=error, match=match, sent=READING, passed_in=BY_BOTO3)


def _slow(response: Response) -> Case:
    return Case(
        response=response,
        error=ReadTimeoutError,
        match="Read timeout",
        sent=READING,
        passed_in=BY_BOTO3,
        read_timeout=0.05,
    )


def _refused(
    response: Response,
    code: str,
    sent: tuple[int, int] = NEITHER,
    passed_in: tuple[int, int] | None = None,
    error: type[Exception] = UnknownApiError,
) -> Case:
    return Case(response=response, error=error, match=code, sent=sent, passed_in=passed_in or sent)


def _of_connections(protocol: Protocol) -> dict[str, Case]:
    body = protocol.encode(VALID)
    stopped = b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n" + body[:1]
    return {
        "closed-before-response": _lost(Response((), "close")),
        "reset-mid-body": _lost(http(protocol, body[:9], announced=len(body), end="reset")),
        "closed-mid-chunk": _lost(Response((_CHUNKED + b"30\r\n" + body[:9],), "close")),
        "not-http": _lost(Response((b"SSH-2.0-OpenSSH_9.6\r\n",), "close")),
        "no-response": _slow(Response((5.0,), "close")),
        "slow-body": _slow(Response((stopped, 5.0), "close")),
    }


def _of_bodies(protocol: Protocol) -> dict[str, Case]:
    """Responses with status 200 and a body that cannot be read."""
    body = protocol.encode(VALID)
    other = JSON if protocol is CBOR else CBOR
    unreadable = f"not {protocol.title}"
    cut = http(protocol, body[:9], announced=len(body), end="close")
    return {
        "closed-mid-body": _lost(cut)
        if BOTOCORE_CHECKS_LENGTH
        else _unreadable(cut, "ends after 9 of"),
        "closed-mid-body-no-length": _unreadable(
            Response((_UNMEASURED + body[:9],), "close"), unreadable
        ),
        "truncated": _unreadable(http(protocol, body[:9]), unreadable),
        "trailing-bytes": _unreadable(http(protocol, body + protocol.encode({})), unreadable),
        "invalid-utf-8": _unreadable(
            http(
                protocol, protocol.encode({"Stacks": [{"Name": "AB"}]}).replace(b"AB", b"\xff\xff")
            ),
            rf"{unreadable} \(UnicodeDecodeError\)",
        ),
        "other-protocol": _unreadable(
            http(protocol, other.encode(VALID), 200, other.content_type),
            f"{unreadable} .*{other.content_type}",
        ),
        "html-200": _unreadable(
            http(protocol, HTML, 200, "text/html"), f"{unreadable} .*text/html"
        ),
        "empty": _unreadable(http(protocol, b""), "the body is empty"),
        "array": _unreadable(http(protocol, protocol.encode([])), "expected an object, got list"),
        "gzip": _unreadable(
            http(protocol, gzip.compress(body), 200, None, "Content-Encoding: gzip"), unreadable
        ),
    }


def _of_servers(protocol: Protocol) -> dict[str, Case]:
    """Error responses of the server or of a proxy."""
    error = protocol.encode({"__type": "ResourceNotFoundException", "message": "no"})
    other = JSON if protocol is CBOR else CBOR
    unreadable = f"not {protocol.title}"
    cut = http(protocol, error[:15], 400, announced=99, end="close")
    location = "Location: http://127.0.0.1:9/"
    return {
        "html-502": _refused(http(protocol, HTML, 502, "text/html"), "502", READING, BY_BOTO3),
        "html-403": _refused(http(protocol, HTML, 403, "text/html"), "403"),
        "redirect": _refused(http(protocol, b"", 302, None, location), "302"),
        "error-500": _refused(
            refusal(protocol, "InternalFailure", 500),
            "InternalFailure",
            READING,
            BY_BOTO3,
            InternalFailure,
        ),
        "error-503": _refused(
            refusal(protocol, "ServiceUnavailable", 503),
            "ServiceUnavailable",
            BOTH,
            BY_BOTO3,
            ServiceUnavailable,
        ),
        "empty-504": _refused(http(protocol, b"", 504), "504", READING, BY_BOTO3),
        "text-500": _refused(http(protocol, b"oops", 500, "text/plain"), "500", READING, BY_BOTO3),
        "text-400": _refused(http(protocol, b"oops", 400, "text/plain"), "400"),
        "empty-400": _refused(http(protocol, b"", 400), "400"),
        "closed-mid-body-400": _lost(cut)
        if BOTOCORE_CHECKS_LENGTH
        else _unreadable(cut, "ends after 15 of"),
        "truncated-400": _unreadable(http(protocol, error[:15], 400), unreadable),
        "no-code-400": _refused(http(protocol, protocol.encode({}), 400), "400"),
        "not-utf-8-400": _refused(http(protocol, b"\xff\xfe", 400, "text/plain"), "400"),
        "array-400": _refused(http(protocol, protocol.encode([]), 400), "400"),
        "array-500": _refused(http(protocol, protocol.encode([]), 500), "500", READING, BY_BOTO3),
        "number-as-code-400": _refused(http(protocol, protocol.encode({"__type": 5}), 400), "400"),
        "other-protocol-400": _refused(
            refusal(other, "ThrottlingException"),
            "ThrottlingException",
            BOTH,
            BY_BOTO3,
            ThrottlingException,
        ),
        "gzip-400": _unreadable(
            http(protocol, gzip.compress(error), 400, None, "Content-Encoding: gzip"), unreadable
        ),
    }


def _of_appstream(protocol: Protocol) -> dict[str, Case]:
    return {
        "throttling": _refused(
            refusal(protocol, "ThrottlingException"),
            "ThrottlingException",
            BOTH,
            BY_BOTO3,
            ThrottlingException,
        ),
        "throttling-429": _refused(
            refusal(protocol, "TooManyRequestsException", 429),
            "TooManyRequestsException",
            BOTH,
            BY_BOTO3,
            ThrottlingException,
        ),
        "request-limit": _refused(
            refusal(protocol, "RequestLimitExceededException"),
            "RequestLimitExceededException",
            BOTH,
            error=RequestLimitExceededException,
        ),
        "quota": _refused(
            refusal(protocol, "LimitExceededException"),
            "LimitExceededException",
            NEITHER,
            BY_BOTO3,
            LimitExceededException,
        ),
        "unknown-code": _refused(refusal(protocol, "BrandNewException"), "BrandNewException"),
        "clock-skew": _refused(
            refusal(protocol, "RequestTimeTooSkewed", 403),
            "RequestTimeTooSkewed",
            error=RequestExpired,
        ),
        "clock-skew-signature": _refused(
            refusal(protocol, "InvalidSignatureException"),
            "InvalidSignatureException",
            error=InvalidSignatureException,
        ),
        "expired-credentials": _refused(
            refusal(protocol, "ExpiredTokenException"),
            "ExpiredTokenException",
            error=ExpiredTokenException,
        ),
    }


CASES: dict[Protocol, dict[str, Case]] = {
    protocol: {
        **_of_connections(protocol),
        **_of_bodies(protocol),
        **_of_servers(protocol),
        **_of_appstream(protocol),
    }
    for protocol in PROTOCOLS
}
NAMES = tuple(CASES[JSON])
