"""Planned changes, such as the end of a start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush

from attrs import define, field, frozen

from appstream_typed.local.state.counters import Counter
from appstream_typed.local.state.tables import Record


@frozen(eq=False)
class Planned:
    """A planned change, as plain data that a snapshot can contain."""

    due: datetime
    record: Record
    epoch: int
    change: Callable[..., None]
    """A module-level function, called with the state, the record and the details."""
    details: tuple[object, ...]


@define(eq=False)
class Agenda:
    """The planned changes of an account in a region."""

    _planned: list[tuple[datetime, int, Planned]] = field(
        factory=list[tuple[datetime, int, Planned]]
    )
    _tie_break: Counter = field(factory=Counter)

    def plan(
        self,
        due: datetime,
        record: Record,
        change: Callable[..., None],
        details: tuple[object, ...],
    ) -> None:
        """Plan a change of a resource; void if the state of the resource changes first."""
        planned = Planned(due, record, record.epoch, change, details)
        heappush(self._planned, (due, next(self._tie_break), planned))

    def due(self, now: datetime) -> Iterator[Planned]:
        """Yield every due change in order, including changes that applied changes plan."""
        while self._planned and self._planned[0][0] <= now:
            _, _, planned = heappop(self._planned)
            if planned.record.epoch == planned.epoch:
                yield planned
