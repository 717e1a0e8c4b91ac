"""Renders ``_conversion/json_schema.json``, the fields' descriptions and limits for JSON Schema."""

from __future__ import annotations

import json

from codegen import ir


def render_json_schema(service: ir.Service) -> str:
    """Return the descriptions and limits of the fields, by model and by wire name."""
    models = {
        model.name: {field.wire: _field(field, model) for field in model.fields}
        for model in sorted(service.models(), key=lambda model: model.name)
    }
    content = {"generated": "by codegen; do not edit", "models": models}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _field(field: ir.Field, model: ir.Model) -> dict[str, object]:
    text = field.doc.replace("``", "`")
    for other in model.fields:
        text = text.replace(f"`{other.name}`", f"`{other.wire}`")
    facts = {"description": text, **_type(field.type)}
    if field.type.is_sensitive:
        facts["writeOnly"] = True
    return facts


def _type(type_: ir.Type) -> dict[str, object]:
    facts = dict(type_.json_limits)
    if type_.sensitive and type_.kind is ir.Kind.STRING:
        facts["format"] = "password"
    if type_.item is not None and (item := _type(type_.item)):
        facts["items" if type_.kind is ir.Kind.LIST else "additionalProperties"] = item
    return facts
