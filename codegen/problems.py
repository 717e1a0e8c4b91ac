"""Errors of the model or the data, collected so that one run shows them all."""

from __future__ import annotations

from collections.abc import Iterable


class CodegenError(Exception):
    """The data does not match the model, or cannot be read."""


class Problems:
    """The problems found so far."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}  # in order, without duplicates

    def add(self, problem: str) -> None:
        """Add a problem; its text names the thing and what to do."""
        self._found[problem] = None

    def compare(self, what: str, where: str, model: Iterable[str], data: Iterable[str]) -> None:
        """Add a problem for each name that only one of the two sides has."""
        in_model, in_data = list(model), list(data)
        for name in in_model:
            if name not in in_data:
                self.add(f"new {what} {name}: the model has it, {where} does not; add it there")
        for name in in_data:
            if name not in in_model:
                self.add(f"vanished {what} {name}: {where} has it, the model does not; remove it")

    def raise_if_any(self) -> None:
        """Stop if there are problems.

        Raises:
            CodegenError: Has a line for each problem.
        """
        if self._found:
            raise CodegenError("\n".join(self._found))
