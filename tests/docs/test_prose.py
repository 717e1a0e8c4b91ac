"""The glossary of ``nox -s prose`` finds each of its terms, and every path pattern matches a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tools" / "prose"
RULE = json.loads((FOLDER / "glossary.json").read_text("utf-8"))["rules"]["terminology"]
TERMS: list[tuple[str, str]] = [(term, use) for term, use in RULE["terms"]]


@pytest.mark.parametrize(
    "pattern",
    [
        pattern
        for pattern in (FOLDER / "paths.txt").read_text("utf-8").split()
        if (ROOT / ".github").is_dir() or not pattern.startswith(".github")  # absent from an sdist
    ],
)
def test_every_path_pattern_matches_a_file(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


@pytest.mark.parametrize(("term", "use"), TERMS, ids=[use for _, use in TERMS])
def test_no_replacement_is_a_term_to_avoid(term: str, use: str) -> None:
    assert not [other for other, _ in TERMS if re.search(rf"\b{other}\b", use, re.IGNORECASE)]


@pytest.mark.parametrize(
    "sentence",
    [
        "It looks at the fleet.",
        "The walk over the pages ends.",
        "On the ordinary road nothing is sent.",
        "Hand in a client.",
        "It gives a list.",
        "The error tells of the cause.",
        "Order a fault.",
        "It stands below.",
        "A URL is good for an hour.",
        "The stack is gone.",
        "It is left out.",
        "The goal cannot come any more.",
        "The resource as it was seen last.",
        "A value of tomorrow.",
        "It is sent thrice.",
        "It was created a moment ago.",
        "It stops by itself.",
        "It ends at once.",
        "A class of ours.",
        "It begins.",
        "A botocore of another age.",
        "It finds the typing error.",
        "The package knows it.",
    ],
)
def test_the_glossary_finds_the_terms_to_avoid(sentence: str) -> None:
    assert [use for term, use in TERMS if re.search(rf"\b{term}\b", sentence, re.IGNORECASE)]
