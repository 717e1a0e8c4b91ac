"""Names and modules that are imported on first use (PEP 562)."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from appstream_typed._support.garbage import PausedCollection

TYPE_CHECKING = False  # true for type checkers; typing is a slow import, outside of the pause
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


class LazyModule(ModuleType):
    """A proxy for a module. The module is imported when an attribute is first read."""

    def __getattr__(self, name: str) -> object:
        value: object = getattr(import_module(self.__name__), name)
        setattr(self, name, value)  # later reads bypass this method
        return value


def lazy_exports(
    package: str, modules: Mapping[str, str], submodules: Collection[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the functions ``__getattr__`` and ``__dir__`` for a package.

    Args:
        package: The ``__name__`` of the package.
        modules: For each exported name, the module that defines it.
        submodules: Exported modules of the package.
    """

    def __getattr__(name: str) -> object:  # noqa: N807 - the function becomes an attribute of the package
        if name in submodules:
            return import_module(f"{package}.{name}")  # the import sets the attribute
        module = modules.get(name)
        if module is None:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg, name=name, obj=sys.modules[package])
        with PausedCollection():
            value: object = getattr(import_module(module), name)
        setattr(sys.modules[package], name, value)  # later accesses bypass this function
        return value

    def __dir__() -> list[str]:  # noqa: N807 - the function becomes an attribute of the package
        return sorted({*vars(sys.modules[package]), *modules, *submodules})

    return __getattr__, __dir__
