"""The parts of a local AppStream that the HTTP controls use."""

from __future__ import annotations

from threading import Lock

from attrs import define, field

from appstream_typed.local.controls import Controls
from appstream_typed.local.engine import Engine
from appstream_typed.local.snapshots import Snapshot

MOST_SNAPSHOTS = 100
"""The maximum number of stored snapshots. A further snapshot replaces the oldest one."""


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
    """The engine, default controls and snapshots of a local AppStream."""

    engine: Engine
    home: Controls
    """The controls of the default account and region."""
    snapshots: SnapshotShelf = field(factory=SnapshotShelf)
