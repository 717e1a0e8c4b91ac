"""Sphinx configuration."""

from __future__ import annotations

import sys
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
    "google_docstrings",
    "operations_table",
    "public_names",
]
exclude_patterns = ["_build"]
templates_path: list[str] = []
html_theme = "furo"
html_title = f"appstream-typed {release}"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_favicon = "_static/favicon.svg"
html_theme_options = {"navigation_with_keys": True}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autoclass_content = "class"
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True

# Every link is to something. What other packages define is not linked: the build needs no network.
nitpicky = True
nitpick_ignore_regex = [
    (
        "py:.*",
        r"(botocore|boto3|collections|contextlib|datetime|enum|typing|attrs|cattrs|pathlib)\..*",
    ),
    ("py:class", r"(BaseClient|Boto3Session|Config|datetime|timedelta)"),
    ("py:class", r".*\.(_WaiterError|ServiceError|Observed)"),  # ours, not public
    ("py:class", "Resource"),  # any model of ResourceKind
    ("py:class", r".*\._?[A-Z]"),  # type variables
    ("py:class", r"_?[A-Z]"),
]
