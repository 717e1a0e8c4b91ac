"""Measures functions in turn, so that noise on the machine affects all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median


def in_turn(
    things: Mapping[str, Callable[[], object]],
    rounds: int,
    each: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Return the median seconds of each function. Each round measures all of them."""
    found: dict[str, list[float]] = {name: [] for name in things}
    for thing in things.values():
        thing()
    for _ in range(rounds):
        for name, thing in things.items():
            started = clock()
            for _ in range(each):
                thing()
            found[name].append((clock() - started) / each)
    return {name: median(values) for name, values in found.items()}
