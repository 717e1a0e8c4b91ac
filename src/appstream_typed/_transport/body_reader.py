"""Reads the responses to typed calls before botocore does, and leaves all others to it.

botocore emits ``before-parse`` with the body and then parses it. For a typed call the handler reads the
body. If no one else observes the response, it also takes the body away, so that botocore's parser, the
larger part of a call's cost, has nothing to do. Otherwise the body stays, and observers see what plain
boto3 shows them.

``before-parse`` does not tell which call it belongs to. Hence a context variable holds the typed call
under way in this thread or task, and ``provide-client-params``, the first event of every call, tells
calls apart: a call of another operation, or with other parameters, is someone else's, made inside a
handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, cast

from appstream_typed._transport.bodies import (
    EMPTY,
    PROTOCOLS,
    check_length,
    read_body,
    read_error,
)
from appstream_typed._transport.listeners import Listeners
from appstream_typed.errors.base import ResponseError

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel

_FIRST_ERROR = 300
_ID = "appstream-typed"


class Reading:
    """A typed call under way. Used as a context manager around the call of the boto3 client.

    Args:
        listeners: The listeners of the boto3 client that is called.
        operation: The operation under AWS's name.
        request: Its parameters.
    """

    __slots__ = (
        "_token",
        "body",
        "is_claimed",
        "is_parsed",
        "listeners",
        "metadata",
        "operation",
        "parsed",
        "request",
    )

    def __init__(self, listeners: Listeners, operation: str, request: Mapping[str, object]) -> None:
        self.listeners = listeners
        self.operation = operation
        self.request = request
        self.is_claimed = False
        """Whether the boto3 client has started the call."""
        self.body: dict[str, object] | None = None
        """The body, if it was read here."""
        self.metadata: dict[str, object] = {}
        """What botocore would find in the response's head."""
        self.is_parsed = False
        """Whether botocore has parsed the body that was read here."""
        self.parsed: object = None
        """The boto3 client's response."""

    def __enter__(self) -> Reading:  # noqa: PYI034 - typing.Self comes with Python 3.11
        self._token: Token[Reading | None] = _current.set(self)
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        """Suppress the error if botocore's parser raised it and the body was read here."""
        _current.reset(self._token)
        return isinstance(error, Exception) and self.body is not None and not self.is_parsed

    @property
    def response(self) -> Mapping[str, object]:
        """The boto3 client's response, with the body that was read here."""
        parsed = cast("Mapping[str, object]", self.parsed)
        if self.body is None:
            return parsed
        metadata = self.metadata if self.parsed is None else parsed.get("ResponseMetadata")
        return {**self.body, "ResponseMetadata": metadata}


_current: ContextVar[Reading | None] = ContextVar("appstream_typed_reading", default=None)


def install(client: BaseClient) -> None:
    """Have the client's responses to typed calls read here. A second time changes nothing."""
    events = client.meta.events
    events.register_first("provide-client-params.appstream", _claim, unique_id=f"{_ID}-claim")
    events.register("before-parse.appstream", _read, unique_id=f"{_ID}-read")
    events.register_first("response-received.appstream", _leave, unique_id=f"{_ID}-leave")


def _claim(model: OperationModel, params: Mapping[str, object], **_: object) -> None:
    reading = _current.get()
    if reading is None:
        return
    if model.name == reading.operation and params == reading.request:
        reading.is_claimed = True
        reading.body = None
    elif reading.is_claimed:  # a call inside a handler; nothing more is read here
        _current.set(None)


def _read(
    operation_model: OperationModel,
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: object,
) -> None:
    reading = _current.get()
    protocol = operation_model.service_model.resolved_protocol
    if reading is None or not reading.is_claimed or protocol not in PROTOCOLS:
        return
    reading.body = reading.parsed = None
    reading.is_parsed = False
    body, headers = response_dict["body"], response_dict["headers"]
    operation = operation_model.name
    check_length(body, headers, operation)
    status: int = response_dict["status_code"]
    if status >= _FIRST_ERROR:
        error = read_error(body, headers, operation, status, protocol)
        if error is not None:
            response_dict["body"] = EMPTY[protocol]
            customized_response_dict["Error"] = {"Code": error.code, "Message": error.message}
        return
    output = operation_model.output_shape
    if not body and output is not None and cast("Any", output).members:
        raise ResponseError(operation, "the body is empty", None)
    reading.body = read_body(body, headers, operation, protocol)
    reading.metadata = {"RequestId": headers.get("x-amzn-RequestId"), "HTTPStatusCode": status}
    if not reading.listeners.has_any(operation):
        response_dict["body"] = EMPTY[protocol]


def _leave(**_: object) -> None:
    reading = _current.get()
    if reading is not None:
        reading.is_parsed = True
