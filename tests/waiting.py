"""Helpers for tests of waiters: the waiters' data, resources with a given state, and clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from appstream_typed import (
    AppBlockBuilder,
    ExportImageTask,
    Fleet,
    Image,
    ImageBuilder,
    Session,
)
from appstream_typed.enums.base import OpenEnum
from appstream_typed.local import ManualClock
from appstream_typed.models.base import Model
from appstream_typed.waiters import descriptions
from appstream_typed.waiters.machine import Waiting
from appstream_typed.waiters.specs import WaiterSpec
from codegen.read_data import WaiterData, load_data

Spec = WaiterSpec[Any, ...]

SPECS: dict[str, Spec] = {
    spec.name: spec for spec in vars(descriptions).values() if isinstance(spec, WaiterSpec)
}
DATA: Mapping[str, WaiterData] = load_data(
    Path(__file__).resolve().parents[1] / "codegen" / "data"
).waiters.waiters
"""The generator's data of all waiters, which lists every state."""
UNKNOWN = "STATE_ADDED_LATER"

_MODELS: dict[str, type[Model]] = {
    "image_builders": ImageBuilder,
    "fleets": Fleet,
    "app_block_builders": AppBlockBuilder,
    "images": Image,
    "export_image_tasks": ExportImageTask,
    "sessions": Session,
}


def resource(spec: Spec, state: str, key: str = "x", **members: Any) -> Model:
    """Return a resource with the state, of the kind that the waiter polls."""
    member = "".join(part.title() for part in spec.source.key.split("_"))
    model = _MODELS[DATA[spec.name].source]
    return model.from_dict({member: key, "State": state, **members})


def error(code: str, message: str = "") -> dict[str, str]:
    """Return an entry of ``FleetErrors`` and similar members."""
    return {"ErrorCode": code, "ErrorMessage": message}


class Wait:
    """A wait for which the test provides the time and the result of each poll."""

    def __init__(
        self,
        spec: Spec,
        *keys: str,
        timeout: float = 1800,
        poll_interval: float = 10,
        is_complete: bool = True,
    ) -> None:
        self.reports: list[dict[str, OpenEnum | None]] = []
        self.spec = spec
        self.waiting: Waiting[Any] = Waiting(
            spec,
            keys or ("x",),
            timeout,
            poll_interval,
            lambda states: self.reports.append(dict(states)),
            is_complete=is_complete,
        )

    def observe(self, *found: Model | str | None, at: float = 0) -> float | None:
        """Report the result of a poll to the waiter. Return the seconds to sleep.

        Each argument is a model, a state of the resource ``x``, or ``None`` if nothing was found.
        """
        items = [resource(self.spec, item) if isinstance(item, str) else item for item in found]
        by_key = {getattr(item, self.spec.source.key): item for item in items if item is not None}
        return self.waiting.observe(by_key, at)


class FakeClock:
    """A clock that moves only when a waiter sleeps."""

    def __init__(self) -> None:
        self.now = 7.0  # a monotonic clock does not start at 0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.pauses.append(seconds)
        self.now += seconds


class PausingClock:
    """A waiter's clock whose sleeps advance the clock of a local AppStream."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        return (self._clock.now() - datetime(2000, 1, 1, tzinfo=timezone.utc)).total_seconds()

    def sleep(self, seconds: float, /) -> None:
        self._clock.advance(seconds)
