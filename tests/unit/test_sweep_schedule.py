"""The schedule of a sweep works with any tree of parts and any order of responses."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from attrs import evolve, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from appstream_typed.sweeps._schedule import Content, Failed, Schedule, Slot

Item = tuple[str, int, int]


@frozen
class Tree:
    """A part of a sweep. Each page has a number of items and the parts found on that page."""

    name: str
    pages: tuple[tuple[int, tuple[Tree, ...]], ...]
    fails_at: int | None = None
    page: int = 0

    @property
    def own_items(self) -> list[Item]:
        return [
            (self.name, number, item)
            for number, (items, _) in enumerate(self.pages)
            for item in range(items)
        ]

    def all_items(self) -> Iterator[Item]:
        yield from self.own_items
        for _, children in self.pages:
            for child in children:
                yield from child.all_items()


class Survey:
    """A survey whose pages are pairs: a number of items, and the parts found on the page.

    If there are groups, the parts of a group wait until one of them has an outcome.
    """

    def __init__(self, groups: int = 0) -> None:
        self.groups = groups
        self.tried: set[int] = set()
        self.answered: set[int] = set()
        self.ended: list[Tree] = []
        self.failed: list[Tree] = []
        self.released: list[Item] = []

    def group(self, part: Tree) -> int:
        return int(part.name[:3]) % self.groups if self.groups else 0

    def may_start(self, part: Tree) -> bool:
        group = self.group(part)
        if not self.groups or group in self.answered:
            return True
        is_first = group not in self.tried
        self.tried.add(group)
        return is_first

    def receive(self, part: Tree, page: tuple[int, tuple[Tree, ...]]) -> Content[Tree, Item]:
        self.answered.add(self.group(part))
        number, children = page
        more = part.page + 1 < len(part.pages)
        return Content(
            items=[(part.name, part.page, item) for item in range(number)],
            parts=children,
            rest=evolve(part, page=part.page + 1) if more else None,
        )

    def release(self, part: Tree, items: Sequence[Item]) -> Sequence[Item]:
        assert all(item[0] == part.name for item in items)
        self.released += items
        return items

    def end(self, part: Tree, error: Exception | None) -> None:
        assert part.name not in {ended.name for ended in self.ended}
        self.answered.add(self.group(part))
        self.ended.append(part)
        if error is not None:
            self.failed.append(part)

    def conclude(self) -> None: ...


@frozen
class Run:
    found: list[Item]
    survey: Survey
    most_pages: int
    most_in_flight: int
    order: list[str] = field(factory=list)


def run(parts: Sequence[Tree], *, workers: int, ordered: bool, seed: int, groups: int = 0) -> Run:
    """Sweep the parts. Requests end in random order, and fail where the tree says so."""
    chance = random.Random(seed)
    survey = Survey(groups)
    schedule: Schedule[Tree, tuple[int, tuple[Tree, ...]], Item] = Schedule(
        survey, parts, workers=workers, ordered=ordered
    )
    in_flight: list[Slot[Tree, Item]] = []
    held = most_pages = most_in_flight = 0
    found: list[Item] = []
    order: list[str] = []
    while not schedule.is_over:
        in_flight += schedule.due()
        most_in_flight = max(most_in_flight, len(in_flight))
        most_pages = max(most_pages, held + len(in_flight))
        can_release = schedule.can_release
        assert can_release or in_flight, "the sweep is stuck"
        if can_release and (chance.random() < 0.5 or not in_flight):
            found += schedule.release()
            held -= 1
            continue
        slot = in_flight.pop(chance.randrange(len(in_flight)))
        order.append(slot.part.name)
        if slot.part.page == slot.part.fails_at:
            schedule.take(slot, Failed(OSError(slot.part.name)))
            continue
        page = slot.part.pages[slot.part.page]
        held += bool(page[0])
        schedule.take(slot, page)
    assert schedule.release() == ()
    return Run(found, survey, most_pages, most_in_flight, order)


def trees(depth: int) -> st.SearchStrategy[tuple[tuple[int, tuple[object, ...]], ...]]:
    """Return a strategy for trees of parts. ``named`` adds their names."""
    children: st.SearchStrategy[tuple[object, ...]] = st.just(())
    if depth:
        children = st.lists(trees(depth - 1), max_size=3).map(tuple)
    return st.lists(st.tuples(st.integers(0, 3), children), min_size=1, max_size=4).map(tuple)


def named(
    shapes: Sequence[object], prefix: str, chance: random.Random, failures: float
) -> list[Tree]:
    result = []
    for number, shape in enumerate(shapes):
        name = f"{prefix}{number:03}"
        pages = []
        for index, (items, children) in enumerate(shape):  # type: ignore[var-annotated, arg-type]  # the strategy has no item type
            pages.append((items, tuple(named(children, f"{name}.{index}.", chance, failures))))
        fails_at = chance.randrange(len(pages)) if chance.random() < failures else None
        result.append(Tree(name, tuple(pages), fails_at))
    return result


ACCOUNTS = st.lists(trees(2), max_size=5)


@settings(deadline=None)
@given(
    shapes=ACCOUNTS,
    workers=st.integers(1, 5),
    ordered=st.booleans(),
    seed=st.integers(0, 2**32),
    groups=st.integers(0, 3),
)
def test_every_item_is_yielded_once_within_the_bounds(
    shapes: list[object], workers: int, *, ordered: bool, seed: int, groups: int
) -> None:
    parts = named(shapes, "", random.Random(seed), failures=0)
    done = run(parts, workers=workers, ordered=ordered, seed=seed, groups=groups)
    expected = [item for part in parts for item in part.all_items()]
    assert sorted(done.found) == sorted(expected)
    assert done.found == done.survey.released
    assert done.most_in_flight <= workers
    assert done.most_pages <= 2 * workers
    if ordered:
        assert done.found == expected


@settings(deadline=None)
@given(
    shapes=ACCOUNTS,
    workers=st.integers(1, 5),
    ordered=st.booleans(),
    seed=st.integers(0, 2**32),
    groups=st.integers(0, 3),
)
def test_a_resumed_sweep_reads_exactly_the_failed_parts(
    shapes: list[object], workers: int, *, ordered: bool, seed: int, groups: int
) -> None:
    parts = named(shapes, "", random.Random(seed), failures=0.5)
    done = run(parts, workers=workers, ordered=ordered, seed=seed, groups=groups)
    missing = [evolve(part, fails_at=None) for part in done.survey.failed]
    assert all(part.page == part.fails_at for part in done.survey.failed)
    rest = run([evolve(part, name=part.name) for part in missing], workers=1, ordered=True, seed=0)
    # A resumed sweep may find new parts, which may fail too. Repeat until no part fails.
    found = done.found + rest.found
    while rest.survey.failed:
        again = [evolve(part, fails_at=None) for part in rest.survey.failed]
        rest = run(again, workers=workers, ordered=ordered, seed=seed)
        found += rest.found
    assert sorted(found) == sorted(item for part in parts for item in part.all_items())


def test_the_first_part_is_read_completely_before_later_parts() -> None:
    """This order limits the number of stored parts, and the sweep yields its first item early."""
    leaf = ((1, ()), (1, ()))
    stacks = named([((0, (leaf, leaf)),) for _ in range(4)], "", random.Random(0), failures=0)
    done = run(stacks, workers=1, ordered=False, seed=0)
    first = [stacks[0].name, *[child.name for child in stacks[0].pages[0][1] for _ in range(2)]]
    assert done.order[:5] == first


def test_an_error_of_the_survey_ends_the_sweep() -> None:
    class Strict(Survey):
        def end(self, part: Tree, error: Exception | None) -> None:
            super().end(part, error)
            if error is not None:
                raise error

    parts = [Tree("a", ((1, ()),), fails_at=0)]
    schedule: Schedule[Tree, tuple[int, tuple[Tree, ...]], Item] = Schedule(
        Strict(), parts, workers=1, ordered=False
    )
    (slot,) = schedule.due()
    with pytest.raises(OSError, match="refused"):
        schedule.take(slot, Failed(OSError("refused")))
