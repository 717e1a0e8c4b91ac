"""Changes that are planned for later, such as the end of a start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from appstream_typed.local.state.tables import Record


class Agenda:
    """Changes that are planned for later."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Record, int, Callable[[], None]]] = []
        self._tie_break = count()

    def plan(self, due: datetime, record: Record, change: Callable[[], None]) -> None:
        """Plan a change of a resource, void if the resource changes its state before."""
        heappush(self._planned, (due, next(self._tie_break), record, record.epoch, change))

    def due(self, now: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Every change that is due, with its time, in order; also those that changes plan."""
        while self._planned and self._planned[0][0] <= now:
            time, _, record, epoch, change = heappop(self._planned)
            if record.epoch == epoch:
                yield time, change
