"""The public surface is what it was: a break is a decision."""

from __future__ import annotations

import difflib
import inspect
from pathlib import Path
from typing import Any

import appstream_typed
from tests.unit.surface import defined_outside, surface

LOCK = Path(__file__).with_name("surface.txt")


def test_exports_and_signatures_are_those_written_down() -> None:
    written = LOCK.read_text(encoding="utf-8").splitlines()
    diff = "\n".join(
        difflib.unified_diff(written, list(surface()), "surface.txt", "now", "", "", 0)
    )
    assert not diff, (
        f"{diff}\nIf this is meant: python -m tests.unit.surface > tests/unit/surface.txt"
    )


def annotations(value: Any) -> dict[str, Any]:
    return dict(getattr(inspect.unwrap(value), "__annotations__", {}))


def test_no_public_signature_has_any() -> None:
    for name in appstream_typed.__all__:
        cls = getattr(appstream_typed, name)
        if not inspect.isclass(cls):
            continue
        for attribute in dir(cls):
            value = inspect.getattr_static(cls, attribute)
            public = not attribute.startswith("_") or attribute == "__init__"
            if public and inspect.isfunction(value) and not defined_outside(cls, attribute):
                for where, annotation in annotations(value).items():
                    words = str(annotation).replace("[", " ").replace("]", " ").split()
                    assert "Any" not in words, f"{name}.{attribute}, {where}: {annotation}"


def test_everything_public_is_documented() -> None:
    for name in appstream_typed.__all__:
        value = getattr(appstream_typed, name)
        if not inspect.isclass(value):
            continue
        assert inspect.getdoc(value), name
        for attribute in dir(value):
            member = inspect.getattr_static(value, attribute)
            public = not attribute.startswith("_") and not defined_outside(value, attribute)
            if public and (inspect.isfunction(member) or isinstance(member, property)):
                assert inspect.getdoc(member), f"{name}.{attribute}"
