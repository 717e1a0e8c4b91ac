"""The resources of an account in a region, and their changes over time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from secrets import token_bytes
from threading import RLock

from attrs import define, field

from appstream_typed.local.settings import Settings, Timings
from appstream_typed.local.state.agenda import Agenda
from appstream_typed.local.state.changes import (
    DRAINING,
    INSTANCE,
    LAST,
    PLANNED,
    RECORD,
    SESSION,
    TAGS,
    Changes,
    Place,
)
from appstream_typed.local.state.counters import Counter
from appstream_typed.local.state.session_pools import FleetUse, SessionPool
from appstream_typed.local.state.table_names import IMAGES
from appstream_typed.local.state.tables import Record, ResourceTable
from appstream_typed.local.wire.scope import Scope


@define(eq=False)
class AccountState:
    """All resources of one account in one region. Callers must hold ``accounts.lock``."""

    scope: Scope
    settings: Settings
    accounts: Accounts
    agenda: Agenda = field(init=False)
    numbers: Counter = field(init=False)
    """Numbers for ids that are unique in this account and region."""
    _as_of: datetime | None = None
    tables: dict[str, ResourceTable] = field(factory=dict[str, ResourceTable])
    tags: dict[str, dict[str, str]] = field(factory=dict[str, "dict[str, str]"])
    """Tags by the ARN of the resource. Use ``set_tags`` to change them."""
    pools: dict[tuple[str, str], SessionPool] = field(factory=dict[tuple[str, str], SessionPool])
    """Sessions by stack and fleet. ``pool`` creates the entries."""
    uses: dict[str, FleetUse] = field(factory=dict[str, FleetUse])
    """The session counts of each fleet, by its name."""
    draining: set[int] = field(factory=set[int])
    """Instances that accept no further sessions. Use ``drain`` to add one."""
    instance_ids: dict[int, str] = field(factory=dict[int, str])
    """Ids of instances that a seed specifies, by number. Use ``name_instance`` to add one."""
    is_seeding: bool = False
    """Whether a seed's resources are being created.

    They may exceed the quotas, because older AWS accounts can have higher ones.
    """

    def __attrs_post_init__(self) -> None:
        self.agenda = Agenda(self.place(PLANNED))
        self.numbers = Counter(place=self.place(LAST))

    def place(self, kind: str, name: Hashable = "") -> Place:
        """Return the recorder of changes to the rows of a kind."""
        return Place(self.accounts.changes, self.scope, kind, name)

    @property
    def account_id(self) -> str:
        """The account."""
        return self.scope.account_id

    @property
    def region(self) -> str:
        """The region."""
        return self.scope.region

    def table(self, name: str) -> ResourceTable:
        """Return the table with a name. It is created at its first use."""
        found = self.tables.get(name)
        if found is None:
            found = self.tables[name] = ResourceTable(self.place(RECORD, name))
        return found

    def drop_table(self, name: str) -> None:
        """Remove a table with its resources, if it exists, and cancel their planned changes."""
        table = self.tables.pop(name, None)
        if table is not None:
            for key, _ in list(table.items()):
                table.remove(key)
            self.place(RECORD, name).note_last(None)

    def pool(self, stack_name: str, fleet_name: str) -> SessionPool:
        """Return the sessions of a stack on a fleet."""
        found = self.pools.get((stack_name, fleet_name))
        if found is None:
            use = self.uses.setdefault(fleet_name, FleetUse())
            place = self.place(SESSION, (stack_name, fleet_name))
            found = self.pools[stack_name, fleet_name] = SessionPool(use, place)
        return found

    def set_tags(self, arn: str, tags: dict[str, str]) -> None:
        """Set all tags of a resource."""
        if tags:
            self.tags[arn] = tags
        else:
            self.tags.pop(arn, None)
        self.place(TAGS).note(arn, tags or None)

    def drain(self, instance: int) -> None:
        """Stop an instance from accepting further sessions."""
        self.draining.add(instance)
        self.place(DRAINING).note(instance, 1)

    def name_instance(self, number: int, name: str) -> None:
        """Set the id of an instance."""
        self.instance_ids[number] = name
        self.place(INSTANCE).note(number, name)

    @property
    def size(self) -> int:
        """The number of resources of the account, without AWS's base images."""
        own = sum(len(table) for name, table in self.tables.items() if name != IMAGES)
        images = [r for r in self.table(IMAGES) if r.body["Visibility"] != "PUBLIC"]
        return own + len(images)

    def now(self) -> datetime:
        """Return the current time; while a planned change is applied, the time of that change."""
        return self._as_of or self.settings.clock.now()

    def catch_up(self) -> None:
        """Apply the changes that are due, each at its planned time."""
        try:
            for planned in self.agenda.due(self.settings.clock.now()):
                self._as_of = planned.due
                planned.change(self, planned.record, *planned.details)
        finally:
            self._as_of = None

    @property
    def oldest_end(self) -> datetime:
        """The time before which ended sessions are no longer listed."""
        return self.now() - timedelta(seconds=self.timings.session_visible)

    def tidy(self, most: int) -> bool:
        """Update at most ``most`` sessions to the current time.

        Return whether all sessions are up to date.
        """
        for pool in self.pools.values():
            most -= pool.tidy(self.now(), self.oldest_end, most)
        return most > 0

    @property
    def timings(self) -> Timings:
        """The durations of state changes."""
        return self.settings.timings

    def arn(self, kind: str, name: str) -> str:
        """Return the ARN of a resource. ``kind`` is, for example, ``image-builder``."""
        return f"arn:{partition_of(self.region)}:appstream:{self.region}:{self.account_id}:{kind}/{name}"

    def become(
        self,
        record: Record,
        state: str,
        *,
        then: Callable[[AccountState, Record], None] | None = None,
        after: float = 0.0,
    ) -> None:
        """Change the state of a resource now, and plan the next change.

        Args:
            record: The resource.
            state: Its new ``State``.
            then: The next change. It is cancelled if the state changes first.
            after: The seconds until the next change.
        """
        record.body["State"] = state
        record.epoch += 1
        if then is not None:
            self.plan(record, after, then)

    def plan(
        self, record: Record, after: float, change: Callable[..., None], *details: object
    ) -> None:
        """Plan a change of a resource. It is cancelled if the state of the resource changes first.

        Args:
            record: The resource.
            after: The seconds until the change.
            change: A module-level function. It is called with this state, the record and the details.
            details: Further arguments of the function.
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
"""Partitions by the prefix of their regions, as in botocore's ``partitions.json``."""


