"""Renders the methods of both clients that wait."""

from __future__ import annotations

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import UNFORMATTED, docstring, entry, filled, header, parameter, section

_TIMEOUT = 1800
_POLL_INTERVAL = 15
_GRACE = "30 seconds"
_ACRONYMS = {"arn": "ARN", "id": "ID"}
_SEVERAL = "list[str] | tuple[str, ...]"


def render_async_waiters(service: ir.Service) -> str:
    """Return the methods of the asynchronous client. The synchronous methods derive from them."""
    imports = Imports(service)
    imports.use("typing", "overload")
    imports.use(f"{service.package}.waiters", "descriptions as d")
    imports.use_handwritten("PolledClient", "suggesting", *map(_driver, service.waiters))
    return "".join(
        [
            header(service, f"The methods ``wait_until_...`` of ``{service.async_client}``."),
            "from __future__ import annotations\n\n",
            imports.render_with(_type_imports(service)),
            f"\n{UNFORMATTED}\n",
            "@suggesting\nclass AsyncWaiterMethods(PolledClient):\n",
            docstring([f"The methods of ``{service.async_client}`` that wait."], 4),
            "\n\n",
            "\n".join(_method(waiter) for waiter in service.waiters),
        ]
    )


def render_waiters(service: ir.Service) -> str:
    """Return the methods of the synchronous client."""
    names = (f"wait_until_{waiter.name}" for waiter in service.waiters)
    methods = "".join(f"    {name} = synchronous(Aio.{name})\n" for name in names)
    imports = Imports(service)
    imports.use(f"{service.package}.waiters.async_methods", "AsyncWaiterMethods as Aio")
    imports.use_handwritten("PolledClient", "synchronous")
    return "".join(
        [
            header(service, f"The methods ``wait_until_...`` of ``{service.client}``."),
            "from __future__ import annotations\n\n",
            imports.render(),
            "\n\n",
            "class WaiterMethods(PolledClient):\n",
            docstring([f"The methods of ``{service.client}`` that wait."], 4),
            f"\n\n    __module__ = '{service.package}.waiters'\n\n{methods}",
        ]
    )


def _type_imports(service: ir.Service) -> Imports:
    imports = Imports(service)
    imports.use_handwritten("OnPoll", "OnPollAll")
    for source in service.waiter_sources():
        imports.use_class(source.item.name)
        imports.use_class(source.state.name)
        for field in source.parameters:
            imports.use_taken_type(field.type)
    return imports


def _method(waiter: ir.Waiter) -> str:
    source, state = waiter.source, waiter.source.state.name
    none = " | None" if waiter.missing_is_success else ""
    one, all_ = f"{source.item.name}{none}", f"tuple[{source.item.name}{none}, ...]"
    poll_one, poll_all = f"OnPoll[{state}] | None", f"OnPollAll[{state}] | None"
    returned = f"{source.item.name} | {all_}{none}"
    passed = [
        "self",
        f"d.{waiter.name.upper()}",
        source.keyword,
        "timeout",
        "poll_interval",
        "on_poll",
        *(f"{field.name}={field.name}" for field in source.parameters),
    ]
    return "".join(
        [
            f"    @overload\n{_head(waiter, 'str', poll_one, one)} ...\n",
            f"    @overload\n{_head(waiter, _SEVERAL, poll_all, all_)} ...\n",
            _head(waiter, f"str | {_SEVERAL}", f"OnPoll[{state}] | {poll_all}", returned),
            f"\n{docstring(_paragraphs(waiter), 8)}\n",
            filled(f"        return await {_driver(waiter)}(", passed, ")"),
            "\n",
        ]
    )


def _driver(waiter: ir.Waiter) -> str:
    return "wait_missing" if waiter.missing_is_success else "wait"


def _head(waiter: ir.Waiter, keys: str, on_poll: str, returned: str) -> str:
    parameters = [
        "self",
        f"{waiter.source.keyword}: {keys}",
        "*",
        *map(parameter, waiter.source.parameters),
        f"timeout: float = {_TIMEOUT}",
        f"poll_interval: float = {_POLL_INTERVAL}",
        f"on_poll: {on_poll} = None",
    ]
    return filled(f"    async def wait_until_{waiter.name}(", parameters, f") -> {returned}:")


# --- docstrings ---------------------------------------------------------------------------------


def _paragraphs(waiter: ir.Waiter) -> list[str]:
    source = waiter.source
    word = source.key.name.rpartition("_")[2]
    what = _ACRONYMS.get(word, word)
    about_key = (
        f"{what[:1].upper()}{what[1:]} of the {source.noun}, "
        f"or a list or tuple of {what}s to wait for all."
    )
    arguments = [
        entry(source.keyword, about_key),
        *(entry(field.name, _about(field, source)) for field in source.parameters),
        entry("timeout", "Seconds after which to give up."),
        entry("poll_interval", "Seconds between polls, varied by up to a fifth at random."),
        entry("on_poll", "Called with the state after each poll; with a mapping for several."),
    ]
    never = ", ``None`` if it never was" if waiter.missing_is_success else ""
    errors = [
        entry("WaiterFailed", _failures(waiter)),
        entry("WaiterTimeout", "The target state was not reached in time."),
        entry(
            "TypeError", f"``{source.keyword}`` has something other than strings, such as models."
        ),
        entry("ApiError", f"``{source.operation.method}`` returned an error."),
    ]
    return [
        waiter.doc,
        section("Args", arguments),
        section(
            "Returns", [f"    The {source.noun} as last observed{never}; a tuple for several."]
        ),
        section("Raises", errors),
        f"See {source.operation.link}",
    ]


def _about(field: ir.Field, source: ir.WaiterSource) -> str:
    if field.name != source.complete_with:
        return field.doc
    return f"{field.doc} If given, a {source.noun} that is not listed has reached the target state."


def _failures(waiter: ir.Waiter) -> str:
    source = waiter.source
    found = [_either(waiter.failure)] if waiter.failure else []
    if waiter.before:
        found.append(f"still {_either(waiter.before)} after {_GRACE}")
    if not waiter.missing_is_success:
        found.append(f"not found for {_GRACE}")
    elif source.complete_with:
        found.append(f"not found for {_GRACE} without ``{source.complete_with}``")
    text = f"The {source.noun} is {', or '.join(found)}"
    return (
        f"{text}; or two successive polls return the same error." if waiter.fails_on else f"{text}."
    )


def _either(states: tuple[str, ...]) -> str:
    *most, last = (f"``{state}``" for state in states)
    return f"{', '.join(most)} or {last}" if most else last
