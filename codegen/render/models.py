"""Renders model modules."""

from __future__ import annotations

from collections.abc import Iterator

from botocore import xform_name

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import (
    describe,
    docstring,
    header,
    held_type,
    names_list,
    taken_type,
)

_COMMON_CONVERTERS = {
    "datetime": ("utc", "optional_utc"),
    "Mapping[str, str]": ("string_map", "optional_string_map"),
    "tuple[str, ...]": ("strings", "strings"),
}
"""The handwritten converters of required and of optional fields, by the type of the field."""
_CONTAINERS = {ir.Kind.LIST: "items", ir.Kind.MAP: "frozen_map"}
"""The handwritten converters of lists and maps of any type."""


def render_models(service: ir.Service, resource: ir.Resource) -> str:
    """Return the module of a resource's models."""
    enums = {enum.name: enum for enum in service.enums()}
    return "".join(
        [
            header(f"Models of {service.name}'s {resource.title.lower()}."),
            _imports(service, resource).render(),
            "\n",
            names_list(sorted(model.name for model in resource.models)),
            *_classes(resource, enums),
        ]
    )


def _imports(service: ir.Service, resource: ir.Resource) -> Imports:
    imports = Imports(service, defined=[model.name for model in resource.models])
    imports.use("attrs", "frozen")
    imports.use_handwritten("Model")
    for model in resource.models:
        for field in model.fields:
            _use_field(imports, field)
    return imports


def _use_field(imports: Imports, field: ir.Field) -> None:
    converter = _converter(field)
    if converter != "strings":  # this converter already has the annotation of the argument
        imports.use_taken_type(field.type)
    if _options(field):
        imports.use("attrs", "field")
    if field.type.is_sensitive:
        imports.use_handwritten("redacted")
    if converter.startswith("_"):
        for part in field.type.parts():
            if function := _CONTAINERS.get(part.kind):
                imports.use_handwritten(function)
            if part.kind is ir.Kind.TIMESTAMP:
                imports.use_handwritten("utc")
    elif converter:
        imports.use_handwritten(converter)


# --- converters: named functions, since mypy reads the types of arguments only from those -------


def _converter(field: ir.Field) -> str:
    """Return the name of the function that converts a field's argument, or an empty string."""
    common = _COMMON_CONVERTERS.get(held_type(field.type))
    if common is not None:
        return common[0 if field.required else 1]
    if field.type.kind is ir.Kind.LIST:
        return f"_{_slug(field.type)}"
    if field.type.kind in (ir.Kind.ENUM, ir.Kind.MAP):
        return f"_{'to' if field.required else 'optional'}_{_slug(field.type)}"
    return ""


def _slug(type_: ir.Type) -> str:
    if type_.item is None:
        return xform_name(type_.name) if type_.name else type_.kind.value
    plural = _slug(type_.item) + ("s" if type_.item.item is None else "")
    return f"{'map' if type_.kind is ir.Kind.MAP else 'tuple'}_of_{plural}"


def _converter_function(name: str, field: ir.Field) -> str:
    taken, held = taken_type(field.type), held_type(field.type)
    body = _converted(field.type, "value")
    if not field.required and field.type.kind is not ir.Kind.LIST:
        taken, held = f"{taken} | None", f"{held} | None"
        body = f"None if value is None else {body}"
    return f"def {name}(value: {taken}) -> {held}:\n    return {body}\n\n\n"


def _converted(type_: ir.Type, value: str) -> str:
    """Return the expression that converts a value, or the value if it needs no conversion."""
    if type_.kind is ir.Kind.ENUM:
        return f"{type_.name}({value})"
    if type_.kind is ir.Kind.TIMESTAMP:
        return f"utc({value})"
    if type_.item is None:
        return value
    item = "item" if value == "value" else f"{value}_item"
    convert = _CONTAINERS[type_.kind]
    converted = _converted(type_.item, item)
    if converted == item:
        return f"{convert}({value})"
    if type_.kind is ir.Kind.LIST:
        return f"tuple([{converted} for {item} in {convert}({value})])"
    return f"{convert}({{key: {converted} for key, {item} in {convert}({value}).items()}})"


# --- classes -----------------------------------------------------------------------------------


def _classes(resource: ir.Resource, enums: dict[str, ir.EnumType]) -> Iterator[str]:
    """Yield the models, each after the converters that no earlier model needed."""
    rendered: set[str] = set()
    for model in resource.models:
        for field in model.fields:
            name = _converter(field)
            if name.startswith("_") and name not in rendered:
                rendered.add(name)
                yield _converter_function(name, field)
        yield _model(model, enums)


def _model(model: ir.Model, enums: dict[str, ir.EnumType]) -> str:
    lines = [
        "@frozen(kw_only=True, repr=False, weakref_slot=False, getstate_setstate=False)",
        f"class {model.name}(Model):",
        docstring([model.doc, f"See {model.link}"], 4),
        "",
    ]
    for field in model.fields:
        lines.append(_field(field))
        lines.append(docstring([describe(field, enums)], 4))
    return "\n".join(lines) + "\n\n\n"


def _field(field: ir.Field) -> str:
    annotation = held_type(field.type)
    if not field.required and field.type.kind is not ir.Kind.LIST:
        annotation += " | None"
    options = _options(field)
    if options:
        if not field.required:
            options = [f"default={_default(field)}", *options]
        return f"    {field.name}: {annotation} = field({', '.join(options)})"
    value = "" if field.required else f" = {_default(field)}"
    return f"    {field.name}: {annotation}{value}"


def _options(field: ir.Field) -> list[str]:
    options: list[str] = []
    if converter := _converter(field):
        options.append(f"converter={converter}")
    if field.type.is_sensitive:
        options.append("repr=redacted")
    if _is_irregular(field):
        options.append(f"metadata={{'wire': {field.wire!r}}}")
    return options


def _default(field: ir.Field) -> str:
    return "()" if field.type.kind is ir.Kind.LIST else "None"


def _is_irregular(field: ir.Field) -> bool:
    """Return whether the wire name differs from the field's name in PascalCase."""
    return "".join(part[:1].upper() + part[1:] for part in field.name.split("_")) != field.wire
