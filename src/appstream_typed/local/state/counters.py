"""Numbers that never come twice."""

from __future__ import annotations

from attrs import define


@define(eq=False)
class Counter:
    """Counts from 1. Unlike ``itertools.count`` it can be copied with the state that it is part of."""

    last: int = 0

    def __iter__(self) -> Counter:
        return self

    def __next__(self) -> int:
        self.last += 1
        return self.last
