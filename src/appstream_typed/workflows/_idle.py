"""Finds running machines that seem unused. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from attrs import frozen

from appstream_typed.enums.authentication import AuthenticationType
from appstream_typed.errors import ResourceNotFoundException
from appstream_typed.sweeps import ResourceKind
from appstream_typed.workflows._run import Workflow
from appstream_typed.workflows.steps import read

if TYPE_CHECKING:
    from appstream_typed.models.app_block_builders import AppBlockBuilder
    from appstream_typed.models.fleets import Fleet
    from appstream_typed.models.image_builders import ImageBuilder
    from appstream_typed.models.sessions import Session

_IN_USE = ("ACTIVE", "PENDING")
"""The states of sessions that have not ended."""


@frozen(kw_only=True)
class IdleResource:
    """A running machine or fleet that seems unused."""

    __module__ = "appstream_typed.workflows"

    kind: ResourceKind
    """``image_builder``, ``app_block_builder`` or ``fleet``."""
    resource: ImageBuilder | AppBlockBuilder | Fleet
    """The resource as it was read."""
    since: datetime
    """The last known use in UTC: the creation of the resource, or the start of an ended session."""
    reason: str
    """The reason why the resource counts as idle, as a sentence."""

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.resource.name

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.reason}"


@frozen
class Search:
    """The search for idle machines.

    Args:
        older_than: The time since the last known use after which a machine counts as idle.
        now: The current time in UTC.
    """

    older_than: timedelta
    now: datetime

    def steps(self) -> Workflow[list[IdleResource]]:
        """Yield the steps. Return the idle machines."""
        found: list[IdleResource] = []
        builders = yield read("Read the image builders", "describe_image_builders")
        found += self._builders(ResourceKind.IMAGE_BUILDER, cast("list[ImageBuilder]", builders))
        builders = yield read("Read the app block builders", "describe_app_block_builders")
        found += self._builders(
            ResourceKind.APP_BLOCK_BUILDER, cast("list[AppBlockBuilder]", builders)
        )
        fleets = yield read("Read the fleets", "describe_fleets")
        for fleet in cast("list[Fleet]", fleets):
            idle = yield from self._fleet(fleet)
            if idle is not None:
                found.append(idle)
        return found

    def _builders(
        self, kind: ResourceKind, builders: list[ImageBuilder] | list[AppBlockBuilder]
    ) -> Iterator[IdleResource]:
        for builder in builders:
            since = builder.created_time
            if builder.state == "RUNNING" and since is not None and self._is_old(since):
                reason = (
                    f"it is running and was created {self._age(since)} ago; AppStream does not report "
                    f"when it was started or used"
                )
                yield IdleResource(kind=kind, resource=builder, since=since, reason=reason)

    def _fleet(self, fleet: Fleet) -> Workflow[IdleResource | None]:
        since = fleet.created_time
        if fleet.state != "RUNNING" or since is None or fleet.compute_capacity_status.in_use:
            return None
        if not self._is_old(since):
            return None
        sessions = yield from self._sessions(fleet)
        if any(session.state in _IN_USE for session in sessions):
            return None
        starts = [session.start_time for session in sessions if session.start_time is not None]
        since = max([since, *starts])
        if not self._is_old(since):
            return None
        last = f"the last known session started {self._age(since)} ago"
        if not starts:
            last = f"it was created {self._age(since)} ago"
        reason = f"it is running without sessions, and {last}"
        return IdleResource(kind=ResourceKind.FLEET, resource=fleet, since=since, reason=reason)

    def _sessions(self, fleet: Fleet) -> Workflow[list[Session]]:
        """Return the sessions of a fleet. Stop reading when a session in use is found."""
        text = f"Read the stacks of fleet {fleet.name}"
        try:
            stacks = yield read(text, "list_associated_stacks", fleet_name=fleet.name)
        except ResourceNotFoundException:
            return []
        found: list[Session] = []
        for stack in cast("list[str]", stacks):
            for kind in self._types(fleet):
                text = f"Read the sessions of stack {stack} on fleet {fleet.name}"
                try:
                    sessions = yield read(
                        text,
                        "describe_sessions",
                        stack_name=stack,
                        fleet_name=fleet.name,
                        authentication_type=kind,
                    )
                except ResourceNotFoundException:
                    break
                found += cast("list[Session]", sessions)
                if any(session.state in _IN_USE for session in found):
                    return found
        return found

    def _types(self, fleet: Fleet) -> tuple[AuthenticationType | None, ...]:
        """Return the authentication types for which to request sessions.

        AWS does not document whether a request without a type lists every session. If AppStream
        also does not report the number of instances in use, each type is requested.
        """
        if fleet.compute_capacity_status.in_use is not None and fleet.fleet_type != "ELASTIC":
            return (None,)
        return (None, *AuthenticationType)

    def _is_old(self, since: datetime) -> bool:
        return self.now - since >= self.older_than

    def _age(self, since: datetime) -> str:
        minutes = int((self.now - since).total_seconds() // 60)
        days, hours = minutes // 1440, minutes // 60
        if days:
            return f"{days} day{'s' if days > 1 else ''}"
        if hours:
            return f"{hours} hour{'s' if hours > 1 else ''}"
        return f"{minutes} minutes"
