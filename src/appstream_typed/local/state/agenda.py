"""Planned changes of resources, such as the change from STARTING to RUNNING."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush
from typing import TypeVar

from attrs import define, field, frozen

from appstream_typed.local.state.changes import Place
from appstream_typed.local.state.counters import Counter
from appstream_typed.local.state.tables import Record

Change = Callable[..., None]
"""A module-level function. It is called with the account's state, the record and the details."""
C = TypeVar("C", bound=Change)

_changes: dict[str, Change] = {}
_names: dict[Change, str] = {}


def planned_change(name: str) -> Callable[[C], C]:
    """Register a function under a name, so that calls of it can be planned.

    State files contain the name, so never change it.
    """

    def register(change: C) -> C:
        _changes[name] = change
        _names[change] = name
        return change

    return register


def named_changes() -> Mapping[str, Change]:
    """Return the registered functions of all imported modules, by name."""
    return _changes


@frozen(eq=False)
class Planned:
    """A planned change, as plain data that a snapshot can contain."""

    due: datetime
    record: Record
    epoch: int
    change: Change
    details: tuple[object, ...]

    @property
    def name(self) -> str:
        """The name of the change."""
        return _names[self.change]


@define(eq=False)
class Agenda:
    """The planned changes of an account in a region."""

    place: Place | None = None
    """The recorder of changes to the agenda; by default none."""
    _planned: list[tuple[datetime, int, Planned]] = field(
        factory=list[tuple[datetime, int, Planned]]
    )
    _tie_break: Counter = field(factory=Counter)

    def plan(
        self,
        due: datetime,
        record: Record,
        change: Change,
        details: tuple[object, ...],
    ) -> None:
        """Plan a change of a resource. It is cancelled if the state of the resource changes first."""
        if change not in _names:
            msg = f"{change!r} cannot be planned; register it with planned_change"
            raise TypeError(msg)
        self.load(next(self._tie_break), Planned(due, record, record.epoch, change, details))

    def load(self, number: int, planned: Planned) -> None:
        """Add a change from a state file."""
        self._tie_break.last = max(self._tie_break.last, number)
        heappush(self._planned, (planned.due, number, planned))
        self._note(number, planned)

    def due(self, now: datetime) -> Iterator[Planned]:
        """Yield every due change in order of time.

        This includes due changes that are planned during the iteration.
        """
        while self._planned and self._planned[0][0] <= now:
            _, number, planned = heappop(self._planned)
            self._note(number, None)
            if planned.record.epoch == planned.epoch and planned.record.number > 0:
                yield planned

    def __iter__(self) -> Iterator[tuple[int, Planned]]:
        """Yield every change with its number."""
        return ((number, planned) for _, number, planned in self._planned)

    def _note(self, number: int, planned: Planned | None) -> None:
        if self.place is not None:
            self.place.note(number, planned)
