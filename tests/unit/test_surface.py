"""The public surface equals ``surface.txt``, so that every change to it is deliberate."""

from __future__ import annotations

import difflib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import appstream_typed
from tests.unit.surface import PACKAGE, SUBMODULES, defined_outside, is_class, surface

RECORD = Path(__file__).with_name("surface.txt")
LONGEST = 130
"""The length of the longest line, a parameter whose enum has a long name."""
INTERNAL = {"async_client", "async_operations", "client", "operations"}
"""Internal modules whose names have no underscore."""
JSON = {"class local.Controls", "class local.LoggedRequest", "def local.faults.unknown_members"}
"""Sections that may contain ``Any``, for JSON documents without a schema."""


def lines() -> list[str]:
    return RECORD.read_text(encoding="utf-8").splitlines()


def sections() -> list[str]:
    return RECORD.read_text(encoding="utf-8").split("\n\n")


def classes() -> Iterator[type[Any]]:
    """Yield every public class, once."""
    found: dict[type[Any], None] = {}
    for name in ("", *SUBMODULES):
        module = import_module(f"{PACKAGE}.{name}".rstrip("."))
        exported = (getattr(module, export) for export in getattr(module, "__all__", ()))
        found.update(dict.fromkeys(value for value in exported if is_class(value)))
    yield from found


def test_the_surface_equals_the_recorded_one() -> None:
    found = list(surface())
    diff = "\n".join(difflib.unified_diff(lines(), found, "surface.txt", "now", "", "", 1))
    assert not diff, (
        f"{diff}\nIf the change is intended: python -m tests.unit.surface > tests/unit/surface.txt"
    )


def test_the_recorded_surface_is_readable() -> None:
    for line in lines():
        assert len(line) <= LONGEST, line
        assert not re.search(r"Literal\[| at 0x|appstream_typed\.[a-z_.]+[A-Z]", line), line


def test_every_module_is_public_or_listed_as_internal() -> None:
    modules = {module.name for module in pkgutil.iter_modules(appstream_typed.__path__)}
    public = {name for name in modules if not name.startswith("_")} - INTERNAL
    assert public == {name for name in SUBMODULES if "." not in name}


def test_no_public_signature_contains_any() -> None:
    having = {section.splitlines()[0] for section in sections() if re.search(r"\bAny\b", section)}
    assert {re.split(r"\(", section)[0] for section in having} <= JSON


def test_every_public_name_has_a_docstring() -> None:
    undocumented: list[str] = []
    for cls in classes():
        names = [name for name in dir(cls) if not name.startswith("_")]
        for name in (name for name in names if not defined_outside(cls, name)):
            member = inspect.getattr_static(cls, name)
            method = isinstance(member, property | classmethod | staticmethod)
            if (method or inspect.isfunction(member)) and not inspect.getdoc(getattr(cls, name)):
                undocumented.append(f"{cls.__name__}.{name}")
        if not inspect.getdoc(cls):
            undocumented.append(cls.__name__)
    assert not undocumented
