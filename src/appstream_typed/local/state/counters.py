"""A counter of unique numbers."""

from __future__ import annotations

from attrs import define

from appstream_typed.local.state.changes import Place


@define(eq=False)
class Counter:
    """A counter that starts at 1. Unlike ``itertools.count``, it can be pickled with its state."""

    last: int = 0
    place: Place | None = None
    """The recorder of changes; by default none."""

    def __iter__(self) -> Counter:
        return self

    def __next__(self) -> int:
        self.last += 1
        if self.place is not None:
            self.place.note_last(self.last)
        return self.last
