"""Injected faults, and the requests that they affect."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from threading import Lock
from typing import cast

from attrs import define, frozen

from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.messages import Body, Response
from appstream_typed.local.wire.service_errors import ServiceError


def _same(body: Body) -> Body:
    return body


def _same_response(response: Response) -> Response:
    return response


@frozen
class Fault:
    """A fault for ``add_fault``.

    The functions of ``appstream_typed.local.faults`` create faults.
    """

    name: str
    refuse: Callable[[], ServiceError] | None = None
    """Returns the error to answer with; the operation is not carried out.

    It creates a new exception for each request, because an exception keeps the traceback of every
    raise.
    """
    edit_request: Callable[[Body], Body] = _same
    """Changes the request before it is carried out."""
    edit_result: Callable[[Body], Body] = _same
    """Changes the result before it is serialized."""
    edit_response: Callable[[Response], Response] = _same_response
    """Changes the serialized response."""


@define
class Order:
    """An injected fault, and the conditions that select the affected requests."""

    fault: Fault
    operation: str | None
    skip: int
    left: int | None
    every: int
    passed: int = 0


class FaultBook:
    """The injected faults that affect further requests."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._lock = Lock()

    def add(
        self,
        fault: Fault,
        operation: str | None = None,
        *,
        times: int | None = 1,
        skip: int = 0,
        every: int = 1,
    ) -> None:
        """Inject a fault; see ``LocalAppStream.add_fault`` for the arguments and errors."""
        if not isinstance(cast("object", fault), Fault):
            name = getattr(fault, "__name__", "")
            hint = f"; call it: faults.{name}()" if callable(fault) and name else ""
            msg = f"fault must be a Fault, got {fault!r}{hint}"
            raise TypeError(msg)
        if operation is not None and operation not in load_model().operations:
            msg = f"AppStream has no operation {operation!r}; use AWS's name, such as DescribeSessions"
            raise ValueError(msg)
        if times is not None and times < 1:
            msg = f"times must be 1 or more, or None, got {times!r}"
            raise ValueError(msg)
        if skip < 0:
            msg = f"skip must be 0 or more, got {skip!r}"
            raise ValueError(msg)
        if every < 1:
            msg = f"every must be 1 or more, got {every!r}"
            raise ValueError(msg)
        with self._lock:
            self._orders.append(Order(fault, operation, skip, times, every))

    def pending(self) -> list[Order]:
        """Return copies of the faults that affect further requests."""
        with self._lock:
            return [copy(order) for order in self._orders]

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._orders.clear()

    def take(self, operation: str) -> Fault | None:
        """Return the fault that affects a received request, if there is one."""
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
