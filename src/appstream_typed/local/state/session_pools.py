"""The sessions of a stack on a fleet, indexed by user, instance and kind."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush

from attrs import define, field

from appstream_typed.local.state.changes import RUN, Place
from appstream_typed.local.state.ordered import Ordered
from appstream_typed.local.state.session_records import Run, Session
from appstream_typed.local.state.tables import Table

_Ends = list[tuple[datetime, int, str]]
"""A heap with the end, number and id of each session. It may contain outdated entries."""


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
    """Sessions by a value, such as the user.

    Most values have a single session, which is stored without a list. The garbage collector, which
    stops the whole process, then has fewer objects to traverse.
    """

    _by_value: dict[str, Session | Ordered[Session]] = field(
        factory=dict[str, "Session | Ordered[Session]"]
    )

    def add(self, value: str, session: Session) -> None:
        found = self._by_value.get(value)
        if found is None:
            self._by_value[value] = session
            return
        if isinstance(found, Session):
            several = Ordered[Session]()
            several.append(found)
            found = self._by_value[value] = several
        found.append(session)

    def forget(self, value: str, number: int) -> None:
        """Record that the session with a number was removed."""
        found = self._by_value[value]
        if isinstance(found, Ordered):
            found.count_removed(number)
            if found:
                return
        del self._by_value[value]

    def after(self, value: str, number: int) -> Iterator[Session]:
        found = self._by_value.get(value)
        if isinstance(found, Ordered):
            return found.after(number)
        return iter(() if found is None or found.number <= number else (found,))


@define(eq=False)
class SessionPool:
    """The sessions of a stack on a fleet."""

    use: FleetUse
    """The counts of the fleet, which all its pools share."""
    place: Place | None = None
    """The recorder of changes; by default none."""
    runs: dict[int, Run] = field(factory=dict[int, Run])
    """Ended runs of the fleet that still have stored sessions, by number."""
    _run: Run = field(factory=lambda: Run(1))
    _sessions: Table[Session] = field(init=False)
    _users: _Index = field(factory=_Index)
    _instances: _Index = field(factory=_Index)
    _kinds: _Index = field(factory=_Index)
    _live: dict[str, Session] = field(factory=dict[str, Session])
    _ends: _Ends = field(factory=list[tuple[datetime, int, str]])
    _ended: deque[tuple[datetime, str]] = field(factory=deque[tuple[datetime, str]])
    """The ids of ended sessions, earliest end first."""
    _stopped: list[tuple[datetime, dict[str, Session], _Ends]] = field(
        factory=list[tuple[datetime, "dict[str, Session]", _Ends]]
    )
    """For each stop of the fleet: its time, the sessions that it ended, and their ``_ends``."""

    def __attrs_post_init__(self) -> None:
        self._sessions = Table(self.place)

    def add(self, session: Session, instance_id: str) -> Session:
        """Add a live session."""
        session.run = self._run
        self._sessions.add(session.id, session)
        self._enter(session, instance_id)
        return session

    def load(self, session: Session, instance_id: str) -> None:
        """Add a session from a state file, with its number and run."""
        self._sessions.load(session.id, session)
        self._enter(session, instance_id)

    def load_last(self, number: int) -> None:
        """Set the last assigned number from a state file, which a removed session may have had."""
        self._sessions.load_last(number)

    def load_run(self, run: Run) -> None:
        """Add an ended run from a state file. The current run follows it."""
        self.runs[run.number] = run
        self._run = Run(max(self._run.number, run.number + 1))

    def run_of(self, number: int) -> Run:
        """Return the run with a number. If it is not an ended run, it becomes the current run."""
        if number not in self.runs and number != self._run.number:
            self._run = Run(number)
        return self.runs.get(number, self._run)

    def _enter(self, session: Session, instance_id: str) -> None:
        session.instance_id = instance_id
        if session.run is not None:
            session.run.sessions += 1
        self._users.add(session.user_id, session)
        self._instances.add(instance_id, session)
        self._kinds.add(session.authentication_type, session)
        self._live[session.id] = session
        self.use.add(session.instance)
        self._watch(session)

    def change(self, session: Session) -> None:
        """Record that a session has changed. Its end may now be earlier."""
        self._sessions.note(session.id)
        self._watch(session)

    def _watch(self, session: Session) -> None:
        heappush(self._ends, (session.end, session.number, session.id))

    def tidy(self, now: datetime, oldest: datetime, most: int) -> int:
        """Do a part of the work of ``settle``, and remove some expired sessions.

        Args:
            now: The time.
            oldest: The time before which ended sessions are removed.
            most: The maximum number of sessions to process.

        Returns:
            The number of processed sessions; less than ``most`` if no work is left.
        """
        done = self.settle(now, most)
        while done < most and self._ended and self._ended[0][0] < oldest:
            self._forget(self._ended.popleft()[1])
            done += 1
        while done < most and self._stopped and self._stopped[0][0] < oldest:
            _, sessions, ends = self._stopped[0]
            del ends[-1:]
            if sessions:
                self._forget(sessions.popitem()[0])
            elif not ends:
                del self._stopped[0]
            done += 1
        return done

    def settle(self, now: datetime, most: int | None = None) -> int:
        """Remove ended sessions from the counts.

        Args:
            now: The time.
            most: The maximum number of sessions to process; by default all.

        Returns:
            The number of processed sessions.
        """
        done = 0
        while self._ends and self._ends[0][0] <= now and done != most:
            _, _, session_id = heappop(self._ends)
            session = self._live.get(session_id)
            if session is None:
                pass  # the session ended earlier
            elif session.is_live(now):
                self._watch(session)
            else:
                del self._live[session_id]
                self.use.remove(session.instance)
                self._ended.append((session.end, session_id))
            done += 1
        return done

    def live(self, wanted: str) -> Session | None:
        """Return the session with an id, if it has not ended."""
        return self._live.get(wanted)

    def end_all(self, now: datetime) -> None:
        """End all sessions and the run. The caller must update the counts of the fleet."""
        if not self._live:
            return
        self._run.ended = now
        self.runs[self._run.number] = self._run
        self._note_run(self._run)
        self._run = Run(self._run.number + 1)
        self._stopped.append((now, self._live, self._ends))
        self._live, self._ends = {}, []

    def __len__(self) -> int:
        """Return the number of live sessions."""
        return len(self._live)

    def _forget(self, session_id: str) -> None:
        session = self._sessions.peek(session_id)
        if session is None:
            return
        number = session.number
        self._sessions.remove(session.id)
        self._users.forget(session.user_id, number)
        self._instances.forget(session.instance_id, number)
        self._kinds.forget(session.authentication_type, number)
        if session.run is not None:
            session.run.sessions -= 1
            if not session.run.sessions and self.runs.pop(session.run.number, None) is not None:
                self._note_run(session.run)

    def _note_run(self, run: Run) -> None:
        if self.place is not None:
            place = Place(self.place.changes, self.place.scope, RUN, self.place.name)
            place.note(run.number, run if run.sessions else None)

    @property
    def sessions(self) -> Table[Session]:
        """All stored sessions."""
        return self._sessions

    def after(
        self, number: int, *, user: str | None, instance_id: str | None, kind: str | None
    ) -> Iterator[Session]:
        """Yield the sessions that follow a sequence number and match the user, instance and kind."""
        if instance_id is not None:
            found = self._instances.after(instance_id, number)
        elif user is not None:
            found = self._users.after(user, number)
        elif kind is not None:
            found = self._kinds.after(kind, number)
        else:
            found = self._sessions.after(number)
        for session in found:
            right_user = user is None or session.user_id == user
            right_kind = kind is None or session.authentication_type == kind
            if right_user and right_kind:
                yield session
