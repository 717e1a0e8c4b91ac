"""Renders operation modules: one class of typed methods a resource."""

from __future__ import annotations

from textwrap import indent

from attrs import frozen

from codegen import ir
from codegen.render.text import (
    Imports,
    describe,
    docstring,
    entry,
    header,
    held_type,
    names_list,
    section,
    taken_type,
    wrap,
)


@frozen
class Flavour:
    """What is different between the synchronous and the asynchronous methods."""

    package: str
    prefix: str
    """Of class names."""
    core: str
    core_module: str
    pager: str
    define: str
    """How a method begins."""
    wait: str
    """What stands before a call."""


SYNC = Flavour("operations", "", "ClientCore", "_transport.calls", "Pager", "def", "")
ASYNC = Flavour(
    "async_operations",
    "Async",
    "AsyncClientCore",
    "_transport.async_calls",
    "AsyncPager",
    "async def",
    "await ",
)


def render_operations(service: ir.Service, resource: ir.Resource, flavour: Flavour) -> str:
    """The module of one resource's operations."""
    context = _Context(service, flavour)
    about = (f"Operations on AppStream's {resource.title.lower()}.", resource.about)
    return "".join(
        [
            header(service, *about),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING\n\n",
            "from appstream_typed import models\n" if _uses("models.", resource, flavour) else "",
            "from appstream_typed import enums\n" if _uses("enums.", resource, flavour) else "",
            f"from appstream_typed.{flavour.core_module} import {flavour.core}\n",
            "from appstream_typed._support.suggestions import suggesting\n\n",
            _type_imports(service, resource, flavour),
            names_list([class_name(resource, flavour)]),
            "@suggesting\n",
            f"class {class_name(resource, flavour)}({flavour.core}):\n",
            docstring(about, 4),
            "\n\n",
            "\n".join(_method(operation, context) for operation in resource.operations),
        ]
    )


def render_all_operations(service: ir.Service, flavour: Flavour) -> str:
    """The package that puts the methods of all resources and the waiters together."""
    name = f"{flavour.prefix}AllOperations"
    resources = [resource for resource in service.resources if resource.operations]
    homes = {
        (f"{flavour.package}.{resource.name}", class_name(resource, flavour)): [
            operation.method for operation in resource.operations
        ]
        for resource in resources
    }
    waits = [f"wait_until_{waiter.name}" for waiter in service.waiters]
    homes[f"waiters.{flavour.prefix.lower()}_methods".replace("._", "."), f"{flavour.prefix}WaiterMethods"] = waits
    imports = Imports()
    for module, cls in homes:
        imports.use(f"{service.package}.{module}", cls)
    count = sum(len(resource.operations) for resource in resources)
    doc = docstring(
        [
            f"The {count} operations of AppStream and {len(waits)} waiters as typed methods.",
            "For type checkers it inherits them; a program imports a method when it is first used.",
        ],
        4,
    )
    table = "".join(f"    {home!r}: {tuple(methods)!r},\n" for home, methods in homes.items())
    core = f"{service.package}.{flavour.core_module}"
    return "".join(
        [
            header(service, "Every operation of AppStream, a module for each resource."),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING\n\n",
            f"from {core} import {flavour.core}\n",
            "from appstream_typed._deferred import deferring\n\n",
            names_list([name]),
            f"_METHODS = {{\n{table}}}\n\n",
            f"if TYPE_CHECKING:\n{imports.render(indent=4)}\n",
            f"    class {name}({', '.join(cls for _, cls in homes)}):\n",
            indent(doc, "    "),
            "\n\nelse:\n\n",
            f"    @deferring({service.package!r}, _METHODS)\n",
            f"    class {name}({flavour.core}):\n",
            indent(doc, "    "),
            "\n",
        ]
    )


def class_name(resource: ir.Resource, flavour: Flavour) -> str:
    """The class of a resource's operations."""
    words = "".join(part.title() for part in resource.name.split("_"))
    return f"{flavour.prefix}{words}Operations"


class _Context:
    def __init__(self, service: ir.Service, flavour: Flavour) -> None:
        self.flavour = flavour
        self.enums = {enum.name: enum for enum in service.enums()}
        self.models = {model.name: model for model in service.models()}
        self.errors = {error.name: error for error in service.errors}


def _uses(package: str, resource: ir.Resource, flavour: Flavour) -> bool:
    return any(package in _send(operation, flavour) for operation in resource.operations)


def _type_imports(service: ir.Service, resource: ir.Resource, flavour: Flavour) -> str:
    imports, homes = Imports(), service.homes()
    for operation in resource.operations:
        for parameter in operation.parameters:
            imports.use_type(parameter.type, homes)
        if operation.returns is ir.Returns.PAGES:
            imports.use("appstream_typed.paging", flavour.pager)
        if operation.returns is ir.Returns.RESULT:
            imports.use(homes[operation.result], operation.result)
        if operation.type is not None:
            for used in operation.type.classes():
                imports.use(homes[used.name], used.name)
    lines = imports.render(indent=4)
    return f"if TYPE_CHECKING:\n{lines}\n" if lines else ""


