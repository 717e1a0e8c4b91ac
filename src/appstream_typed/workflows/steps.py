"""``WorkflowStep``, a step of a workflow, and ``WorkflowError``, which lists the completed steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from attrs import field, frozen

from appstream_typed.errors.base import AppStreamError

__all__ = ["StepKind", "WorkflowError", "WorkflowStep"]


class StepKind(str, Enum):
    """The kind of a ``WorkflowStep``."""

    __module__ = "appstream_typed.workflows"

    READ = "read"
    """The step reads."""
    CHANGE = "change"
    """The step changes a resource."""
    WAIT = "wait"
    """The step waits for the end of a change."""

    def __str__(self) -> str:
        return str(self.value)


@frozen(kw_only=True)
class WorkflowStep:
    """A step of a workflow: one call of the client."""

    __module__ = "appstream_typed.workflows"

    kind: StepKind
    """The kind of the step: reading, changing or waiting."""
    text: str
    """A description, such as ``Stop fleet office``. It contains no secrets."""
    method: str
    """The method of the client, such as ``stop_fleet`` or ``wait_until_fleet_stopped``."""
    arguments: Mapping[str, object] = field(repr=False, hash=False)
    """The keywords of the method. ``repr`` hides them, since they may be secret."""

    def __str__(self) -> str:
        return self.text


class WorkflowError(AppStreamError):
    """A step that changes or waits failed, or a step that reads failed after a change.

    The error of the step is also the ``__cause__``. Fix the cause and run the workflow again. It
    continues with the remaining steps.

    Attributes:
        step: The step that failed.
        error: The reason.
        done: The completed changes and waits in order, including changes that undo earlier ones.
        undo_error: The error of a failed attempt to undo changes; otherwise ``None``.
    """

    __module__ = "appstream_typed.workflows"

    def __init__(
        self,
        step: WorkflowStep,
        error: Exception,
        done: Sequence[WorkflowStep],
        undo_error: Exception | None = None,
    ) -> None:
        before = ", ".join(str(each) for each in done) or "nothing"
        after = f"; undoing it failed too: {undo_error}" if undo_error is not None else ""
        super().__init__(f"{step} failed: {error}{after}; done before: {before}")
        self.step = step
        self.error = error
        self.done: tuple[WorkflowStep, ...] = tuple(done)
        self.undo_error = undo_error

    def __reduce__(
        self,
    ) -> tuple[
        type[WorkflowError],
        tuple[WorkflowStep, Exception, tuple[WorkflowStep, ...], Exception | None],
        dict[str, object],
    ]:
        return type(self), (self.step, self.error, self.done, self.undo_error), vars(self)


def read(text: str, method: str, /, **arguments: object) -> WorkflowStep:
    """Return a step that reads. The result of a paged operation is the list of all items."""
    return WorkflowStep(kind=StepKind.READ, text=text, method=method, arguments=arguments)


def change(text: str, method: str, /, **arguments: object) -> WorkflowStep:
    """Return a step that changes a resource."""
    return WorkflowStep(kind=StepKind.CHANGE, text=text, method=method, arguments=arguments)


def wait(text: str, method: str, /, **arguments: object) -> WorkflowStep:
    """Return a step that waits for a state."""
    return WorkflowStep(kind=StepKind.WAIT, text=text, method=method, arguments=arguments)
