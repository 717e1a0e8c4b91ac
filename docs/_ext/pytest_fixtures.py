"""The directive ``pytest-fixtures``, which documents the fixtures of a module from its source.

In some versions of pytest, a fixture is an object in which autodoc finds neither the type nor the docstring.
"""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
YIELDED = re.compile(r"(?:Async)?(?:Iterator|Generator)\[(.*?)(?:, None.*)?\]")


class PytestFixtures(SphinxDirective):
    """The fixtures of a module, each with the type of its value. The argument is the module."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a description of each fixture."""
        source = inspect.getsource(import_module(self.arguments[0]))
        lines = [".. py:currentmodule:: None", ""]  # tests do not import them
        for node in ast.parse(source).body:
            if not isinstance(node, FUNCTIONS) or not any(map(_is_fixture, node.decorator_list)):
                continue
            annotation = ast.unparse(node.returns) if node.returns else ""
            yielded = YIELDED.fullmatch(annotation)
            lines += [
                f".. py:data:: {node.name}",
                f"   :type: {yielded[1] if yielded else annotation}",
            ]
            text = inspect.cleandoc(ast.get_docstring(node) or "").splitlines()
            lines += ["", *(f"   {line}" for line in text), ""]
        return self.parse_text_to_nodes("\n".join(lines))


def _is_fixture(decorator: ast.expr) -> bool:
    return "pytest" in (text := ast.unparse(decorator)) and "fixture" in text


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("pytest-fixtures", PytestFixtures)
    return {"parallel_read_safe": True}
