"""Reads the bodies of responses, in both of AppStream's protocols.

If a body is truncated or invalid, botocore returns an empty result for JSON, and raises Python's
built-in errors for CBOR. This module raises ``ResponseError`` for both. botocore drops unknown
members, and this module keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import cast

from botocore.parsers import ResponseParserError, RpcV2CBORParser

from appstream_typed.errors.base import ResponseError

JSON, CBOR = "json", "smithy-rpc-v2-cbor"
PROTOCOLS = (JSON, CBOR)
"""botocore's names of the supported protocols."""

EMPTY = {JSON: b"{}", CBOR: b"\xa0"}
"""For each protocol, a body that botocore reads as an empty structure."""

_NAMES = {JSON: "JSON", CBOR: "CBOR"}
_GENERIC = 500
"""The lowest HTTP status at which botocore reads an HTML page or an empty body as an error."""


class _Failure:
    """The result for a malformed body. It does not contain the body, which may contain secrets.

    Args:
        kind: The class name of the decoder's error.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind


def check_length(body: bytes, headers: Mapping[str, str], operation: str) -> None:
    """Raise ``ResponseError`` if the body is shorter than its ``Content-Length``."""
    announced = headers.get("Content-Length", "")
    if announced.isdigit() and len(body) < int(announced) and "Content-Encoding" not in headers:
        reason = f"the body ends after {len(body)} of {announced} bytes"
        raise ResponseError(operation, reason, None)


def read_body(
    body: bytes, headers: Mapping[str, str], operation: str, protocol: str
) -> dict[str, object]:
    """Read the body of a successful response.

    Raises:
        ResponseError: The body violates the protocol.
    """
    if not body:
        return {}
    content = _decode(body, protocol)
    if isinstance(content, dict):
        return cast("dict[str, object]", content)
    reason = f"expected an object, got {type(content).__name__}"
    if isinstance(content, _Failure):
        kind = headers.get("Content-Type")
        reason = f"the body is not {_NAMES[protocol]} ({content.kind}), {kind}"
    raise ResponseError(operation, reason, None)


def read_error(
    body: bytes, headers: Mapping[str, str], operation: str, status: int, protocol: str
) -> dict[str, str] | None:
    """Read the code and the message of an error in boto3's form.

    Return ``None`` if botocore reads the body correctly.

    botocore reads the error code only from ``__type``. A header or ``code`` may contain it instead. If
    neither does, the HTTP status is the code. A proxy may answer a CBOR client in JSON or plain text.
    The text becomes the message.

    See https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization

    Raises:
        ResponseError: The header ``Content-Type`` names JSON or CBOR, and the body is malformed.
    """
    content = _decode(body, protocol) if body else None
    is_foreign = isinstance(content, _Failure)
    if isinstance(content, _Failure):
        content = _read_foreign(content, body, headers, operation)
    values: Mapping[str, object] = {}
    if isinstance(content, dict):
        values = cast("Mapping[str, object]", content)
    error_type = _text(values.get("__type"))
    if error_type and not is_foreign:
        return None
    code = error_type or headers.get("x-amzn-ErrorType") or _text(values.get("code"))
    if not code and status >= _GENERIC and _is_page(body):
        return None
    message = _text(values.get("message", values.get("Message")))
    return {"Code": _without_uris(code) or str(status), "Message": message}


def _read_foreign(
    failure: _Failure, body: bytes, headers: Mapping[str, str], operation: str
) -> object:
    """Read the body of an error response that is not in the client's protocol."""
    kind = headers.get("Content-Type", "").lower()
    for protocol, name in _NAMES.items():
        if name.lower() in kind:
            content = _decode(body, protocol)
            if isinstance(content, _Failure):
                reason = f"the body of an error is not {name} ({failure.kind})"
                raise ResponseError(operation, reason, None)
            return content
    try:
        return {"message": body.decode()}
    except UnicodeDecodeError:
        return {}


def _is_page(body: bytes) -> bool:
    text = body.strip()
    return not text or text.startswith(b"<html>")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _without_uris(code: str) -> str:
    return code.split(":", 1)[0].rsplit("#", 1)[-1]


def _decode(body: bytes, protocol: str) -> object:
    try:
        return _DECODERS[protocol](body)
    except _UNREADABLE as error:
        return _Failure(type(error).__name__)


def _decode_json(body: bytes) -> object:
    return json.loads(body.decode())


def _decode_cbor(body: bytes) -> object:
    # Timestamps remain numbers, as in JSON. A model's reader converts them and names the path of an
    # invalid one.
    parser = RpcV2CBORParser(timestamp_parser=lambda seconds: seconds)
    stream = parser.get_peekable_stream_from_bytes(body)
    content: object = parser.parse_data_item(stream)
    if stream.read(1):
        raise ValueError("bytes follow the data item")
    if not _has_text_keys(content):
        raise TypeError("a key is not a string")
    return content


def _has_text_keys(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_has_text_keys, cast("list[object]", value)))
    if isinstance(value, dict):
        entries = cast("dict[object, object]", value)
        return all(isinstance(key, str) and _has_text_keys(entry) for key, entry in entries.items())
    return True


_DECODERS: Mapping[str, Callable[[bytes], object]] = {JSON: _decode_json, CBOR: _decode_cbor}

_UNREADABLE = (
    ValueError,
    TypeError,  # a CBOR key is a list
    OverflowError,  # the declared length of a CBOR string is too large
    MemoryError,
    RecursionError,
    ResponseParserError,
)
"""The decoders' errors for a malformed body."""
