"""The sessions of a stack on a fleet, indexed by user, instance and kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush

from attrs import define, field

from appstream_typed.local.state.session_records import Session
from appstream_typed.local.state.tables import Table

_FEW = 32
"""The number of removed sessions above which an index is rebuilt."""


@define(eq=False)
class FleetUse:
    """The live sessions of a fleet in all its stacks, counted by instance."""

    sessions: int = 0
    by_instance: dict[int, int] = field(factory=dict[int, int])

    def add(self, instance: int) -> None:
        """Add a session to the counts."""
        self.sessions += 1
        self.by_instance[instance] = self.by_instance.get(instance, 0) + 1

    def clear(self) -> None:
        """Reset the counts."""
        self.sessions = 0
        self.by_instance = {}

    def remove(self, instance: int) -> None:
        """Remove a session from the counts."""
        self.sessions -= 1
        left = self.by_instance[instance] - 1
        if left:
            self.by_instance[instance] = left
        else:
            del self.by_instance[instance]


@define(eq=False)
class _Index:
    """Sessions by a value, in the order of their creation. Removed sessions are skipped."""

    _by_value: dict[str, list[Session]] = field(factory=dict[str, "list[Session]"])

    def add(self, value: str, session: Session) -> None:
        self._by_value.setdefault(value, []).append(session)

    def of(self, value: str) -> list[Session]:
        found = self._by_value.get(value, [])
        if len(found) > _FEW and found[0].number < 0:  # the oldest sessions are removed first
            found = self._by_value[value] = [s for s in found if s.number > 0]
        return found


@define(eq=False)
class SessionPool:
    """The sessions of a stack on a fleet."""

    use: FleetUse
    """The counts of the fleet, shared by its pools."""
    _sessions: Table[Session] = field(factory=Table[Session])
    _users: _Index = field(factory=_Index)
    _instances: _Index = field(factory=_Index)
    _kinds: _Index = field(factory=_Index)
    _live: dict[str, Session] = field(factory=dict[str, Session])
    _ends: list[tuple[datetime, int, Session]] = field(factory=list[tuple[datetime, int, Session]])

    def add(self, session: Session, instance_id: str) -> Session:
        """Add a live session."""
        self._sessions.add(session.id, session)
        self._users.add(session.user_id, session)
        self._instances.add(instance_id, session)
        self._kinds.add(session.authentication_type, session)
        self._live[session.id] = session
        self.use.add(session.instance)
        self.watch(session)
        return session

    def watch(self, session: Session) -> None:
        """Record a new end time of a session."""
        heappush(self._ends, (session.end, session.number, session))

    def settle(self, now: datetime) -> None:
        """Remove ended sessions from the counts."""
        while self._ends and self._ends[0][0] <= now:
            _, _, session = heappop(self._ends)
            if session.is_live(now):
                self.watch(session)
            elif self._live.pop(session.id, None) is not None:
                self.use.remove(session.instance)

    def live(self, wanted: str) -> Session | None:
        """Return the session with an id, if it has not ended."""
        return self._live.get(wanted)

    def end_all(self, now: datetime) -> None:
        """End all sessions. The caller must update the counts of the fleet."""
        for session in self._live.values():
            session.ended = now
        self._live = {}
        self._ends = []

    def __len__(self) -> int:
        """Return the number of live sessions."""
        return len(self._live)

    def forget(self, session: Session) -> None:
        """Remove an expired session."""
        self._sessions.remove(session.id)

    def after(
        self, number: int, *, user: str | None, instance_id: str | None, kind: str | None
    ) -> Iterator[Session]:
        """Return sessions after a number that match each given user, instance and kind."""
        if instance_id is not None:
            found = self._instances.of(instance_id)
        elif user is not None:
            found = self._users.of(user)
        elif kind is not None:
            found = self._kinds.of(kind)
        else:
            yield from self._sessions.after(number)
            return
        for session in found[bisect_right(found, number, key=_number) :]:
            right_user = user is None or session.user_id == user
            right_kind = kind is None or session.authentication_type == kind
            if right_user and right_kind and session.number > number:
                yield session


def _number(session: Session) -> int:
    return abs(session.number)  # negative if it was removed
