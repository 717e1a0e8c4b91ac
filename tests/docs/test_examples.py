"""Every block of Python in the documentation runs, page by page, against a local AppStream."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appstream_typed.local import AcceleratedClock, LocalAppStream
from appstream_typed.local.seeding import load_seed

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[str]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


@pytest.fixture
def names() -> Iterator[dict[str, Any]]:
    with LocalAppStream(clock=AcceleratedClock(5)) as local:
        local.seed(load_seed("demo"))
        yield {"local": local, "client": local.client()}


def test_there_are_some() -> None:
    assert sum(len(blocks(page)) for page in PAGES) >= 25


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_a_page_run(page: Path, names: dict[str, Any]) -> None:
    text = page.read_text(encoding="utf-8")
    for code in blocks(page):
        line = text[: text.index(code)].count("\n")
        exec(compile("\n" * line + code, str(page.relative_to(ROOT)), "exec"), names)


def test_the_tour_runs(capsys: pytest.CaptureFixture[str]) -> None:
    import runpy

    with pytest.raises(SystemExit) as end, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["tour.py"])
        runpy.run_path(str(ROOT / "examples" / "tour.py"), run_name="__main__")
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert re.search(r"tour-office +RUNNING +stream\.standard\.medium +10\.\S+ +2001:db8:", shown)
    assert "ResourceNotFoundException: Image builder no-such-builder was not found." in shown
    assert "page 2: tour-modelling" in shown


def script(name: str, *arguments: str) -> str:
    """What an example prints. In a process of its own, as users run it."""
    path = str(ROOT / "examples" / name)
    done = subprocess.run(
        [sys.executable, path, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_many_accounts_on_a_cluster() -> None:
    rows = list(csv.DictReader(script("many_accounts.py", "--local").splitlines()))
    places = [(row["account"], row["region"]) for row in rows]
    assert [places.count(place) for place in dict.fromkeys(places)] == [1, 2, 3, 4]
    assert len({row["eni"] for row in rows}) == 10
    assert all(row["ipv4"] and row["ipv6"] for row in rows)


def test_a_progress_bar() -> None:
    assert (
        script("start_builder.py", "--local")
        .splitlines()[-1]
        .startswith("office-builder RUNNING 10.")
    )
