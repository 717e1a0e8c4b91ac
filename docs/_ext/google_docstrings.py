"""Parses the sections ``Args``, ``Returns`` and ``Raises`` of docstrings with Napoleon.

The Sphinx extension Napoleon would also parse the docstrings of attributes and properties. It would take
the text before a colon as their type.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

_PLAIN = {"attribute", "data"}


def read_sections(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Turn the sections of a docstring into fields, in place."""
    if what not in _PLAIN:
        config = Config(napoleon_use_rtype=False)
        kind = (
            "method" if what == "property" else what
        )  # for a method, Napoleon does not parse a type
        lines[:] = GoogleDocstring(list(lines), config, app, kind, name, obj, options).lines()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to autodoc."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", read_sections)
    return {"parallel_read_safe": True}
