"""Renders the package ``errors``, except for its handwritten base classes."""

from __future__ import annotations

from collections.abc import Sequence

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.packages import lazy_names
from codegen.render.text import docstring, header, names_list

_LAST_BASES = (
    "PaginationError",
    "ResponseError",
    "SweepError",
    "WaiterFailed (also a botocore WaiterError)",
    "WaiterTimeout (also a botocore WaiterError)",
)


def error_homes(service: ir.Service) -> dict[str, str]:
    """Return the module of each error class."""
    package = f"{service.package}.errors"
    homes = {
        name: f"{package}.base" for name, module in service.exports.items() if module == package
    }
    homes |= {error.name: f"{package}.modeled" for error in service.errors}
    return homes | {error.name: f"{package}.common" for error in service.common_errors}


def render_errors_package(service: ir.Service) -> str:
    """Return ``errors/__init__.py``, which exports all errors and shows their tree in its docstring."""
    tree = "\n".join(
        [
            f"The errors of {service.package.replace('_', '-')}.",
            "",
            "::",
            "",
            f"    {service.base_error}",
            "    ├── ApiError (also a botocore ClientError)",
            f"    │   │   Errors of {service.name}:",
            *(f"    │   ├── {error.name}" for error in service.errors),
            "    │   │   Errors of all AWS services:",
            *(f"    │   ├── {error.name}" for error in service.common_errors),
            "    │   │   Any other error code:",
            "    │   └── UnknownApiError",
            *(f"    ├── {name}" for name in _LAST_BASES[:-1]),
            f"    └── {_LAST_BASES[-1]}",
            "",
            "Every name is imported on first use.",
        ]
    )
    return header(tree) + lazy_names(service, error_homes(service))


def render_modeled_errors(service: ir.Service) -> str:
    """Return ``errors/modeled.py``, the errors of the model."""
    doc = f"The errors of {service.name}'s model."
    return _render_classes(service, doc, service.errors, "MODELED_ERRORS")


def render_common_errors(service: ir.Service) -> str:
    """Return ``errors/common.py``, the errors that all services have in common."""
    doc = (
        "The errors that all AWS services have in common.",
        "The docstrings have the HTTP status that AWS documents. ``http_status`` is the one that AWS returned.",
        f"See {service.common_errors_link}",
    )
    return _render_classes(service, doc, service.common_errors, "COMMON_ERRORS")


def _render_classes(
    service: ir.Service, doc: str | Sequence[str], errors: Sequence[ir.Error], table: str
) -> str:
    paragraphs = (doc,) if isinstance(doc, str) else doc
    imports = Imports(service)
    imports.use("collections.abc", "Mapping")
    imports.use_handwritten("ApiError")
    names = [error.name for error in errors]
    entries = [f"{code!r}: {error.name}, " for error in errors for code in error.codes]
    return "".join(
        [
            header(*paragraphs),
            "from __future__ import annotations\n\n",
            f"{imports.render()}\n",
            names_list(names),
            *(_class(error) for error in errors),
            f"{table}: Mapping[str, type[ApiError]] = {{",
            *entries,
            "}\n",
            docstring(["The classes by error code."]),
            "\n",
        ]
    )


def _class(error: ir.Error) -> str:
    paragraphs = [error.doc, error.advice]
    if error.http_status is not None:
        paragraphs.append(f"HTTP status {error.http_status}.")
    if others := [f"``{code}``" for code in error.codes if code != error.name]:
        paragraphs.append(
            f"Also raised for the error {'code' if len(others) == 1 else 'codes'} {_listed(others)}."
        )
    return f"class {error.name}(ApiError):\n{docstring(paragraphs, 4)}\n\n\n"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
