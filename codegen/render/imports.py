"""The import statements of a generated module."""

from __future__ import annotations

from collections.abc import Iterable

from codegen import ir
from codegen.problems import CodegenError
from codegen.render.text import literal_name


class Imports:
    """Collects the imports of a module. Ruff sorts and joins the statements later."""

    def __init__(self, service: ir.Service, defined: Iterable[str] = ()) -> None:
        """Start without imports.

        Args:
            service: The service.
            defined: Models and enums that the module defines itself.
        """
        self._service = service
        self._defined = frozenset(defined)
        self._homes = service.homes()
        self._names: dict[str, set[str]] = {}
        self._modules: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._names)

    def use(self, module: str, *names: str) -> None:
        """Import names from a module.

        Raises:
            CodegenError: The module already uses one of the names for something else.
        """
        for name in names:
            if self._modules.setdefault(name, module) != module or name in self._defined:
                raise CodegenError(f"{name}: a generated module already uses this name")
        self._names.setdefault(module, set()).update(names)

    def use_handwritten(self, *names: str) -> None:
        """Import names from the handwritten modules of the package."""
        for name in names:
            self.use(self._service.handwritten_module(name), name)

    def use_class(self, name: str) -> None:
        """Import a model or an enum, unless the module defines it."""
        if name not in self._defined:
            self.use(self._homes[name], name)

    def use_held_type(self, type_: ir.Type) -> None:
        """Import the names in the annotation of a returned value."""
        for part in type_.parts():
            if part.kind is ir.Kind.TIMESTAMP:
                self.use("datetime", "datetime")
            if part.kind is ir.Kind.MAP:
                self.use("collections.abc", "Mapping")
        for used in type_.classes():
            self.use_class(used.name)

    def use_taken_type(self, type_: ir.Type) -> None:
        """Import the names in the annotation of an argument."""
        for part in type_.parts():
            if part.kind is ir.Kind.LIST:
                self.use("collections.abc", "Iterable")
            if part.kind is ir.Kind.MAP:
                self.use("collections.abc", "Mapping")
            if part.kind is ir.Kind.TIMESTAMP:
                self.use("datetime", "datetime")
        for used in type_.classes():
            self.use_class(used.name)
            if used.kind is ir.Kind.ENUM:
                self.use(self._homes[used.name], literal_name(used.name))

    def render(self, indent: int = 0) -> str:
        """Return the import statements."""
        return "".join(
            f"{' ' * indent}from {module} import {', '.join(sorted(names))}\n"
            for module, names in sorted(self._names.items())
        )

    def render_with(self, types: Imports) -> str:
        """Return the import statements, followed by those for type checkers only."""
        if not types:
            return f"{self.render()}\n"
        self.use("typing", "TYPE_CHECKING")
        return f"{self.render()}\nif TYPE_CHECKING:\n{types.render(indent=4)}\n"
