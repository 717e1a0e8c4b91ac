"""Renders ``waiters.py``: what to wait for as data, and as typed methods of both clients."""

from __future__ import annotations

from codegen import ir
from codegen.render.text import Imports, docstring, entry, header, names_list, section

_TIMEOUT = 1800
_POLL_INTERVAL = 15


def render_waiters(service: ir.Service) -> str:
    """What can be waited for, and the methods of the synchronous client."""
    names = ["WaiterFailed", "WaiterMethods", "WaiterSpec", "WaiterTimeout"]
    return "".join(
        [
            header(
                service,
                "What can be waited for, and the methods ``wait_until_...`` of ``AppStreamClient``.",
            ),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING, overload\n\n",
            "from appstream_typed.errors.base import WaiterFailed, WaiterTimeout\n",
            "from appstream_typed.waiters.drivers import wait\n",
            "from appstream_typed.waiters.machine import WaiterSpec\n\n",
            _type_imports(service),
            names_list(names),
            "\n\n".join(_spec(waiter) for waiter in service.waiters),
            "\n\n\n",
            _class(service, ""),
        ]
    )


def render_async_waiters(service: ir.Service) -> str:
    """The methods of the asynchronous client."""
    specs = ", ".join(waiter.name.upper() for waiter in service.waiters)
    return "".join(
        [
            header(service, "The methods ``wait_until_...`` of ``AsyncAppStreamClient``."),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING, overload\n\n",
            "from appstream_typed.waiters.drivers import wait_async\n",
            f"from appstream_typed.waiters.methods import {specs}\n\n",
            _type_imports(service),
            names_list(["AsyncWaiterMethods"]),
            _class(service, "async "),
        ]
    )


def _type_imports(service: ir.Service) -> str:
    imports, homes = Imports(), service.homes()
    imports.use("collections.abc", "Callable", "Mapping")
    for waiter in service.waiters:
        imports.use(homes[waiter.item.name], waiter.item.name)
        imports.use(homes[waiter.state.name], waiter.state.name)
    return f"if TYPE_CHECKING:\n{imports.render(indent=4)}\n"


def _spec(waiter: ir.Waiter) -> str:
    return f"""{waiter.name.upper()} = WaiterSpec(
    name={waiter.name!r},
    method={waiter.looks.method!r},
    paged={waiter.looks.returns is ir.Returns.PAGES},
    key={waiter.key.name!r},
    asks_with={waiter.asks_with!r},
    success={_frozenset(waiter.success)},
    failure={_frozenset(waiter.failure)},
    reasons={waiter.reasons!r},
    fails_on={waiter.fails_on!r},
    gone_is_success={waiter.gone_is_success},
)"""


def _frozenset(values: tuple[str, ...]) -> str:
    return f"frozenset({{{', '.join(map(repr, values))}}})" if values else "frozenset()"


def _class(service: ir.Service, prefix: str) -> str:
    flavour = "Async" if prefix else ""
    methods = "\n".join(_method(waiter, prefix) for waiter in service.waiters)
    return "\n".join(
        [
            f"class {flavour}WaiterMethods:",
            docstring([f"The methods of ``{flavour}AppStreamClient`` that wait."], 4),
            "",
            methods,
        ]
    )


def _method(waiter: ir.Waiter, prefix: str) -> str:
    item, state = waiter.item.name, waiter.state.name
    one = f"{item} | None" if waiter.gone_is_success else item
    many = f"tuple[{one}, ...]"
    either = f"{item} | {many}" + (" | None" if waiter.gone_is_success else "")
    some = "list[str] | tuple[str, ...]"
    poll_one = f"Callable[[{state} | None], object]"
    poll_many = f"Callable[[Mapping[str, {state} | None]], object]"
    head = f"{prefix}def wait_until_{waiter.name}"
    call = ", ".join(
        [
            "self",
            waiter.name.upper(),
            waiter.keyword,
            "timeout",
            "poll_interval",
            "on_poll",
            *(f"{parameter.name}={parameter.name}" for parameter in waiter.parameters),
        ]
    )
    wait = f"await wait_async({call})" if prefix else f"wait({call})"
    return f"""    if TYPE_CHECKING:
        @overload
        {head}({_parameters(waiter, "str", poll_one)}) -> {one}: ...
        @overload
        {head}({_parameters(waiter, some, poll_many)}) -> {many}: ...
    {head}({_parameters(waiter, f"str | {some}", f"{poll_one} | {poll_many}")}) -> {either}:
{docstring(_paragraphs(waiter), 8)}
        found: {either} = {wait}
        return found
"""


def _parameters(waiter: ir.Waiter, key: str, on_poll: str) -> str:
    return ", ".join(
        [
            "self",
            f"{waiter.keyword}: {key}",
            "*",
            *(f"{parameter.name}: str" for parameter in waiter.parameters),
            f"timeout: float = {_TIMEOUT}",
            f"poll_interval: float = {_POLL_INTERVAL}",
            f"on_poll: {on_poll} | None = None",
        ]
    )


def _paragraphs(waiter: ir.Waiter) -> list[str]:
    goal = (
        f"State {_or(waiter.success)} is the goal" if waiter.success else "To be gone is the goal"
    )
    if waiter.success and waiter.gone_is_success:
        goal += ", and so is to be gone"
    if waiter.failure:
        goal += f"; from {_or(waiter.failure)} it cannot come"
    several = "a list or tuple of several"
    arguments = [
        entry(waiter.keyword, f"What to wait for, or {several}, all of which are waited for."),
        *(entry(parameter.name, parameter.doc) for parameter in waiter.parameters),
        entry("timeout", "Seconds after which the waiting ends."),
        entry("poll_interval", "Seconds between looks; varied a little at random."),
        entry(
            "on_poll",
            "Called after every look with the state seen, ``None`` if there is none; for "
            "several with a mapping of states.",
        ),
    ]
    last = "as it was seen last" + (", ``None`` if never" if waiter.gone_is_success else "")
    errors = [
        entry(
            "WaiterFailed",
            "The goal cannot come; has AWS's reason."
            + ("" if waiter.gone_is_success else " Also if there is none for 30 seconds."),
        ),
        entry("WaiterTimeout", "The goal did not come in time."),
        entry("ApiError", f"``{waiter.looks.method}`` was refused."),
    ]
    return [
        waiter.doc,
        f"{goal}.",
        section("Args", arguments),
        section("Returns", [f"    The ``{waiter.item.name}`` {last}; a tuple for several."]),
        section("Raises", errors),
        f"See {waiter.looks.link}",
    ]


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(f"``{value}``" for value in values)
