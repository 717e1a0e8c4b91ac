"""Test every target with random inputs: ``python -m tests.fuzz --count 1000000 --seed 1``.

It prints the outcomes. An input that causes an undocumented error is stored in ``tests/fuzz/kept``,
and every later test run replays it.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import sys
import time
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path

from tests.fuzz.targets import TARGETS, Input

KEPT = Path(__file__).parent / "kept"


def run(name: str, count: int, seed: int, *, keep: bool = True) -> tuple[Counter[str], list[str]]:
    """Test a target with ``count`` inputs. Return the outcomes and the defects."""
    target, chance = TARGETS[name], random.Random(f"{seed} {name}")
    outcomes: Counter[str] = Counter()
    defects: list[str] = []
    for _ in range(count):
        given = target.make(chance)
        try:
            outcomes[target.feed(given)] += 1
        except Exception as error:  # noqa: BLE001 - any other exception is a defect
            defects.append(f"{name}: {given.subject}: {type(error).__name__}: {error}"[:300])
            if keep:
                save(name, given)
    return outcomes, defects


def save(name: str, given: Input) -> None:
    """Store an input in ``tests/fuzz/kept``."""
    content = {"target": name, "subject": given.subject, "body": b64encode(given.body).decode()}
    text = json.dumps(content, indent=1) + "\n"
    path = KEPT / f"{sha256(text.encode()).hexdigest()[:12]}.json"
    path.write_text(text, encoding="utf-8")


def main() -> int:
    """Test all targets. Return the exit code: 1 if there are defects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="total number of inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", choices=list(TARGETS), help="test only this target")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    os.environ |= {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
    }
    names = [arguments.target] if arguments.target else list(TARGETS)
    found: list[str] = []
    for name in names:
        started = time.perf_counter()
        count = arguments.count // len(names)
        outcomes, defects = run(name, count, arguments.seed)
        found += defects
        rate = count / (time.perf_counter() - started)
        shown = ", ".join(f"{outcome} {number:,}" for outcome, number in outcomes.most_common())
        sys.stdout.write(
            f"{name}: {count:,} inputs, {rate:,.0f}/s: {shown}; {len(defects)} defects\n"
        )
        sys.stdout.flush()
    for defect in sorted(set(found))[:40]:
        sys.stdout.write(f"{defect}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
