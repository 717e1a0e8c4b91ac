"""The command against a server without faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import appstream_typed
from appstream_typed.local import LocalAppStream, faults
from appstream_typed.local.seeding import load_seed
from tests.diagnosis.answers import READING
from tests.diagnosis.command import Ran, notes, run, settings
from tests.diagnosis.conftest import Diagnose

WIDEST = 100


@pytest.mark.usefixtures("full_account")
def test_every_read_only_operation_is_called_and_compared(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    ran = diagnose()
    assert (ran.status, ran.err) == (0, "")
    assert set(ran.rows) >= set(READING)
    for operation in READING:
        result, items, milliseconds, equal = ran.rows[operation]
        assert (result, equal) == ("ok", "yes"), operation
        assert int(milliseconds) >= 0
        assert int(items) > 0 or operation == "DescribeAppLicenseUsage", operation
    assert {request.operation for request in local.requests} >= set(READING)
    assert f"{len(ran.rows)} operations: {len(READING)} ok" in ran.out


@pytest.mark.usefixtures("full_account")
def test_only_read_only_operations_are_called(diagnose: Diagnose, local: LocalAppStream) -> None:
    local.clear_requests()
    assert diagnose().status == 0
    assert {request.operation for request in local.requests} == set(READING)


@pytest.mark.usefixtures("full_account")
def test_only_the_first_two_pages_are_read(diagnose: Diagnose, local: LocalAppStream) -> None:
    local.settings.max_page_size = 1
    local.clear_requests()
    operations = diagnose("--json").operations
    asked = [request.operation for request in local.requests]
    assert asked.count("DescribeFleets") == 2
    assert operations["DescribeFleets"]["items"] == 2, "of three fleets"
    assert operations["DescribeFleets"]["is_equal"] is True
    assert len(operations["DescribeFleets"]["milliseconds"]) == 2
    assert len(operations["DescribeImages"]["milliseconds"]) == asked.count("DescribeImages") == 4


def test_operations_without_a_resource_to_read_are_skipped(diagnose: Diagnose) -> None:
    ran = diagnose()
    assert ran.status == 0
    assert ran.rows["DescribeSessions"] == ["skipped", "", "", ""]
    found = set(notes(ran))
    assert "DescribeSessions: skipped, no stack with a fleet" in found
    assert "DescribeThemeForStack: skipped, no stack" in found
    assert "GetExportImageTask: skipped, no export image task" in found


def test_the_theme_is_skipped_if_no_stack_has_one(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    local.seed({"stacks": [{"Name": "s"}, {"Name": "t"}]})
    ran = diagnose("--json")
    theme = ran.operations["DescribeThemeForStack"]
    assert (theme["result"], theme["reason"]) == ("skipped", "no stack with a theme")
    assert len(theme["milliseconds"]) == 2
    assert ran.status == 0


@pytest.mark.usefixtures("full_account")
def test_the_tables_are_complete_and_at_most_100_columns_wide(diagnose: Diagnose) -> None:
    ran = diagnose()
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= WIDEST
    environment, operations = ran.tables
    assert environment[0] == ["environment", "found"]
    assert operations[0] == ["operation", "result", "items", "ms", "equal"]
    for table in (environment, operations):
        assert len({len(row) for row in table}) == 1
    starts = [line for line in lines if line.startswith("|")]
    assert {line[-2:] for line in starts} == {" |"}


@pytest.mark.usefixtures("full_account")
def test_json_has_versions_model_status_and_summary(diagnose: Diagnose) -> None:
    document = diagnose("--json").document
    assert document["format"] == 1
    assert document["versions"]["appstream-typed"] == appstream_typed.__version__
    status = appstream_typed.model_status()
    assert document["model_status"]["snapshot"] == status.snapshot
    assert document["model_status"]["is_same"] == status.is_same
    assert document["summary"].startswith(f"{len(document['operations'])} operations: ")
    assert json.loads(json.dumps(document)) == document


def test_help_lists_options_and_exit_statuses(tmp_path: Path) -> None:
    ran = run(settings(tmp_path), "--help")
    assert ran.status == 0
    for text in ("--region", "--profile", "--json", "Exit status"):
        assert text in ran.out
    assert run(settings(tmp_path), "--nonsense").status == 2


BROKEN = """
import appstream_typed._diagnosis.report as report
def fail(*_):
    raise ValueError("planted-secret")
report.table = fail
"""


def test_an_internal_error_shows_its_place_and_no_data(diagnose: Diagnose) -> None:
    ran = diagnose(before=BROKEN)
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith("The diagnosis itself failed: ValueError at <string>:")
    assert "report.py:" in ran.err
    assert "planted-secret" not in ran.err


def test_ctrl_c_leaves_no_traceback(diagnose: Diagnose) -> None:
    stop = "import boto3\ndef stop(*_, **__):\n    raise KeyboardInterrupt\nboto3.Session = stop"
    ran = diagnose(before=stop)
    assert (ran.status, ran.out, ran.err) == (130, "", "stopped\n")


def test_the_report_in_the_guide_equals_the_output(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    guide = Path(__file__).parents[2] / "docs" / "guides" / "diagnosis.md"
    _, _, rest = guide.read_text(encoding="utf-8").partition("```text\n")
    shown = Ran(0, rest.partition("```")[0], "")
    local.seed(load_seed("demo"))
    local.add_fault(faults.unknown_members({"Hibernated": True}), "DescribeSessions", times=None)
    local.add_fault(faults.error("AccessDeniedException"), "DescribeUsers", times=None)
    ran = diagnose()
    assert ran.status == shown.status
    # If a cell has several lines, only the first has a title.
    titles = [[title for title, _ in report.tables[0] if title] for report in (shown, ran)]
    assert titles[0] == titles[1]
    without_times = [
        {name: (result, items, equal) for name, (result, items, _, equal) in report.rows.items()}
        for report in (shown, ran)
    ]
    assert without_times[0] == without_times[1]
    assert list(notes(shown)) == list(notes(ran))
