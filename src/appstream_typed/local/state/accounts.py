"""What one account has in one region, and how its resources come and go with time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count
from threading import RLock

from attrs import define, field

from appstream_typed.local.settings import Settings, Timings
from appstream_typed.local.state.agenda import Agenda
from appstream_typed.local.state.session_records import Session
from appstream_typed.local.state.tables import Record, Table
from appstream_typed.local.wire.scope import Scope


@define(eq=False)
class AccountState:
    """All resources of one account in one region. To be used under ``accounts.lock``."""

    scope: Scope
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

    @property
    def account_id(self) -> str:
        """The account."""
        return self.scope.account_id

    @property
    def region(self) -> str:
        """The region."""
        return self.scope.region

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
        self.lock: AbstractContextManager[bool] = RLock()
        self._settings = settings
        self._states: dict[Scope, AccountState] = {}

    def get(self, scope: Scope) -> AccountState:
        """The state of an account in a region, brought up to now; empty at first."""
        with self.lock:
            state = self._states.get(scope)
            if state is None:
                state = self._states[scope] = AccountState(scope, self._settings, self)
            state.catch_up()
            return state

    def beside(self, scope: Scope) -> list[AccountState]:
        """The states of all other accounts in the same region."""
        with self.lock:
            others = [s for s in self._states if s.region == scope.region and s != scope]
            return [self.get(other) for other in others]
