"""Faults that a test can inject into a local AppStream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import cycle
from threading import Lock

from attrs import evolve

from appstream_typed.local.settings import MOST_SECONDS
from appstream_typed.local.wire.body_edits import rewrite_body
from appstream_typed.local.wire.fault_book import Fault
from appstream_typed.local.wire.messages import Body, Response
from appstream_typed.local.wire.service_errors import ServiceError

__all__ = [
    "Fault",
    "Response",
    "cycling_tokens",
    "delay",
    "dropped_connection",
    "error",
    "malformed_body",
    "response",
    "server_error",
    "slow_body",
    "throttling",
    "truncated_body",
    "unknown_members",
    "unknown_values",
]


_STATUSES = range(200, 600)
"""HTTP statuses of final responses."""


def error(code: str, message: str = "Injected by a test.", status: int | None = None) -> Fault:
    """Answer with an error.

    Without ``status``, the response has the status that AWS's model defines for the code, or 400.
    """
    _check_header("code", code)
    _check_status(status)
    return Fault(f"error {code}", refuse=partial(ServiceError, code, message, status))


def throttling() -> Fault:
    """Answer with ``ThrottlingException``."""
    return error("ThrottlingException", "Rate exceeded", 400)


def server_error(status: int = 500) -> Fault:
    """Answer with ``InternalFailure`` and a status such as 500 or 503."""
    return error("InternalFailure", "An internal error occurred.", status)


def response(
    body: bytes, *, status: int = 200, content_type: str = "application/x-amz-json-1.1"
) -> Fault:
    """Carry out the operation, but answer with this response, such as a proxy's HTML page."""
    _check_header("content_type", content_type)
    _check_status(status)

    def replace(sent: Response) -> Response:
        return evolve(sent, body=body, status=status, content_type=content_type)

    return Fault(f"response {status}", edit_response=replace)


def malformed_body() -> Fault:
    """Carry out the operation, and answer with a malformed body."""
    return Fault("malformed body", edit_response=lambda sent: evolve(sent, body=b'{"a": [}'))


def truncated_body() -> Fault:
    """Carry out the operation, and answer with the first half of the body.

    ``Content-Length`` is the length of that half.
    """
    return Fault(
        "truncated body",
        edit_response=lambda sent: evolve(sent, body=sent.body[: len(sent.body) // 2]),
    )


def dropped_connection(after: int = 0) -> Fault:
    """Carry out the operation, and close the connection after a number of bytes of the body.

    With 0, the connection closes before the status line.
    """
    if after < 0:
        msg = f"after must be 0 or more bytes, got {after!r}"
        raise ValueError(msg)
    return Fault("dropped connection", edit_response=lambda sent: evolve(sent, cut_after=after))


def slow_body(seconds_per_byte: float) -> Fault:
    """Send the body byte by byte, with a pause after each byte."""
    _check_seconds("seconds_per_byte", seconds_per_byte)
    return Fault(
        "slow body",
        edit_response=lambda sent: evolve(sent, seconds_per_byte=seconds_per_byte),
    )


def delay(seconds: float) -> Fault:
    """Delay the response."""
    _check_seconds("seconds", seconds)
    return Fault("delay", edit_response=lambda sent: evolve(sent, pause=seconds))


def cycling_tokens(*tokens: str) -> Fault:
    """Always answer with the first page, with the given tokens in turn as its ``NextToken``."""
    if not tokens:
        msg = "cycling_tokens needs at least one token"
        raise ValueError(msg)
    turn, lock = cycle(tokens), Lock()

    def drop(request: Body) -> Body:
        return {name: value for name, value in request.items() if name != "NextToken"}

    def replace(result: Body) -> Body:
        with lock:
            return {**result, "NextToken": next(turn)}

    return Fault("cycling tokens", edit_request=drop, edit_result=replace)


def unknown_members(members: Mapping[str, object]) -> Fault:
    """Add these members, which AWS's model should not contain, to every structure in the result."""
    return _edit("unknown members", lambda found: {**found, **members})


def unknown_values(value: str, *members: str) -> Fault:
    """Set the named members, wherever they occur, to a value, for example one that no enum contains."""
    return _edit(
        "unknown values",
        lambda found: {key: value if key in members else item for key, item in found.items()},
    )


def _edit(name: str, edit: Callable[[Body], Body]) -> Fault:
    """Return a fault that changes every object in the body of a response, innermost first."""

    def apply(sent: Response) -> Response:
        return evolve(sent, body=rewrite_body(sent.body, sent.content_type, edit))

    return Fault(name, edit_response=apply)


def _check_header(name: str, value: str) -> None:
    """Check that a value can be sent in a response header."""
    if not value.isascii() or not value.isprintable():
        msg = f"{name} must be printable ASCII, got {value!r}"
        raise ValueError(msg)


def _check_status(status: int | None) -> None:
    if status is not None and status not in _STATUSES:
        msg = f"status must be from {_STATUSES[0]} to {_STATUSES[-1]}, got {status!r}"
        raise ValueError(msg)


def _check_seconds(name: str, seconds: float) -> None:
    if not 0 <= seconds <= MOST_SECONDS:
        msg = f"{name} must be from 0 to {MOST_SECONDS:.0f}, got {seconds!r}"
        raise ValueError(msg)
