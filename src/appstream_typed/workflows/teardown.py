"""``plan_teardown``, which plans the deletion of stacks and then carries it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from appstream_typed._transport.client_options import several
from appstream_typed.errors.base import AppStreamError
from appstream_typed.workflows._run import Workflow, run, run_async
from appstream_typed.workflows._teardown_findings import Findings, Reading, facts
from appstream_typed.workflows._teardown_steps import Options, carry_out, teardown_steps

if TYPE_CHECKING:
    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.workflows.steps import WorkflowStep

__all__ = [
    "AsyncTeardownPlan",
    "PlanOutdatedError",
    "TeardownPlan",
    "plan_teardown",
    "plan_teardown_async",
]


class PlanOutdatedError(AppStreamError):
    """The resources no longer match a plan. Nothing was changed.

    Plan again, and review the steps.

    Attributes:
        differences: Resources that the plan does not contain, such as ``new entitlement managers of
            stack office``.
    """

    __module__ = "appstream_typed.workflows"

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(
            f"the plan is outdated, and nothing was changed: {'; '.join(differences)}; plan again"
        )
        self.differences: tuple[str, ...] = tuple(differences)

    def __reduce__(
        self,
    ) -> tuple[type[PlanOutdatedError], tuple[tuple[str, ...]], dict[str, object]]:
        return type(self), (self.differences,), vars(self)


class _Plan:
    """The common base of both plans."""

    def __init__(
        self, stack_names: tuple[str, ...], findings: Findings, *, resumable: bool
    ) -> None:
        self._findings = findings
        self._resumable = resumable
        self.stack_names = stack_names
        """The names of the stacks to delete."""

    @property
    def steps(self) -> tuple[WorkflowStep, ...]:
        """The steps in the order in which ``run`` performs them."""
        return tuple(teardown_steps(self._findings, Options(resumable=self._resumable)))

    @property
    def kept_fleets(self) -> tuple[str, ...]:
        """The names of the fleets that are kept, because other stacks use them."""
        return tuple(self._findings.kept_fleets)

    @property
    def missing_stacks(self) -> tuple[str, ...]:
        """The names of the stacks that do not exist."""
        return self._findings.missing_stacks

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        steps = ", ".join(repr(str(step)) for step in self.steps)
        return f"{type(self).__name__}(stack_names={list(self.stack_names)!r}, steps=[{steps}])"

    def _repr_html_(self) -> str:
        """Return the steps as a table, for notebooks."""
        from appstream_typed._support.notebook import rows_table

        rows = [(str(n), step.text, step.method) for n, step in enumerate(self.steps, 1)]
        return rows_table(self._title, ("", "step", "method"), rows)

    @property
    def _title(self) -> str:
        return f"Tear down {', '.join(self.stack_names)}"

    def _lines(self) -> Iterator[str]:
        yield self._title
        for number, step in enumerate(self.steps, 1):
            yield f"{number:3}. {step}"
        if not self.steps:
            yield "There is nothing to do."
        for name in self.missing_stacks:
            yield f"Stack {name} does not exist."

    def _run(self, timeout: float, poll_interval: float) -> Workflow[tuple[WorkflowStep, ...]]:
        fleets = [fleet.name for fleet in self._findings.fleets]
        now = yield from Reading(self.stack_names, fleets).steps()
        self._require_same(now)
        options = Options(timeout=timeout, poll_interval=poll_interval, resumable=self._resumable)
        return (yield from carry_out(tuple(teardown_steps(now, options))))

    def _require_same(self, now: Findings) -> None:
        new = facts(now) - facts(self._findings)
        if new:
            words = dict.fromkeys(f"new {kind} {name}" for kind, name, *_ in new)
            raise PlanOutdatedError(list(words))


class TeardownPlan(_Plan):
    """The resources that ``plan_teardown`` found, and the steps that delete them.

    ``str(plan)`` lists the steps. Nothing is changed until ``run`` is called.
    """

    __module__ = "appstream_typed.workflows"

    def __init__(
        self,
        client: AppStreamClient,
        stack_names: tuple[str, ...],
        findings: Findings,
        *,
        resumable: bool,
    ) -> None:
        super().__init__(stack_names, findings, resumable=resumable)
        self._client = client

    def run(
        self,
        *,
        timeout: float = 1800,
        poll_interval: float = 15,
        on_step: Callable[[WorkflowStep], object] | None = None,
    ) -> tuple[WorkflowStep, ...]:
        """Perform the remaining steps. Resources that were deleted in the meantime are skipped.

        First, all resources are read again. Nothing is changed if they include anything that the plan
        does not contain. Examples are a new entitlement, a fleet that was started, or another stack
        that uses a fleet.

        Args:
            timeout: The timeout of the wait for stopped fleets in seconds.
            poll_interval: Seconds between polls.
            on_step: A function to call with each ``WorkflowStep`` before it starts.

        Returns:
            The completed steps.

        Raises:
            PlanOutdatedError: The resources no longer match the plan. Nothing was changed.
            WorkflowError: A step failed. Plan again to perform the remaining steps.
            ApiError: A resource could not be read. Nothing was changed.
        """
        return run(self._client, self._run(timeout, poll_interval), on_step)


class AsyncTeardownPlan(_Plan):
    """The plan of ``plan_teardown_async``: a ``TeardownPlan`` whose ``run`` is a coroutine."""

    __module__ = "appstream_typed.workflows"

    def __init__(
        self,
        client: AsyncAppStreamClient,
        stack_names: tuple[str, ...],
        findings: Findings,
        *,
        resumable: bool,
    ) -> None:
        super().__init__(stack_names, findings, resumable=resumable)
        self._client = client

    async def run(
        self,
        *,
        timeout: float = 1800,
        poll_interval: float = 15,
        on_step: Callable[[WorkflowStep], object] | None = None,
    ) -> tuple[WorkflowStep, ...]:
        """Perform the remaining steps, as ``TeardownPlan.run`` does."""
        return await run_async(self._client, self._run(timeout, poll_interval), on_step)


def plan_teardown(
    client: AppStreamClient,
    stack_names: Iterable[str],
    *,
    on_step: Callable[[WorkflowStep], object] | None = None,
    resumable: bool = True,
) -> TeardownPlan:
    """Plan the deletion of stacks and of the resources that only they use. The function only reads.

    The plan deletes, in the order that AWS requires, the stack's entitlements, its associations
    with users, its theme, its associations with fleets, the fleets that no other stack uses, and
    the stack. Running fleets are stopped first. Users, applications and images are kept. A fleet
    that another stack uses is kept too, but disassociated from the stacks of the plan.

    After a crash, plan again. The tags ``appstream-typed:teardown:<fleet>`` of a stack name the
    fleets to delete with it, even after they have been disassociated.

    Args:
        client: The client.
        stack_names: The names of the stacks. The plan reports stacks that do not exist.
        on_step: A function to call with each ``WorkflowStep`` before it starts.
        resumable: Whether to tag stacks before their fleets are disassociated, which needs the
            permission ``appstream:TagResource``. Without the tags, fleets may remain after a crash.

    Raises:
        ApiError: A resource could not be read.
        TypeError: ``stack_names`` is a string.
        ValueError: ``stack_names`` is empty.
    """
    names = several("stack_names", stack_names)
    findings = run(client, Reading(names).steps(), on_step)
    return TeardownPlan(client, names, findings, resumable=resumable)


async def plan_teardown_async(
    client: AsyncAppStreamClient,
    stack_names: Iterable[str],
    *,
    on_step: Callable[[WorkflowStep], object] | None = None,
    resumable: bool = True,
) -> AsyncTeardownPlan:
    """Plan the deletion of stacks with the asynchronous client, as ``plan_teardown`` does."""
    names = several("stack_names", stack_names)
    findings = await run_async(client, Reading(names).steps(), on_step)
    return AsyncTeardownPlan(client, names, findings, resumable=resumable)
