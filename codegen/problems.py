"""Collects problems and notes about the model and the data, so that one run reports all of them."""

from __future__ import annotations

from collections.abc import Iterable

_BROKEN = {
    "operation": "programs that call it",
    "parameter": "calls that pass it",
    "member": "programs that read or pass it",
    "value": "programs that name it",
    "structure": "programs that import it",
    "enum": "programs that import it",
    "error": "programs that catch it",
}


class CodegenError(Exception):
    """The data does not match the model, or cannot be read."""


class Problems:
    """The problems and notes found so far."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}  # in order, without duplicates
        self._notes: dict[str, None] = {}

    def add(self, problem: str) -> None:
        """Add a problem. Its text names the cause and the action to take."""
        self._found[problem] = None

    def note(self, note: str) -> None:
        """Add a note for review, which does not stop the run. It states the behavior until the review."""
        self._notes[note] = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes so far."""
        return tuple(self._notes)

    def compare(self, what: str, where: str, model: Iterable[str], data: Iterable[str]) -> None:
        """Add a problem for each name that only the model or only the data has.

        Args:
            what: The kind of name. Its first word determines which programs a removal breaks.
            where: The place in the data.
            model: The names in the model.
            data: The names in the data.
        """
        in_model, in_data = list(model), list(data)
        for name in in_model:
            if name not in in_data:
                self.add(
                    f"new {what} {name}: the model has it, {where} does not; "
                    f"`python -m codegen` adds it there"
                )
        for name in in_data:
            if name not in in_model:
                broken = _BROKEN.get(what.split(maxsplit=1)[0], "programs that use it")
                self.add(
                    f"removed {what} {name}: {where} has it, the model does not; "
                    f"this breaks {broken}. To accept the removal, delete it there"
                )

    def raise_if_any(self) -> None:
        """Stop if there are problems.

        Raises:
            CodegenError: There are problems; the message has a line for each.
        """
        if self._found:
            raise CodegenError("\n".join(self._found))
