"""Faults to order: what a local AppStream does wrong when told to."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import cycle
from threading import Lock
from typing import Any

from attrs import define, evolve, frozen

from appstream_typed.local.state.accounts import Body
from appstream_typed.local.wire.service_errors import ServiceError


@frozen(kw_only=True)
class Response:
    """An HTTP response, and how it is to be sent."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None
    """Close the connection after so many bytes of the body."""
    seconds_per_byte: float = 0.0
    """Send the body byte by byte, with pauses."""
    pause: float = 0.0
    """Real seconds before the first byte."""


def _same(body: Body) -> Body:
    return body


def _same_response(response: Response) -> Response:
    return response


@frozen
class Fault:
    """One way to fail; made by the functions below, given to ``LocalAppStream.add_fault``."""

    name: str
    refuse: Callable[[], ServiceError] | None = None
    """Makes an error in place of the operation, which is not carried out; a new one each time, for
    an error keeps the tracebacks of all its raisings.
    """
    edit_request: Callable[[Body], Body] = _same
    """A change of the request, before it is carried out."""
    edit_result: Callable[[Body], Body] = _same
    """A change of the result, before it is written."""
    edit_response: Callable[[Response], Response] = _same_response
    """A change of the response, after that."""


def error(code: str, message: str = "Ordered by a test.", status: int | None = None) -> Fault:
    """Answer an error; its status is that of the model if not given, and 400 for other codes."""
    return Fault(f"error {code}", refuse=partial(ServiceError, code, message, status))


def throttling() -> Fault:
    """Answer ``ThrottlingException``."""
    return error("ThrottlingException", "Rate exceeded", 400)


def server_error(status: int = 500) -> Fault:
    """Answer an error of the server's, such as 500 or 503."""
    return error("InternalFailure", "An internal error occurred.", status)


def response(
    body: bytes, *, status: int = 200, content_type: str = "application/x-amz-json-1.1"
) -> Fault:
    """Answer just this, such as a page of HTML from a proxy."""

    def replace(sent: Response) -> Response:
        return evolve(sent, body=body, status=status, content_type=content_type)

    return Fault(f"response {status}", edit_response=replace)


def malformed_body() -> Fault:
    """Carry out the operation, and answer a body that is not well-formed."""
    return Fault("malformed body", edit_response=lambda sent: evolve(sent, body=b'{"a": [}'))


def truncated_body() -> Fault:
    """Carry out the operation, and answer the first half of the body with a length that fits it."""
    return Fault(
        "truncated body",
        edit_response=lambda sent: evolve(sent, body=sent.body[: len(sent.body) // 2]),
    )


def dropped_connection(after: int = 0) -> Fault:
    """Carry out the operation, and close the connection after so many bytes of the body.

    With 0 the connection closes before the status line.
    """
    return Fault("dropped connection", edit_response=lambda sent: evolve(sent, cut_after=after))


def slow_body(seconds_per_byte: float) -> Fault:
    """Send the body byte by byte, with pauses."""
    return Fault(
        "slow body",
        edit_response=lambda sent: evolve(sent, seconds_per_byte=seconds_per_byte),
    )


def delay(seconds: float) -> Fault:
    """Answer later."""
    return Fault("delay", edit_response=lambda sent: evolve(sent, pause=seconds))


def cycling_tokens(*tokens: str) -> Fault:
    """Answer the first page again and again, with these tokens in turn as its ``NextToken``."""
    turn, lock = cycle(tokens), Lock()

    def drop(request: Body) -> Body:
        return {name: value for name, value in request.items() if name != "NextToken"}

    def replace(result: Body) -> Body:
        with lock:
            return {**result, "NextToken": next(turn)}

    return Fault("cycling tokens", edit_request=drop, edit_result=replace)


def unknown_members(members: dict[str, Any]) -> Fault:
    """Add members that the model does not know, to the result and to each structure in it.

    Works for AWS JSON; other protocols' bodies are left as they are.
    """
    return _json_edit("unknown members", lambda found: {**found, **members})


def unknown_values(value: str, *members: str) -> Fault:
    """Put a value, such as one that no enum knows, into the members named, wherever they are.

    Works for AWS JSON; other protocols' bodies are left as they are.
    """
    return _json_edit(
        "unknown values",
        lambda found: {key: value if key in members else item for key, item in found.items()},
    )


def _json_edit(name: str, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Fault:
    """A change of every object in a JSON body, the innermost first."""

    def apply(sent: Response) -> Response:
        if "json" not in sent.content_type:
            return sent
        changed = json.loads(sent.body, object_hook=edit)
        return evolve(sent, body=json.dumps(changed).encode())

    return Fault(name, edit_response=apply)


@define
class _Order:
    fault: Fault
    operation: str | None
    skip: int
    left: int | None
    every: int
    passed: int = 0


class FaultBook:
    """The faults that were ordered and are not used up."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []
        self._lock = Lock()

    def add(
        self, fault: Fault, operation: str | None, times: int | None, skip: int, every: int
    ) -> None:
        """Order a fault; see ``LocalAppStream.add_fault``."""
        with self._lock:
            self._orders.append(_Order(fault, operation, skip, times, every))

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            self._orders.clear()

    def take(self, operation: str) -> Fault | None:
        """The fault for a request that has come, if one was ordered for it."""
        with self._lock:
            for order in self._orders:
                if order.operation not in (None, operation):
                    continue
                if order.skip:
                    order.skip -= 1
                    continue
                order.passed += 1
                if order.passed % order.every:
                    continue
                if order.left is not None:
                    order.left -= 1
                    if not order.left:
                        self._orders.remove(order)
                return order.fault
        return None
