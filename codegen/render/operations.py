"""Renders operation modules: one class of typed methods a resource."""

from __future__ import annotations

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
    """The differences between the synchronous and the asynchronous methods."""

    package: str
    prefix: str
    """Of class names."""
    core: str
    core_module: str
    pager: str
    define: str
    """How a method starts."""
    wait: str
    """What precedes a call."""


SYNC = Flavour("operations", "", "Calls", "_transport.calls", "Pager", "def", "")
ASYNC = Flavour(
    "async_operations",
    "Async",
    "AsyncCalls",
    "_transport.async_calls",
    "AsyncPager",
    "async def",
    "await ",
)


def render_operations(service: ir.Service, resource: ir.Resource, flavour: Flavour) -> str:
    """The module of one resource's operations."""
    context = _Context(service, flavour)
    about = (f"Operations on AppStream's {resource.title.lower()}.", resource.about)
    imports = Imports()
    imports.use(f"{service.package}.{flavour.core_module}", flavour.core)
    imports.use(f"{service.package}._support.suggestions", "suggesting")
    imports.use(service.package, "_descriptions")
    if any(operation.returns is ir.Returns.PAGES for operation in resource.operations):
        imports.use(f"{service.package}.paging", flavour.pager)
    return "".join(
        [
            header(service, *about),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING\n\n",
            f"{imports.render()}\n",
            _type_imports(service, resource),
            names_list([class_name(resource, flavour)]),
            "@suggesting\n",
            f"class {class_name(resource, flavour)}({flavour.core}):\n",
            docstring(about, 4),
            "\n\n",
            "\n".join(_method(operation, context) for operation in resource.operations),
        ]
    )


def render_all_operations(service: ir.Service, flavour: Flavour) -> str:
    """The package that combines the methods of all resources and the waiters."""
    name = f"{flavour.prefix}AllOperations"
    resources = [resource for resource in service.resources if resource.operations]
    waiters = (
        ("async_methods", "AsyncWaiterMethods") if flavour.prefix else ("methods", "WaiterMethods")
    )
    imports, bases = Imports(), []
    for module, cls in (
        *((f"{flavour.package}.{r.name}", class_name(r, flavour)) for r in resources),
        (f"waiters.{waiters[0]}", waiters[1]),
    ):
        imports.use(f"{service.package}.{module}", cls)
        bases.append(cls)
    count = sum(len(resource.operations) for resource in resources)
    doc = (
        f"The {count} operations of AppStream and {len(service.waiters)} waiters as typed methods."
    )
    return "".join(
        [
            header(service, "Every operation of AppStream, a module for each resource."),
            "from __future__ import annotations\n\n",
            imports.render(),
            "\n",
            names_list([name]),
            f"class {name}({', '.join(bases)}):\n",
            docstring([doc], 4),
            "\n",
        ]
    )


def render_descriptions(service: ir.Service) -> str:
    """``_descriptions.py``: how each operation's result is read."""
    operations = [o for resource in service.resources for o in resource.operations]
    lines = "\n".join(_description(operation) for operation in operations)
    imports, homes = Imports(), service.homes()
    for operation in operations:
        if operation.returns is ir.Returns.RESULT:
            imports.use(homes[operation.result], operation.result)
        for used in operation.type.classes() if operation.type else ():
            imports.use(homes[used.name], used.name)
    packages = [name for name in ("enums", "models") if f"{name}." in lines]
    return "".join(
        [
            header(
                service,
                "Descriptions of the operations, which both clients share.",
                "A class is imported when the first response is read.",
            ),
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING\n\n",
            f"from {service.package} import {', '.join(packages)}\n",
            f"from {service.package}._transport.operation import Operation, PagedOperation\n\n",
            f"if TYPE_CHECKING:\n{imports.render(indent=4)}\n",
            lines,
            "\n",
        ]
    )


def _constant(operation: ir.Operation) -> str:
    return operation.method.upper()


def _description(operation: ir.Operation) -> str:
    """The line that describes an operation."""
    constant, name = _constant(operation), repr(operation.name)
    if operation.returns is ir.Returns.RESULT:
        returned = f"models.{operation.result}"
        return f"{constant}: Operation[{operation.result}] = Operation({name}, lambda: {returned})"
    if operation.type is None:
        return f"{constant}: Operation[None] = Operation({name})"
    held, member = held_type(operation.type), repr(operation.member)
    if operation.returns is ir.Returns.PAGES:
        result = f", lambda: models.{operation.result}" if operation.result else ""
        return (
            f"{constant}: PagedOperation[{held}] = "
            f"PagedOperation({name}, {member}, lambda: {_runtime(operation.type)}{result})"
        )
    absent = ""
    returned = _runtime(operation.type)
    if operation.type.kind is ir.Kind.MAP:
        held = returned = "dict[str, str]"
        absent = ", absent={}"
    elif operation.type.kind is ir.Kind.LIST and operation.type.item is not None:
        returned = f"tuple[{_runtime(operation.type.item)}, ...]"
        absent = ", absent=()"
    return (
        f"{constant}: Operation[{held}] = Operation({name}, lambda: {returned}, {member}{absent})"
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


def _type_imports(service: ir.Service, resource: ir.Resource) -> str:
    imports, homes = Imports(), service.homes()
    for operation in resource.operations:
        for parameter in operation.parameters:
            imports.use_type(parameter.type, homes)
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
    call = f"_descriptions.{_constant(operation)}, {{{', '.join(members)}}}"
    if operation.returns is ir.Returns.PAGES:
        return f"return {flavour.pager}(self._list({call}, next_token))"
    return f"return {flavour.wait}self._call({call})"


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
