"""A collection of many records in the order of their numbers. Every change is fast."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from attrs import define, field


class Numbered(Protocol):
    """A record that can be ordered."""

    number: int
    """Its sequence number; negative if it was removed."""


R = TypeVar("R", bound=Numbered)

_SIZE = 256
"""The number of records in a block."""


@define(eq=False)
class _Block(Generic[R]):
    first: int
    """The number of the first record."""
    records: list[R]
    removed: int = 0
    """The number of removed records."""


@define(eq=False)
class Ordered(Generic[R]):
    """Records in blocks. A removed record is skipped. It stays until most of its block is removed."""

    _blocks: list[_Block[R]] = field(factory=list["_Block[R]"])

    def append(self, record: R) -> None:
        """Add a record. Its number must be greater than all earlier ones."""
        if self._blocks and len(self._blocks[-1].records) < _SIZE:
            self._blocks[-1].records.append(record)
        else:
            self._blocks.append(_Block(record.number, [record]))

    def count_removed(self, number: int) -> None:
        """Count a removed record in its block.

        Args:
            number: The former number of the record, which is now negative.
        """
        index = self._block_of(number)
        block = self._blocks[index]
        block.removed += 1
        if block.removed == len(block.records):
            del self._blocks[index]
        elif block.removed * 2 > len(block.records):
            block.records = [record for record in block.records if record.number > 0]
            block.removed = 0

    def after(self, number: int) -> Iterator[R]:
        """Yield the records with greater numbers, without those added during the iteration."""
        blocks = self._blocks[self._block_of(number) :]
        length = len(blocks[-1].records) if blocks else 0
        for block in blocks:
            records = block.records if block is not blocks[-1] else block.records[:length]
            for record in records:
                if record.number > number:
                    yield record

    def _block_of(self, number: int) -> int:
        return max(bisect_right(self._blocks, number, key=_first) - 1, 0)

    def __bool__(self) -> bool:
        return bool(self._blocks)


def _first(block: _Block[R]) -> int:
    return block.first
