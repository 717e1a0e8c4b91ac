"""The order of a sweep: the next part to request, and the next page to release. No I/O.

The drivers in ``_drivers`` send the requests. A survey, such as that in ``_account``, defines the
parts and the content of their pages.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from attrs import define, field, frozen

P = TypeVar("P")
"""A part."""
G = TypeVar("G")
"""A page."""
G_contra = TypeVar("G_contra", contravariant=True)
T = TypeVar("T")
"""An item."""

Path = tuple[int, ...]
"""The position of a part in the tree of parts: the indexes of its ancestors, then its own index."""


@frozen
class Content(Generic[P, T]):
    """The content of one page of a part."""

    items: Sequence[T] = ()
    """The items to yield."""
    parts: Sequence[P] = ()
    """Further parts to read, found on the page."""
    rest: P | None = None
    """The rest of the part, from the next page on. ``None`` after the last page."""


@frozen
class Failed:
    """The outcome of a request that raised an error."""

    error: Exception


class Survey(Protocol[P, G_contra, T]):
    """The subject of a sweep. All calls come from the consumer, one at a time."""

    def may_start(self, part: P) -> bool:
        """Return whether a part may be requested now.

        If not, the schedule checks the part again after the next outcome. Another part must therefore
        be in flight, or be allowed to start.
        """
        ...

    def receive(self, part: P, page: G_contra) -> Content[P, T]:
        """Read a page of a part."""
        ...

    def release(self, part: P, items: Sequence[T]) -> Sequence[T]:
        """Return the items of a page to yield, without duplicates."""
        ...

    def end(self, part: P, error: Exception | None) -> None:
        """Record the end of a part, and the error that ended it.

        If this method raises an error, the sweep ends with it.
        """
        ...

    def conclude(self) -> None:
        """End the sweep. Raise an error if some parts could not be read."""
        ...


@define(eq=False)
class Slot(Generic[P, T]):
    """A part in the schedule."""

    path: Path
    part: P
    """The rest of the part, from the next page or from the failed page."""
    pages: deque[Sequence[T]] = field(factory=deque[Sequence[T]])
    """The pages that have not been released."""
    children: int = 0
    is_open: bool = True
    """Whether more pages will be added."""
    error: Exception | None = None


class Schedule(Generic[P, G, T]):
    """The state of a sweep between two requests.

    Parts are read in the order of their paths, so each part is followed by the parts that were found in
    it. A sweep therefore reads the first stack's sessions before it lists the fleets of the other
    stacks, and stores few parts at a time. Unless the sweep is ordered, parts found on a page are read
    before the next page.

    The number of pages in flight or waiting for release is limited, so memory is bounded. At the limit,
    no request is sent until the consumer takes a page.

    Args:
        survey: The subject of the sweep.
        parts: The parts to start from.
        workers: The number of requests at the same time.
        ordered: Whether pages are released in the order of their parts. Otherwise they are released
            in the order of arrival.
    """

    def __init__(
        self, survey: Survey[P, G, T], parts: Iterable[P], *, workers: int, ordered: bool
    ) -> None:
        self._survey = survey
        self._workers = workers
        self._most_pages = 2 * workers
        self._ready: list[tuple[Path, Slot[P, T]]] = []
        self._in_flight = 0
        self._held = 0
        self._in_turn: list[tuple[Path, Slot[P, T]]] | None = [] if ordered else None
        self._arrived: deque[Slot[P, T]] = deque()
        for number, part in enumerate(parts):
            self._add(part, (number,))

    @property
    def is_over(self) -> bool:
        """Whether every part has ended and every page is released."""
        return not (self._ready or self._in_flight or self._held)

    def due(self) -> list[Slot[P, T]]:
        """Return the parts whose next page is to be requested now."""
        slots: list[Slot[P, T]] = []
        postponed: list[tuple[Path, Slot[P, T]]] = []
        # The limit on pages never blocks the first part in order. Room becomes free when a page of
        # this part is taken or has no items, and then the part is requested first.
        while (
            self._ready
            and self._in_flight < self._workers
            and self._in_flight + self._held < self._most_pages
        ):
            place, slot = heappop(self._ready)
            if self._survey.may_start(slot.part):
                slots.append(slot)
                self._in_flight += 1
            else:
                postponed.append((place, slot))
        for entry in postponed:
            heappush(self._ready, entry)
        return slots

    def take(self, slot: Slot[P, T], outcome: G | Failed) -> None:
        """Receive the requested page of a part. An error ends the part."""
        self._in_flight -= 1
        if isinstance(outcome, Failed):
            slot.error = outcome.error
            self._close(slot)
            return
        content = self._survey.receive(slot.part, outcome)
        for part in content.parts:
            self._add(part, (*slot.path, slot.children))
            slot.children += 1
        if content.items:
            slot.pages.append(content.items)
            self._held += 1
            if self._in_turn is None:
                self._arrived.append(slot)
        if content.rest is None:
            self._close(slot)
        else:
            slot.part = content.rest
            heappush(self._ready, (self._place(slot), slot))

    @property
    def can_release(self) -> bool:
        """Whether a page can be released now."""
        return self._next() is not None

    def release(self) -> Sequence[T]:
        """Return the items of the next page; empty if no page can be released now."""
        slot = self._next()
        if slot is None:
            return ()
        if self._in_turn is None:
            self._arrived.popleft()
        self._held -= 1
        released = self._survey.release(slot.part, slot.pages.popleft())
        self._end_if_drained(slot)
        return released

    def conclude(self) -> None:
        """End the sweep. Raise an error if some parts could not be read."""
        self._survey.conclude()

    def _add(self, part: P, path: Path) -> None:
        slot: Slot[P, T] = Slot(path, part)
        heappush(self._ready, (path, slot))
        if self._in_turn is not None:
            heappush(self._in_turn, (path, slot))

    def _place(self, slot: Slot[P, T]) -> Path:
        """Return the position of a part's next page, which follows the parts that were found in it.

        In an ordered sweep, these parts are released after all pages of the part. The next page is
        then requested before them.
        """
        return (*slot.path, slot.children) if self._in_turn is None else slot.path

    def _next(self) -> Slot[P, T] | None:
        """Return the part of the next page to release."""
        if self._in_turn is None:
            return self._arrived[0] if self._arrived else None
        while self._in_turn:
            slot = self._in_turn[0][1]
            if slot.pages:
                return slot
            if slot.is_open:
                return None
            heappop(self._in_turn)
        return None

    def _close(self, slot: Slot[P, T]) -> None:
        slot.is_open = False
        self._end_if_drained(slot)

    def _end_if_drained(self, slot: Slot[P, T]) -> None:
        if not slot.is_open and not slot.pages:
            self._survey.end(slot.part, slot.error)
