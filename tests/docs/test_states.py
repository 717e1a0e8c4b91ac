"""The state diagrams match the local AppStream, and the images match the diagram sources."""

from __future__ import annotations

import re
import runpy
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

SVG = "{http://www.w3.org/2000/svg}"
PHONE = 358
"""The width of the text column on a screen of 390 pixels."""
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "states"


def test_the_diagrams_match_observed_transitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["draw.py", "--check"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(FOLDER / "draw.py"), run_name="__main__")
    assert end.value.code == 0


@pytest.mark.parametrize("name", ["image_builder", "fleet", "session"])
def test_a_diagram_is_readable_on_a_phone(name: str) -> None:
    picture = ET.parse(FOLDER / f"{name}.svg").getroot()
    width = float(picture.attrib["viewBox"].split()[2])
    sizes = [float(text.get("font-size", 0)) for text in picture.iter(f"{SVG}text")]
    assert len(sizes) >= 5
    assert min(sizes) * min(1, PHONE / width) >= 11


@pytest.mark.parametrize("name", ["image_builder", "fleet", "session"])
def test_an_image_has_all_arrows_of_its_source(name: str) -> None:
    arrows = re.findall(r'"(\w*)" -> "(\w+)"', (FOLDER / f"{name}.dot").read_text("utf-8"))
    drawn = [
        unescape(title.text or "") for title in ET.parse(FOLDER / f"{name}.svg").iter(f"{SVG}title")
    ]
    found = [tuple(text.split("->")) for text in drawn if "->" in text]
    assert sorted(found) == sorted((before, after) for before, after in arrows)
    assert len(arrows) >= 5
