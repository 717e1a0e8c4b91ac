"""Texts composed from the model, for names without a text in the data."""

from __future__ import annotations

from codegen import ir

_SCALARS = {
    ir.Kind.STRING: ("A string", "strings"),
    ir.Kind.INTEGER: ("An integer", "integers"),
    ir.Kind.FLOAT: ("A number", "numbers"),
    ir.Kind.BOOLEAN: ("A boolean", "booleans"),
    ir.Kind.BLOB: ("Bytes", "bytes"),
    ir.Kind.TIMESTAMP: ("A timestamp", "timestamps"),
}


def describe_operation(name: str) -> str:
    """Describe an operation."""
    return f"Call ``{name}``."


def describe_structure(name: str) -> str:
    """Describe a structure."""
    return f"The structure ``{name}``."


def describe_enum(name: str) -> str:
    """Describe an enum."""
    return f"The values of ``{name}``."


def describe_error(name: str) -> str:
    """Describe an error."""
    return f"The error ``{name}``."


def describe_value(type_: ir.Type) -> str:
    """Describe a field or a parameter by its type."""
    if type_.item is not None:
        start = "A map of strings to" if type_.kind is ir.Kind.MAP else "A list of"
        return f"{start} {_plural(type_.item)}."
    if type_.name:
        return f"{'An' if type_.name[0] in 'AEIO' else 'A'} ``{type_.name}``."
    return f"{_SCALARS[type_.kind][0]}."


def _plural(type_: ir.Type) -> str:
    if type_.item is not None:
        start = "maps of strings to" if type_.kind is ir.Kind.MAP else "lists of"
        return f"{start} {_plural(type_.item)}"
    return f"``{type_.name}`` objects" if type_.name else _SCALARS[type_.kind][1]
