"""Docstrings, comments and messages in Python files contain no term that the glossary rejects."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.docs.prose import passages, python_files
from tests.docs.test_prose import FOLDER, ROOT, TERMS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DATA = tomllib.loads((FOLDER / "python.toml").read_text("utf-8"))
ALL_TERMS = [*TERMS, *((term, use) for term, use in DATA["terms"])]
ANY_TERM = re.compile("|".join(rf"\b{term}\b" for term, _ in ALL_TERMS), re.IGNORECASE)
EXCEPTIONS = re.compile("|".join(re.escape(entry["text"]) for entry in DATA["exceptions"]))
EXAMPLES = ROOT / "tests" / "docs" / "test_prose.py"
"""A file whose sentences contain every term on purpose."""
FILES = [
    path for path in python_files(ROOT, DATA["paths"]) if path not in {EXAMPLES, Path(__file__)}
]


def found(source: str) -> list[str]:
    """Return each passage with a rejected term, the line number and the term to use."""
    lines: list[str] = []
    for line, text in passages(source):
        if match := ANY_TERM.search(EXCEPTIONS.sub("", text)):
            use = next(
                use for term, use in ALL_TERMS if re.fullmatch(term, match[0], re.IGNORECASE)
            )
            lines.append(f"{line}: {match[0]!r}; use {use}: {text}")
    return lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_has_no_term_to_avoid(path: Path) -> None:
    assert found(path.read_text("utf-8")) == []


def test_exceptions_occur_and_have_a_reason() -> None:
    texts = [text for path in FILES for _, text in passages(path.read_text("utf-8"))]
    for entry in DATA["exceptions"]:
        assert entry["reason"]
        assert any(entry["text"] in text for text in texts), entry["text"]


@pytest.mark.parametrize(
    "source",
    [
        '"""The fleet is gone."""',
        "x = 1\n\n# The fleet is\n# gone.\n",
        'raise ValueError(f"the fleet {name} is gone")',
        'X = 1\n"""The time at which it is gone."""',
        "x = 1  # noqa: E501 - it is gone",
    ],
)
def test_every_kind_of_passage_is_checked(source: str) -> None:
    assert found(source)


@pytest.mark.parametrize("source", ['NAMES = ["gone"]', '"""Call ``gone``."""', "gone = 1"])
def test_code_is_not_checked(source: str) -> None:
    assert found(source) == []
