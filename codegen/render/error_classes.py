"""Renders the package ``errors``, except for its handwritten base classes."""

from __future__ import annotations

from collections.abc import Sequence

from codegen import ir
from codegen.render.packages import lazy_names
from codegen.render.text import docstring, header, names_list

_LAST_BASES = (
    "PaginationError",
    "ResponseError",
    "WaiterFailed (also a botocore WaiterError)",
    "WaiterTimeout (also a botocore WaiterError)",
)


def error_homes(service: ir.Service) -> dict[str, str]:
    """The module of each error class."""
    package = f"{service.package}.errors"
    homes = {name: f"{package}.base" for name, module in service.exports if module == package}
    homes |= {error.name: f"{package}.modeled" for error in service.errors}
    return homes | {error.name: f"{package}.common" for error in service.common_errors}


def render_errors_package(service: ir.Service) -> str:
    """``errors/__init__.py``: the tree of all errors, each imported on first use."""
    tree = "\n".join(
        [
            "The errors of appstream-typed.",
            "",
            "::",
            "",
            "    AppStreamError",
            "    ├── ApiError (also a botocore ClientError)",
            "    │   │   Errors of AppStream:",
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
    return header(service, tree) + lazy_names(error_homes(service))


def render_modeled_errors(service: ir.Service) -> str:
    """``errors/modeled.py``."""
    doc = "The errors of AppStream's model."
    return _render_classes(service, doc, service.errors, "MODELED_ERRORS")


def render_common_errors(service: ir.Service) -> str:
    """``errors/common.py``."""
    doc = (
        "The errors that all AWS services have in common.",
        "The HTTP status is the one that AWS documents; ``http_status`` is the one that it returned.",
        "See https://docs.aws.amazon.com/appstream2/latest/APIReference/CommonErrors.html",
    )
    return _render_classes(service, doc, service.common_errors, "COMMON_ERRORS")


def _render_classes(
    service: ir.Service, doc: str | Sequence[str], errors: Sequence[ir.Error], table: str
) -> str:
    paragraphs = (doc,) if isinstance(doc, str) else doc
    names = [error.name for error in errors]
    entries = [f"{code!r}: {error.name}, " for error in errors for code in error.codes]
    return "".join(
        [
            header(service, *paragraphs),
            "from __future__ import annotations\n\n",
            "from collections.abc import Mapping\n\n",
            f"from {service.package}.errors.base import ApiError\n\n",
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
        paragraphs.append(f"Also raised for {_listed(others)}.")
    return f"class {error.name}(ApiError):\n{docstring(paragraphs, 4)}\n\n\n"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
