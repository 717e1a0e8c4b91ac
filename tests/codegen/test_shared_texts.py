"""Places share a text only if AWS documents them identically, or if shared_texts.toml has a reason."""

from __future__ import annotations

import html
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.read_data import Data, OperationData, load_data
from codegen.read_model import Snapshot, read_snapshot

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "codegen" / "data"
EXPLAINED: dict[str, str] = tomllib.loads((HERE / "shared_texts.toml").read_text(encoding="utf-8"))

Texts = dict[str, dict[str, str]]
"""AWS's documentation by place, for each text of the data."""


def plain(markup: str) -> str:
    """Return the words of AWS's documentation in lower case, without markup and punctuation."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", markup))
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def member_documentation(snapshot: Snapshot, shape: str, member: str) -> str:
    found: dict[str, Any] = snapshot.shapes[shape]["members"][member]
    own: str = found.get("documentation", "")
    return own or str(snapshot.shapes[found["shape"]].get("documentation", ""))


def places_of_operation(
    snapshot: Snapshot, name: str, data: OperationData
) -> Iterator[tuple[str, str, str]]:
    operation = snapshot.operations[name]
    for text in filter(None, (data.summary, data.details)):
        yield text, name, operation.get("documentation", "")
    for parameter, text in data.parameters.items():
        documentation = member_documentation(snapshot, operation["input"]["shape"], parameter)
        yield text, f"{name}.{parameter}", documentation


def places(snapshot: Snapshot, data: Data) -> Iterator[tuple[str, str, str]]:
    """Yield each text with its place and AWS's documentation of the place."""
    for resource in data.resources.values():
        for name, operation in resource.operations.items():
            yield from places_of_operation(snapshot, name, operation)
        for name, shape in resource.shapes.items():
            yield shape.summary, name, snapshot.shapes[name].get("documentation", "")
            for member, text in shape.members.items():
                yield text, f"{name}.{member}", member_documentation(snapshot, name, member)


def shared(found: Iterator[tuple[str, str, str]]) -> Texts:
    """Return the texts that serve places with different documentation."""
    texts: Texts = defaultdict(dict)
    for text, place, documentation in found:
        texts[text][place] = plain(documentation)
    return {text: by for text, by in texts.items() if len(set(by.values())) > 1}


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str, str]]:
    return list(places(read_snapshot("appstream"), load_data(DATA)))


def test_there_are_places_to_compare(found: list[tuple[str, str, str]]) -> None:
    assert len(found) > 700
    assert sum(bool(documentation) for _, _, documentation in found) > 650


def test_a_text_that_serves_different_places_is_listed_with_its_reason(
    found: list[tuple[str, str, str]],
) -> None:
    texts = shared(iter(found))
    unexplained = {text: sorted(by) for text, by in texts.items() if text not in EXPLAINED}
    assert unexplained == {}, "write separate texts, or add a reason to shared_texts.toml"
    assert [text for text in EXPLAINED if text not in texts] == [], (
        "remove texts that are no longer shared from shared_texts.toml"
    )
    assert all(reason.strip() for reason in EXPLAINED.values())


def test_a_text_that_serves_different_places_is_found() -> None:
    texts = shared(
        iter(
            [
                ("The name.", "CreateFleet.Name", "<p>A unique name.</p>"),
                ("The name.", "DeleteFleet.Name", "<p>The name of the fleet.</p>"),
                ("The ARN.", "Fleet.Arn", "<p>The ARN</p>"),
                ("The ARN.", "Stack.Arn", "<p>The <code>ARN</code>.</p>"),
            ]
        )
    )
    assert texts == {
        "The name.": {
            "CreateFleet.Name": "a unique name",
            "DeleteFleet.Name": "the name of the fleet",
        }
    }
