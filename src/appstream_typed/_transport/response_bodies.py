"""Reads JSON bodies without botocore's parser, for the requests of the typed clients.

botocore emits ``before-parse`` with the body and then parses it. For a request of ours the handler
takes the body away, so that botocore's parser, the larger part of a call's cost, has nothing to do.
Whoever else uses the same boto3 client gets ordinary dicts as ever: the handler looks for a request
of ours in a context variable. What it does not understand goes the ordinary road: errors, other
protocols, and botocores that do not emit the event.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from appstream_typed.errors.base import ResponseError
from appstream_typed._conversion.fields import Hidden

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel

Response = Mapping[str, object]

_EVENT = "before-parse.appstream"
_ID = "appstream-typed-direct"
_JSON = "json"
_FIRST_ERROR = 300
_ERROR_TYPE = "x-amzn-ErrorType"
_OF_ERRORS = ("__type", "code", "message", "Message")


class _Slot:
    """What the handler leaves for the call that is under way."""

    __slots__ = ("body",)

    def __init__(self) -> None:
        self.body: dict[str, object] | None = None

    def merge(self, response: Response) -> Response:
        """The response with what was read here in it; as it is, if botocore has read it."""
        if self.body is None:
            return Hidden(response)
        return Hidden(self.body, ResponseMetadata=response.get("ResponseMetadata"))


_slot: ContextVar[_Slot | None] = ContextVar("appstream_typed_slot", default=None)


def install(client: BaseClient) -> None:
    """Have the client's responses to our requests read here. A second time changes nothing."""
    client.meta.events.register(_EVENT, _take_body, unique_id=_ID)


def call_directly(call: Callable[..., object], request: Mapping[str, object]) -> Response:
    """Call a method of a boto3 client; give its response, read by botocore or here.

    Raises:
        ResponseError: The body is not what its protocol says.
    """
    slot = _Slot()
    token = _slot.set(slot)
    try:
        return slot.merge(cast("Response", call(**request)))
    finally:
        _slot.reset(token)


async def await_directly(
    call: Callable[..., Awaitable[object]], request: Mapping[str, object]
) -> Response:
    """Like ``call_directly``, for a client of aiobotocore."""
    slot = _Slot()
    token = _slot.set(slot)
    try:
        return slot.merge(cast("Response", await call(**request)))
    finally:
        _slot.reset(token)


def _take_body(operation_model: OperationModel, response_dict: dict[str, Any], **_: object) -> None:
    slot = _slot.get()
    if slot is None:
        return
    service = cast("Any", operation_model.service_model)
    if getattr(service, "resolved_protocol", service.metadata.get("protocol")) != _JSON:
        return
    body, headers = response_dict["body"], response_dict["headers"]
    operation = operation_model.name
    _check_length(body, headers, operation)
    if response_dict["status_code"] >= _FIRST_ERROR:
        response_dict["body"] = _check_error(body, headers, operation)
        return
    output = operation_model.output_shape
    if not body and output is not None and cast("Any", output).members:
        raise ResponseError(operation, "the body is empty", None)
    slot.body = read_body(body, headers, operation)
    response_dict["body"] = b""


def _check_length(body: bytes, headers: Mapping[str, str], operation: str) -> None:
    announced = headers.get("Content-Length", "")
    if announced.isdigit() and len(body) < int(announced) and "Content-Encoding" not in headers:
        reason = f"the body ends after {len(body)} of {announced} bytes"
        raise ResponseError(operation, reason, None)


def _check_error(body: bytes, headers: Mapping[str, str], operation: str) -> bytes:
    """The body of an error as botocore can read it; with others it fails with an error of Python's.

    botocore looks for the error's code in ``__type`` only; AWS JSON also has it in a header or in
    ``code``. Text that does not claim to be JSON, such as a proxy's page, becomes the error's
    message. Without a code the HTTP status becomes the code.

    See https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization

    Raises:
        ResponseError: It claims to be JSON and is none.
    """
    try:
        content = json.loads(body.decode() or "{}")
    except (ValueError, RecursionError) as error:
        if "json" in headers.get("Content-Type", ""):
            reason = f"the body of an error is not JSON ({type(error).__name__})"
            raise ResponseError(operation, reason, None) from None
        return b"" if isinstance(error, (UnicodeDecodeError, RecursionError)) else body
    if not isinstance(content, dict):
        return b""
    values = cast("dict[str, object]", content)
    if not all(isinstance(values.get(name, ""), str) for name in _OF_ERRORS):
        return b""
    code = headers.get(_ERROR_TYPE) or values.get("code")
    if "__type" in values or not code:
        return body
    return json.dumps({**values, "__type": code}).encode()


def read_body(body: bytes, headers: Mapping[str, str], operation: str) -> dict[str, object]:
    """Read the body of a good response. botocore takes a broken one for an empty result.

    Raises:
        ResponseError: It is not JSON, or not an object.
    """
    if not body:
        return {}
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        # Neither the text nor the error may be kept: there may be secrets in the body.
        reason = f"the body is not JSON ({type(error).__name__}), {headers.get('Content-Type')}"
        raise ResponseError(operation, reason, None) from None
    if not isinstance(content, dict):
        raise ResponseError(operation, f"expected an object, got {type(content).__name__}", None)
    return cast("dict[str, object]", content)
