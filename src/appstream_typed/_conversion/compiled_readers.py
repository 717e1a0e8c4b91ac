"""Writes the function that reads one class of models.

Reading a page is one loop over the fields of fifty models. Written out field by field, as attrs
writes constructors, it takes two thirds of the time of a loop over a table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Reader = Callable[[Any, Any], Any]


class FieldPlan(NamedTuple):
    """How to fill a field of a model."""

    put: Callable[[Any, Any], None]
    """Sets its slot; the model is frozen for everyone else."""
    wire: str
    """Its name on the wire."""
    plain: type | None
    """The class whose values go in as they are: ``str`` or ``bool``."""
    table: dict[str, Any] | None
    """The known values of an enum."""
    hook: Reader
    """Reads any value."""
    value_type: Any
    """What the hook is to make of it."""
    required: bool
    """Whether AWS must send it."""
    absent: Any
    """What it is if AWS does not."""


def write_reader(fields: list[FieldPlan], names: dict[str, Any]) -> Reader:
    """Write the function, from nothing but numbers and the wire names of the model.

    Args:
        fields: The fields.
        names: What the function calls: ``cls``, ``new``, ``other``, ``correct``, ``explain``,
            ``keep_unknown``, ``wires``, ``ResponseError``.
    """
    lines = [
        "def read(raw, _):",
        "    if raw.__class__ is not dict:",
        "        return other(raw)",
        "    get = raw.get",
        "    model = new(cls)",
        "    left = len(raw)",
        "    try:",
    ]
    for number, field in enumerate(fields):
        names |= {f"{key}{number}": value for key, value in field._asdict().items()}
        lines += [f"        {line}" for line in _lines(number, field)]
    lines += [
        "    except ResponseError as error:",
        "        raise explain(raw, error) from None",
        "    if left:",
        "        keep_unknown(model, raw, wires)",
        "    return model",
    ]
    exec("\n".join(lines), names)  # noqa: S102 - our own lines, as attrs makes its own
    read: Reader = names["read"]
    return read


def _lines(number: int, field: FieldPlan) -> list[str]:
    put, call = f"put{number}(model,", f"hook{number}(value, value_type{number})"
    missing = f"correct(cls, {field.wire!r}, hook{number}, value_type{number})"
    value = call
    if field.plain is not None:
        value = f"value if value.__class__ is plain{number} else {call}"
    if field.table is not None:
        value = f"(table{number}.get(value) if value.__class__ is str else None) or {call}"
    return [
        f"value = get({field.wire!r})",
        "if value is None:",
        f"    {put} {missing if field.required else f'absent{number}'})",
        "else:",
        "    left -= 1",
        f"    {put} {value})",
    ]
