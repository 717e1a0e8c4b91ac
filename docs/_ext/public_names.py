"""Documents public classes under the name that users import.

The ``__module__`` of a public class is the package that exports it, such as ``appstream_typed``, but its
source is in another module. autodoc reads the docstrings of fields from the source of ``__module__``. This
extension therefore copies the docstrings and signatures from the other modules to ``__module__``. The
directive ``public-names`` documents the classes and aliases of a module in the order of its ``__all__``.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import appstream_typed


class PublicNames(SphinxDirective):
    """The names of a module, each under its public name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write an ``autoclass`` for each class, and an ``autodata`` for each alias."""
        module = import_module(self.arguments[0])
        lines: list[str] = []
        for name in module.__all__:
            value = getattr(module, name)
            if not inspect.isclass(value):
                lines += [f".. autodata:: {_parent(module)}.{name}", "   :no-value:", ""]
                continue
            lines += [
                f".. autoclass:: {value.__module__}.{name}",
                "   :members:",
                "   :undoc-members:",
            ]
            lines += ["   :show-inheritance:"] if issubclass(value, Exception) else []
            lines.append("")
        return self.parse_text_to_nodes("\n".join(lines))


def move_sources(_: Sphinx) -> None:
    """Copy the docstrings and signatures of each module to the package that exports its names."""
    for module in _modules():
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ != module.__name__:
                _move_class(value, module)
            elif name in getattr(module, "__all__", ()):
                _move_alias(name, module)


def _parent(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[0]


def _modules() -> Iterator[ModuleType]:
    for found in walk_packages(appstream_typed.__path__, "appstream_typed."):
        if ".__" not in found.name:  # neither __main__ nor PyInstaller's hook
            yield import_module(found.name)


def _analyzers(*names: str) -> list[ModuleAnalyzer]:
    found = [ModuleAnalyzer.for_module(name) for name in names]
    for analyzer in found:
        analyzer.analyze()
    return found


def _move_alias(name: str, module: ModuleType) -> None:
    source, shown = _analyzers(module.__name__, _parent(module))
    if text := source.attr_docs.get(("", name)):
        shown.attr_docs["", name] = text


def _move_class(cls: type, module: ModuleType) -> None:
    if not f"{module.__name__}.".startswith(f"{cls.__module__}."):
        return  # the module imports the class from another package
    source, shown = _analyzers(module.__name__, cls.__module__)
    scope = cls.__qualname__
    if scope not in source.tags:
        return  # the module imports the class from another module
    for table in ("attr_docs", "annotations"):  # keys are pairs of class and name
        entries: dict[tuple[str, str], object] = getattr(source, table)
        getattr(shown, table).update({key: entries[key] for key in entries if key[0] == scope})
    for table in ("tagorder", "overloads"):  # keys are qualified names
        found: dict[str, object] = getattr(source, table)
        getattr(shown, table).update(
            {name: found[name] for name in found if f"{name}.".startswith(f"{scope}.")}
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("public-names", PublicNames)
    app.connect("builder-inited", move_sources)
    return {"parallel_read_safe": True}
