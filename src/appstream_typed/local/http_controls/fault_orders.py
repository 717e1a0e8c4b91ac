"""Injects faults that are described in JSON, with the functions of ``appstream_typed.local.faults``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial

from appstream_typed.local import faults
from appstream_typed.local.faults import Fault
from appstream_typed.local.http_controls.arguments import call_with, check_names, parameters_of
from appstream_typed.local.http_controls.refusals import RefusedError
from appstream_typed.local.wire.fault_book import FaultBook

ORDER: Mapping[str, inspect.Parameter] = parameters_of(FaultBook.add, without=["fault"])
"""The parameters of ``FaultBook.add`` that select the affected requests."""


def fault_functions() -> dict[str, Callable[..., Fault]]:
    """Return the functions that create faults, by name."""
    members = ((name, getattr(faults, name)) for name in faults.__all__)
    return {name: member for name, member in members if inspect.isfunction(member)}


def fault_parameters(make: Callable[..., Fault]) -> dict[str, inspect.Parameter]:
    """Return the parameters of a function that creates a fault."""
    return dict(inspect.signature(make, eval_str=True).parameters)


def order_fault(book: FaultBook, order: Mapping[str, object]) -> None:
    """Inject the fault that a JSON object describes.

    Raises:
        RefusedError: There is no such fault, or an argument is unknown, missing or of a wrong type.
        ValueError: An argument has an invalid value.
    """
    known = fault_functions()
    name = order.get("fault")
    if not isinstance(name, str) or name not in known:
        got = f"got {name!r}" if "fault" in order else "it is missing"
        msg = f"'fault' must be one of {', '.join(known)}; {got}"
        raise RefusedError(msg)
    make = known[name]
    own = fault_parameters(make)
    arguments = {key: value for key, value in order.items() if key != "fault"}
    check_names({**own, **ORDER}, arguments, f"the fault {name!r}")
    add = partial(book.add, call_with(make, own, arguments))
    call_with(add, ORDER, arguments)
