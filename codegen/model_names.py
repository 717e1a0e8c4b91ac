"""The names in a service model, for comparisons of models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def names_in(model: dict[str, Any]) -> Iterator[str]:
    """Yield names such as ``CreateFleet``, ``Session``, ``Session.Id`` and ``SessionState ACTIVE``."""
    yield from model["operations"]
    for shape, definition in model["shapes"].items():
        yield shape
        yield from (f"{shape}.{member}" for member in definition.get("members", ()))
        yield from (f"{shape} {value}" for value in definition.get("enum", ()))
