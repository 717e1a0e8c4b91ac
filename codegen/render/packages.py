"""Renders the packages whose names are imported on first use."""

from __future__ import annotations

from codegen import ir
from codegen.render.text import Imports, header, literal_name, names_list


def render_lazy_package(service: ir.Service, kind: str) -> str:
    """``models/__init__.py`` or ``enums/__init__.py``."""
    homes = _homes(service, kind)
    doc = {
        "models": ("The structures of AppStream's API as frozen attrs classes.",),
        "enums": (
            "The enums of AppStream's API.",
            "``...Value`` are ``Literal`` aliases of values.",
        ),
    }[kind]
    return header(service, *doc, "Every name is imported on first use.") + lazy_names(homes)


def render_root(service: ir.Service) -> str:
    """``appstream_typed/__init__.py``: every public name."""
    homes = dict(service.exports)
    homes |= {
        name: module
        for kind in ("models", "enums")
        for name, module in _homes(service, kind).items()
        if not (kind == "enums" and name.endswith("Value"))
    }
    homes |= {error.name: f"{service.package}.errors.modeled" for error in service.errors}
    homes |= {error.name: f"{service.package}.errors.common" for error in service.common_errors}
    doc = "A typed client for Amazon AppStream 2.0. Every public name is imported on first use."
    return header(service, doc) + lazy_names(homes, service.package, service.submodules)


def _homes(service: ir.Service, kind: str) -> dict[str, str]:
    homes = service.homes()
    if kind == "models":
        return {model.name: homes[model.name] for model in service.models()}
    return {
        name: homes[enum.name]
        for enum in service.enums()
        for name in (enum.name, literal_name(enum.name))
    }


def lazy_names(homes: dict[str, str], package: str = "", submodules: tuple[str, ...] = ()) -> str:
    """The text of a package below its docstring: names that are imported on first use.

    Args:
        homes: For each name, the module that defines it.
        package: The package; needed if it has exported submodules.
        submodules: Those submodules.
    """
    imports = Imports()
    if submodules:
        imports.use(package, *submodules)
    for name, module in homes.items():
        imports.use(module, name)
    table = "".join(f"    {name!r}: {homes[name]!r},\n" for name in sorted(homes))
    return "".join(
        [
            "from __future__ import annotations\n\n",
            "from typing import TYPE_CHECKING\n\n",
            "from appstream_typed._support.lazy_exports import lazy_exports\n\n",
            "if TYPE_CHECKING:\n",
            imports.render(indent=4),
            "\n",
            names_list(sorted([*homes, *submodules])),
            f"_MODULES = {{\n{table}}}\n\n",
            f"_SUBMODULES = {submodules!r}\n\n" if submodules else "",
            "__getattr__, __dir__ = lazy_exports(__name__, _MODULES",
            ", _SUBMODULES)\n" if submodules else ")\n",
        ]
    )