def partition_of(region: str) -> str:
    """Return the partition of a region, as in ARNs."""
    return next((p for start, p in _PARTITIONS.items() if region.startswith(start)), "aws")


class Accounts:
    """The states of all accounts in all regions, and the one lock that guards them.

    There is a single lock because some operations access another account or region.
    """

    def __init__(self, settings: Settings) -> None:
        self.lock: AbstractContextManager[bool] = RLock()
        self.prepare: Callable[[AccountState], None] | None = None
        """A function that is called with the state of an account in a region at its first use."""
        self.settings: Settings = settings
        self.changes: Changes = Changes()
        """The changes to write to the state file."""
        self.token_key: bytes = token_bytes(32)
        """The key that signs pagination tokens."""
        self._states: dict[Scope, AccountState] = {}

    def get(self, scope: Scope) -> AccountState:
        """Return the state of an account in a region, with due changes applied.

        The state is created at its first use.
        """
        with self.lock:
            state = self._states.get(scope)
            if state is None:
                state = self._states[scope] = AccountState(scope, self.settings, self)
                self._prepare(state)
            state.catch_up()
            return state

    def _prepare(self, state: AccountState) -> None:
        if self.prepare is None:
            return
        try:
            self.prepare(state)
        except BaseException:  # discard a partly prepared state
            del self._states[state.scope]
            self.changes.drop(state.scope)
            raise

    def hint(self, scope: Scope) -> str | None:
        """Return a hint for the log if an account in a region is empty and another has resources."""
        with self.lock:
            here = self._states.get(scope)
            if here is not None and here.size:
                return None
            others = [state for state in self._states.values() if state.size]
            if not others:
                return None
            largest = max(others, key=lambda state: state.size)
            there = largest.scope
            resources = "1 resource" if largest.size == 1 else f"{largest.size} resources"
            return (
                f"account {scope.account_id} in {scope.region} is empty; account {there.account_id} "
                f"in {there.region} has {resources}. To reach it, sign with the access "
                f"key {there.account_id} for the region {there.region}."
            )

    def states(self) -> dict[Scope, AccountState]:
        """Return the states by account and region."""
        return dict(self._states)

    def replace(self, states: dict[Scope, AccountState]) -> None:
        """Replace all states."""
        with self.lock:
            self._states = dict(states)
            self.changes.note_all()

    def beside(self, scope: Scope) -> list[AccountState]:
        """Return the states of all other accounts in the same region."""
        with self.lock:
            others = [s for s in self._states if s.region == scope.region and s != scope]
            return [self.get(other) for other in others]
