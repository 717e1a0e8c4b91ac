"""Renders operation modules: one class of typed methods for each resource."""

from __future__ import annotations

import re

from attrs import frozen

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import (
    describe,
    docstring,
    entry,
    header,
    held_type,
    names_list,
    parameter,
    section,
    wrap,
)


@frozen
class Flavour:
    """The differences between the synchronous and the asynchronous methods."""

    package: str
    prefix: str
    """The prefix of class names."""
    base: str
    """The handwritten base class, which sends requests."""
    pager: str
    waiters_module: str
    waiters: str
    """The class of the waiters."""
    define: str
    """The keyword or keywords that define a method."""
    wait: str
    """The keyword before a call, with a space."""


SYNC = Flavour(
    package="operations",
    prefix="",
    base="Calls",
    pager="Pager",
    waiters_module="waiters.methods",
    waiters="WaiterMethods",
    define="def",
    wait="",
)
ASYNC = Flavour(
    package="async_operations",
    prefix="Async",
    base="AsyncCalls",
    pager="AsyncPager",
    waiters_module="waiters.async_methods",
    waiters="AsyncWaiterMethods",
    define="async def",
    wait="await ",
)


def render_operations(service: ir.Service, resource: ir.Resource, flavour: Flavour) -> str:
    """Return the module of a resource's operations."""
    context = _Context(service, flavour)
    about = (f"Operations on {service.name}'s {resource.title.lower()}.", resource.about)
    imports = Imports(service)
    imports.use_handwritten(flavour.base, "suggesting")
    imports.use(service.package, "_descriptions")
    if any(operation.returns is ir.Returns.PAGES for operation in resource.operations):
        imports.use_handwritten(flavour.pager)
    return "".join(
        [
            header(*about),
            "from __future__ import annotations\n\n",
            imports.render_with(_type_imports(service, resource)),
            names_list([class_name(resource, flavour)]),
            "@suggesting\n",
            f"class {class_name(resource, flavour)}({flavour.base}):\n",
            docstring(about, 4),
            "\n\n",
            "\n".join(_method(operation, context) for operation in resource.operations),
        ]
    )


