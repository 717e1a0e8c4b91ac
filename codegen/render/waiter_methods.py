"""Renders the package ``waiters``: descriptions of what is polled, and typed methods of both clients."""

from __future__ import annotations

from codegen import ir
from codegen.render.text import (
    WIDTH,
    Imports,
    docstring,
    entry,
    header,
    section,
    taken_type,
)

_TIMEOUT = 1800
_POLL_INTERVAL = 15
_GRACE = "30 seconds"
_SEVERAL = "list[str] | tuple[str, ...]"
_BY_NAME = "name"
"""The usual argument for keys."""
_CLIENT = "appstream_typed.waiters.client"
_UNFORMATTED = "# One argument a line, this would be twice as long.\n# fmt: off"
_CALLBACKS = "appstream_typed.waiters.callbacks"


# --- descriptions -------------------------------------------------------------------------------


def render_waiter_descriptions(service: ir.Service) -> str:
    """The sources and states of all waiters, as data."""
    sources = _sources(service)
    imports, homes = Imports(), service.homes()
    imports.use(_CLIENT, "Pages", "PolledClient")
    imports.use("collections.abc", "Sequence")
    for source in sources:
        imports.use(homes[source.item.name], source.item.name)
        for parameter in source.parameters:
            imports.use_type(parameter.type, homes)
    return "".join(
        [
            header(service, "What the waiters poll, and how they judge what they observe."),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING\n\n",
            "from appstream_typed.waiters.specs import Action, Source, WaiterSpec\n\n",
            f"if TYPE_CHECKING:\n{imports.render(indent=4)}\n",
            "".join(_source(source) for source in sources),
            f"\n{_UNFORMATTED}\n",
            "".join(_spec(waiter) for waiter in service.waiters),
        ]
    )


def _sources(service: ir.Service) -> list[ir.WaiterSource]:
    return list({waiter.source.name: waiter.source for waiter in service.waiters}.values())


def _parameter(parameter: ir.Field) -> str:
    annotation = taken_type(parameter.type)
    return f"{parameter.name}: {annotation}" + ("" if parameter.required else " | None = None")


def _source(source: ir.WaiterSource) -> str:
    name, call = source.name.upper(), f"client.{source.operation.method}"
    options: list[str] = []
    if source.key.name != _BY_NAME:
        options.append(f"key={source.key.name!r}")
    if source.keyword != source.key.name:
        options.append(f"argument={source.keyword!r}")
    if source.reasons:
        options.append(f"reasons={source.reasons!r}")
    if source.operation.returns is not ir.Returns.PAGES:
        options.append("one_per_request=True")
    if not source.keys_parameter:
        options.append(f"complete_with={source.complete_with!r}")
        function = f"_{source.name}"
        parameters = ", ".join(_parameter(p) for p in source.parameters)
        passed = ", ".join(f"{p.name}={p.name}" for p in source.parameters)
        return (
            f"def {function}(client: PolledClient, _: Sequence[str], *, {parameters})"
            f" -> Pages[{source.item.name}]:\n"
            f"    return {call}({passed})\n\n\n"
            f"{name} = Source({function}, {', '.join(options)})\n"
        )
    keys = "keys" if source.operation.returns is ir.Returns.PAGES else "keys[0]"
    poll = f"lambda client, keys: {call}({source.keys_parameter}={keys})"
    annotation = f"Source[{source.item.name}, []]"
    return f"{name}: {annotation} = Source({poll}, {', '.join(options)})\n"


def _spec(waiter: ir.Waiter) -> str:
    parts = [waiter.source.name.upper(), repr(waiter.name)]
    if waiter.success:
        parts.append(f"success={waiter.success!r}")
    parts.append(f"pending={waiter.pending!r}")
    if waiter.action:
        parts.append(f"action=Action({waiter.action!r}, before={waiter.before!r})")
    if waiter.fails_on:
        parts.append(f"fails_on={waiter.fails_on!r}")
    if waiter.missing_is_success:
        parts.append("missing_is_success=True")
    text = _filled(f"{waiter.name.upper()} = WaiterSpec(", parts, ")")
    return text.replace("'", '"') + "\n"


# --- methods ------------------------------------------------------------------------------------


def render_async_waiters(service: ir.Service) -> str:
    """The methods of the asynchronous client, which define those of the synchronous one too."""
    methods = "\n".join(_method(waiter) for waiter in service.waiters)
    return "".join(
        [
            header(service, "The methods ``wait_until_...`` of ``AsyncAppStreamClient``."),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING, overload\n\n",
            "from appstream_typed.waiters import descriptions as d\n",
            f"from {_CLIENT} import PolledClient\n",
            "from appstream_typed.waiters.drivers import wait, wait_missing\n",
            "\n",
            _type_imports(service),
            "\n",
            f"{_UNFORMATTED}\n",
            "class AsyncWaiterMethods(PolledClient):\n",
            docstring(["The methods of ``AsyncAppStreamClient`` that wait."], 4),
            "\n\n",
            methods,
        ]
    )


