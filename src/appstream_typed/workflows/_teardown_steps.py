"""The steps of a teardown, in the order that AWS requires. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from attrs import frozen

from appstream_typed.errors.base import AppStreamError
from appstream_typed.errors.not_found import NOT_FOUND
from appstream_typed.workflows._run import Workflow
from appstream_typed.workflows._teardown_findings import NOTE, Findings, StackFindings
from appstream_typed.workflows.steps import WorkflowStep, change, wait

if TYPE_CHECKING:
    from appstream_typed.models.users import UserStackAssociation, UserStackAssociationError

_USERS_PER_REQUEST = 25
"""AWS's limit for ``BatchDisassociateUserStack``."""
_GONE_USERS = ("STACK_NOT_FOUND", "USER_NAME_NOT_FOUND")


@frozen(kw_only=True)
class Options:
    """The options of the steps."""

    timeout: float = 1800
    poll_interval: float = 15
    resumable: bool = True
    """Whether to tag a stack with the fleets to delete with it."""


def teardown_steps(findings: Findings, options: Options) -> Iterator[WorkflowStep]:
    """Yield the steps in order."""
    for of_stack in (_entitlement_steps, _user_steps, _theme_steps):
        for stack in findings.stacks:
            yield from of_stack(stack)
    if options.resumable:
        yield from _note_steps(findings)
    yield from _stop_steps(findings, options)
    yield from _association_steps(findings)
    for fleet in findings.fleets:
        yield change(f"Delete fleet {fleet.name}", "delete_fleet", name=fleet.name)
    for stack in findings.stacks:
        name = stack.stack.name
        yield change(f"Delete stack {name}", "delete_stack", name=name)


def carry_out(steps: Sequence[WorkflowStep]) -> Workflow[tuple[WorkflowStep, ...]]:
    """Perform the steps. Resources that no longer exist are skipped.

    Returns:
        The completed steps.
    """
    done: list[WorkflowStep] = []
    for step in steps:
        try:
            answer = yield step
        except NOT_FOUND:
            continue
        if step.method == "batch_disassociate_user_stack":
            _check_users(cast("Sequence[UserStackAssociationError]", answer))
        done.append(step)
    return tuple(done)


def _entitlement_steps(stack: StackFindings) -> Iterator[WorkflowStep]:
    name = stack.stack.name
    for entitlement in stack.entitlements:
        yield change(
            f"Delete entitlement {entitlement} of stack {name}",
            "delete_entitlement",
            stack_name=name,
            name=entitlement,
        )


def _user_steps(stack: StackFindings) -> Iterator[WorkflowStep]:
    name = stack.stack.name
    for start in range(0, len(stack.users), _USERS_PER_REQUEST):
        users = stack.users[start : start + _USERS_PER_REQUEST]
        number = "a user" if len(users) == 1 else f"{len(users)} users"
        yield change(
            f"Disassociate {number} from stack {name}",
            "batch_disassociate_user_stack",
            user_stack_associations=[_plain(user) for user in users],
        )


def _theme_steps(stack: StackFindings) -> Iterator[WorkflowStep]:
    if stack.theme is not None:
        name = stack.stack.name
        yield change(f"Delete the theme of stack {name}", "delete_theme_for_stack", stack_name=name)


def _association_steps(findings: Findings) -> Iterator[WorkflowStep]:
    for stack in findings.stacks:
        name = stack.stack.name
        for fleet in stack.fleets:
            text = f"Disassociate fleet {fleet} from stack {name}"
            if fleet in findings.kept_fleets:
                text += f"; it is kept for stack {', '.join(findings.kept_fleets[fleet])}"
            yield change(text, "disassociate_fleet", fleet_name=fleet, stack_name=name)


def _plain(user: UserStackAssociation) -> UserStackAssociation:
    """Return the association without the option to send an email."""
    from appstream_typed.models.users import UserStackAssociation

    return UserStackAssociation(
        stack_name=user.stack_name,
        user_name=user.user_name,
        authentication_type=user.authentication_type,
    )


def _note_steps(findings: Findings) -> Iterator[WorkflowStep]:
    """Tag the stack with the fleets to delete before they are disassociated."""
    alone = {fleet.name for fleet in findings.fleets}
    for stack in findings.stacks:
        fleets = [name for name in stack.fleets if name in alone - stack.noted_fleets]
        if fleets:
            yield change(
                f"Tag stack {stack.stack.name} to delete fleet {', '.join(fleets)}",
                "tag_resource",
                resource_arn=stack.stack.arn,
                tags={f"{NOTE}{name}": "" for name in fleets},
            )


def _stop_steps(findings: Findings, options: Options) -> Iterator[WorkflowStep]:
    for fleet in findings.fleets:
        if fleet.state not in ("STOPPED", "STOPPING"):
            in_use = fleet.compute_capacity_status.in_use
            ends = ""
            if in_use:
                instances = f"{in_use} instance{'s' if in_use > 1 else ''}"
                ends = f", which ends the sessions on {instances}"
            yield change(f"Stop fleet {fleet.name}{ends}", "stop_fleet", name=fleet.name)
    names = [fleet.name for fleet in findings.fleets if fleet.state != "STOPPED"]
    if names:
        yield wait(
            f"Wait until fleet {', '.join(names)} is stopped",
            "wait_until_fleet_stopped",
            name=names,
            timeout=options.timeout,
            poll_interval=options.poll_interval,
        )


def _check_users(errors: Sequence[UserStackAssociationError]) -> None:
    """Raise an error if a user is still associated with the stack."""
    real = [error for error in errors if error.error_code not in _GONE_USERS]
    if real:
        first = real[0]
        raise AppStreamError(
            f"{len(real)} of the users could not be disassociated; the first error is "
            f"{first.error_code}: {first.error_message}"
        )
