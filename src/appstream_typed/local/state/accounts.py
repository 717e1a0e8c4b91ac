"""What one account has in one region, and how its resources come and go with time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar

from attrs import define, field

from appstream_typed.local.settings import Settings, Timings

Body = dict[str, Any]
"""A resource, a request or a result in AWS's form; times are aware datetimes."""


@define(eq=False)
class Record:
    """A resource: what describing it answers, and what its changes need to know.

    Values inside ``body`` are replaced, never changed, so that a shallow copy is a snapshot.
    """

    body: Body
    number: int = 0
    """Its place among all that its table ever held: the order of listings."""
    epoch: int = 0
    """Raised at each change of state: planned changes of an older epoch are void."""

    @property
    def state(self) -> str:
        """The member ``State``."""
        return str(self.body["State"])


class Numbered(Protocol):
    """What a table can hold."""

    number: int


R = TypeVar("R", bound=Numbered)


_FEW = 32
"""Removed records that are not worth a new list."""


class Table(Generic[R]):
    """Resources by key, in the order of their creation.

    Listings resume after a number instead of at an offset: what is there during a whole walk
    comes exactly once, whatever is created and deleted meanwhile.
    """

    def __init__(self) -> None:
        self._records: dict[Hashable, R] = {}
        self._order: list[R] = []
        self._numbers: list[int] = []
        self._dead = 0

    def add(self, key: Hashable, record: R) -> R:
        """Add a resource; its key must be new."""
        record.number = self._numbers[-1] + 1 if self._numbers else 1
        self._records[key] = record
        self._order.append(record)
        self._numbers.append(record.number)
        return record

    def get(self, key: Hashable) -> R | None:
        """The resource of that key."""
        return self._records.get(key)

    def remove(self, key: Hashable) -> None:
        """Remove a resource, if it is there."""
        record = self._records.pop(key, None)
        if record is None:
            return
        record.number = -record.number
        self._dead += 1
        # The last one stays, dead or not, so that numbers never come twice.
        if self._dead > _FEW and self._dead * 2 > len(self._order):
            kept = [r for r in self._order[:-1] if r.number > 0] + self._order[-1:]
            self._order, self._numbers = kept, [abs(r.number) for r in kept]
            self._dead = len(kept) - len(self._records)

    def after(self, number: int) -> Iterator[R]:
        """Resources whose numbers are greater."""
        order = self._order  # a removal on the way may give the table another list
        for index in range(bisect_right(self._numbers, number), len(order)):
            record = order[index]
            if record.number > 0:
                yield record

    def __iter__(self) -> Iterator[R]:
        return self.after(0)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._records

    def __len__(self) -> int:
        return len(self._records)


class Agenda:
    """Changes that are planned for later."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Record, int, Callable[[], None]]] = []
        self._tie_break = count()

    def plan(self, due: datetime, record: Record, change: Callable[[], None]) -> None:
        """Plan a change of a resource, void if the resource changes its state before."""
        heappush(self._planned, (due, next(self._tie_break), record, record.epoch, change))

    def due(self, now: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Every change that is due, with its time, in order; also those that changes plan."""
        while self._planned and self._planned[0][0] <= now:
            time, _, record, epoch, change = heappop(self._planned)
            if record.epoch == epoch:
                yield time, change


@define(eq=False)
class Session:
    """A streaming session; small, for there may be a hundred thousand."""

    id: str
    user_id: str
    authentication_type: str
    instance: int
    started: datetime
    ready: datetime
    expires: datetime
    connected: bool = True
    ended: datetime | None = None
    number: int = 0

    @property
    def end(self) -> datetime:
        """When it ends, or has ended."""
        return self.expires if self.ended is None else min(self.ended, self.expires)

    def is_live(self, now: datetime) -> bool:
        """Whether it has not ended."""
        return now < self.end

    def state_at(self, now: datetime) -> str:
        """PENDING, ACTIVE or EXPIRED."""
        if not self.is_live(now):
            return "EXPIRED"
        return "PENDING" if now < self.ready else "ACTIVE"


@define(eq=False)
class AccountState:
    """All resources of one account in one region. To be used under ``accounts.lock``."""

    account_id: str
    region: str
    settings: Settings
    accounts: Accounts
    agenda: Agenda = field(factory=Agenda)
    _as_of: datetime | None = None
    tables: dict[str, Table[Record]] = field(factory=dict[str, "Table[Record]"])
    tags: dict[str, dict[str, str]] = field(factory=dict[str, dict[str, str]])
    """Tags by the ARN of the resource."""
    pools: dict[tuple[str, str], Table[Session]] = field(
        factory=dict[tuple[str, str], "Table[Session]"]
    )
    """Sessions by stack and fleet."""
    draining: set[int] = field(factory=set[int])
    """Instances that take no further sessions."""
    numbers: Iterator[int] = field(factory=lambda: count(1))
    """Numbers for ids that are to be different in this account and region."""

    def table(self, name: str) -> Table[Record]:
        """The table of that name, made at its first use."""
        found = self.tables.get(name)
        if found is None:
            found = self.tables[name] = Table()
        return found

    def now(self) -> datetime:
        """The time; while planned changes are made up for, that of the change."""
        return self._as_of or self.settings.clock.now()

    def catch_up(self) -> None:
        """Make the changes that have become due, each as of its own time."""
        try:
            for time, change in self.agenda.due(self.settings.clock.now()):
                self._as_of = time
                change()
        finally:
            self._as_of = None

    @property
    def timings(self) -> Timings:
        """How long things take."""
        return self.settings.timings

    def arn(self, kind: str, name: str) -> str:
        """The ARN of a resource; ``kind`` as in ``image-builder``."""
        partition = "aws"
        for prefix, name_of_partition in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")):
            if self.region.startswith(prefix):
                partition = name_of_partition
        return f"arn:{partition}:appstream:{self.region}:{self.account_id}:{kind}/{name}"

    def become(
        self,
        record: Record,
        state: str,
        *,
        then: Callable[[], None] | None = None,
        after: float = 0.0,
    ) -> None:
        """Change the state of a resource now, and plan what follows.

        Args:
            record: The resource.
            state: Its new ``State``.
            then: What happens next, unless something else changes the state before.
            after: In how many seconds.
        """
        record.body["State"] = state
        record.epoch += 1
        if then is not None:
            self.plan(record, after, then)

    def plan(self, record: Record, after: float, then: Callable[[], None]) -> None:
        """Plan what happens to a resource in so many seconds, unless its state changes before."""
        self.agenda.plan(self.now() + timedelta(seconds=after), record, then)


class Accounts:
    """The states of all accounts in all regions, and the one lock that guards them.

    Some operations reach into another account or region, so one lock each would not do.
    """

    def __init__(self, settings: Settings) -> None:
        self.lock = RLock()
        self._settings = settings
        self._states: dict[tuple[str, str], AccountState] = {}

    def get(self, account_id: str, region: str) -> AccountState:
        """The state of an account in a region, brought up to now; empty at first."""
        with self.lock:
            key = (account_id, region)
            if key not in self._states:
                self._states[key] = AccountState(account_id, region, self._settings, self)
            state = self._states[key]
            state.catch_up()
            return state

    def others_in(self, region: str, account_id: str) -> list[AccountState]:
        """The states of all other accounts in a region."""
        with self.lock:
            keys = [key for key in self._states if key[1] == region and key[0] != account_id]
            return [self.get(*key) for key in keys]
