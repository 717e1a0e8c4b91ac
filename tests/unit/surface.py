"""Writes down the public surface: ``python -m tests.unit.surface > tests/unit/surface.txt``."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from enum import Enum
from typing import Any

import appstream_typed
from appstream_typed import enums, errors, local, models, waiters

MODULES = (appstream_typed, models, enums, errors, waiters, local)


def surface() -> Iterator[str]:
    """A line for each public name, and for each public method and field with its signature."""
    for module in MODULES:
        for name in sorted(module.__all__):
            value = getattr(module, name)
            yield f"{module.__name__}.{name}"
            if module is appstream_typed and inspect.isclass(value):
                yield from members(name, value)


def members(name: str, cls: type[Any]) -> Iterator[str]:
    """A line for each public member of a class."""
    if issubclass(cls, Enum):
        yield from (f"{name}.{member.name} = {member.value}" for member in cls)
        return
    if "__init__" in vars(cls) or hasattr(cls, "__attrs_attrs__"):
        yield f"{name}{plain(inspect.signature(cls))}"
    for attribute in sorted(dir(cls)):
        getattr(cls, attribute)  # methods of operations are imported on the first look
        value = inspect.getattr_static(cls, attribute)
        if attribute.startswith("_") or defined_outside(cls, attribute):
            continue
        if inspect.isfunction(value):
            prefix = "async " if inspect.iscoroutinefunction(inspect.unwrap(value)) else ""
            yield f"{prefix}{name}.{attribute}{plain(inspect.signature(value))}"
        elif isinstance(value, property):
            yield f"{name}.{attribute}: {value.fget.__annotations__['return']}"


def defined_outside(cls: type[Any], attribute: str) -> bool:
    """Whether the attribute comes from a library, or from Python."""
    owner = next(base for base in cls.__mro__ if attribute in vars(base))
    return not owner.__module__.startswith("appstream_typed")


def plain(signature: inspect.Signature) -> str:
    """A signature that is the same under every version of Python."""
    text = str(signature).replace("'", "").replace("NoneType", "None").replace("typing.", "")
    return re.sub(r"Union\[((?:[^][]|\[[^][]*\])*)\]", with_bars, text)


def with_bars(union: re.Match[str]) -> str:
    """``Union[A, B[C, D]]`` as Python 3.14 writes it: ``A | B[C, D]``."""
    return re.sub(r", (?![^[]*\])", " | ", union[1])


if __name__ == "__main__":
    sys.stdout.write("\n".join(surface()) + "\n")
