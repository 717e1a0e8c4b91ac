"""Stored resources, and the ordered tables that contain them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from typing import Generic, Protocol, TypeVar

from attrs import define

from appstream_typed.local.wire.messages import Body


@define(eq=False)
class Record:
    """A resource: its described form, and the data for its planned changes.

    Values in ``body`` are replaced and never mutated, so that a shallow copy is a snapshot.
    """

    body: Body
    number: int = 0
    """Its sequence number in the table, which determines the order of listings."""
    epoch: int = 0
    """A counter of state changes. Planned changes of an earlier epoch are void."""

    @property
    def state(self) -> str:
        """The member ``State``."""
        return str(self.body["State"])


class Numbered(Protocol):
    """A record of a table."""

    number: int


R = TypeVar("R", bound=Numbered)


_FEW = 32
"""The number of removed records above which the list is rebuilt."""


class Table(Generic[R]):
    """Resources by key, in the order of their creation.

    Listings resume after a sequence number, not at an offset. A record that exists during the whole
    pagination is returned exactly once, even if others are created or deleted in the meantime.
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
        """Clear the records that earlier calls added and looked up."""
        self.added, self.found = [], []

    def add(self, key: Hashable, record: R) -> R:
        """Add a resource. Its key must not exist yet."""
        record.number = self._numbers[-1] + 1 if self._numbers else 1
        self._records[key] = record
        self._order.append(record)
        self._numbers.append(record.number)
        self.added.append(record)
        return record

    def get(self, key: Hashable) -> R | None:
        """Return the resource with a key."""
        record = self._records.get(key)
        if record is not None:
            self.found.append(record)
        return record

    def remove(self, key: Hashable) -> None:
        """Remove a resource, if it exists."""
        record = self._records.pop(key, None)
        if record is None:
            return
        record.number = -record.number
        self._dead += 1
        # The last record stays even if it was removed, so that numbers are never reused.
        if self._dead > _FEW and self._dead * 2 > len(self._order):
            kept = [r for r in self._order[:-1] if r.number > 0] + self._order[-1:]
            self._order, self._numbers = kept, [abs(r.number) for r in kept]
            self._dead = len(kept) - len(self._records)

    def after(self, number: int) -> Iterator[R]:
        """Yield the resources with greater sequence numbers."""
        order = self._order  # a removal during the iteration may replace the list
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
