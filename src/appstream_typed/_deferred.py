"""Methods that are imported when they are first looked up, so that a call loads only its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType
from typing import TypeVar

_C = TypeVar("_C", bound=type)


class DeferredMethod:
    """Stands for a method that another class defines; its module is imported on the first look.

    From then on the method itself is in its place, so that later looks cost nothing. Two threads
    that look at the same time put the same method there.
    """

    __slots__ = ("_class", "_module", "_name", "_owner")

    def __init__(self, owner: type, name: str, module: str, class_name: str) -> None:
        self._owner = owner
        self._name = name
        self._module = module
        self._class = class_name

    def __get__(self, instance: object, owner: type | None = None) -> object:
        home: type = getattr(import_module(self._module), self._class)
        method: FunctionType = vars(home)[self._name]
        setattr(self._owner, self._name, method)
        return method.__get__(instance, owner)


def deferring(
    package: str, methods: Mapping[tuple[str, str], tuple[str, ...]]
) -> Callable[[_C], _C]:
    """Class decorator: the class has these methods, each of which is imported on first use.

    Args:
        package: Where the modules are.
        methods: Names of methods, by the module and the class that define them.
    """

    def decorate(cls: _C) -> _C:
        for (module, class_name), names in methods.items():
            for name in names:
                method = DeferredMethod(cls, name, f"{package}.{module}", class_name)
                setattr(cls, name, method)
        return cls

    return decorate
