"""Print the table of environments as Markdown: ``python -m tests.environment [NAME ...]``.

The exit code is 1 if a typed client is not configured as boto3, and the differences follow the table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

import boto3

from tests.environment.compare import differences, observe, problems
from tests.environment.environment import BOTO3, MAIN_WAYS, Environment
from tests.environment.lab import Lab, Observation
from tests.environment.rows import TABLE


def main() -> int:
    """Observe all environments, or those named, in every way."""
    parser = argparse.ArgumentParser(prog="python -m tests.environment", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="environments; all by default")
    parser.add_argument("--fork", action="store_true", help="fork probes, which is faster")
    parser.add_argument("--jobs", type=int, default=2, help="probes at the same time")
    arguments = parser.parse_args()
    chosen = [TABLE[name] for name in arguments.names] or list(TABLE.values())
    observed = observe_all(chosen, arguments.jobs, new_interpreters=not arguments.fork)
    print(f"boto3 {boto3.__version__}, {len(chosen)} environments")
    print()
    print("| environment | boto3 | ours | async |")
    print("|---|---|---|---|")
    for each in chosen:
        print(row(each, observed[each.name]))
    wrong = {each.name: problems(each, observed[each.name]) for each in chosen}
    wrong = {name: found for name, found in wrong.items() if found}
    print()
    print(f"{len(chosen) - len(wrong)} environments as boto3, {len(wrong)} not")
    for name, found in wrong.items():
        print(f"\n{name}", *found, sep="\n  ")
    return 1 if wrong else 0


def observe_all(
    chosen: list[Environment], jobs: int, *, new_interpreters: bool
) -> dict[str, dict[str, Observation]]:
    """Observe environments in several labs at the same time."""
    with TemporaryDirectory() as folder, ExitStack() as open_:
        free: SimpleQueue[Lab] = SimpleQueue()
        for number in range(jobs):
            own = Path(folder, str(number))
            own.mkdir()
            free.put(open_.enter_context(Lab(own, new_interpreters=new_interpreters)))

        def observe_one(environment: Environment) -> dict[str, Observation]:
            lab = free.get()
            try:
                return observe(lab, environment, environment.ways)
            finally:
                free.put(lab)

        pool = open_.enter_context(ThreadPoolExecutor(jobs))
        results = list(pool.map(observe_one, chosen))
    return {each.name: found for each, found in zip(chosen, results, strict=True)}


def row(environment: Environment, observed: Mapping[str, Observation]) -> str:
    """Return a row of the table. The cell of a typed client is short if it does not differ."""
    reference = observed[BOTO3]
    cells = [environment.name, str(reference)]
    for way in MAIN_WAYS[1:]:
        ours = observed[way]
        cell = "same" if ours.attempts == reference.attempts else f"same; attempts: {ours.attempts}"
        if differences(environment, reference, ours):
            cell = f"**differs**; {ours}"
        cells.append(cell)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
