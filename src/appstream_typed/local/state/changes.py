"""Records the rows of a state file that have changed since they were last written.

A row is part of an account in a region, such as a resource, its tags, a session or a planned change.
The place of a row is the group of rows that it belongs to, such as a table. Without a state file, no
changes are recorded.
"""

from __future__ import annotations

from collections.abc import Hashable

from attrs import frozen

from appstream_typed.local.wire.scope import Scope

RECORD = "record"
"""A resource. The place is its table."""
TAGS = "tags"
"""The tags of a resource, by its ARN."""
SESSION = "session"
"""A session. The place is its stack and fleet."""
RUN = "run"
"""The end of a run of a fleet. A run lasts from a start to a stop. The place is that of its sessions."""
PLANNED = "planned"
"""A planned change."""
DRAINING = "draining"
"""An instance that accepts no further sessions."""
INSTANCE = "instance"
"""The id of an instance that a seed specifies."""
LAST = "last"
"""The last assigned number, if no record has this number. The place is the table."""


@frozen
class Row:
    """The key of a row."""

    scope: Scope
    kind: str
    place: Hashable
    key: Hashable


class Changes:
    """The changed rows of all accounts. Callers must hold ``accounts.lock``."""

    def __init__(self) -> None:
        self.are_kept = False
        """Whether there is a state file."""
        self._sources: dict[Row, object] = {}
        self._is_all = False

    def note(self, row: Row, source: object) -> None:
        """Record that a row has changed.

        Args:
            row: The key of the row.
            source: The object that the row stores; ``None`` to delete the row.
        """
        if self.are_kept:
            self._sources[row] = source

    def note_all(self) -> None:
        """Record that all rows must be written."""
        self._sources = {}
        self._is_all = True

    def take(self) -> tuple[bool, dict[Row, object]]:
        """Return whether all rows must be written, and the objects of the changed rows by key.

        Each change is returned once.
        """
        taken, self._sources = self._sources, {}
        is_all, self._is_all = self._is_all, False
        return is_all, taken

    def drop(self, scope: Scope) -> None:
        """Remove the changes of an account in a region."""
        kept = {row: source for row, source in self._sources.items() if row.scope != scope}
        self._sources = kept


@frozen(eq=False)
class Place:
    """Rows of one kind that belong together, such as those of a table."""

    changes: Changes
    scope: Scope
    kind: str
    name: Hashable = ""

    def note(self, key: Hashable, source: object) -> None:
        """Record that the row with a key has changed; see ``Changes.note``."""
        if self.changes.are_kept:
            self.changes.note(Row(self.scope, self.kind, self.name, key), source)

    def note_last(self, number: int | None) -> None:
        """Record the last assigned number; ``None`` if it is no longer needed."""
        self.changes.note(Row(self.scope, LAST, self.name, ""), number)
