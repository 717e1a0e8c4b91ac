"""The workflow that changes a fleet. No I/O."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, cast

from attrs import frozen

from appstream_typed.errors.base import AppStreamError
from appstream_typed.workflows._fleet_differences import differences, needs_stop
from appstream_typed.workflows._run import Workflow, undo
from appstream_typed.workflows.steps import WorkflowStep, change, read, wait

if TYPE_CHECKING:
    from appstream_typed.models.fleets import Fleet

NOTE = "appstream-typed:start-again"
"""The tag of a fleet that is stopped only for a change."""


@frozen(kw_only=True)
class FleetChange:
    """A change of a fleet.

    While the fleet is stopped for the change, it has a tag. If a run is interrupted, the next run finds
    the tag and starts the fleet again.
    """

    name: str
    changes: Mapping[str, object]
    """The keywords of ``update_fleet``, without the name."""
    timeout: float
    poll_interval: float
    resumable: bool
    """Whether the fleet is tagged."""

    def steps(self) -> Workflow[Fleet]:
        """Yield the steps. Return the fleet."""
        fleet = yield from self._read()
        wanted = differences(fleet, self.changes)
        if fleet.state not in ("RUNNING", "STARTING"):
            must_start = yield from self._is_noted(fleet)
            return (yield from self._change_stopped(fleet, wanted, must_start=must_start))
        if wanted and needs_stop(fleet, wanted):
            yield from self._stop(fleet)
            return (yield from self._change_stopped(fleet, wanted, must_start=True))
        is_noted = not wanted and (yield from self._is_noted(fleet))
        if fleet.state == "STARTING":
            fleet = yield from self._wait("running")
        if wanted:
            fleet = yield from self._update(wanted)
        if is_noted:
            yield from self._remove_note(fleet)
        return fleet

    def _change_stopped(
        self, fleet: Fleet, wanted: Mapping[str, object], *, must_start: bool
    ) -> Workflow[Fleet]:
        """Change a stopped or stopping fleet."""
        if fleet.state != "STOPPED":
            fleet = yield from self._wait("stopped")
        if wanted:
            try:
                fleet = yield from self._update(wanted)
            except Exception as refused:
                if must_start:
                    yield from undo(refused, self._start(fleet))
                raise
        if must_start:
            fleet = yield from self._start(fleet)
        return fleet

    def _read(self) -> Workflow[Fleet]:
        found = yield read(f"Read fleet {self.name}", "describe_fleets", names=[self.name])
        fleets = cast("list[Fleet]", found)
        if not fleets:
            raise AppStreamError(f"fleet {self.name} was not found; check its name and region")
        return fleets[0]

    def _stop(self, fleet: Fleet) -> Generator[WorkflowStep, object, None]:
        if self.resumable:
            text = f"Tag fleet {self.name} to start it again"
            yield change(text, "tag_resource", resource_arn=fleet.arn, tags={NOTE: "true"})
        try:
            yield change(f"Stop fleet {self.name}", "stop_fleet", name=self.name)
        except Exception as refused:
            yield from undo(refused, self._remove_note(fleet))
            raise

    def _update(self, wanted: Mapping[str, object]) -> Workflow[Fleet]:
        text = f"Update fleet {self.name}: {', '.join(wanted)}"
        return cast("Fleet", (yield change(text, "update_fleet", name=self.name, **wanted)))

    def _start(self, fleet: Fleet) -> Workflow[Fleet]:
        yield change(f"Start fleet {self.name}", "start_fleet", name=self.name)
        running = yield from self._wait("running")
        yield from self._remove_note(fleet)
        return running

    def _wait(self, state: str) -> Workflow[Fleet]:
        text = f"Wait until fleet {self.name} is {state}"
        found = yield wait(
            text,
            f"wait_until_fleet_{state}",
            name=self.name,
            timeout=self.timeout,
            poll_interval=self.poll_interval,
        )
        return cast("Fleet", found)

    def _is_noted(self, fleet: Fleet) -> Generator[WorkflowStep, object, bool]:
        if not self.resumable:
            return False
        tags = yield read(
            f"Read the tags of fleet {self.name}", "list_tags_for_resource", resource_arn=fleet.arn
        )
        return NOTE in cast("Mapping[str, str]", tags)

    def _remove_note(self, fleet: Fleet) -> Generator[WorkflowStep, object, None]:
        if self.resumable:
            text = f"Remove the tag from fleet {self.name}"
            yield change(text, "untag_resource", resource_arn=fleet.arn, tag_keys=[NOTE])
