"""Changes that are planned for later, such as the end of a start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush

from attrs import define, field, frozen

from appstream_typed.local.state.counters import Counter
from appstream_typed.local.state.tables import Record


@frozen(eq=False)
class Planned:
    """A change that is due: plain data, so that it can be kept with the resource that it is for."""

    due: datetime
    record: Record
    epoch: int
    change: Callable[..., None]
    """A function of a module, which takes the state, the record and the details."""
    details: tuple[object, ...]


@define(eq=False)
class Agenda:
    """Changes that are planned for later."""

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
        """Plan a change of a resource, void if the resource changes its state before."""
        planned = Planned(due, record, record.epoch, change, details)
        heappush(self._planned, (due, next(self._tie_break), planned))

    def due(self, now: datetime) -> Iterator[Planned]:
        """Every change that is due, in order; also those that changes plan."""
        while self._planned and self._planned[0][0] <= now:
            _, _, planned = heappop(self._planned)
            if planned.record.epoch == planned.epoch:
                yield planned
