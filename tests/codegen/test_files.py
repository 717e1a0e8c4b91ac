"""The generator's files: their names and sizes, and no mention of AppStream."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import appstream_typed
from codegen.output import generated_files

ROOT = Path(__file__).resolve().parents[2]
CODEGEN = ROOT / "codegen"
PACKAGE = Path(appstream_typed.__file__).parent
MODULES = sorted(CODEGEN.rglob("*.py"))
MOST_LINES = 400
MOST_LINES_OF_WAITERS = 600


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(CODEGEN).as_posix())
def test_no_module_mentions_appstream(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    found = [number for number, line in enumerate(text.splitlines(), 1) if "appstream" in line]
    assert not found
    assert "appstream" not in path.relative_to(ROOT).as_posix()


def test_no_two_files_or_folders_share_a_name() -> None:
    data = CODEGEN / "data"
    paths = [*MODULES, *data.glob("*.toml"), *(p for p in CODEGEN.rglob("*") if p.is_dir())]
    names = Counter(path.stem for path in paths if path.stem not in ("__init__", "__pycache__"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(CODEGEN).as_posix())
def test_no_module_is_long(path: Path) -> None:
    assert lines(path) <= MOST_LINES


def test_the_generated_waiters_are_short() -> None:
    waiters = [path for path in generated_files(PACKAGE) if path.startswith("waiters/")]
    assert len(waiters) == 3
    assert sum(lines(PACKAGE / path) for path in waiters) < MOST_LINES_OF_WAITERS
