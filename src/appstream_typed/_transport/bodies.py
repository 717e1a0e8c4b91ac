"""Reads the bodies of responses, in both of AppStream's protocols.

botocore takes a body that is cut off, or that is not JSON at all, for an empty result, and drops
members that it does not know. Here such a body is an error, and every member stays.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import NamedTuple, cast

from appstream_typed.errors.base import ResponseError

JSON, CBOR = "json", "smithy-rpc-v2-cbor"
PROTOCOLS = (JSON, CBOR)
"""botocore's names of the protocols that are read here."""

EMPTY = {JSON: b"", CBOR: b"\xa0"}
"""For each protocol, a body that botocore reads as an empty structure."""

_ERROR_TYPE = "x-amzn-ErrorType"
_GENERIC = 500
"""From this status on botocore reads an empty body as an error of that status."""
_OF_ERRORS = ("__type", "code", "message", "Message")


class ErrorText(NamedTuple):
    """The code and the message of an error that botocore cannot read on its own."""

    code: str
    message: str


def check_length(body: bytes, headers: Mapping[str, str], operation: str) -> None:
    """Raise ``ResponseError`` if the body is shorter than its header announces."""
    announced = headers.get("Content-Length", "")
    if announced.isdigit() and len(body) < int(announced) and "Content-Encoding" not in headers:
        reason = f"the body ends after {len(body)} of {announced} bytes"
        raise ResponseError(operation, reason, None)


def read_body(
    body: bytes, headers: Mapping[str, str], operation: str, protocol: str = JSON
) -> dict[str, object]:
    """Read the body of a successful response.

    Raises:
        ResponseError: It is not what the protocol prescribes. Neither the text nor the cause is kept,
            because the body may hold secrets.
    """
    if not body:
        return {}
    try:
        content = _decode(body, protocol)
    except _UNREADABLE as error:
        kind = headers.get("Content-Type")
        reason = f"the body is not {_NAMES[protocol]} ({type(error).__name__}), {kind}"
        raise ResponseError(operation, reason, None) from None
    if not isinstance(content, dict):
        raise ResponseError(operation, f"expected an object, got {type(content).__name__}", None)
    return cast("dict[str, object]", content)


def read_error(
    body: bytes, headers: Mapping[str, str], operation: str, status: int, protocol: str = JSON
) -> ErrorText | None:
    """Read the body of an error where botocore cannot; ``None`` if it can.

    botocore looks for the code in ``__type`` only; a header or ``code`` may hold it too. Text that does
    not claim to be in the protocol, such as a proxy's page, becomes the message. Without a code the HTTP
    status becomes the code.

    See https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization

    Raises:
        ResponseError: The body claims to be in the protocol and is not.
    """
    try:
        content = _decode(body, protocol) if body else {}
    except _UNREADABLE as error:
        if _NAMES[protocol].lower() in headers.get("Content-Type", "").lower():
            name = _NAMES[protocol]
            reason = f"the body of an error is not {name} ({type(error).__name__})"
            raise ResponseError(operation, reason, None) from None
        text = _text(body)
        is_left_to_botocore = protocol == JSON and isinstance(error, json.JSONDecodeError)
        return None if text and is_left_to_botocore else ErrorText(str(status), text)
    return _correct_error(content, body, headers, status, protocol)


def _correct_error(
    content: object, body: bytes, headers: Mapping[str, str], status: int, protocol: str
) -> ErrorText | None:
    values = cast("dict[str, object]", content) if isinstance(content, dict) else None
    if values is None or not all(isinstance(values.get(name, ""), str) for name in _OF_ERRORS):
        return ErrorText(str(status), "")
    code = str(headers.get(_ERROR_TYPE) or values.get("code") or "")
    is_readable = bool(body) or protocol == JSON or status >= _GENERIC
    if "__type" in values or (is_readable and not code):
        return None
    message = str(values.get("message", values.get("Message", "")))
    return ErrorText(code.split(":", 1)[0].rsplit("#", 1)[-1] or str(status), message)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return ""


def _decode(body: bytes, protocol: str) -> object:
    if protocol == JSON:
        return json.loads(body)
    from botocore.parsers import RpcV2CBORParser

    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))


def _unreadable() -> tuple[type[Exception], ...]:
    from botocore.parsers import ResponseParserError

    # What the decoders raise for bodies that are not well-formed. A CBOR key may be a list, which
    # no dict takes; lengths may be absurd, nesting may be deep, timestamps may be out of range.
    return (
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
        OverflowError,
        MemoryError,
        RuntimeError,
        struct.error,
        ResponseParserError,
    )


_UNREADABLE = _unreadable()
_NAMES = {JSON: "JSON", CBOR: "CBOR"}
