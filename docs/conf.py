"""Sphinx configuration."""

from __future__ import annotations

import sys
from importlib.metadata import metadata
from pathlib import Path

from appstream_typed import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "appstream-typed"
author = "The appstream-typed maintainers"
copyright = "2026, the appstream-typed maintainers"  # noqa: A001 - Sphinx's name
release = __version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.programoutput",
    "google_docstrings",
    "http_controls",
    "linked_names",
    "narrow_columns",
    "operations_table",
    "public_names",
    "pytest_fixtures",
    "resource_pages",
]
exclude_patterns = ["_build"]
templates_path: list[str] = []
html_theme = "furo"
html_title = f"appstream-typed {release}"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_favicon = "_static/favicon.svg"
html_js_files = ["one_result_per_page.js"]
html_theme_options = {"navigation_with_keys": True}
myst_enable_extensions = ["colon_fence", "deflist", "substitution"]
_urls = dict(entry.split(", ", 1) for entry in metadata("appstream-typed").get_all("Project-URL"))
myst_substitutions = {name.lower(): f"[{name}]({url})" for name, url in _urls.items()}
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autoclass_content = "class"
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

# Every reference must resolve, except for type variables.
nitpicky = True
nitpick_ignore_regex = [
    ("py:class", r"(.*\.)?_?[A-Z](_co)?"),
    ("py:class", "Resource"),  # the type variable of ResourceKind
]
