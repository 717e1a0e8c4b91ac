"""Renders the packages whose names are imported on first use."""

from __future__ import annotations

from codegen import ir
from codegen.render.imports import Imports
from codegen.render.text import header, literal_name, names_list


def render_lazy_package(service: ir.Service, kind: str) -> str:
    """Return ``models/__init__.py`` or ``enums/__init__.py``."""
    homes = _homes(service, kind)
    doc = {
        "models": (f"The structures of {service.name}'s API as frozen attrs classes.",),
        "enums": (
            f"The enums of {service.name}'s API.",
            "Each name that ends with ``Value`` is a ``Literal`` alias of an enum's values.",
        ),
    }[kind]
    return header(*doc, "Every name is imported on first use.") + lazy_names(service, homes)


def render_root(service: ir.Service) -> str:
    """Return the package's ``__init__.py``, which exports every public name."""
    homes = dict(service.exports)
    homes |= {
        name: module
        for kind in ("models", "enums")
        for name, module in _homes(service, kind).items()
        if not (kind == "enums" and name.endswith("Value"))
    }
    homes |= {error.name: f"{service.package}.errors.modeled" for error in service.errors}
    homes |= {error.name: f"{service.package}.errors.common" for error in service.common_errors}
    doc = (
        f"A typed client for {service.full_name}.",
        "Every public name is imported on first use.",
    )
    return header(*doc) + lazy_names(service, homes, service.submodules)


def render_parameter_keywords(service: ir.Service) -> str:
    """Return ``_conversion/parameter_keywords.py``, the keywords that differ from AWS's names."""
    sizes = {operation.size_member for operation in service.operations() if operation.size_member}
    entries = "".join(f"{size!r}: 'page_size', " for size in sorted(sizes))
    doc = "The keywords of typed methods that differ from AWS's parameter names in snake_case."
    return (
        f"{header(doc)}from collections.abc import Mapping\n\n"
        f"KEYWORDS: Mapping[str, str] = {{{entries}}}\n"
    )


def _homes(service: ir.Service, kind: str) -> dict[str, str]:
    homes = service.homes()
    if kind == "models":
        return {model.name: homes[model.name] for model in service.models()}
    return {
        name: homes[enum.name]
        for enum in service.enums()
        for name in (enum.name, literal_name(enum.name))
    }


def lazy_names(service: ir.Service, homes: dict[str, str], submodules: tuple[str, ...] = ()) -> str:
    """Return the text of a package below its docstring: names that are imported on first use.

    Args:
        service: The service.
        homes: For each name, the module that defines it.
        submodules: Modules that the package also exports.
    """
    imports, types = Imports(service), Imports(service)
    imports.use_handwritten("lazy_exports")
    if submodules:
        types.use(service.package, *submodules)
    for name, module in homes.items():
        types.use(module, name)
    table = "".join(f"    {name!r}: {homes[name]!r},\n" for name in sorted(homes))
    return "".join(
        [
            "from __future__ import annotations\n\n",
            imports.render(),
            "\nTYPE_CHECKING = False  # true for type checkers; typing is a slow import\n",
            f"if TYPE_CHECKING:\n{types.render(indent=4)}\n",
            names_list(sorted([*homes, *submodules])),
            f"_MODULES = {{\n{table}}}\n\n",
            f"_SUBMODULES = {submodules!r}\n\n" if submodules else "",
            "if not TYPE_CHECKING:  # a type checker reports a name that is not above\n",
            "    __getattr__, __dir__ = lazy_exports(__name__, _MODULES",
            ", _SUBMODULES)\n" if submodules else ")\n",
        ]
    )
