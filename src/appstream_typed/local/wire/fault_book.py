"""Faults that are to be injected, and the requests that they are for."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from threading import Lock

from attrs import define, frozen

from appstream_typed.local.wire.messages import Body, Response
from appstream_typed.local.wire.service_errors import ServiceError


def _same(body: Body) -> Body:
    return body


def _same_response(response: Response) -> Response:
    return response


@frozen
class Fault:
    """One way to fail; made by functions of ``appstream_typed.local.faults``, given to ``add_fault``."""

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


@define
class Order:
    """A fault, and the requests that meet it."""

    fault: Fault
    operation: str | None
    skip: int
    left: int | None
    every: int
    passed: int = 0


class FaultBook:
    """The faults that were ordered and are not used up."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._lock = Lock()

    def add(
        self, fault: Fault, operation: str | None, times: int | None, skip: int, every: int
    ) -> None:
        """Order a fault; see ``LocalAppStream.add_fault``."""
        with self._lock:
            self._orders.append(Order(fault, operation, skip, times, every))

    def pending(self) -> list[Order]:
        """Copies of the orders that are not used up."""
        with self._lock:
            return [copy(order) for order in self._orders]

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
