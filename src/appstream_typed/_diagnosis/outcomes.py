"""Calls the read-only operations, and records the outcome of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Literal, cast, get_args

from attrs import define, field, frozen
from botocore import xform_name
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.model import StructureShape

from appstream_typed import ApiError, AppStreamClient, Pager, ResponseError
from appstream_typed._diagnosis import safe
from appstream_typed._diagnosis.compare import Comparison, TypedModel, compare_response
from appstream_typed._diagnosis.probes import (
    MOST_CANDIDATES,
    PROBES,
    Found,
    Probe,
    arguments_of,
)
from appstream_typed._diagnosis.progress import Progress
from appstream_typed._diagnosis.responses import ResponseTap

MOST_PAGES = 2

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})

Result = Literal["ok", "denied", "failed", "skipped"]
RESULTS: tuple[Result, ...] = get_args(Result)


@define(kw_only=True)
class Outcome:
    """The outcome of one operation, without private data."""

    operation: str
    """The operation's name in AWS's model."""
    result: Result = "ok"
    reason: str | None = None
    """The reason why the operation was skipped, or why it failed without an error from AWS."""
    error_code: str | None = None
    """AWS's error code."""
    http_status: int | None = None
    """The HTTP status of AWS's error."""
    is_unreadable: bool = False
    """Whether a response was incomplete or could not be read."""
    items: int = 0
    """Number of items in all responses."""
    milliseconds: list[int] = field(factory=list[int])
    """Duration of each request, retries included."""
    retries: int = 0
    """Number of requests that were sent again."""
    comparison: Comparison | None = None
    """The comparison of the typed results with boto3's dicts; ``None`` without a response."""

    @property
    def is_equal(self) -> bool | None:
        """Whether the typed results equal boto3's dicts; ``None`` without a response."""
        return None if self.comparison is None else not self.comparison.differences


@frozen
class _Part:
    """One typed response."""

    result: TypedModel | Mapping[str, object]
    items: tuple[object, ...]
    is_last: bool


class Examiner:
    """Calls every read-only operation.

    Args:
        client: The client to call.
        progress: The display of the current operation.
    """

    def __init__(self, client: AppStreamClient, progress: Progress) -> None:
        self._client = client
        self._progress = progress
        self._service = client.boto3.meta.service_model
        self._tap = ResponseTap(client.boto3)
        self._found: dict[str, list[Found]] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._is_unreachable = False

    @property
    def skew(self) -> float | None:
        """The difference between the local clock and AWS's in seconds; ``None`` without a response."""
        return None if self._tap.first is None else self._tap.first.skew

    @property
    def is_unreachable(self) -> bool:
        """Whether no connection could be established."""
        return self._is_unreachable

    def examine(self) -> tuple[Outcome, ...]:
        """Call the operations one by one."""
        for number, probe in enumerate(PROBES, 1):
            self._progress.show(f"{number} of {len(PROBES)}: {probe.operation}")
            outcome = Outcome(operation=probe.operation)
            self._outcomes[probe.operation] = outcome
            outcome.reason = self._reason_to_skip(probe)
            if outcome.reason is None:
                self._examine(probe, outcome)
            else:
                outcome.result = "skipped"
        return tuple(self._outcomes.values())

    def _reason_to_skip(self, probe: Probe) -> str | None:
        if self._is_unreachable:
            return "no connection"
        if probe.operation not in self._service.operation_names:
            return "the installed botocore lacks this operation"
        if next(arguments_of(probe, self._found), None) is not None:
            return None
        for source in probe.sources:
            if self._outcomes[source.operation].result in ("denied", "failed"):
                return f"no response from {source.operation}"
        return probe.missing

    def _examine(self, probe: Probe, outcome: Outcome) -> None:
        """Call an operation until a response has items or a call fails."""
        attempts = self._tap.attempts
        try:
            for arguments in arguments_of(probe, self._found):
                self._call(probe, arguments, outcome)
                if outcome.items and not probe.asks_all:
                    break
            if outcome.comparison is None:
                outcome.result, outcome.reason = "skipped", probe.all_absent
        except ApiError as error:
            outcome.result = "denied" if error.code in _DENIED else "failed"
            outcome.error_code = safe.error_code(error.code)
            outcome.http_status = error.http_status
        except Exception as error:  # noqa: BLE001 - any failure belongs in the report
            outcome.result, outcome.reason = "failed", _reason(error)
            self._is_unreachable = isinstance(error, NoConnectionError) and self._tap.first is None
            outcome.is_unreadable = not self._is_unreachable
        outcome.retries = max(0, self._tap.attempts - attempts - len(outcome.milliseconds))

    def _call(self, probe: Probe, arguments: Mapping[str, str], outcome: Outcome) -> None:
        """Call an operation once. Request at most ``MOST_PAGES`` pages of a paged operation."""
        found = self._found.setdefault(probe.operation, [])
        parts = self._parts(probe, arguments)
        for _ in range(MOST_PAGES):
            try:
                with _timing(outcome.milliseconds):
                    part = next(parts)
            except ApiError as error:
                if error.code == probe.absent:
                    return
                raise
            comparison = self._compare(probe, part)
            outcome.comparison = (outcome.comparison or Comparison()) | comparison
            outcome.items += len(part.items)
            found += [Found(item, arguments) for item in part.items[:MOST_CANDIDATES]]
            if part.is_last:
                return

    def _parts(self, probe: Probe, arguments: Mapping[str, str]) -> Iterator[_Part]:
        call = cast("Callable[..., object]", getattr(self._client, xform_name(probe.operation)))
        result = call(**arguments)
        if isinstance(result, Pager):
            for page in cast("Pager[object]", result).pages():
                members = {probe.member: page.items, "NextToken": page.next_token or ""}
                whole = members if page.result is None else page.result
                yield _Part(whole, page.items, is_last=page.next_token is None)
        else:
            yield _Part({probe.member: result}, _items(result), is_last=True)

    def _compare(self, probe: Probe, part: _Part) -> Comparison:
        raw = self._tap.last
        if raw is None:  # a modified client returned a result without an HTTP response
            raise RuntimeError(probe.operation)
        operation = self._service.operation_model(probe.operation)
        try:
            plain = raw.as_boto3(operation)
        except Exception as error:  # noqa: BLE001 - botocore's parsers raise any exception
            kind = type(error).__name__
            return Comparison(differences=frozenset({f"boto3 cannot read the response: {kind}"}))
        result = part.result
        if isinstance(result, Mapping):  # members that AWS omitted are empty in the typed result
            result = {name: value for name, value in result.items() if value or name in plain}
        shape = cast("StructureShape", operation.output_shape)
        return compare_response(result, plain, raw.members(), shape)


@contextmanager
def _timing(milliseconds: list[int]) -> Generator[None]:
    started = perf_counter()
    try:
        yield
    finally:
        milliseconds.append(round((perf_counter() - started) * 1000))


def _items(result: object) -> tuple[object, ...]:
    """Return the keys of a map, or any other result as a single item."""
    return tuple(cast("Collection[object]", result)) if isinstance(result, Mapping) else (result,)


def _reason(error: Exception) -> str:
    if isinstance(error, ResponseError):
        path, reason = safe.error_path(error.path), safe.error_reason(error.reason)
        return f"the response cannot be read, {path}: {reason}"
    return type(error).__name__
