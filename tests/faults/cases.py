"""Answers that are no good, and what becomes of them."""

from __future__ import annotations

import gzip
import inspect
import json

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
from tests.faults.wire import JSON, Answer, http, refusal

GOOD = json.dumps({"Stacks": [{"Name": "s"}], "Fleet": {"Name": "f"}}).encode()
"""A body that both operations of the tests can read."""

BOTOCORE_COUNTS = "enforce_content_length" not in inspect.getsource(URLLib3Session)
"""Whether botocore itself finds that a body is shorter than announced. Older ones do."""

HTML = b"<html><body>Blocked by the proxy</body></html>"
_UNMEASURED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

_CUT = http(GOOD[:9], announced=len(GOOD), end="close")
_CUT_ERROR = http(b'{"__type": "Res', 400, announced=99, end="close")

# How often a request is sent: by the default policy, and by the boto3 clients of the tests.
ONCE, POLICY, BOTO3 = 1, 5, 3

NEITHER = (ONCE, ONCE)
READING = (POLICY, ONCE)
BOTH = (POLICY, POLICY)
BY_BOTO3 = (BOTO3, BOTO3)


@frozen(kw_only=True)
class Case:
    """One answer that comes to every request, and what a caller gets."""

    answer: Answer
    error: type[Exception]
    match: str
    """The error's code, if it is an ``ApiError``; else what its message holds."""
    sent: tuple[int, int]
    """How often ``DescribeStacks`` and ``CreateFleet`` arrive."""
    handed_in: tuple[int, int]
    """The same, with a boto3 client that was handed in."""
    by_botocore: type[Exception] | None = None
    """What botocore makes of it if it reads the answer itself: an error; ``None`` for the same."""
    overlooked: bool = False
    """Whether botocore then sees an empty result instead."""
    read_timeout: float = 20


def _unreadable(answer: Answer, match: str, by_botocore: type[Exception] | None = None) -> Case:
    return Case(
        answer=answer,
        error=ResponseError,
        match=match,
        sent=READING,
        handed_in=READING,
        by_botocore=by_botocore,
        overlooked=by_botocore is None,
    )


def _lost(answer: Answer) -> Case:
    error, match = ConnectionClosedError, "Connection was closed"
    return Case(answer=answer, error=error, match=match, sent=READING, handed_in=BY_BOTO3)


def _slow(answer: Answer) -> Case:
    return Case(
        answer=answer,
        error=ReadTimeoutError,
        match="Read timeout",
        sent=READING,
        handed_in=BY_BOTO3,
        read_timeout=0.2,
    )


def _refused(
    answer: Answer,
    code: str,
    sent: tuple[int, int] = NEITHER,
    handed_in: tuple[int, int] | None = None,
    error: type[Exception] = UnknownApiError,
    by_botocore: type[Exception] | None = None,
) -> Case:
    return Case(
        answer=answer,
        error=error,
        match=code,
        sent=sent,
        handed_in=handed_in or sent,
        by_botocore=by_botocore,
    )


