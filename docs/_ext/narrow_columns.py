"""Makes tables and long names fit into narrow columns.

Every cell contains the title of its column. On a phone, the cells of a row are stacked and the style sheet shows these
titles. Browsers may break a long name after an underscore or a dot, or before a capital letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx

LONG_NAME = re.compile(r'(<span class="pre">|<strong>)([^<\s]{16,})(?=</)')
OPTION = re.compile(r'<span class="pre">(--[^<\s]{,16})(?=</)')
"""A short option of a command line. By default, browsers break it after a hyphen."""
BREAK = re.compile(r"(?<=\w[_./=])(?=\w)|(?<=[a-z])(?=[A-Z])")
STACKED_FROM = 3
"""The smallest number of columns of a stacked table. Tables with fewer columns fit on a phone."""


def label_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Insert the title of the column before the text of each cell, except in the first column."""
    for table in doctree.findall(nodes.tgroup):
        heads = [
            head.astext()
            for thead in table.findall(nodes.thead)
            for head in thead.findall(nodes.entry)
        ]
        if len(heads) < STACKED_FROM:
            continue
        table.parent["classes"].append("stacked")
        for row in next(table.findall(nodes.tbody)).findall(nodes.row):
            for title, cell in list(zip(heads, row.children, strict=True))[1:]:
                if cell.astext():
                    cell[0].insert(0, nodes.inline("", f"{title}: ", classes=["cell-label"]))


def break_names(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, object],
    doctree: nodes.document | None,
) -> None:
    """Allow line breaks in long names, and forbid them in short options."""
    if isinstance(body := context.get("body"), str):
        body = OPTION.sub(r'<span class="pre unbroken">\1', body)
        context["body"] = LONG_NAME.sub(lambda name: name[1] + BREAK.sub("<wbr>", name[2]), body)


def setup(app: Sphinx) -> Mapping[str, bool]:
    """Connect to Sphinx."""
    app.connect("doctree-resolved", label_cells)
    app.connect("html-page-context", break_names)
    return {"parallel_read_safe": True}