def _method(operation: ir.Operation, context: _Context) -> str:
    parameters = [_parameter(parameter) for parameter in operation.parameters]
    if operation.returns is ir.Returns.PAGES:
        parameters.append("next_token: str | None = None")
        if operation.size_member:
            parameters.append("page_size: int | None = None")
    star = ["*", *parameters] if parameters else []
    flavour = context.flavour
    define = "def" if operation.returns is ir.Returns.PAGES else flavour.define
    returned = _returned(operation, flavour)
    return "\n".join(
        [
            f"    {define} {operation.method}({', '.join(['self', *star])}) -> {returned}:",
            docstring(_paragraphs(operation, context), 8),
            f"        {_send(operation, flavour)}",
            "",
        ]
    )


def _parameter(parameter: ir.Field) -> str:
    if parameter.required:
        return f"{parameter.name}: {taken_type(parameter.type)}"
    return f"{parameter.name}: {taken_type(parameter.type)} | None = None"


def _returned(operation: ir.Operation, flavour: Flavour) -> str:
    if operation.returns is ir.Returns.RESULT:
        return operation.result
    if operation.type is None:
        return "None"
    if operation.returns is ir.Returns.PAGES:
        return f"{flavour.pager}[{held_type(operation.type)}]"
    if operation.type.kind is ir.Kind.MAP:
        return "dict[str, str]"
    return held_type(operation.type)


def _send(operation: ir.Operation, flavour: Flavour) -> str:
    members = [f"{p.wire!r}: {p.name}" for p in operation.parameters]
    if operation.size_member:
        members.append(f"{operation.size_member!r}: page_size")
    request = f"{operation.name!r}, {{{', '.join(members)}}}"
    if operation.returns is ir.Returns.RESULT:
        return f"return {flavour.wait}self._result({request}, models.{operation.result})"
    if operation.type is None:
        return f"{flavour.wait}self._nothing({request})"
    member = f"{operation.member!r}"
    if operation.returns is ir.Returns.PAGES:
        result = f", result_type=models.{operation.result}" if operation.result else ""
        return (
            f"return self._pages({request}, {member}, "
            f"{_runtime(operation.type)}, next_token=next_token{result})"
        )
    if operation.type.kind is ir.Kind.MAP:
        return f"return {flavour.wait}self._map({request}, {member})"
    if operation.type.kind is ir.Kind.LIST and operation.type.item is not None:
        item = _runtime(operation.type.item)
        return f"return {flavour.wait}self._tuple({request}, {member}, {item})"
    return f"return {flavour.wait}self._member({request}, {member}, {_runtime(operation.type)})"


def _runtime(type_: ir.Type) -> str:
    """The expression that gives the class, imported when it is evaluated."""
    package = {ir.Kind.MODEL: "models.", ir.Kind.ENUM: "enums."}.get(type_.kind, "")
    return f"{package}{held_type(type_)}"


def _paragraphs(operation: ir.Operation, context: _Context) -> list[str]:
    arguments = [
        entry(parameter.name, describe(parameter, context.enums))
        for parameter in operation.parameters
    ]
    if operation.returns is ir.Returns.PAGES:
        arguments.append(
            entry("next_token", "Where to begin: the ``next_token`` of a page of an earlier call.")
        )
        if operation.size_member:
            arguments.append(
                entry("page_size", "The most items that one page may hold; AWS may send fewer.")
            )
    errors = [entry(name, context.errors[name].doc) for name in operation.errors]
    return [
        operation.doc,
        operation.details,
        section("Args", arguments),
        section("Returns", _returns_text(operation, context)),
        section("Raises", errors),
        f"See {operation.link}",
    ]


def _returns_text(operation: ir.Operation, context: _Context) -> list[str]:
    if operation.returns is ir.Returns.RESULT:
        return [f"    {line}" for line in wrap(context.models[operation.result].doc, 12)]
    if operation.type is None:
        return []
    if operation.returns is ir.Returns.PAGES:
        text = f"A pager of {_plural(operation.type)}; it asks for pages as they are needed."
        if operation.result:
            text += (
                f" Its pages have the rest of the result in ``.result``, a ``{operation.result}``."
            )
    elif operation.type.kind is ir.Kind.MODEL:
        text = context.models[operation.type.name].doc
    elif operation.type.kind is ir.Kind.LIST and operation.type.item is not None:
        text = f"A tuple of {_plural(operation.type.item)}; empty if all went well."
    else:
        text = f"The ``{operation.member}`` of the answer."
    return [f"    {line}" for line in wrap(text, 12)]


def _plural(type_: ir.Type) -> str:
    return f"``{held_type(type_)}``" + (" objects" if type_.name else " values")
