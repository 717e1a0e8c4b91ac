"""The parts of a local AppStream that the controls use."""

from __future__ import annotations

from threading import Lock
from typing import Protocol

from attrs import define, field

from appstream_typed.local.clock import Clock
from appstream_typed.local.controls import Controls
from appstream_typed.local.faults import Fault
from appstream_typed.local.resources.dispatch import Dispatcher
from appstream_typed.local.settings import Settings
from appstream_typed.local.snapshots import Snapshot
from appstream_typed.local.wire.fault_book import FaultBook
from appstream_typed.local.wire.request_log import LoggedRequest

MOST_SNAPSHOTS = 100
"""The maximum number of stored snapshots. A further snapshot replaces the oldest one."""


class Local(Protocol):
    """The methods of a ``LocalAppStream`` that the controls call."""

    settings: Settings

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The requests to AppStream that were answered."""
        ...

    @property
    def defects(self) -> tuple[Exception, ...]:
        """The unexpected exceptions inside the server."""
        ...

    def scope(self, *, account_id: str | None = None, region_name: str | None = None) -> Controls:
        """Return the controls of an account and region."""
        ...

    def add_fault(
        self,
        fault: Fault,
        operation: str | None = None,
        *,
        times: int | None = 1,
        skip: int = 0,
        every: int = 1,
    ) -> None:
        """Inject a fault."""
        ...

    def clear_faults(self) -> None:
        """Remove all injected faults."""
        ...

    def clear_requests(self) -> None:
        """Empty the request log."""
        ...

    def reset(self) -> None:
        """Delete all resources, faults and logged requests."""
        ...

    def snapshot(self) -> Snapshot:
        """Return a copy of the resources of all accounts."""
        ...

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a snapshot."""
        ...


class SnapshotShelf:
    """Snapshots by name. Requests contain only names, so no data of a request is unpickled."""

    def __init__(self) -> None:
        self._kept: dict[str, Snapshot] = {}
        self._lock = Lock()
        self._number = 0

    def add(self, name: str | None, snapshot: Snapshot) -> str:
        """Store a snapshot under a name, and return the name. An older one of that name is replaced."""
        with self._lock:
            self._number += 1
            name = name or f"snapshot-{self._number}"
            self._kept.pop(name, None)
            self._kept[name] = snapshot
            while len(self._kept) > MOST_SNAPSHOTS:
                del self._kept[next(iter(self._kept))]
            return name

    def get(self, name: str) -> Snapshot | None:
        """Return the snapshot of that name, or ``None``."""
        return self._kept.get(name)

    def names(self) -> list[str]:
        """Return the names, newest last."""
        with self._lock:
            return list(self._kept)


@define(eq=False)
class Reach:
    """A local AppStream and its internal parts."""

    local: Local
    dispatcher: Dispatcher
    faults: FaultBook
    snapshots: SnapshotShelf = field(factory=SnapshotShelf)
