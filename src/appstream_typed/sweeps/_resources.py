"""The sweep of all resources, over kinds and regions."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from operator import attrgetter
from typing import TYPE_CHECKING, cast

from attrs import evolve, frozen

from appstream_typed._transport.pace import Pace
from appstream_typed.errors.not_found import NOT_FOUND
from appstream_typed.sweeps import ResourceRecord, SweepError, SweepFailure, SweepPart
from appstream_typed.sweeps._drivers import async_sweep, sweep
from appstream_typed.sweeps._kinds import Kinds, ResourceKind, ResourceKindValue, kinds_of
from appstream_typed.sweeps._parts import AsyncPages, Page, Pages
from appstream_typed.sweeps._regions import Regions
from appstream_typed.sweeps._schedule import Content, Schedule
from appstream_typed.sweeps._table import ROWS, Row, rows_below

if TYPE_CHECKING:
    from appstream_typed.sweeps import Resource

    NamedKinds = Iterable[ResourceKind | ResourceKindValue]


@frozen(kw_only=True)
class Listing:
    """A part of a sweep: a listing of resources in a region, or the rest of a listing."""

    region: str
    row: Row
    kinds: Kinds
    """The kinds to yield. Other kinds are listed only to find their children."""
    parent: ResourceRecord | None = None
    next_token: str | None = None

    def call(self, client: object) -> object:
        """Call the operation. Return its pager or its result."""
        arguments: dict[str, object] = dict(self.row.fixed)
        for name, path in self.row.arguments.items():
            arguments[name] = attrgetter(path)(self.parent)
        if not self.row.is_single:
            arguments["next_token"] = self.next_token
        return cast("Callable[..., object]", getattr(client, self.row.operation))(**arguments)

    def receive(self, page: Page) -> Content[Listing, ResourceRecord]:
        """Read a page of the listing."""
        records = [
            ResourceRecord(
                region=self.region,
                kind=self.row.kind,
                resource=cast("Resource", item),
                parent=self.parent,
            )
            for item in page.items
        ]
        below = rows_below(self.row.kind, self.kinds)
        return Content(
            items=records if self.row.kind in self.kinds else (),
            parts=[
                Listing(region=self.region, row=row, kinds=self.kinds, parent=record)
                for record in records
                for row in below
                if _has(record, row)
            ],
            rest=None if page.next_token is None else evolve(self, next_token=page.next_token),
        )

    def missing(self) -> SweepPart:
        """Return the public description of the part."""
        return SweepPart(
            region=self.region,
            kind=self.row.kind,
            visibility=self.row.visibility,
            parent=self.parent,
            next_token=self.next_token,
            kinds=self.kinds,
        )


@frozen
class _OnePage:
    items: tuple[object, ...]
    next_token: str | None = None


class ResourceSurvey:
    """The ``Survey`` of all resources; see ``_schedule``."""

    def __init__(self, regions: Regions[object]) -> None:
        self._regions = regions
        self._failures: list[SweepFailure] = []

    def may_start(self, part: Listing) -> bool:
        """Return whether a part may be requested now."""
        return self._regions.may_start(part.region)

    def receive(self, part: Listing, page: Page) -> Content[Listing, ResourceRecord]:
        """Read a page of a part."""
        self._regions.answered(part.region)
        return part.receive(page)

    def release(self, part: Listing, items: Sequence[ResourceRecord]) -> Sequence[ResourceRecord]:
        """Return the items of a page."""
        del part  # parts have no items in common
        return items

    def end(self, part: Listing, error: Exception | None) -> None:
        """Record that a part was read completely or failed."""
        if error is None:
            return
        self._regions.failed(part.region, error)
        if part.parent is not None and isinstance(error, NOT_FOUND):
            return
        self._failures.append(SweepFailure(part.missing(), error))

    def conclude(self) -> None:
        """End the sweep.

        Raises:
            SweepError: Some parts could not be read.
        """
        if self._failures:
            raise SweepError(self._failures)


def iter_resources(
    client: Callable[[Pace, str | None], object],
    regions: tuple[str, ...],
    *,
    kinds: NamedKinds | None,
    workers: int,
    ordered: bool,
    resume: Iterable[SweepPart] | None,
) -> Generator[ResourceRecord, None, None]:
    """Sweep an account with the synchronous client.

    Args:
        client: A function that returns a client of a region. Its requests share a pace.
        regions: The regions. The first one is the default for parts without a region.
        kinds: The argument ``kinds`` of the client's method.
        workers: The argument ``workers``.
        ordered: The argument ``ordered``.
        resume: The argument ``resume``.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument is out of range.
    """
    known = Regions(client)
    schedule = _schedule(known, regions, kinds, workers, resume, ordered=ordered)
    return sweep(schedule, lambda part: _pages(part, known.client(part.region)), known.leave)


def async_iter_resources(
    client: Callable[[Pace, str | None], object],
    regions: tuple[str, ...],
    *,
    kinds: NamedKinds | None,
    workers: int,
    ordered: bool,
    resume: Iterable[SweepPart] | None,
) -> AsyncGenerator[ResourceRecord, None]:
    """Sweep an account with the asynchronous client. The arguments are those of ``iter_resources``."""
    known = Regions(client)
    schedule = _schedule(known, regions, kinds, workers, resume, ordered=ordered)
    return async_sweep(
        schedule, lambda part: _async_pages(part, known.client(part.region)), known.leave
    )


def _pages(part: Listing, client: object) -> Iterator[Page]:
    if part.row.is_single:
        return _only_page(part, client)
    return cast("Pages", part.call(client)).pages()


def _only_page(part: Listing, client: object) -> Iterator[Page]:
    yield _OnePage((part.call(client),))


def _async_pages(part: Listing, client: object) -> AsyncIterator[Page]:
    if part.row.is_single:
        return _async_only_page(part, client)
    return cast("AsyncPages", part.call(client)).pages()


async def _async_only_page(part: Listing, client: object) -> AsyncIterator[Page]:
    yield _OnePage((await cast("Awaitable[object]", part.call(client)),))


def _schedule(
    known: Regions[object],
    regions: tuple[str, ...],
    named: NamedKinds | None,
    workers: int,
    resume: Iterable[SweepPart] | None,
    *,
    ordered: bool,
) -> Schedule[Listing, Page, ResourceRecord]:
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, got {workers!r}")
    kinds = kinds_of(named)
    if resume is not None:
        parts = [listing for part in resume for listing in _resumed(part, regions[0], kinds)]
    else:
        rows = rows_below(None, kinds)
        # An unordered sweep lists one kind in every region before it lists the next kind. Unreachable
        # regions are then detected early.
        pairs = (
            [(region, row) for region in regions for row in rows]
            if ordered
            else [(region, row) for row in rows for region in regions]
        )
        parts = [Listing(region=region, row=row, kinds=kinds) for region, row in pairs]
    return Schedule(ResourceSurvey(known), parts, workers=workers, ordered=ordered)


def _resumed(part: SweepPart, region: str, kinds: Kinds) -> list[Listing]:
    """Return the listings of a part that a user passed."""
    if part.kind is None:
        raise ValueError(
            f"{part} has no kind, so it belongs to another sweep; pass it to the method that raised "
            f"the SweepError"
        )
    parent = part.parent
    rows = [
        row
        for row in ROWS
        if row.kind == part.kind
        and row.parent == (None if parent is None else parent.kind)
        and part.visibility in (None, row.visibility)
    ]
    if not rows:
        needed = next((row.parent for row in ROWS if row.kind == part.kind), None)
        advice = f"set parent to the record of its {needed}" if needed else "remove its parent"
        raise ValueError(f"{part} does not identify a listing; {advice}")
    return [
        Listing(
            region=part.region or region,
            row=row,
            kinds=part.kinds or kinds,
            parent=parent,
            next_token=part.next_token,
        )
        for row in rows
    ]


def _has(record: ResourceRecord, row: Row) -> bool:
    """Return whether a listing can have items for this parent."""
    if any(attrgetter(path)(record) is None for path in row.arguments.values()):
        return False
    return all(
        getattr(record.resource, name, None) == value for name, value in row.parent_has.items()
    )
