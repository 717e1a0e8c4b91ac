"""Renders enum modules."""

from __future__ import annotations

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import docstring, header, literal_name, names_list

_RETIRED = "Retired: no longer documented by AWS. Existing resources can still use it."


def render_enums(service: ir.Service, resource: ir.Resource) -> str:
    """Return the module of a resource's enums."""
    enums = resource.enums
    imports = Imports(service)
    imports.use("typing", "Literal", "TypeAlias")
    for enum in enums:
        imports.use_handwritten(enum.base)
    names = sorted(name for enum in enums for name in (enum.name, literal_name(enum.name)))
    return "".join(
        [
            header(f"Enums of {service.name}'s {resource.title.lower()}."),
            "from __future__ import annotations\n\n",
            imports.render(),
            names_list(names),
            *(_enum(enum) for enum in enums),
        ]
    )


def _enum(enum: ir.EnumType) -> str:
    lines = [
        f"class {enum.name}({enum.base}):",
        docstring([enum.doc, f"See {enum.link}"], 4),
        "",
    ]
    for value in enum.values:
        lines.append(f"    {value.name} = {value.value!r}")
        doc = value.doc
        if value.retired:
            doc = f"{doc} {_RETIRED}".strip()
        if doc:
            lines.append(docstring([doc], 4))
    retired = [value for value in enum.values if value.retired]
    if retired:
        lines += [
            "",
            "    @property",
            "    def retired(self) -> bool:",
            '        """Whether AWS no longer documents the value. Existing resources can still use it."""',
            f"        return self in {_retired(enum)}",
        ]
    values = ", ".join(repr(value.value) for value in enum.values)
    lines += ["", f"{literal_name(enum.name)}: TypeAlias = Literal[{values}]"]
    lines.append(
        docstring([f"The values of ``{enum.name}`` that type checkers accept as strings."])
    )
    if retired:
        members = ", ".join(f"{enum.name}.{value.name}" for value in retired)
        lines += ["", f"{_retired(enum)} = frozenset(({members},))"]
    return "\n".join(lines) + "\n\n\n"


def _retired(enum: ir.EnumType) -> str:
    return f"_RETIRED_{enum.name.upper()}S"
