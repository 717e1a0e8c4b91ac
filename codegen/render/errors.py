"""Renders ``errors.py``."""

from __future__ import annotations

from codegen import ir
from codegen.render.text import docstring, header, names_list

_BASES = (
    "ApiError",
    "AppStreamError",
    "PaginationError",
    "ResponseError",
    "UnknownApiError",
    "WaiterFailed",
    "WaiterTimeout",
)


def render_errors(service: ir.Service) -> str:
    """The module of all errors: the handwritten bases and one class per error of the model."""
    names = [error.name for error in service.errors]
    tree = "\n".join(
        [
            "The errors of appstream-typed.",
            "",
            "::",
            "",
            "    AppStreamError",
            "    ├── ApiError (also a botocore ClientError)",
            *(f"    │   ├── {name}" for name in names),
            "    │   └── UnknownApiError",
            "    ├── PaginationError",
            "    ├── ResponseError",
            "    ├── WaiterFailed (also a botocore WaiterError)",
            "    └── WaiterTimeout (also a botocore WaiterError)",
        ]
    )
    return "".join(
        [
            header(service, tree),
            "from __future__ import annotations\n\n",
            "from collections.abc import Mapping\n\n",
            f"from appstream_typed.errors.base import {', '.join(_BASES)}\n\n",
            names_list(sorted([*_BASES, *names])),
            *(_error(error) for error in service.errors),
            "MODELED_ERRORS: Mapping[str, type[ApiError]] = {",
            *(f"{name!r}: {name}, " for name in names),
            "}\n",
            docstring(["The errors of AppStream's model by their code."]),
            "\n",
        ]
    )


def _error(error: ir.Error) -> str:
    paragraphs = [error.doc, error.advice, f"HTTP status {error.http_status}."]
    return f"class {error.name}(ApiError):\n{docstring(paragraphs, 4)}\n\n\n"