CASES: dict[str, Case] = {
    # --- connections ---
    "closed-before-answer": _lost(Answer((), "close")),
    "reset-mid-body": _lost(http(GOOD[:9], announced=len(GOOD), end="reset")),
    "closed-mid-chunk": _lost(Answer((_CHUNKED + b"30\r\n" + GOOD[:9],), "close")),
    "not-http": _lost(Answer((b"SSH-2.0-OpenSSH_9.6\r\n",), "close")),
    "no-answer": _slow(Answer((5.0,), "close")),
    "slow-body": _slow(Answer((b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", 5.0), "close")),
    # --- good status, bad body ---
    "closed-mid-body": _lost(_CUT) if BOTOCORE_COUNTS else _unreadable(_CUT, "ends after 9 of"),
    "closed-mid-body-no-length": _unreadable(
        Answer((_UNMEASURED + GOOD[:9],), "close"), "not JSON"
    ),
    "truncated-json": _unreadable(http(GOOD[:9]), r"not JSON \(JSONDecodeError\)"),
    "invalid-utf-8": _unreadable(
        http(b'{"Stacks": [{"Name": "\xff"}]}'),
        r"not JSON \(UnicodeDecodeError\)",
        UnicodeDecodeError,
    ),
    "html-200": _unreadable(http(HTML, 200, "text/html"), "not JSON .*text/html"),
    "empty": _unreadable(http(b""), "the body is empty"),
    "json-array": _unreadable(http(b"[]"), "expected an object, got list", AttributeError),
    "gzip": _unreadable(
        http(gzip.compress(GOOD), 200, JSON, "Content-Encoding: gzip"),
        "not JSON",
        UnicodeDecodeError,
    ),
    # --- errors of the server's, or of something before it ---
    "html-502": _refused(http(HTML, 502, "text/html"), "502", READING, BY_BOTO3),
    "html-403": _refused(http(HTML, 403, "text/html"), "403"),
    "redirect": _refused(http(b"", 302, JSON, "Location: http://127.0.0.1:9/"), "302"),
    "500-storm": _refused(
        refusal("InternalFailure", 500), "InternalFailure", READING, BY_BOTO3, InternalFailure
    ),
    "503-storm": _refused(
        refusal("ServiceUnavailable", 503), "ServiceUnavailable", BOTH, BY_BOTO3, ServiceUnavailable
    ),
    "504-storm": _refused(http(b"", 504), "504", READING, BY_BOTO3),
    "text-500": _refused(http(b"oops", 500, "text/plain"), "500", READING, BY_BOTO3),
    "text-400": _refused(http(b"oops", 400, "text/plain"), "400"),
    "empty-400": _refused(http(b"", 400), "400"),
    "cut-400": _lost(_CUT_ERROR)
    if BOTOCORE_COUNTS
    else _unreadable(_CUT_ERROR, "ends after 15 of", by_botocore=UnknownApiError),
    "no-code-400": _refused(http(b"{}", 400), "400"),
    "not-json-400": _unreadable(
        http(b'{"__type": "Res', 400), "not JSON", by_botocore=UnknownApiError
    ),
    "not-utf-8-400": _refused(
        http(b"\xff\xfe", 400, "text/plain"), "400", by_botocore=UnicodeDecodeError
    ),
    "json-array-400": _refused(http(b"[]", 400), "400", by_botocore=AttributeError),
    "json-array-500": _refused(
        http(b"[]", 500), "500", READING, BY_BOTO3, by_botocore=AttributeError
    ),
    "number-as-code-400": _refused(http(b'{"__type": 5}', 400), "400", by_botocore=TypeError),
    "gzip-400": _unreadable(
        http(gzip.compress(b'{"__type": "X"}'), 400, JSON, "Content-Encoding: gzip"),
        "not JSON",
        by_botocore=UnicodeDecodeError,
    ),
    # --- errors of AppStream's ---
    "throttling-storm": _refused(
        refusal("ThrottlingException"), "ThrottlingException", BOTH, BY_BOTO3, ThrottlingException
    ),
    "429-storm": _refused(
        refusal("TooManyRequestsException", 429),
        "TooManyRequestsException",
        BOTH,
        BY_BOTO3,
        ThrottlingException,
    ),
    "request-limit-storm": _refused(
        refusal("RequestLimitExceededException"),
        "RequestLimitExceededException",
        BOTH,
        error=RequestLimitExceededException,
    ),
    "quota": _refused(
        refusal("LimitExceededException"),
        "LimitExceededException",
        NEITHER,
        BY_BOTO3,
        LimitExceededException,
    ),
    "unknown-code": _refused(refusal("BrandNewException"), "BrandNewException"),
    "clock-skew": _refused(
        refusal("RequestTimeTooSkewed", 403), "RequestTimeTooSkewed", error=RequestExpired
    ),
    "clock-skew-signature": _refused(
        refusal("InvalidSignatureException"),
        "InvalidSignatureException",
        error=InvalidSignatureException,
    ),
    "expired-credentials": _refused(
        refusal("ExpiredTokenException"), "ExpiredTokenException", error=ExpiredTokenException
    ),
}
