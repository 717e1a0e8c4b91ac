"""The tables of the guide say what the tests prove."""

from __future__ import annotations

import builtins
import re
from pathlib import Path

import botocore.exceptions
import pytest

import appstream_typed
from appstream_typed import ApiError
from tests.faults import test_answers, test_connections, test_credentials, test_walks
from tests.faults.cases import BOTH, BOTOCORE_COUNTS, BY_BOTO3, CASES, NEITHER, READING, Case

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "faults.md"
TEXT = PAGE.read_text(encoding="utf-8")
MODULES = (test_answers, test_connections, test_credentials, test_walks)
TESTS = {name for module in MODULES for name in vars(module) if name.startswith("test_")}
SENT = {NEITHER: "no", READING: "not creating", BOTH: "all"}


def rows(width: int) -> list[list[str]]:
    """The cells of the rows of all tables that are so wide, without their headings."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if line.startswith("|")
    ]
    return [row for row in found if len(row) == width and row[-1].strip("-") not in {"", "test"}]


ROWS = {row[-1].strip("`"): row for row in rows(5)}


def handed_in(case: Case) -> str:
    if case.handed_in == case.sent:
        return "the same"
    assert case.handed_in == BY_BOTO3
    return "all, by boto3"


def test_every_row_has_a_test_of_its_own() -> None:
    assert len(ROWS) == len(rows(5)) >= 50
    assert set(ROWS) <= TESTS | set(CASES)


def test_every_test_is_on_the_page() -> None:
    assert set(CASES) <= set(ROWS)
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert named - {"test_answer"} == TESTS - {"test_answer"}


@pytest.mark.skipif(BOTOCORE_COUNTS, reason="the page is about newer botocores")
@pytest.mark.parametrize("name", CASES)
def test_a_row_says_what_is_tested(name: str) -> None:
    case = CASES[name]
    _, outcome, sent, with_boto3, _ = ROWS[name]
    expected = f"`{case.error.__name__}`"
    if issubclass(case.error, ApiError) and case.error.__name__ != case.match:
        expected += f", code `{case.match}`"
    assert (outcome, sent, with_boto3) == (expected, SENT[case.sent], handed_in(case))


def test_the_errors_that_are_named_exist() -> None:
    for _, outcome, *_ in ROWS.values():
        for error in re.findall(r"`(\w+(?:Error|Exception))`", outcome.partition(", code ")[0]):
            places = (appstream_typed, botocore.exceptions, builtins)
            assert any(hasattr(place, error) for place in places), error


@pytest.mark.skipif(BOTOCORE_COUNTS, reason="the page is about newer botocores")
def test_what_botocore_makes_of_it() -> None:
    listed = {row[0].strip("`"): row[1].strip("`") for row in rows(2) if row[0] != "test"}
    assert listed == {
        name: "an empty list" if case.by_botocore is None else case.by_botocore.__name__
        for name, case in CASES.items()
        if case.overlooked or case.by_botocore is not None
    }
