"""The architecture page names existing files, and its diagram matches the packages."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import appstream_typed
from tests.canned import Canned

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(appstream_typed.__file__).parent
FOLDER = ROOT / "docs" / "explanation"
PAGE = (FOLDER / "architecture.md").read_text("utf-8")
PHONE = 358
"""The width of the text column on a screen of 390 pixels."""

draw: dict[str, Any] = runpy.run_path(str(FOLDER / "draw.py"))


def paths(text: str) -> set[str]:
    """Return the files and folders that a text names in code style."""
    return set(re.findall(r"`((?:\w+/)*\w+(?:/|\.py|\.json|\.toml|\.txt|\.md))`", text))


def places(path: str) -> tuple[Path, ...]:
    """Return the possible paths of a file that a page names.

    The tests may run against an installed package, which is not in ``src``.
    """
    return ROOT / path, PACKAGE / path, PACKAGE.parent / path.removeprefix("src/")


def shown_frames(title: str) -> list[tuple[str, str]]:
    """Return the file and the function of each line of the code block in a section."""
    section = PAGE[PAGE.index(f"## {title}") :]
    block = re.search(r"```text\n(.*?)```", section, re.DOTALL)
    assert block is not None
    return [(line.split()[0], line.split()[1]) for line in block[1].splitlines()]


def traced_frames(*answers: object, call: Any) -> list[tuple[str, str]]:
    with Canned() as canned:
        canned.answer(*answers)
        found = [(frame.file, frame.function) for frame in draw["frames"](canned.client, call)]
        assert len(canned.requests) == len(answers)
    return found


def test_a_call_has_at_most_four_frames_before_botocore() -> None:
    found = traced_frames(
        {"Stack": {"Name": "office"}}, call=lambda client: client.create_stack(name="office")
    )
    assert found == shown_frames("The path of a call")
    assert len(found) <= 4


def test_a_page_has_at_most_six_frames_before_botocore() -> None:
    found = traced_frames(
        {"Fleets": [], "NextToken": "more"},
        {"Fleets": []},
        call=lambda client: client.describe_fleets().all(),
    )
    assert found == shown_frames("The path of a page")
    assert len(found) <= 6


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.stem)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = paths(page.read_text("utf-8"))
    missing = {path for path in named if not any(at.exists() for at in places(path))}
    assert missing == set()


def test_every_package_is_in_the_table() -> None:
    table = PAGE[PAGE.index("## Packages") : PAGE.index("## Layers")]
    private = {"__init__.py", "__pycache__", "py.typed"}
    files = {
        each.name + "/" * each.is_dir() for each in PACKAGE.iterdir() if each.name not in private
    }
    assert files - paths(table) == set()


def test_the_diagram_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["draw.py", "--check"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(FOLDER / "draw.py"), run_name="__main__")
    assert end.value.code == 0


@pytest.mark.parametrize("name", ["explanation/architecture.svg", "benchmarks/results.svg"])
def test_a_diagram_is_readable_on_a_phone(name: str) -> None:
    picture = ET.parse(ROOT / "docs" / name).getroot()
    width = float(picture.attrib["viewBox"].split()[2])
    sizes = [float(picture.attrib.get("font-size", "inf"))]
    sizes += [
        float(size)
        for size in re.findall(r"font-size: ([\d.]+)px", ET.tostring(picture, "unicode"))
    ]
    assert 11 <= min(sizes) * PHONE / width < 40


def test_every_package_is_in_the_diagram() -> None:
    names = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    drawn = {element.text for element in ET.parse(FOLDER / "architecture.svg").iter()}
    assert names - {"__init__"} - drawn == set()


def test_every_note_is_short_and_linked_and_has_the_same_headings() -> None:
    notes = [path for path in FOLDER.glob("*.md") if path.stem != "architecture"]
    assert len(notes) == 8
    for note in notes:
        text = note.read_text("utf-8")
        assert len(text.splitlines()) <= 60, note.name
        headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert headings == ["Problem", "Decision", "Consequences", "Rejected"]
        assert f"({note.name})" in PAGE
