"""The texts in the data: no text is empty, and no text is copied from AWS's model."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from codegen.read_model import read_snapshot

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DATA = Path(__file__).resolve().parents[2] / "codegen" / "data"
FILES = sorted(
    [
        *DATA.glob("resources/*.toml"),
        *(
            DATA / f"{name}.toml"
            for name in ("errors", "common_errors", "documented_enums", "waiters")
        ),
    ]
)
RUN = 8
"""The number of equal consecutive words that counts as a copy."""
NOT_PROSE = {
    "returns",
    "source",
    "resource",
    "base",
    "operation",
    "key",
    "keys_parameter",
    "complete_with",
    "action",
    "missing",
    "botocore",
    "codes",
    "http_status",
}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def documentation(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("documentation"), str):
            yield value["documentation"]
        for item in value.values():
            yield from documentation(item)
    elif isinstance(value, list):
        for item in value:
            yield from documentation(item)


@cache
def theirs() -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the runs of words and the sentences in AWS's documentation."""
    runs: set[tuple[str, ...]] = set()
    sentences: set[tuple[str, ...]] = set()
    for text in documentation(read_snapshot("appstream").service):
        plain = re.sub(r"</?(p|li|ul|note|important)>", ". ", text)
        plain = html.unescape(re.sub(r"<[^>]+>", "", plain))
        found = words(plain)
        runs.update(tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1))
        for sentence in re.split(r"[.;:]\s", plain):
            if len(words(sentence)) >= 4:
                sentences.add(tuple(words(sentence)))
    return runs, sentences


def texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in NOT_PROSE:
                yield from texts(item, f"{path}.{key}")
    elif isinstance(value, str):
        yield path, value


def of(file: Path) -> list[tuple[str, str]]:
    return list(texts(tomllib.loads(file.read_text(encoding="utf-8")), file.stem))


def test_there_are_texts_to_compare() -> None:
    runs, sentences = theirs()
    assert len(runs) > 5000
    assert len(sentences) > 500
    assert sum(len(of(file)) for file in FILES) > 1100


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_text_is_missing(file: Path) -> None:
    for path, text in of(file):
        # Texts for new names of the model may be missing. The generator lists those names.
        assert text.strip() or file.parent.name == "resources" or file.stem == "errors", path
        assert text == text.strip(), path
        assert "\n" not in text, path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_text_is_copied(file: Path) -> None:
    runs, sentences = theirs()
    for path, text in of(file):
        found = words(text)
        for index in range(len(found) - RUN + 1):
            run = tuple(found[index : index + RUN])
            assert run not in runs, f"{path} has AWS's words: {' '.join(run)}"
        for sentence in re.split(r"[.;:](?:\s|$)", text):
            assert tuple(words(sentence)) not in sentences, f"{path} has AWS's sentence: {sentence}"


PRONOUNS = {"it", "its", "they", "their", "there", "he", "she", "this", "these", "those", "that"}


def enum_values() -> Iterator[tuple[str, str]]:
    """Yield the texts of enum values, by their paths."""
    for file in FILES:
        for path, text in of(file):
            if re.search(r"\.enums\.\w+\.values\.|\.value_docs(_by_prefix)?\.", path):
                yield path, text


def test_texts_of_enum_values_stand_alone() -> None:
    """An editor shows the text of a value alone, without the text of its enum."""
    texts = dict(enum_values())
    assert len(texts) > 200
    for path, text in texts.items():
        assert words(text)[0] not in PRONOUNS, f"{path} starts with a pronoun: {text}"
        assert len(words(text)) >= 3 or text == "Windows 11.", f"{path} is too short: {text}"