def render_waiters(service: ir.Service) -> str:
    """The methods of the synchronous client."""
    names = (f"wait_until_{waiter.name}" for waiter in service.waiters)
    methods = "".join(f"    {name} = synchronous(_Async.{name})\n" for name in names)
    return "".join(
        [
            header(service, "The methods ``wait_until_...`` of ``AppStreamClient``."),
            "from __future__ import annotations\n\n",
            "from appstream_typed.waiters.async_methods import AsyncWaiterMethods as _Async\n",
            f"from {_CLIENT} import PolledClient\n",
            "from appstream_typed.waiters.drivers import synchronous\n\n",
            "\n",
            "class WaiterMethods(PolledClient):\n",
            docstring(["The methods of ``AppStreamClient`` that wait."], 4),
            f"\n\n{methods}",
        ]
    )


def _type_imports(service: ir.Service) -> str:
    imports, homes = Imports(), service.homes()
    imports.use(_CALLBACKS, "OnPoll", "OnPollAll")
    for source in _sources(service):
        imports.use(homes[source.item.name], source.item.name)
        imports.use(homes[source.state.name], source.state.name)
        for parameter in source.parameters:
            imports.use_type(parameter.type, homes)
    return f"if TYPE_CHECKING:\n{imports.render(indent=4)}\n"


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
        *(f"{parameter.name}={parameter.name}" for parameter in source.parameters),
    ]
    driver = "wait_missing" if waiter.missing_is_success else "wait"
    return "".join(
        [
            f"    @overload\n{_head(waiter, 'str', poll_one, one)} ...\n",
            f"    @overload\n{_head(waiter, _SEVERAL, poll_all, all_)} ...\n",
            _head(waiter, f"str | {_SEVERAL}", f"OnPoll[{state}] | {poll_all}", returned),
            f"\n{docstring(_paragraphs(waiter), 8)}\n",
            _filled(f"        return await {driver}(", passed, ")"),
            "\n",
        ]
    )


def _head(waiter: ir.Waiter, keys: str, on_poll: str, returned: str) -> str:
    parameters = [
        "self",
        f"{waiter.source.keyword}: {keys}",
        "*",
        *map(_parameter, waiter.source.parameters),
        f"timeout: float = {_TIMEOUT}",
        f"poll_interval: float = {_POLL_INTERVAL}",
        f"on_poll: {on_poll} = None",
    ]
    return _filled(f"    async def wait_until_{waiter.name}(", parameters, f") -> {returned}:")


def _filled(start: str, parts: list[str], end: str) -> str:
    """Source with parts in brackets: on one line, or on lines that are as full as they can be."""
    one_line = f"{start}{', '.join(parts)}{end}"
    if len(one_line) <= WIDTH:
        return one_line
    indent = " " * (len(start) - len(start.lstrip()))
    lines = [f"{indent}    "]
    for part in parts:
        is_long = len(f"{indent}    {part},") > WIDTH
        for number, piece in enumerate(part.split(", ") if is_long else [part]):
            if len(f"{lines[-1]}{piece},") > WIDTH or (is_long and number == 0):
                lines.append(f"{indent}    ")
            lines[-1] += f"{piece}, "
    return "\n".join([start, *(line.rstrip() for line in lines), f"{indent}{end}"])


# --- docstrings ---------------------------------------------------------------------------------


def _paragraphs(waiter: ir.Waiter) -> list[str]:
    source = waiter.source
    what = "ID" if source.key.name.endswith("id") else "name"
    about_key = (
        f"{what[:1].upper()}{what[1:]} of the {_noun(source)}, "
        f"or a list or tuple of {what}s to wait for all."
    )
    arguments = [
        entry(source.keyword, about_key),
        *(entry(parameter.name, _about(parameter, source)) for parameter in source.parameters),
        entry("timeout", "Seconds after which to give up."),
        entry("poll_interval", "Seconds between polls, varied by up to a fifth at random."),
        entry("on_poll", "Called with the state after each poll; with a mapping for several."),
    ]
    never = ", ``None`` if it never was" if waiter.missing_is_success else ""
    errors = [
        entry("WaiterFailed", _failures(waiter)),
        entry("WaiterTimeout", "The goal was not reached in time."),
        entry(
            "TypeError", f"``{source.keyword}`` has something other than strings, such as models."
        ),
        entry("ApiError", f"AWS refused ``{source.operation.method}``."),
    ]
    return [
        waiter.doc,
        section("Args", arguments),
        section(
            "Returns", [f"    The {_noun(source)} as last observed{never}; a tuple for several."]
        ),
        section("Raises", errors),
        f"See {source.operation.link}",
    ]


def _about(parameter: ir.Field, source: ir.WaiterSource) -> str:
    if parameter.name != source.complete_with:
        return parameter.doc
    return f"{parameter.doc} If given, a {_noun(source)} that is not listed has reached the goal."


def _failures(waiter: ir.Waiter) -> str:
    source = waiter.source
    found = [_either(waiter.failure)] if waiter.failure else []
    if waiter.before:
        found.append(f"still {_either(waiter.before)} after {_GRACE}")
    if not waiter.missing_is_success:
        found.append(f"not found for {_GRACE}")
    elif source.complete_with:
        found.append(f"not found for {_GRACE} without ``{source.complete_with}``")
    text = f"The {_noun(source)} is {', or '.join(found)}"
    return (
        f"{text}; or two successive polls return the same error." if waiter.fails_on else f"{text}."
    )


def _either(states: tuple[str, ...]) -> str:
    *most, last = (f"``{state}``" for state in states)
    return f"{', '.join(most)} or {last}" if most else last


def _noun(source: ir.WaiterSource) -> str:
    """``image builder`` for ``ImageBuilder``."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in source.item.name).strip()
