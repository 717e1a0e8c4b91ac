"""Stored resources, and the ordered tables that contain them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any, Generic

from attrs import define, field, setters

from appstream_typed.local.state.changes import Place
from appstream_typed.local.state.ordered import Ordered, R
from appstream_typed.local.wire.messages import Body

if TYPE_CHECKING:
    from typing_extensions import Self


class Members(Body):
    """The members of a stored resource. Each change is recorded for the state file.

    Values are replaced and never mutated, so a shallow copy is a snapshot.
    """

    __slots__ = ("key", "table")

    def __init__(self, content: Body) -> None:
        super().__init__(content)
        self.table: Table[Any] | None = None
        """The table that holds the resource."""
        self.key: Hashable = None
        """The key of the resource in the table."""

    def _note(self) -> None:
        if self.table is not None:
            self.table.note(self.key)

    def __setitem__(self, member: str, value: object) -> None:
        super().__setitem__(member, value)
        self._note()

    def __delitem__(self, member: str) -> None:
        super().__delitem__(member)
        self._note()

    def pop(self, member: str, *default: Any) -> Any:
        """Remove a member and return its value."""
        self._note()
        return super().pop(member, *default)

    def update(self, *given: Any, **members: Any) -> None:
        """Set members."""
        super().update(*given, **members)
        self._note()

    def setdefault(self, member: str, default: Any = None) -> Any:
        """Return the value of a member. If the member is absent, set it first."""
        self._note()
        return super().setdefault(member, default)

    def popitem(self) -> tuple[str, Any]:
        """Remove the last member and return it."""
        self._note()
        return super().popitem()

    def clear(self) -> None:
        """Remove all members."""
        super().clear()
        self._note()

    def __ior__(self, given: Any) -> Self:  # type: ignore[override,misc]  # the method of dict has overloads
        self.update(given)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Members, (dict(self),), (None, {"table": self.table, "key": self.key})


@define(eq=False)
class Record:
    """A resource: the members that Describe operations return, and the data for planned changes."""

    body: Members = field(converter=Members, on_setattr=setters.frozen)
    number: int = 0
    """Its sequence number in the table, which determines the order of listings.

    It is negative if the resource was removed.
    """
    epoch: int = 0
    """A counter of state changes. Planned changes of an earlier epoch are cancelled."""

    @property
    def state(self) -> str:
        """The member ``State``."""
        return str(self.body["State"])


class Table(Generic[R]):
    """Resources by key, in the order of their creation.

    Listings resume after a sequence number, not at an offset. A resource that exists during the whole
    pagination is returned exactly once, even if others are created or deleted in the meantime.

    Args:
        place: The recorder of changes; by default none.
    """

    def __init__(self, place: Place | None = None) -> None:
        self.place: Place | None = place
        self._records: dict[Hashable, R] = {}
        self._order: Ordered[R] = Ordered()
        self._last = 0
        self.added: list[R] = []
        """The resources that the current call added."""
        self.found: list[R] = []
        """The resources that the current call looked up."""

    def start_call(self) -> None:
        """Clear ``added`` and ``found`` before a call of an operation."""
        self.added, self.found = [], []

    def add(self, key: Hashable, record: R) -> R:
        """Add a resource. Its key must not exist yet."""
        record.number = self._last + 1
        self.load(key, record)
        self.added.append(record)
        self.note(key)
        return record

    def load(self, key: Hashable, record: R) -> None:
        """Add a resource from a state file. Its number must be greater than all earlier ones."""
        self._last = record.number
        self._records[key] = record
        self._order.append(record)

    def load_last(self, number: int) -> None:
        """Set the last assigned number from a state file, which a removed resource may have had."""
        self._last = max(self._last, number)

    def note(self, key: Hashable) -> None:
        """Record that a resource has changed."""
        if self.place is not None:
            self.place.note(key, self)

    def get(self, key: Hashable) -> R | None:
        """Return the resource with a key."""
        record = self._records.get(key)
        if record is not None:
            self.found.append(record)
        return record

    def peek(self, key: Hashable) -> R | None:
        """Return the resource with a key, without adding it to ``found``."""
        return self._records.get(key)

    def remove(self, key: Hashable) -> None:
        """Remove a resource, if it exists."""
        record = self._records.pop(key, None)
        if record is None:
            return
        self.note(key)
        if record.number == self._last and self.place is not None:
            self.place.note_last(self._last)
        number, record.number = record.number, -record.number
        self._order.count_removed(number)

    def after(self, number: int) -> Iterator[R]:
        """Yield the resources with greater sequence numbers."""
        return self._order.after(number)

    def items(self) -> Iterator[tuple[Hashable, R]]:
        """Yield keys and resources in the order of their creation."""
        return iter(self._records.items())

    @property
    def last(self) -> int:
        """The last assigned number."""
        return self._last

    def __iter__(self) -> Iterator[R]:
        return self.after(0)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._records

    def __len__(self) -> int:
        return len(self._records)


class ResourceTable(Table[Record]):
    """A table of resources whose members record their changes."""

    def load(self, key: Hashable, record: Record) -> None:
        """Add a resource; see ``Table.load``."""
        super().load(key, record)
        record.body.table, record.body.key = self, key
