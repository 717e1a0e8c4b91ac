"""Renders the waiters of both clients, the methods ``wait_until_...``."""

from __future__ import annotations

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import UNFORMATTED, docstring, entry, filled, header, parameter, section

_TIMEOUT = 1800
_POLL_INTERVAL = 15
_GRACE = "30 seconds"
_ACRONYMS = {"arn": "ARN", "id": "ID"}
_SEVERAL = "list[str] | tuple[str, ...]"
_NO_PROTOCOL = "    PolledClient = object  # only type checkers need the protocol\n"


def render_waiters(service: ir.Service) -> str:
    """Return ``waiters/methods.py``, the waiters of the synchronous client."""
    imports = Imports(service)
    imports.use("typing", "overload")
    imports.use_handwritten("LazyModule", "suggesting")
    imports.use_handwritten(*map(_driver, service.waiters))
    types = Imports(service)
    types.use(f"{service.package}.waiters", "descriptions as d")
    types.use_handwritten("OnPoll", "OnPollAll", "PolledClient")
    for source in service.waiter_sources():
        types.use_class(source.item.name)
        types.use_class(source.state.name)
        for field in source.parameters:
            types.use_taken_type(field.type)
    return "".join(
        [
            header(f"The methods ``wait_until_...`` of ``{service.client}``."),
            "from __future__ import annotations\n\n",
            imports.render_with(types),
            "else:  # imported on the first wait\n",
            f'    d = LazyModule("{service.package}.waiters.descriptions")\n',
            _NO_PROTOCOL,
            f"\n{UNFORMATTED}\n",
            "@suggesting\nclass WaiterMethods(PolledClient):\n",
            docstring([f"The waiters of ``{service.client}``."], 4),
            f'\n\n    __module__ = "{service.package}.waiters"\n\n',
            "\n".join(map(_method, service.waiters)),
        ]
    )


def render_async_waiters(service: ir.Service) -> str:
    """Return ``waiters/async_methods.py``, whose methods are derived from the synchronous ones."""
    imports = Imports(service)
    imports.use_handwritten("asynchronous")
    imports.use(f"{service.package}.waiters.methods", "WaiterMethods")
    types = Imports(service)
    types.use_handwritten("PolledClient")
    methods: list[str] = []
    for waiter in service.waiters:
        source = waiter.source
        signature = f"Awaits{source.keyword.title().replace('_', '')}"
        types.use_handwritten(signature)
        types.use_class(source.item.name)
        types.use_class(source.state.name)
        item = f"{source.item.name} | None" if waiter.missing_is_success else source.item.name
        methods.append(
            f"        wait_until_{waiter.name}: {signature}[{item}, {source.state.name}]"
        )
    return "".join(
        [
            header(f"The methods ``wait_until_...`` of ``{service.async_client}``."),
            "from __future__ import annotations\n\n",
            imports.render_with(types),
            f"else:\n{_NO_PROTOCOL}",
            "\n\n@asynchronous(WaiterMethods)\nclass AsyncWaiterMethods(PolledClient):\n",
            docstring([f"The waiters of ``{service.async_client}``."], 4),
            "\n\n    if TYPE_CHECKING:\n",
            "\n".join(methods),
            "\n",
        ]
    )


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
    start = f"    def wait_until_{waiter.name}("
    return "".join(
        [
            f"    @overload\n{_head(start, waiter, 'str', poll_one, one)} ...\n",
            f"    @overload\n{_head(start, waiter, _SEVERAL, poll_all, all_)} ...\n",
            _head(start, waiter, f"str | {_SEVERAL}", f"OnPoll[{state}] | {poll_all}", returned),
            f"\n{docstring(_paragraphs(waiter), 8)}\n",
            filled(f"        return {_driver(waiter)}(", passed, ")"),
            "\n",
        ]
    )


def _driver(waiter: ir.Waiter) -> str:
    return "wait_missing" if waiter.missing_is_success else "wait"


def _head(start: str, waiter: ir.Waiter, keys: str, on_poll: str, returned: str) -> str:
    parameters = [
        "self",
        f"{waiter.source.keyword}: {keys}",
        "*",
        *map(parameter, waiter.source.parameters),
        f"timeout: float = {_TIMEOUT}",
        f"poll_interval: float = {_POLL_INTERVAL}",
        f"on_poll: {on_poll} = None",
    ]
    return filled(start, parameters, f") -> {returned}:")


# --- docstrings ---------------------------------------------------------------------------------


def _paragraphs(waiter: ir.Waiter) -> list[str]:
    source = waiter.source
    word = source.key.name.rpartition("_")[2]
    what = _ACRONYMS.get(word, word)
    none = " (``None`` if never found)" if waiter.missing_is_success else ""
    about_key = (
        f"{what[:1].upper()}{what[1:]} of the {source.noun}, which is returned as last observed{none}. "
        f"For a list or tuple of {what}s, the method waits for all and returns a tuple."
    )
    arguments = [
        entry(source.keyword, about_key),
        *(entry(field.name, _about(field, source)) for field in source.parameters),
        entry("timeout", "Seconds after which to give up."),
        entry("poll_interval", "Seconds between polls, randomly varied by up to 20 percent."),
        entry("on_poll", f"Called after each poll with the state, or with the states by {what}."),
    ]
    errors = [
        entry("WaiterFailed", _failures(waiter)),
        entry("WaiterTimeout", "The target state was not reached before ``timeout`` expired."),
        entry(
            "TypeError",
            f"``{source.keyword}`` contains an object that is not a string, such as a model.",
        ),
        entry("ApiError", f"``{source.operation.method}`` returned an error."),
    ]
    return [
        waiter.doc,
        section("Args", arguments),
        section("Raises", errors),
        f"See {source.operation.link}",
    ]


def _about(field: ir.Field, source: ir.WaiterSource) -> str:
    if field.name != source.complete_with:
        return field.doc
    return f"{field.doc} If you pass it, an unlisted {source.noun} has reached the target state."


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
        f"{text}, or two successive polls return the same error." if waiter.fails_on else f"{text}."
    )


def _either(states: tuple[str, ...]) -> str:
    *most, last = (f"``{state}``" for state in states)
    return f"{', '.join(most)} or {last}" if most else last
