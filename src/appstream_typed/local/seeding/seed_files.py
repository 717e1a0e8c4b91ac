"""Reads seeds from files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from appstream_typed.local.seeding.seed_format import EXPECTED

DEMO = "demo"
"""The name of the seed that comes with the package."""


def load_seed(source: str) -> Mapping[str, Any]:
    """Read a seed file, or the demo.

    Raises:
        ValueError: The file cannot be read, or is no JSON object; names it.
    """
    file = (
        files("appstream_typed.local.seeding").joinpath("demo.json")
        if source == DEMO
        else Path(source)
    )
    try:
        seed = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{source}: {error}"
        raise ValueError(msg) from error
    if not isinstance(seed, dict):
        msg = f"{source}: expected {EXPECTED}"
        raise ValueError(msg)
    return cast("dict[str, Any]", seed)
