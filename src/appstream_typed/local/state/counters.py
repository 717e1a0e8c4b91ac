"""A counter of unique numbers."""

from __future__ import annotations

from attrs import define


@define(eq=False)
class Counter:
    """A counter that starts at 1. Unlike ``itertools.count``, it can be pickled with its state."""

    last: int = 0

    def __iter__(self) -> Counter:
        return self

    def __next__(self) -> int:
        self.last += 1
        return self.last
