"""Formats Markdown that is also readable in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

WIDTH = 80
"""The maximum width in columns. Only a table with an unbreakable cell may exceed it."""


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()
) -> Iterator[str]:
    """Yield the lines of an aligned table.

    Args:
        head: The titles of the columns.
        rows: The cells. If the table would be too wide, the cells of the last column are wrapped.
        numbers: Indexes of the right-aligned columns.
    """
    columns = range(len(head))
    rows = list(_wrapped(head, rows))
    widths = [max(3, *(len(row[index]) for row in [head, *rows])) for index in columns]
    yield _line(head, widths, numbers)
    rule = (
        "-" * (width - 1) + (":" if index in numbers else "-") for index, width in enumerate(widths)
    )
    yield _line(list(rule), widths, ())
    for row in rows:
        yield _line(row, widths, numbers)


def item(text: str) -> Iterator[str]:
    """Yield the lines of a list item."""
    yield from _wrap(text, WIDTH, first="- ", others="  ")


def paragraph(text: str) -> Iterator[str]:
    """Yield the lines of a paragraph."""
    yield from _wrap(text, WIDTH)


def _wrapped(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    borders = 4 + 3 * (len(head) - 1)
    others = range(len(head) - 1)
    used = borders + sum(max(len(row[index]) for row in [head, *rows]) for index in others)
    for row in rows:
        lines = list(_wrap(row[-1], max(WIDTH - used, len(head[-1])))) or [""]
        yield [*row[:-1], lines[0]]
        for line in lines[1:]:
            yield [*("" for _ in row[:-1]), line]


def _line(cells: Sequence[str], widths: Sequence[int], numbers: Iterable[int]) -> str:
    padded = (
        cell.rjust(width) if index in numbers else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"


def _wrap(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    return wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
        break_long_words=False,
    )
