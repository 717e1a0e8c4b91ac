"""AppStream without its wire: takes an HTTP request, gives the response. Does no I/O."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any
from uuid import uuid4

from attrs import field, frozen

from appstream_typed.local.faults import Fault, FaultBook, Response
from appstream_typed.local.resources.registry import load_handlers
from appstream_typed.local.settings import Settings
from appstream_typed.local.state.accounts import Accounts, Body
from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.protocols import JSON, Protocol, UnknownOperationError, identify
from appstream_typed.local.wire.request_validation import validate
from appstream_typed.local.wire.service_errors import ServiceError
from appstream_typed.local.wire.signature import Caller, read_caller

_log = logging.getLogger("appstream_typed.local")

LOG_SIZE = 100_000


@frozen(kw_only=True)
class Request:
    """An HTTP request."""

    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """With names in lower case."""
    body: bytes = field(repr=False)


@frozen(kw_only=True)
class LoggedRequest:
    """A request that a local AppStream answered."""

    operation: str
    """The operation under AWS's name."""
    parameters: Mapping[str, Any] = field(repr=False)
    """The request in AWS's form. Not shown, for there may be secrets in it."""
    status: int
    """The HTTP status of the answer."""
    error_code: str | None
    """The error that was answered."""
    account_id: str
    region: str
    time: datetime
    """By the clock of the local AppStream."""
    fault: str | None = None
    """The ordered fault that it met."""


class Service:
    """All accounts and regions of one local AppStream."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.faults = FaultBook()
        self.log: deque[LoggedRequest] = deque(maxlen=LOG_SIZE)
        self._model = load_model()
        self._handlers = load_handlers()
        self.accounts = Accounts(settings)
        self._rate = _Rate()

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises: what goes wrong is answered as an error."""
        try:
            protocol, operation = identify(request.path, request.headers, self._model)
        except UnknownOperationError as refusal:
            response = self._error(refusal.protocol, refusal)
            _log.info("- %s %s", response.status, refusal.code)
            return response
        fault = self.faults.take(operation)
        caller, parameters = Caller("", ""), {}
        code = None
        try:
            caller = read_caller(request.headers, request.query)
            parameters = protocol.read(request.body, self._model.operations[operation])
            result = self._answer(operation, parameters, caller, fault)
            body = protocol.write(result, self._model.mirrored[operation])
            response = self._response(protocol, 200, body)
        except ServiceError as refusal:
            code = refusal.code
            response = self._error(protocol, refusal)
        except Exception:  # noqa: BLE001 - a server answers, whatever goes wrong in it
            _log.exception("%s failed; this is a defect of the local AppStream", operation)
            code = "InternalFailure"
            response = self._error(protocol, ServiceError(code, "See the server's log.", 500))
        if fault is not None:
            response = fault.edit_response(response)
        self.log.append(
            LoggedRequest(
                operation=operation,
                parameters=parameters,
                status=response.status,
                error_code=code,
                account_id=caller.account_id,
                region=caller.region,
                time=self.settings.clock.now(),
                fault=None if fault is None else fault.name,
            )
        )
        _log.info("%s %s%s", operation, response.status, f" {code}" if code else "")
        return response

    def call(self, operation: str, parameters: Body, account_id: str, region: str) -> Body:
        """Carry out an operation without HTTP, protocol and faults.

        Raises:
            ServiceError: AppStream would answer this error.
        """
        validate(parameters, self._model.input_shape(operation))
        handler = self._handlers.get(operation)
        if handler is None:
            msg = f"{operation}: the local AppStream does not have this operation yet."
            raise ServiceError("UnknownOperationException", msg, 501)
        with self.accounts.lock:
            return handler(self.accounts.get(account_id, region), parameters)

    def _answer(
        self, operation: str, parameters: Body, caller: Caller, fault: Fault | None
    ) -> Body:
        if not self._rate.allows(self.settings.requests_per_second):
            raise ServiceError("ThrottlingException", "Rate exceeded", 400)
        if fault is None:
            return self.call(operation, parameters, caller.account_id, caller.region)
        if fault.refuse is not None:
            raise fault.refuse()
        parameters = fault.edit_request(parameters)
        return fault.edit_result(self.call(operation, parameters, caller.account_id, caller.region))

    def _error(self, protocol: Protocol, error: ServiceError) -> Response:
        status = error.status or self._model.error_status.get(error.code, 400)
        body = protocol.write_error(error.code, error.message)
        return self._response(protocol, status, body, ("x-amzn-ErrorType", error.code))

    def _response(
        self, protocol: Protocol, status: int, body: bytes, *headers: tuple[str, str]
    ) -> Response:
        return Response(
            status=status,
            body=body,
            content_type=protocol.content_type,
            headers=(("x-amzn-RequestId", str(uuid4())), *protocol.headers.items(), *headers),
            pause=self.settings.latency,
        )


def refuse(code: str, message: str, status: int) -> Response:
    """A response to what is not a request to AppStream at all."""
    body = JSON.write_error(code, message)
    return Response(status=status, body=body, content_type=JSON.content_type)


class _Rate:
    """A bucket of tokens that fills with real time; it holds one second's worth."""

    def __init__(self) -> None:
        self._tokens = 0.0
        self._last = 0.0
        self._lock = Lock()

    def allows(self, per_second: float | None) -> bool:
        """Take a token, if there is one."""
        if per_second is None:
            return True
        with self._lock:
            now = monotonic()
            room = max(per_second, 1.0)
            self._tokens = min(room, self._tokens + (now - self._last) * per_second)
            self._last = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
