"""Tables for notebooks. They show the same fields as ``repr``, and no sensitive values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Protocol, cast, runtime_checkable

_LEFT = "text-align:left"


@runtime_checkable
class Shown(Protocol):
    """An object that lists its fields for Rich."""

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        """Yield names and values."""
        ...


def model_table(model: Shown) -> str:
    """Return a model as a table with a row for each field that has a value."""
    rows = (_cell("th", name) + _cell("td", value) for name, value in model.__rich_repr__())
    return _table(type(model).__name__, rows)


def items_table(items: Iterable[object]) -> str:
    """Return items as a table with a row for each item and a column for each field with a value."""
    shown = [
        dict(item.__rich_repr__()) if isinstance(item, Shown) else {"": item} for item in items
    ]
    names = list(dict.fromkeys(name for row in shown for name in row))
    head = "".join(_cell("th", name) for name in names)
    rows = ("".join(_cell("td", row.get(name)) for name in names) for row in shown)
    return _table(f"{len(shown)} items", [head, *rows] if shown else [])


def rows_table(caption: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows of values as a table."""
    lines = ("".join(_cell("td", value) for value in row) for row in rows)
    return _table(caption, ["".join(_cell("th", name) for name in head), *lines])


def _table(caption: str, rows: Iterable[str]) -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table><caption style="{_LEFT}">{escape(caption)}</caption>{body}</table>'


def _cell(tag: str, value: object) -> str:
    return f'<{tag} style="{_LEFT}">{_text(value)}</{tag}>'


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Shown):
        lines = (f"{escape(name)}: {_text(inner)}" for name, inner in value.__rich_repr__())
        return "<br>".join(lines)
    if isinstance(value, tuple):
        return "<br>".join(_text(item) for item in cast("tuple[object, ...]", value))
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value).items()
        return "<br>".join(f"{escape(name)}: {_text(inner)}" for name, inner in entries)
    if isinstance(value, datetime):
        return escape(value.isoformat(sep=" ", timespec="seconds"))
    return escape(str(value))
