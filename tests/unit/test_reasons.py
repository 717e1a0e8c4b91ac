"""Every comment that disables a check states a reason."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "codegen", "tools", "examples", "benchmarks", "docs")
SWITCH = re.compile(r"# (noqa|(type|pyright|pyrefly|ty): ?ignore|pragma: no)")
REASON = re.compile(r"(?:\s+(?:-|#)\s+)(?!(type|pyright): ignore)\S.*$")


def comments(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def lacks_reason(comment: str) -> bool:
    return bool(SWITCH.match(comment)) and not REASON.search(comment)


def test_every_comment_that_disables_a_check_has_a_reason() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 200
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in [*files, ROOT / "noxfile.py"]
        for line, comment in comments(path)
        if lacks_reason(comment)
    ]
    assert not found


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa: S105", True),
        ("# type: ignore[misc]", True),
        ("# type: ignore[misc]  # pyright: ignore[reportCallIssue]", True),
        ("# noqa: S105 - a name, not a secret", False),
        ("# type: ignore[misc]  # its stubs lack it", False),
        ("# a comment about # noqa", False),
    ],
)
def test_only_a_text_after_the_comment_is_a_reason(*, comment: str, expected: bool) -> None:
    assert lacks_reason(comment) is expected
