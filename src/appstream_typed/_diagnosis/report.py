"""Writes the report as Markdown for an issue, or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from attrs import asdict, frozen

from appstream_typed._diagnosis.compare import Comparison
from appstream_typed._diagnosis.environment import Credentials, Endpoint, Environment, Region
from appstream_typed._diagnosis.markdown import item, paragraph, table
from appstream_typed._diagnosis.outcomes import RESULTS, Outcome

OK = 0
DIFFERENT = 1
NOT_COMPARED = 2

_FORMAT = 1
"""The version of the JSON format. It increases when members of the document change."""


@frozen(kw_only=True)
class Report:
    """The whole diagnosis, without private data."""

    environment: Environment
    outcomes: tuple[Outcome, ...] = ()
    clock_skew: int | None = None
    """The difference between the local clock and the server's in seconds."""

    @property
    def exit_status(self) -> int:
        """The exit status of the command."""
        if self.environment.advice:
            return NOT_COMPARED
        if any(outcome.is_unreadable or outcome.is_equal is False for outcome in self.outcomes):
            return DIFFERENT
        return OK if any(outcome.result == "ok" for outcome in self.outcomes) else NOT_COMPARED

    @property
    def summary(self) -> str:
        """The result in one paragraph."""
        if self.environment.advice:
            return " ".join(["Nothing was compared. Exit status 2.", *self.environment.advice])
        counts = Counter(outcome.result for outcome in self.outcomes)
        results = ", ".join(f"{counts[name]} {name}" for name in RESULTS if counts[name])
        unreadable = sum(outcome.is_unreadable for outcome in self.outcomes)
        different = sum(outcome.is_equal is False for outcome in self.outcomes)
        return (
            f"{len(self.outcomes)} operations: {results}. Responses that could not be read: "
            f"{unreadable}. Typed results that differ from boto3's: {different}. Exit status "
            f"{self.exit_status}."
        )


def as_markdown(report: Report) -> str:
    """Return the report as Markdown, at most 100 columns wide."""
    lines = [*table(("environment", "found"), list(_environment_rows(report)))]
    if report.outcomes:
        rows = [_operation_row(outcome) for outcome in report.outcomes]
        head = ("operation", "result", "items", "ms", "equal")
        lines += ["", *table(head, rows, numbers=(2, 3))]
    notes = [f"{out.operation}: {text}" for out in report.outcomes for text in _notes(out)]
    if notes:
        lines += ["", *(line for note in notes for line in item(note))]
    return "\n".join([*lines, "", *paragraph(report.summary)])


def as_json(report: Report) -> str:
    """Return the report as a JSON document."""
    environment = report.environment
    model = environment.model
    document = {
        "format": _FORMAT,
        "versions": environment.versions,
        "model_status": (
            {"problem": model}
            if isinstance(model, str)
            else {**asdict(model), "is_same": model.is_same}
        ),
        "profile": environment.profile,
        "region": _part(environment.region),
        "credentials": _part(environment.credentials),
        "endpoint": _part(environment.endpoint),
        "clock_skew": report.clock_skew,
        "operations": [_operation(outcome) for outcome in report.outcomes],
        "summary": report.summary,
        "exit_status": report.exit_status,
    }
    return json.dumps(document, indent=2)


def _part(part: Region | Credentials | Endpoint | None) -> dict[str, object] | None:
    return None if part is None else asdict(part)


def _operation(outcome: Outcome) -> dict[str, object]:
    comparison = outcome.comparison or Comparison()
    return {
        "operation": outcome.operation,
        "result": outcome.result,
        "reason": outcome.reason,
        "error_code": outcome.error_code,
        "http_status": outcome.http_status,
        "is_unreadable": outcome.is_unreadable,
        "items": outcome.items,
        "milliseconds": outcome.milliseconds,
        "retries": outcome.retries,
        "is_equal": outcome.is_equal,
        "differences": sorted(comparison.differences),
        "unknown_members": sorted(comparison.unknown_members),
        "unknown_values": [
            {"enum": enum, "value": value} for enum, value in sorted(comparison.unknown_values)
        ],
        "omitted_members": sorted(comparison.omitted),
    }


def _environment_rows(report: Report) -> Iterator[tuple[str, str]]:
    environment = report.environment
    yield "versions", ", ".join(f"{name} {found}" for name, found in environment.versions.items())
    yield "model_status()", str(environment.model)
    yield "profile", f"named by {environment.profile}" if environment.profile else "none named"
    yield "region", _region_text(environment.region)
    yield "credentials", _credentials_text(environment.credentials)
    yield "endpoint", _endpoint_text(environment.endpoint)
    yield "clock skew", _skew_text(report.clock_skew)


def _region_text(region: Region | None) -> str:
    if region is None or region.name is None:
        return "not found"
    known = "" if region.has_appstream else "; botocore does not list it for AppStream"
    return f"{region.name}, from {region.source}{known}"


def _credentials_text(found: Credentials | None) -> str:
    if found is None:
        return "not found"
    if found.problem is not None:
        return f"{found.method}, not usable: {found.problem}"
    if not found.is_temporary:
        return f"{found.method}, long-term"
    if found.minutes_left is None:
        return f"{found.method}, temporary, expiry not known"
    return f"{found.method}, temporary, {found.minutes_left} minutes left"


def _endpoint_text(endpoint: Endpoint | None) -> str:
    if endpoint is None:
        return "not known"
    if not endpoint.is_custom:
        return f"AWS's own, {endpoint.url or endpoint.scheme}"
    place = "loopback" if endpoint.is_loopback else "not loopback"
    return f"custom endpoint, {endpoint.scheme}, {place}, from {endpoint.source}"


def _skew_text(skew: int | None) -> str:
    if skew is None:
        return "not known"
    if skew == 0:
        return "0 s"
    return f"{abs(skew)} s, the local clock is {'ahead' if skew > 0 else 'behind'}"


def _operation_row(outcome: Outcome) -> tuple[str, ...]:
    slowest = str(max(outcome.milliseconds)) if outcome.milliseconds else ""
    items = str(outcome.items) if outcome.comparison is not None else ""
    equal = {True: "yes", False: "NO", None: ""}[outcome.is_equal]
    return outcome.operation, outcome.result, items, slowest, equal


def _notes(outcome: Outcome) -> Iterator[str]:
    if outcome.reason is not None:
        yield f"{outcome.result}, {outcome.reason}"
    if outcome.error_code is not None:
        yield f"{outcome.result}, {outcome.error_code}, HTTP status {outcome.http_status}"
    if outcome.retries:
        yield f"sent again {outcome.retries} {'time' if outcome.retries == 1 else 'times'}"
    comparison = outcome.comparison or Comparison()
    values = [f"{enum} '{value}'" for enum, value in sorted(comparison.unknown_values)]
    for title, texts in (
        ("differs from boto3", sorted(comparison.differences)),
        ("unknown members", sorted(comparison.unknown_members)),
        ("unknown values", values),
        ("required members that AWS omitted", sorted(comparison.omitted)),
    ):
        if texts:
            yield f"{title}: {'; '.join(texts)}"
