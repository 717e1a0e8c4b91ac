"""Finds the resources to tear down. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from attrs import define, field, frozen

from appstream_typed.errors.not_found import NOT_FOUND
from appstream_typed.workflows._run import Workflow
from appstream_typed.workflows.steps import WorkflowStep, read

if TYPE_CHECKING:
    from appstream_typed.models.entitlements import Entitlement
    from appstream_typed.models.fleets import Fleet
    from appstream_typed.models.stacks import Stack
    from appstream_typed.models.themes import Theme
    from appstream_typed.models.users import UserStackAssociation

NOTE = "appstream-typed:teardown:"
"""The prefix of tag keys on a stack.

The rest of the key is the name of a fleet to delete with the stack.
"""


@frozen(kw_only=True)
class StackFindings:
    """A stack, with the resources that belong to it and the names of its fleets."""

    stack: Stack
    entitlements: tuple[str, ...]
    users: tuple[UserStackAssociation, ...]
    theme: Theme | None
    fleets: tuple[str, ...]
    """The names of the associated fleets."""
    noted_fleets: frozenset[str]
    """The names of the fleets in the stack's tags."""


@frozen(kw_only=True)
class Findings:
    """The resources on which a plan is based."""

    stacks: tuple[StackFindings, ...]
    missing_stacks: tuple[str, ...]
    """The names of the stacks that do not exist."""
    fleets: tuple[Fleet, ...]
    """The fleets that no other stack uses."""
    kept_fleets: Mapping[str, tuple[str, ...]] = field(hash=False)
    """The fleets that other stacks use, with the names of these stacks."""


@define
class Reading:
    """Reads the resources to tear down.

    Args:
        stack_names: The names of the stacks.
        known_fleets: The names of fleets that an earlier reading found. These fleets may no longer be
            associated with a stack.
    """

    stack_names: Sequence[str]
    known_fleets: Sequence[str] = ()

    def steps(self) -> Workflow[Findings]:
        """Yield the steps. Return the findings."""
        stacks: list[StackFindings] = []
        missing: list[str] = []
        for name in self.stack_names:
            found = yield from _none_if_gone(
                read(f"Read stack {name}", "describe_stacks", names=[name])
            )
            if found:
                stacks.append((yield from _read_stack(cast("list[Stack]", found)[0])))
            else:
                missing.append(name)
        names = [name for stack in stacks for name in (*stack.fleets, *sorted(stack.noted_fleets))]
        fleets: list[Fleet] = []
        kept: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys([*names, *self.known_fleets]):
            fleet, others = yield from self._read_fleet(name)
            if fleet is not None and others:
                kept[name] = others
            elif fleet is not None:
                fleets.append(fleet)
        return Findings(
            stacks=tuple(stacks),
            missing_stacks=tuple(missing),
            fleets=tuple(fleets),
            kept_fleets=kept,
        )

    def _read_fleet(self, name: str) -> Workflow[tuple[Fleet | None, tuple[str, ...]]]:
        """Return a fleet, if it exists, and the names of the other stacks that use it."""
        found = yield from _none_if_gone(
            read(f"Read fleet {name}", "describe_fleets", names=[name])
        )
        if not found:
            return None, ()
        text = f"Read the stacks of fleet {name}"
        stacks = yield from _none_if_gone(read(text, "list_associated_stacks", fleet_name=name))
        others = set(cast("list[str]", stacks or [])) - set(self.stack_names)
        return cast("list[Fleet]", found)[0], tuple(sorted(others))


def _read_stack(stack: Stack) -> Workflow[StackFindings]:
    name = stack.name
    entitlements = yield from _none_if_gone(
        read(f"Read the entitlements of stack {name}", "describe_entitlements", stack_name=name)
    )
    users = yield from _none_if_gone(
        read(f"Read the users of stack {name}", "describe_user_stack_associations", stack_name=name)
    )
    theme = yield from _none_if_gone(
        read(f"Read the theme of stack {name}", "describe_theme_for_stack", stack_name=name)
    )
    fleets = yield from _none_if_gone(
        read(f"Read the fleets of stack {name}", "list_associated_fleets", stack_name=name)
    )
    tags = yield from _none_if_gone(
        read(f"Read the tags of stack {name}", "list_tags_for_resource", resource_arn=stack.arn)
    )
    return StackFindings(
        stack=stack,
        entitlements=tuple(each.name for each in cast("list[Entitlement]", entitlements or [])),
        users=tuple(cast("list[UserStackAssociation]", users or [])),
        theme=cast("Theme | None", theme),
        fleets=tuple(cast("list[str]", fleets or [])),
        noted_fleets=frozenset(
            key.removeprefix(NOTE)
            for key in cast("Mapping[str, str]", tags or {})
            if key.startswith(NOTE)
        ),
    )


def _none_if_gone(step: WorkflowStep) -> Workflow[object]:
    """Return the result of a step, or ``None`` if the resource does not exist."""
    try:
        return (yield step)
    except NOT_FOUND:
        return None


Fact = tuple[str, ...]
"""A description of a resource that a plan changes."""


def facts(findings: Findings) -> Counter[Fact]:
    """Return the facts on which the steps of a plan depend.

    A fact includes the creation time, so that a new resource under an old name is a different fact.
    Facts do not contain names of users.
    """
    found: Counter[Fact] = Counter()
    for each in findings.stacks:
        name = each.stack.name
        found["stack", name, _time(each.stack.created_time)] += 1
        for entitlement in each.entitlements:
            found["entitlement", f"{entitlement} of stack {name}"] += 1
        for fleet in each.fleets:
            found["association", f"of fleet {fleet} with stack {name}"] += 1
        for user in each.users:
            found["user", f"of stack {name}", str(hash(user))] += 1
        if each.theme is not None:
            found["theme", f"of stack {name}", _time(each.theme.created_time)] += 1
    for alone in findings.fleets:
        found["fleet", f"{alone.name} that no other stack uses", _time(alone.created_time)] += 1
        if alone.state in ("RUNNING", "STARTING"):
            found["running fleet", alone.name] += 1
    for name in findings.kept_fleets:
        found["fleet", f"{name} that another stack uses"] += 1
    return found


def _time(time: datetime | None) -> str:
    return "" if time is None else time.isoformat()
