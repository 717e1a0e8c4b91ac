"""Print the table of environments as Markdown: ``python -m tests.environment [NAME ...]``.

The differences between typed clients and boto3 follow the table. If there are any, the exit code is 1.
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
from tests.environment.probe_runner import Observation, ProbeRunner
from tests.environment.rows import TABLE


def main() -> int:
    """Observe the named environments, or all, with every way of creating a client."""
    parser = argparse.ArgumentParser(prog="python -m tests.environment", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="an environment; by default all")
    parser.add_argument(
        "--fork",
        action="store_true",
        help="fork each probe instead of starting a new interpreter; this is faster",
    )
    parser.add_argument("--jobs", type=int, default=2, help="number of concurrent probes")
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
    print(f"{len(chosen) - len(wrong)} environments like boto3, {len(wrong)} different")
    for name, found in wrong.items():
        print(f"\n{name}", *found, sep="\n  ")
    return 1 if wrong else 0


def observe_all(
    chosen: list[Environment], jobs: int, *, new_interpreters: bool
) -> dict[str, dict[str, Observation]]:
    """Observe environments with several probe runners at the same time."""
    with TemporaryDirectory() as folder, ExitStack() as open_:
        free: SimpleQueue[ProbeRunner] = SimpleQueue()
        for number in range(jobs):
            own = Path(folder, str(number))
            own.mkdir()
            free.put(open_.enter_context(ProbeRunner(own, new_interpreters=new_interpreters)))

        def observe_one(environment: Environment) -> dict[str, Observation]:
            runner = free.get()
            try:
                return observe(runner, environment, environment.ways)
            finally:
                free.put(runner)

        pool = open_.enter_context(ThreadPoolExecutor(jobs))
        results = list(pool.map(observe_one, chosen))
    return {each.name: found for each, found in zip(chosen, results, strict=True)}


def row(environment: Environment, observed: Mapping[str, Observation]) -> str:
    """Return a row of the table. The cell of a typed client that equals boto3 is short."""
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
