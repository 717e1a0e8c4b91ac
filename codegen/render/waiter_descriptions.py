"""Renders the descriptions of waiters: the operations to poll, and the states that end a wait."""

from __future__ import annotations

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import UNFORMATTED, filled, header, parameter

_NAME = "name"
"""The attribute that ``Source`` uses as key by default."""


def render_waiter_descriptions(service: ir.Service) -> str:
    """Return ``waiters/descriptions.py``."""
    imports, types = Imports(service), Imports(service)
    imports.use_handwritten("Source", "WaiterSpec")
    if any(waiter.action for waiter in service.waiters):
        imports.use_handwritten("Action")
    for source in service.waiter_sources():
        types.use_class(source.item.name)
        if not source.keys_parameter:
            types.use_handwritten("Pages", "PolledClient")
            types.use("collections.abc", "Sequence")
        for field in source.parameters:
            types.use_taken_type(field.type)
    return "".join(
        [
            header("The operations that waiters poll, and the states that end a wait."),
            "from __future__ import annotations\n\n",
            imports.render_with(types),
            "".join(_source(source) for source in service.waiter_sources()),
            f"\n{UNFORMATTED}\n",
            "".join(_spec(waiter) for waiter in service.waiters),
        ]
    )


def _source(source: ir.WaiterSource) -> str:
    name, call = source.name.upper(), f"client.{source.operation.method}"
    options: list[str] = []
    if source.key.name != _NAME:
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
        parameters = ", ".join(parameter(p) for p in source.parameters)
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
    text = filled(f"{waiter.name.upper()} = WaiterSpec(", parts, ")")
    return text.replace("'", '"') + "\n"
