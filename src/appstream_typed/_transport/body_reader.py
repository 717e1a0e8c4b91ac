"""Reads the responses to typed calls. botocore reads all other responses.

botocore emits the event ``before-parse`` with the body, and then parses the body. If no other code
observes the response to a typed call, this module's handler reads the body and removes it from the
response. botocore's parser, which is the largest part of a call's cost, then has nothing to do. If other
code observes the response, the handler only stores the body. botocore parses it as in a plain boto3
call, and this module reads it after the call has returned.

The event ``before-parse`` does not identify its call. A context variable therefore contains the current
typed call of this thread or task. The first event of a call is ``provide-client-params``. If this event
occurs again before ``after-call``, an event handler has made a nested call.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

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


class Arrived:
    """An HTTP response before parsing.

    Args:
        model: The operation in botocore's model.
        protocol: botocore's name of the protocol.
        response: The response as botocore passes it to its parsers.
    """

    __slots__ = ("body", "headers", "model", "protocol", "status")

    def __init__(self, model: OperationModel, protocol: str, response: Mapping[str, Any]) -> None:
        self.model = model
        self.protocol = protocol
        self.status: int = response["status_code"]
        self.headers: Mapping[str, str] = response["headers"]
        self.body: bytes = response["body"]

    @property
    def is_error(self) -> bool:
        """Whether the status is that of an error."""
        return self.status >= _FIRST_ERROR

    def content(self) -> dict[str, object]:
        """Read the body of a successful response. Raise ``ResponseError`` if it cannot be read."""
        operation = self.model.name
        check_length(self.body, self.headers, operation)
        output = self.model.output_shape
        if not self.body and output is not None and cast("Any", output).members:
            raise ResponseError(operation, "the body is empty", None)
        return read_body(self.body, self.headers, operation, self.protocol)

    def error(self) -> dict[str, str] | None:
        """Read the error in boto3's form. Return ``None`` if botocore reads the body correctly."""
        operation = self.model.name
        check_length(self.body, self.headers, operation)
        return read_error(self.body, self.headers, operation, self.status, self.protocol)


class Reading:
    """A typed call in progress. It is a context manager around the call of the boto3 client.

    Args:
        listeners: The listeners of the boto3 client.
        operation: AWS's name for the operation.
        request: The parameters of the operation.
    """

    def __init__(self, listeners: Listeners, operation: str, request: Mapping[str, object]) -> None:
        self.listeners = listeners
        self.operation = operation
        self.request = request
        self.is_under_way = False
        """Whether the boto3 client has started the call and not yet ended it."""
        self.nested = 0
        """The number of nested calls in progress, which event handlers make."""
        self.content: dict[str, object] | None = None
        """The members of the result, if this module read the body and botocore did not."""
        self.observed: Arrived | None = None
        """The response, if other code observes it."""
        self.parsed: object = None
        """The result of the boto3 client."""

    def __enter__(self) -> Reading:  # noqa: PYI034 - typing.Self comes with Python 3.11
        self._token: Token[Reading | None] = _current.set(self)
        return self

    def __exit__(
        self, _: object, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        """Replace botocore's error with a more accurate one.

        Suppress an error of botocore's parser if this module can read the body.
        """
        _current.reset(self._token)
        if self.observed is None or not isinstance(error, Exception):
            return False
        if isinstance(error, ClientError):
            parsed = cast("Mapping[str, object]", error.response)
        elif _is_of_parser(traceback):
            parsed = {"ResponseMetadata": self._metadata()}
        else:
            return False
        if self.observed.is_error:
            read = self.observed.error()
            if read is not None:
                found = {**parsed, "Error": read}
                raise ClientError(cast("Any", found), self.operation) from None
        elif not isinstance(error, ClientError):
            self.content = self.observed.content()
            return True
        return False

    @property
    def response(self) -> Mapping[str, object]:
        """The response in boto3's form, including members unknown to botocore.

        Raises:
            ResponseError: The body cannot be read.
        """
        parsed = cast("Mapping[str, object]", self.parsed or {})
        if self.content is not None:
            metadata = parsed.get("ResponseMetadata")
            return {**self.content, "ResponseMetadata": metadata or self._metadata()}
        if self.observed is None:
            return parsed
        from appstream_typed._transport.complete_response import with_unknown_members

        return with_unknown_members(
            parsed, self.observed.content(), self.observed.model.output_shape
        )

    def _metadata(self) -> dict[str, object]:
        """Return the metadata of a response that botocore's parser could not read."""
        if self.observed is None:
            return {}
        request_id = self.observed.headers.get("x-amzn-RequestId")
        return {"RequestId": request_id, "HTTPStatusCode": self.observed.status}


_current: ContextVar[Reading | None] = ContextVar("appstream_typed_reading", default=None)


class _Handlers:
    """The handlers of one boto3 client."""

    def __init__(self, client: BaseClient) -> None:
        self._events = client.meta.events

    def start(self, model: OperationModel, params: Mapping[str, object], **_: object) -> None:
        """Record the start of the typed call or of a nested call."""
        reading = self._reading()
        if reading is None:
            return
        if reading.is_under_way:
            reading.nested += 1
        elif model.name == reading.operation and params == reading.request:
            reading.is_under_way = True
            reading.content = reading.observed = None

    def read(
        self,
        operation_model: OperationModel,
        response_dict: dict[str, Any],
        customized_response_dict: dict[str, Any],
        **_: object,
    ) -> None:
        """Read the body, or store it for later."""
        reading = self._reading()
        protocol = operation_model.service_model.resolved_protocol
        if reading is None or not reading.is_under_way or reading.nested:
            return
        if protocol not in PROTOCOLS:
            return
        reading.content = reading.observed = None  # from an earlier attempt
        arrived = Arrived(operation_model, protocol, response_dict)
        if reading.listeners.has_any(operation_model.name):
            reading.observed = arrived
            return
        if arrived.is_error:
            read = arrived.error()
            if read is None:
                return
            customized_response_dict["Error"] = read
        else:
            reading.content = arrived.content()
        response_dict["body"] = EMPTY[protocol]

    def end(self, **_: object) -> None:
        """Record the end of a call."""
        reading = self._reading()
        if reading is None:
            return
        if reading.nested:
            reading.nested -= 1
        else:
            reading.is_under_way = False

    def _reading(self) -> Reading | None:
        reading = _current.get()
        if reading is None or reading.listeners.client.meta.events is not self._events:
            return None  # not a typed call, or a call of another client
        return reading


def install(client: BaseClient) -> None:
    """Register the handlers on a client. Calling this function again has no effect."""
    events, handlers = client.meta.events, _Handlers(client)
    events.register_first(
        "provide-client-params.appstream", handlers.start, unique_id=f"{_ID}-start"
    )
    events.register("before-parse.appstream", handlers.read, unique_id=f"{_ID}-read")
    for event in ("after-call", "after-call-error"):
        events.register_last(f"{event}.appstream", handlers.end, unique_id=f"{_ID}-{event}")


def _is_of_parser(traceback: TracebackType | None) -> bool:
    """Return whether botocore's parser raised the error, rather than a handler."""
    while traceback is not None:
        if traceback.tb_frame.f_globals.get("__name__") == "botocore.parsers":
            return True
        traceback = traceback.tb_next
    return False
