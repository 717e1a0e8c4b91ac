"""AppStream's front end without sockets. It takes an HTTP request and returns the response."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from appstream_typed.local.settings import Settings
from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.fault_book import Fault, FaultBook
from appstream_typed.local.wire.messages import Body, Request, Response
from appstream_typed.local.wire.protocols import Protocol
from appstream_typed.local.wire.rate_limit import RateLimit
from appstream_typed.local.wire.request_log import LoggedRequest, RequestLog, without_secrets
from appstream_typed.local.wire.routing import UnknownOperationError, identify
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import ServiceError
from appstream_typed.local.wire.signature import read_scope

Call = Callable[[str, Body, Scope], Body]
"""Carries out an operation for an account in a region; raises ``ServiceError`` to refuse it."""

MOST_DEFECTS = 100
"""The maximum number of defects that are kept."""

_log = logging.getLogger("appstream_typed.local")


class FrontEnd:
    """Reads requests, calls their operations, and writes the responses.

    Args:
        settings: Latency, rate limit and clock.
        call: Carries out an operation.
        hint: Returns a hint for the log if an account is empty and others are not.
    """

    def __init__(
        self,
        settings: Settings,
        call: Call,
        hint: Callable[[Scope], str | None] | None = None,
    ) -> None:
        self._hint = hint
        self.allowed_hosts: frozenset[str] = frozenset(
            name.lower() for name in settings.allow_hosts
        )
        """Names of this machine that requests may have in ``Host``."""
        self.faults: FaultBook = FaultBook()
        self.log: RequestLog = RequestLog(settings)
        self.defects: deque[Exception] = deque(maxlen=MOST_DEFECTS)
        """Unexpected exceptions of handlers."""
        self._settings = settings
        self._call = call
        self._model = load_model()
        self._rate = RateLimit()

    def now(self) -> datetime:
        """Return the time by the server's clock."""
        return self._settings.clock.now()

    def handle(self, request: Request) -> Response:
        """Answer a request. This never raises an exception: a failure becomes an error response."""
        try:
            protocol, operation = identify(request.path, request.headers, self._model)
        except UnknownOperationError as refusal:
            response = self._error(refusal.protocol, refusal)
            _log.info("- - - %s %s", response.status, refusal.code)
            return response
        fault = self.faults.take(operation)
        scope, parameters = Scope("", ""), {}
        code = None
        try:
            scope = read_scope(request.headers, request.query, self._settings)
            parameters = protocol.read(request.body, self._model.operations[operation])
            result = self._answer(operation, parameters, scope, fault)
            body = protocol.write(result, self._model.mirrored[operation])
            response = self._response(protocol, 200, body)
        except ServiceError as refusal:
            code = refusal.code
            response = self._error(protocol, refusal)
        except Exception as defect:  # noqa: BLE001 - a defect must not leave the client without a response
            self.defects.append(defect)
            _log.exception("%s failed; this is a defect of the local AppStream", operation)
            code = "InternalFailure"
            response = self._error(protocol, ServiceError(code, "See the server's log.", 500))
        if fault is not None:
            response = fault.edit_response(response)
        self.log.add(
            LoggedRequest(
                operation=operation,
                parameters=without_secrets(parameters, self._model.input_shape(operation)),
                status=response.status,
                error_code=code,
                account_id=scope.account_id,
                region=scope.region,
                time=self.now(),
                fault=None if fault is None else fault.name,
            ),
            len(request.body),
        )
        where = (scope.account_id or "-", scope.region or "-")
        _log.info("%s %s %s %s%s", *where, operation, response.status, f" {code}" if code else "")
        if code is None:
            self._hint_at_others(operation, scope)
        return response

    def _hint_at_others(self, operation: str, scope: Scope) -> None:
        """Log once that an account is empty while another has resources.

        The client may use a wrong access key or region.
        """
        if self._hint is None or not operation.startswith(("Describe", "List")):
            return
        hint = self._hint(scope)
        if hint is not None:
            self._hint = None
            _log.warning("%s", hint)

    def _answer(self, operation: str, parameters: Body, scope: Scope, fault: Fault | None) -> Body:
        if not self._rate.allows(self._settings.requests_per_second):
            raise ServiceError("ThrottlingException", "Rate exceeded", 400)
        if fault is None:
            return self._call(operation, parameters, scope)
        if fault.refuse is not None:
            raise fault.refuse()
        parameters = fault.edit_request(parameters)
        return fault.edit_result(self._call(operation, parameters, scope))

    def _error(self, protocol: Protocol, error: ServiceError) -> Response:
        status = error.status or self._model.error_status.get(error.code, 400)
        member = self._model.message_member(error.code)
        body = protocol.write_error(error.code, error.message, member)
        return self._response(protocol, status, body, ("x-amzn-ErrorType", error.code))

    def _response(
        self, protocol: Protocol, status: int, body: bytes, *headers: tuple[str, str]
    ) -> Response:
        return Response(
            status=status,
            body=body,
            content_type=protocol.content_type,
            headers=(("x-amzn-RequestId", str(uuid4())), *protocol.headers.items(), *headers),
            pause=self._settings.latency,
        )
