"""Parts of the report that no other test produces."""

from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import ModelStatus
from appstream_typed._diagnosis.compare import Comparison
from appstream_typed._diagnosis.environment import Credentials, Endpoint, Environment, Region
from appstream_typed._diagnosis.markdown import table
from appstream_typed._diagnosis.outcomes import Outcome
from appstream_typed._diagnosis.report import Report, as_json, as_markdown

WIDEST = 100
LONGEST = "DescribeAppBlockBuilderAppBlockAssociations"


def report(outcomes: tuple[Outcome, ...] = (), skew: int | None = 0, **changes: Any) -> Report:
    found: dict[str, Any] = {
        "versions": {"appstream-typed": "1"},
        "model": ModelStatus(snapshot="1", installed="2", added=(), lacking=()),
        "region": Region(name="eu-west-1", source="--region", has_appstream=True),
        "credentials": Credentials(method="sso", is_temporary=True, minutes_left=43),
        "endpoint": Endpoint(
            url="https://appstream2.eu-west-1.amazonaws.com",
            is_custom=False,
            scheme="https",
            is_loopback=False,
            source=None,
        ),
        **changes,
    }
    return Report(environment=Environment(**found), outcomes=outcomes, clock_skew=skew)


def test_a_report_shows_the_settings_of_aws() -> None:
    text = as_markdown(report(skew=-75))
    assert "| region         | eu-west-1, from --region" in text
    assert "| credentials    | sso, temporary, 43 minutes left" in text
    assert "| endpoint       | AWS's own, https://appstream2.eu-west-1.amazonaws.com" in text
    assert "| clock skew     | 75 s, the local clock is behind" in text


def test_a_long_list_of_additions_is_wrapped() -> None:
    news = tuple(f"DescribeSomething{number}" for number in range(40))
    status = ModelStatus(snapshot="1", installed="2", added=news, lacking=("Fleet.Old",))
    text = as_markdown(report(model=status))
    assert all(name in text for name in (*news, "Fleet.Old"))
    assert max(map(len, text.splitlines())) <= WIDEST


def test_the_longest_names_fit_into_100_columns() -> None:
    member = f"{LONGEST}Result.{'M' * 45}"
    comparison = Comparison(
        differences=frozenset({f"{member}: different value"}),
        unknown_members=frozenset({member, f"{member[:-1]}N"}),
        unknown_values=frozenset({("AppBlockBuilderStateChangeReasonCode", "V" * 64)}),
        omitted=frozenset({member}),
    )
    outcome = Outcome(
        operation=LONGEST, items=99999, milliseconds=[123456], comparison=comparison, retries=3
    )
    text = as_markdown(report((outcome,)))
    assert max(map(len, text.splitlines())) <= WIDEST
    assert "sent again 3 times" in text


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome(operation="A", comparison=Comparison()), 0),
        (Outcome(operation="A", result="failed", error_code="X", http_status=400), 2),
        (Outcome(operation="A", result="denied", error_code="X", http_status=400), 2),
        (Outcome(operation="A", result="failed", is_unreadable=True), 1),
        (Outcome(operation="A", comparison=Comparison(differences=frozenset({"B"}))), 1),
        (Outcome(operation="A", comparison=Comparison(omitted=frozenset({"B"}))), 0),
        (Outcome(operation="A", comparison=Comparison(unknown_members=frozenset({"B"}))), 0),
    ],
)
def test_the_exit_status_follows_from_the_outcome(outcome: Outcome, status: int) -> None:
    assert report((outcome,)).exit_status == status
    assert f"Exit status {status}." in report((outcome,)).summary


def test_advice_sets_the_exit_status_to_2() -> None:
    outcome = Outcome(operation="A", comparison=Comparison())
    advised = report((outcome,), advice=["Do this."])
    assert advised.exit_status == 2
    assert "Do this." in as_markdown(advised)
    assert '"Nothing was compared. Exit status 2. Do this."' in as_json(advised)


def test_a_long_cell_continues_on_further_lines() -> None:
    rows = [("a", " ".join(["word"] * 20)), ("b", "x")]
    lines = list(table(("head", "text"), rows))
    assert len({len(line) for line in lines}) == 1
    assert [line.split("|")[1].strip() for line in lines] == ["head", "----", "a", "", "b"]