def render_all_operations(service: ir.Service, flavour: Flavour) -> str:
    """Return the package that combines the methods of all resources and the waiters."""
    name = f"{flavour.prefix}AllOperations"
    resources = [resource for resource in service.resources if resource.operations]
    imports, bases = Imports(service), [class_name(resource, flavour) for resource in resources]
    for resource, base in zip(resources, bases, strict=True):
        imports.use(f"{service.package}.{flavour.package}.{resource.name}", base)
    count = sum(len(resource.operations) for resource in resources)
    doc = f"The {count} operations of {service.name} as typed methods."
    if service.waiters:
        imports.use(f"{service.package}.{flavour.waiters_module}", flavour.waiters)
        bases.append(flavour.waiters)
        doc = f"{doc[:-1]}, and {len(service.waiters)} waiters."
    return "".join(
        [
            header(f"The operations of {service.name}, with one module for each resource."),
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
    """Return ``_descriptions.py``, which describes how to read the result of each operation."""
    operations = [operation for r in service.resources for operation in r.operations]
    lines = "\n".join(_description(operation) for operation in operations)
    imports, types = Imports(service), Imports(service)
    imports.use_handwritten("Operation", "PagedOperation")
    for package in ("enums", "models"):
        if f"{package}." in lines:
            imports.use(service.package, package)
    for operation in operations:
        _use_returned(types, operation)
        if (returned := _annotated(operation)) is not None:
            _use_at_runtime(imports, _runtime(returned))
    return "".join(
        [
            header(
                "Descriptions of the operations, which both clients use.",
                "The class of a result is imported when its first response is read.",
            ),
            "from __future__ import annotations\n\n",
            imports.render_with(types),
            lines,
            "\n",
        ]
    )


def _annotated(operation: ir.Operation) -> ir.Type | None:
    """Return the type that the return annotation names: for a map, the type of its values."""
    is_map = operation.type is not None and operation.type.kind is ir.Kind.MAP
    return operation.type.item if is_map and operation.type is not None else operation.type


def _use_at_runtime(imports: Imports, expression: str) -> None:
    """Import the names in an expression of ``_runtime``, except models and enums."""
    for name, module in (("datetime", "datetime"), ("Mapping", "collections.abc")):
        if re.search(rf"\b{name}\b", expression):
            imports.use(module, name)


def _constant(operation: ir.Operation) -> str:
    return operation.method.upper()


def _description(operation: ir.Operation) -> str:
    """Return the line that describes an operation."""
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
    if operation.type.kind is ir.Kind.MAP and operation.type.item is not None:
        held = f"dict[str, {held_type(operation.type.item)}]"
        returned = f"dict[str, {_runtime(operation.type.item)}]"
        absent = ", absent={}"
    elif operation.type.kind is ir.Kind.LIST and operation.type.item is not None:
        absent = ", absent=()"
    return (
        f"{constant}: Operation[{held}] = Operation({name}, lambda: {returned}, {member}{absent})"
    )


def class_name(resource: ir.Resource, flavour: Flavour) -> str:
    """Return the name of the class of a resource's operations."""
    words = "".join(part.title() for part in resource.name.split("_"))
    return f"{flavour.prefix}{words}Operations"


class _Context:
    def __init__(self, service: ir.Service, flavour: Flavour) -> None:
        self.flavour = flavour
        self.enums = {enum.name: enum for enum in service.enums()}
        self.models = {model.name: model for model in service.models()}
        self.errors = {e.name: e for e in (*service.common_errors, *service.errors)}


def _type_imports(service: ir.Service, resource: ir.Resource) -> Imports:
    imports = Imports(service)
    for operation in resource.operations:
        for field in operation.parameters:
            imports.use_taken_type(field.type)
        _use_returned(imports, operation)
    return imports


def _use_returned(imports: Imports, operation: ir.Operation) -> None:
    if operation.returns is ir.Returns.RESULT:
        imports.use_class(operation.result)
    if (returned := _annotated(operation)) is not None:
        imports.use_held_type(returned)


def _method(operation: ir.Operation, context: _Context) -> str:
    parameters = [parameter(field) for field in operation.parameters]
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


def _returned(operation: ir.Operation, flavour: Flavour) -> str:
    if operation.returns is ir.Returns.RESULT:
        return operation.result
    if operation.type is None:
        return "None"
    if operation.returns is ir.Returns.PAGES:
        return f"{flavour.pager}[{held_type(operation.type)}]"
    if operation.type.kind is ir.Kind.MAP and operation.type.item is not None:
        return f"dict[str, {held_type(operation.type.item)}]"
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
    """Return the expression for a class, which is imported when the expression is evaluated."""
    if type_.item is not None:
        item = _runtime(type_.item)
        return f"tuple[{item}, ...]" if type_.kind is ir.Kind.LIST else f"Mapping[str, {item}]"
    package = {ir.Kind.MODEL: "models.", ir.Kind.ENUM: "enums."}.get(type_.kind, "")
    return f"{package}{held_type(type_)}"


def _paragraphs(operation: ir.Operation, context: _Context) -> list[str]:
    arguments = [
        entry(field.name, describe(field, context.enums)) for field in operation.parameters
    ]
    if operation.returns is ir.Returns.PAGES:
        arguments.append(
            entry(
                "next_token",
                "The ``next_token`` of a page of an earlier call, to start with the page after it.",
            )
        )
        if operation.size_member:
            size = "The maximum number of items on a page. AWS can return fewer."
            arguments.append(entry("page_size", " ".join([size, *operation.size_limits])))
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
    if operation.returns is ir.Returns.NOTHING:
        return []
    text = operation.returned or _default_returns_text(operation, context)
    return [f"    {line}" for line in wrap(text, 12)]


def _default_returns_text(operation: ir.Operation, context: _Context) -> str:
    if operation.type is None:
        return context.models[operation.result].doc
    if operation.returns is ir.Returns.PAGES:
        text = f"A pager of {_plural(operation.type)}. It requests each page when it is needed."
        if operation.result:
            text += f" The ``result`` of a page is a ``{operation.result}`` with the other members."
    elif operation.type.kind is ir.Kind.MODEL:
        text = context.models[operation.type.name].doc
    elif operation.type.kind is ir.Kind.LIST and operation.type.item is not None:
        text = f"A tuple of {_plural(operation.type.item)}. Empty if there are none."
    else:
        text = f"The ``{operation.member}`` of the response."
    return text


def _plural(type_: ir.Type) -> str:
    return f"``{held_type(type_)}``" + (" objects" if type_.name else " values")
