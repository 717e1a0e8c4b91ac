"""Resources as they are stored, and the tables that keep them in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from typing import Generic, Protocol, TypeVar

from attrs import define

from appstream_typed.local.wire.messages import Body


@define(eq=False)
class Record:
    """A resource: what describing it answers, and what its changes need to know.

    Values inside ``body`` are replaced, never changed, so that a shallow copy is a snapshot.
    """

    body: Body
    number: int = 0
    """Its place among all that its table ever held: the order of listings."""
    epoch: int = 0
    """Raised at each change of state: planned changes of an older epoch are void."""

    @property
    def state(self) -> str:
        """The member ``State``."""
        return str(self.body["State"])


class Numbered(Protocol):
    """What a table can hold."""

    number: int


R = TypeVar("R", bound=Numbered)


_FEW = 32
"""Removed records that are not worth a new list."""


class Table(Generic[R]):
    """Resources by key, in the order of their creation.

    Listings resume after a number instead of at an offset: what is there during a whole walk
    comes exactly once, whatever is created and deleted meanwhile.
    """

    def __init__(self) -> None:
        self._records: dict[Hashable, R] = {}
        self._order: list[R] = []
        self._numbers: list[int] = []
        self._dead = 0
        self.added: list[R] = []
        """The resources that the current call added."""
        self.found: list[R] = []
        """The resources that the current call looked up."""

    def start_call(self) -> None:
        """Forget what the calls before added and looked up."""
        self.added, self.found = [], []

    def add(self, key: Hashable, record: R) -> R:
        """Add a resource; its key must be new."""
        record.number = self._numbers[-1] + 1 if self._numbers else 1
        self._records[key] = record
        self._order.append(record)
        self._numbers.append(record.number)
        self.added.append(record)
        return record

    def get(self, key: Hashable) -> R | None:
        """The resource of that key."""
        record = self._records.get(key)
        if record is not None:
            self.found.append(record)
        return record

    def remove(self, key: Hashable) -> None:
        """Remove a resource, if it is there."""
        record = self._records.pop(key, None)
        if record is None:
            return
        record.number = -record.number
        self._dead += 1
        # The last one stays, dead or not, so that numbers never come twice.
        if self._dead > _FEW and self._dead * 2 > len(self._order):
            kept = [r for r in self._order[:-1] if r.number > 0] + self._order[-1:]
            self._order, self._numbers = kept, [abs(r.number) for r in kept]
            self._dead = len(kept) - len(self._records)

    def after(self, number: int) -> Iterator[R]:
        """Resources whose numbers are greater."""
        order = self._order  # a removal on the way may give the table another list
        for index in range(bisect_right(self._numbers, number), len(order)):
            record = order[index]
            if record.number > 0:
                yield record

    def __iter__(self) -> Iterator[R]:
        return self.after(0)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._records

    def __len__(self) -> int:
        return len(self._records)
