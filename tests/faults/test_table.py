"""The tables in docs/guides/faults.md match the tests, for both protocols."""

from __future__ import annotations

import builtins
import re
from pathlib import Path

import botocore.exceptions
import pytest

import appstream_typed
from appstream_typed import ApiError
from tests.faults import test_connections, test_credentials, test_pagination, test_responses
from tests.faults.cases import (
    BOTH,
    BOTOCORE_CHECKS_LENGTH,
    BY_BOTO3,
    CASES,
    NAMES,
    NEITHER,
    READING,
    Case,
)
from tests.protocols import Protocol

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "faults.md"
TEXT = PAGE.read_text(encoding="utf-8")
MODULES = (test_connections, test_credentials, test_pagination, test_responses)
TESTS = {name for module in MODULES for name in vars(module) if name.startswith("test_")}
# The page describes newer botocore versions.
ON_THE_PAGE = sorted(
    set(NAMES) - ({"closed-mid-body", "closed-mid-body-400"} if BOTOCORE_CHECKS_LENGTH else set())
)
SENT = {NEITHER: "no", READING: "not creating", BOTH: "all"}


def rows() -> list[list[str]]:
    """Return the cells of each row of all tables, without the heading rows."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if line.startswith("|")
    ]
    return [row for row in found if row[-1].strip("-") not in {"", "test"}]


ROWS = {row[-1].strip("`"): row for row in rows()}


def passed_in(case: Case) -> str:
    if case.passed_in == case.sent:
        return "the same"
    assert case.passed_in == BY_BOTO3
    return "all, by boto3"


def test_every_row_has_a_different_test() -> None:
    assert len(ROWS) == len(rows()) >= 50
    assert set(ROWS) <= TESTS | set(NAMES)


def test_every_test_is_on_the_page() -> None:
    assert set(NAMES) <= set(ROWS)
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert named == TESTS - {"test_the_outcome_of_a_faulty_response"}


@pytest.mark.parametrize("name", ON_THE_PAGE)
def test_a_row_shows_the_tested_outcome(name: str, protocol: Protocol) -> None:
    case = CASES[protocol][name]
    _, outcome, retried, with_boto3, _ = ROWS[name]
    expected = f"`{case.error.__name__}`"
    if issubclass(case.error, ApiError) and case.error.__name__ != case.match:
        expected += f", code `{case.match}`"
    assert (outcome, retried, with_boto3) == (expected, SENT[case.sent], passed_in(case))


def test_every_protocol_has_every_case(protocol: Protocol) -> None:
    assert tuple(CASES[protocol]) == NAMES


def test_every_named_error_exists() -> None:
    for _, outcome, *_ in ROWS.values():
        for error in re.findall(r"`(\w+(?:Error|Exception))`", outcome.partition(", code ")[0]):
            places = (appstream_typed, botocore.exceptions, builtins)
            assert any(hasattr(place, error) for place in places), error
