"""Runs workflows. A generator yields the steps, and two drivers call the client.

A workflow is a generator that yields steps and receives their results or errors. It performs no
I/O.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Generator, Iterable
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar, cast

from appstream_typed.workflows.steps import StepKind, WorkflowError, WorkflowStep

if TYPE_CHECKING:
    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient

T = TypeVar("T")

Workflow: TypeAlias = Generator[WorkflowStep, object, T]
OnStep: TypeAlias = "Callable[[WorkflowStep], object] | None"


class UndoFailedError(Exception):
    """A workflow could not undo the changes that it made before a failed step."""

    def __init__(self, error: Exception, undo_error: Exception) -> None:
        super().__init__(str(error))
        self.error = error
        self.undo_error = undo_error


def undo(error: Exception, steps: Workflow[object]) -> Workflow[None]:
    """Undo the changes that a workflow made before a failed step.

    Args:
        error: The error of the step.
        steps: The steps that undo the changes.

    Raises:
        UndoFailedError: One of these steps failed too.
    """
    try:
        yield from steps
    except Exception as undo_error:
        raise UndoFailedError(error, undo_error) from undo_error


class Run(Generic[T]):
    """The state of a workflow between two steps.

    Args:
        workflow: The workflow.
        on_step: A function to call with each step before it starts.
    """

    def __init__(self, workflow: Workflow[T], on_step: OnStep) -> None:
        self._workflow = workflow
        self._on_step = on_step
        self._done: list[WorkflowStep] = []
        self._failures: list[tuple[WorkflowStep, Exception]] = []
        self._results: list[T] = []
        self.step: WorkflowStep | None = None
        """The current step; ``None`` at the end."""
        self._advance(lambda: next(workflow))

    @property
    def result(self) -> T:
        """The result of the workflow after its end."""
        return self._results[0]

    def succeeded(self, answer: object) -> None:
        """Receive the result of a step, and advance to the next.

        Raises:
            WorkflowError: The workflow ends with the error of an earlier step.
            Exception: The workflow ends with an error before it changed anything.
        """
        step = cast("WorkflowStep", self.step)
        if step.kind is not StepKind.READ:
            self._done.append(step)
        self._advance(lambda: self._workflow.send(answer))

    def failed(self, error: Exception) -> None:
        """Receive the error of a step. The workflow continues with another step or ends.

        Raises:
            WorkflowError: The workflow ends with the error.
            Exception: The workflow ends with the error of a reading step before it changed
                anything.
        """
        self._failures.append((cast("WorkflowStep", self.step), error))
        self._advance(lambda: self._workflow.throw(error))

    def _advance(self, resume: Callable[[], WorkflowStep]) -> None:
        try:
            self.step = resume()
        except StopIteration as end:
            self.step = None
            self._results.append(cast("T", end.value))
            return
        except Exception as error:  # noqa: BLE001 - this error or a better one is raised below
            raise self._explained(error)  # noqa: B904 - its cause is already set
        if self._on_step is not None:
            self._on_step(self.step)

    def _explained(self, error: Exception) -> Exception:
        """Convert the error that ended the workflow to the error that the caller receives."""
        undo_error: Exception | None = None
        if isinstance(error, UndoFailedError):
            undo_error = error.undo_error
            error = error.error
        step = next((step for step, each in self._failures if each is error), self.step)
        if step is None or (step.kind is StepKind.READ and not self._done):
            return error
        done = [each for each in self._done if each is not step]
        explained = WorkflowError(step, error, done, undo_error)
        explained.__cause__ = error
        return explained


def run(client: AppStreamClient, workflow: Workflow[T], on_step: OnStep) -> T:
    """Run a workflow with the synchronous client."""
    current = Run(workflow, on_step)
    while (step := current.step) is not None:
        try:
            answer = _call(client, step)
            if hasattr(answer, "pages"):
                answer = list(cast("Iterable[object]", answer))
        except Exception as error:  # noqa: BLE001 - the workflow handles it
            current.failed(error)
        else:
            current.succeeded(answer)
    return current.result


async def run_async(client: AsyncAppStreamClient, workflow: Workflow[T], on_step: OnStep) -> T:
    """Run a workflow with the asynchronous client."""
    current = Run(workflow, on_step)
    while (step := current.step) is not None:
        try:
            answer = _call(client, step)
            if hasattr(answer, "pages"):
                answer = [item async for item in cast("AsyncIterable[object]", answer)]
            else:
                answer = await cast("Awaitable[object]", answer)
        except Exception as error:  # noqa: BLE001 - the workflow handles it
            current.failed(error)
        else:
            current.succeeded(answer)
    return current.result


def _call(client: object, step: WorkflowStep) -> object:
    return cast("Callable[..., object]", getattr(client, step.method))(**step.arguments)
