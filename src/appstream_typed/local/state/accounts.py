"""What one account has in one region, and how its resources come and go with time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from io import BytesIO
from pickle import HIGHEST_PROTOCOL, Pickler, Unpickler
from threading import RLock

from attrs import define, field

from appstream_typed.local.settings import Settings, Timings
from appstream_typed.local.state.agenda import Agenda
from appstream_typed.local.state.counters import Counter
from appstream_typed.local.state.session_pools import FleetUse, SessionPool
from appstream_typed.local.state.table_names import IMAGES
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
    pools: dict[tuple[str, str], SessionPool] = field(factory=dict[tuple[str, str], SessionPool])
    """Sessions by stack and fleet."""
    uses: dict[str, FleetUse] = field(factory=dict[str, FleetUse])
    """What is counted of the sessions of a fleet, by its name."""
    draining: set[int] = field(factory=set[int])
    """Instances that take no further sessions."""
    instance_ids: dict[int, str] = field(factory=dict[int, str])
    """Ids of instances that a seed names, by number."""
    is_seeding: bool = False
    """Whether a seed is being planted: what exists at AWS may be more than could be created now."""
    numbers: Counter = field(factory=Counter)
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

    @property
    def size(self) -> int:
        """How many resources the account has here; base images are AWS's."""
        own = sum(len(table) for name, table in self.tables.items() if name != IMAGES)
        images = [r for r in self.table(IMAGES) if r.body["Visibility"] != "PUBLIC"]
        return own + len(images)

    def now(self) -> datetime:
        """The time; while planned changes are made up for, that of the change."""
        return self._as_of or self.settings.clock.now()

    def catch_up(self) -> None:
        """Make the changes that have become due, each as of its own time."""
        try:
            for planned in self.agenda.due(self.settings.clock.now()):
                self._as_of = planned.due
                planned.change(self, planned.record, *planned.details)
        finally:
            self._as_of = None

    @property
    def timings(self) -> Timings:
        """How long things take."""
        return self.settings.timings

    def arn(self, kind: str, name: str) -> str:
        """The ARN of a resource; ``kind`` as in ``image-builder``."""
        return f"arn:{partition_of(self.region)}:appstream:{self.region}:{self.account_id}:{kind}/{name}"

    def become(
        self,
        record: Record,
        state: str,
        *,
        then: Callable[[AccountState, Record], None] | None = None,
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

    def plan(
        self, record: Record, after: float, change: Callable[..., None], *details: object
    ) -> None:
        """Plan what happens to a resource, unless its state changes before.

        Args:
            record: The resource.
            after: In how many seconds.
            change: A function of a module; called with the state, the record and the details.
            details: What it needs besides.
        """
        due = self.now() + timedelta(seconds=after)
        self.agenda.plan(due, record, change, details)


_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
"""Partitions by how their regions begin, as in botocore's ``partitions.json``."""


def partition_of(region: str) -> str:
    """The partition of a region, as ARNs name it."""
    return next((p for start, p in _PARTITIONS.items() if region.startswith(start)), "aws")


class _Writer(Pickler):
    """Copies states without what they share."""

    def __init__(self, buffer: BytesIO, accounts: Accounts) -> None:
        super().__init__(buffer, HIGHEST_PROTOCOL)
        self._accounts = accounts

    def persistent_id(self, found: object) -> str | None:
        """Name what is not copied."""
        if found is self._accounts:
            return "accounts"
        return "settings" if found is self._accounts.settings else None


class _Reader(Unpickler):
    """Reads copies of this process."""

    def __init__(self, buffer: BytesIO, accounts: Accounts) -> None:
        super().__init__(buffer)
        self._accounts = accounts

    def persistent_load(self, pid: str) -> object:
        """Put in what was not copied."""
        return self._accounts if pid == "accounts" else self._accounts.settings


class Accounts:
    """The states of all accounts in all regions, and the one lock that guards them.

    Some operations reach into another account or region, so one lock each would not do.
    """

    def __init__(self, settings: Settings) -> None:
        self.lock: AbstractContextManager[bool] = RLock()
        self.prepare: Callable[[AccountState], None] | None = None
        """Called with the state of an account in a region at its first use."""
        self.settings: Settings = settings
        self._states: dict[Scope, AccountState] = {}

    def get(self, scope: Scope) -> AccountState:
        """The state of an account in a region, brought up to now; empty at first."""
        with self.lock:
            state = self._states.get(scope)
            if state is None:
                state = self._states[scope] = AccountState(scope, self.settings, self)
                if self.prepare is not None:
                    self.prepare(state)
            state.catch_up()
            return state

    def scopes(self) -> list[Scope]:
        """The accounts and regions that were used, in the order of their first use."""
        with self.lock:
            return list(self._states)

    def hint(self, scope: Scope) -> str | None:
        """Where there are resources, if an account has none in a region while others have."""
        with self.lock:
            here = self._states.get(scope)
            if here is not None and here.size:
                return None
            others = [state for state in self._states.values() if state.size]
            if not others:
                return None
            largest = max(others, key=lambda state: state.size)
            there = largest.scope
            return (
                f"account {scope.account_id} in {scope.region} is empty; account {there.account_id} "
                f"in {there.region} has {largest.size} resources. To reach it, sign with the access "
                f"key {there.account_id} for the region {there.region}."
            )

    def copy(self) -> bytes:
        """A copy of all states, which later changes do not reach."""
        buffer = BytesIO()
        with self.lock:
            _Writer(buffer, self).dump(self._states)
        return buffer.getvalue()

    def replace(self, copied: bytes | None) -> None:
        """Put copied states in the place of those that are there; with ``None`` there are none."""
        with self.lock:
            self._states = {} if copied is None else _Reader(BytesIO(copied), self).load()

    def beside(self, scope: Scope) -> list[AccountState]:
        """The states of all other accounts in the same region."""
        with self.lock:
            others = [s for s in self._states if s.region == scope.region and s != scope]
            return [self.get(other) for other in others]
