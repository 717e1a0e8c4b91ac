"""Reads seeds from files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import cast

DEMO = "demo"
"""The name of the bundled seed."""


def load_seed(source: str | Path) -> Mapping[str, object]:
    """Read a seed from a file, for ``LocalAppStream(seed=...)`` and ``seed``.

    ::

        LocalAppStream(seed=load_seed("office.json"))

    Args:
        source: The path of a JSON file, or of a YAML file (``.yaml`` or ``.yml``) if PyYAML is
            installed; ``demo`` for the bundled seed.

    Raises:
        ValueError: The file cannot be read or does not contain an object; the message names the
            file. The object itself is checked when the seed is used.
    """
    file = (
        files("appstream_typed.local.seeding").joinpath("demo.json")
        if source == DEMO
        else Path(source)
    )
    try:
        text = file.read_text(encoding="utf-8")
        seed = _read_yaml(text) if _is_yaml(str(source)) else json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        msg = f"{source}: {reason}"
        raise ValueError(msg) from error
    if not isinstance(seed, dict):
        msg = f"{source}: expected an object that lists resources"
        raise ValueError(msg)
    return cast("dict[str, object]", seed)


def _is_yaml(source: str) -> bool:
    return source.lower().endswith((".yaml", ".yml"))


def _read_yaml(text: str) -> object:
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]  # the stubs are not always installed
    except ImportError:
        msg = "PyYAML is not installed; run pip install PyYAML to read YAML"
        raise ValueError(msg) from None
    try:
        return cast("object", yaml.safe_load(text))
    except yaml.YAMLError as error:
        where = " ".join(str(error).split())
        msg = f"it is not valid YAML: {where}"
        raise ValueError(msg) from error
