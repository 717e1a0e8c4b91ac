"""Renders the keywords of an operation as a ``TypedDict``."""

from __future__ import annotations

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import describe, docstring, header, names_list, taken_type


def render_keywords(service: ir.Service, keywords: ir.Keywords) -> str:
    """Return the module of a ``TypedDict``."""
    imports, types = Imports(service), Imports(service)
    imports.use("typing", "TypedDict")
    enums = {enum.name: enum for enum in service.enums()}
    lines: list[str] = []
    for field in keywords.fields:
        types.use_taken_type(field.type)
        lines += [
            f"    {field.name}: {taken_type(field.type)} | None",
            docstring([describe(field, enums)], 4),
        ]
    body = "\n".join(lines)
    return "".join(
        [
            header(keywords.doc),
            "from __future__ import annotations\n\n",
            imports.render_with(types),
            names_list([keywords.name]),
            f"class {keywords.name}(TypedDict, total=False):\n",
            docstring([keywords.doc], 4),
            f"\n\n{body}\n",
        ]
    )
