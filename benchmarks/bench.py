"""The script of ``nox -s bench``, which measures several packages in one run and prints a table.

Measurements are noisy, so the script measures the packages in turn, and only the ratios are meaningful.
With ``--write`` it also updates the documentation.
"""

from __future__ import annotations

import argparse
import os
import time

from calls import calls
from checkers import costs
from local_server import server
from memory import growth, memory
from peers import decoders
from processes import first_pages, imports, type_checks
from report import Row, show, write
from timing import in_turn


def measure(*, quick: bool) -> tuple[list[Row], float]:
    """Return all rows, and the growth of memory during a long pagination in MiB."""
    rounds = 3 if quick else 15
    checks = 1 if quick else 5
    grown = growth(20_000 if quick else 1_000_000)
    rows = [
        Row(f"Body of a page to objects: 50 {kind}", in_turn(things, rounds, 20), "ms", 1e3)
        for kind, things in decoders().items()
    ]
    with server() as url:
        cpu = in_turn(calls(url), rounds, 20, time.process_time)
        rows.append(Row("A whole call: 50 sessions, CPU time", cpu, "ms", 1e3))
        cold = first_pages(url, rounds, to_the_end=False)
        rows.append(Row("Cold start: a new process to its first page", cold, "ms", 1e3))
        whole = first_pages(url, rounds, to_the_end=True)
        rows.append(Row("The same process to its exit", whole, "ms", 1e3))
    rows += [
        Row("Import", imports(rounds), "ms", 1e3),
        Row("Memory of a session", memory(), "bytes", 1),
        Row("mypy with a cache, a new program: time", type_checks(checks), "s", 1),
    ]
    for checker, packages in costs(checks).items():
        seconds = {name: cost.seconds for name, cost in packages.items()}
        used = {name: cost.bytes for name, cost in packages.items()}
        rows.append(Row(f"{checker}: CPU time", seconds, "s", 1))
        rows.append(Row(f"{checker}: memory", used, "MiB", 2**-20))
    return rows, grown


def main() -> None:
    """Measure everything, print one table, and write it into the documentation if requested."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, to test the script")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/")
    options = parser.parse_args()
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    rows, grown = measure(quick=options.quick)
    show(rows, grown)
    if options.write:
        write(rows, grown)


if __name__ == "__main__":
    main()
