"""Packages whose names are imported on first use (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_exports(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package.

    Args:
        package: The package's own ``__name__``.
        modules: For each exported name, the module that defines it.
    """

    def __getattr__(name: str) -> object:  # noqa: N807 - becomes the package's
        module = modules.get(name)
        if module is None:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg, name=name, obj=sys.modules[package])
        value: object = getattr(import_module(module), name)
        setattr(sys.modules[package], name, value)  # the next look-up does not come here
        return value

    def __dir__() -> list[str]:  # noqa: N807 - becomes the package's
        return sorted({*vars(sys.modules[package]), *modules})

    return __getattr__, __dir__
