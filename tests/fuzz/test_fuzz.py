"""Test every target with 600 random inputs and all stored inputs.

``python -m tests.fuzz`` tests more inputs.
"""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from tests.fuzz.__main__ import KEPT, run
from tests.fuzz.targets import TARGETS, Input


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_causes_an_undocumented_error(name: str) -> None:
    outcomes, defects = run(name, 600, seed=7, keep=False)
    assert defects == []
    assert sum(outcomes.values()) == 600
    assert len(outcomes) > 1, "the share of valid inputs is too high or too low"


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
def test_inputs_of_earlier_defects_cause_no_undocumented_error(path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))
    TARGETS[kept["target"]].feed(Input(kept["subject"], b64decode(kept["body"])))


def test_the_same_seed_creates_the_same_inputs() -> None:
    assert run("from_dict", 50, 3, keep=False) == run("from_dict", 50, 3, keep=False)
