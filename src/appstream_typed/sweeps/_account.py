"""The sweep of sessions and network interfaces.

It yields no session twice, and reports failures at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from attrs import define, evolve, field, frozen

from appstream_typed._transport.pace import Pace
from appstream_typed.sweeps import NetworkInterface, SweepError, SweepFailure, SweepPart
from appstream_typed.sweeps._drivers import async_sweep, sweep
from appstream_typed.sweeps._parts import (
    AsyncPages,
    Client,
    ImageBuilders,
    Owner,
    Page,
    Pages,
    Pair,
    Part,
    R,
    Sessions,
    Stacks,
    Types,
    resumed,
)
from appstream_typed.sweeps._regions import Regions
from appstream_typed.sweeps._schedule import Content, Schedule

if TYPE_CHECKING:
    from appstream_typed.enums.authentication import AuthenticationType, AuthenticationTypeValue
    from appstream_typed.models.sessions import Session

    Kinds = Iterable[AuthenticationType | AuthenticationTypeValue]

T = TypeVar("T")


@frozen
class View(Generic[T]):
    """A function that maps image builders and sessions to the items of a sweep, and its inverse."""

    item: Callable[[Owner, str], T | None]
    """A function that returns the item for an image builder or a session of a region, or ``None``."""
    owner: Callable[[T], Owner]
    """A function that returns the image builder or session of an item."""
    with_image_builders: bool


def _interface(owner: Owner, region: str) -> NetworkInterface | None:
    network = owner.network_access_configuration
    if network is None:
        return None
    return NetworkInterface(
        eni_id=network.eni_id,
        private_ip_address=network.eni_private_ip_address,
        ipv6_addresses=network.eni_ipv6_addresses,
        owner=owner,
        region=region,
    )


SESSIONS: View[Session] = View(
    item=lambda owner, _: cast("Session", owner),
    owner=lambda session: session,
    with_image_builders=False,
)
NETWORK_INTERFACES: View[NetworkInterface] = View(
    item=_interface, owner=lambda interface: interface.owner, with_image_builders=True
)


@frozen(kw_only=True)
class Options:
    """The arguments of the client's methods."""

    authentication_types: Kinds | None
    workers: int
    ordered: bool
    resume: Iterable[SweepPart] | None
    regions: tuple[str, ...] | None
    """The regions; ``None`` for the client's region."""
    here: str
    """The region of the client."""


def iter_account(
    client: Callable[[Pace, str | None], Client[Pages]], view: View[T], options: Options
) -> Generator[T, None, None]:
    """Sweep an account with the synchronous client.

    Args:
        client: A function that returns a client of a region. Its requests share a pace.
        view: The items to yield.
        options: The arguments of the client's method.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument is out of range.
    """
    known = Regions(client)
    schedule = _schedule(view, known, options)
    return sweep(
        schedule, lambda part: part.listing(known.client(part.region)).pages(), known.leave
    )


def async_iter_account(
    client: Callable[[Pace, str | None], Client[AsyncPages]], view: View[T], options: Options
) -> AsyncGenerator[T, None]:
    """Sweep an account with the asynchronous client. The arguments are those of ``iter_account``."""
    known = Regions(client)
    schedule = _schedule(view, known, options)
    return async_sweep(
        schedule, lambda part: part.listing(known.client(part.region)).pages(), known.leave
    )


def _schedule(
    view: View[T], known: Regions[Client[R]], options: Options
) -> Schedule[Part, Page, T]:
    if options.workers < 1:
        raise ValueError(f"workers must be 1 or more, got {options.workers!r}")
    types = _types(options.authentication_types)
    parts: list[Part]
    if options.resume is not None:
        parts = resumed(options.resume, types)
        if not view.with_image_builders and any(isinstance(p, ImageBuilders) for p in parts):
            raise ValueError(
                "resume contains a part without stack_name, which belongs to another sweep; "
                "pass it to iter_network_interfaces"
            )
    elif options.regions is None:
        parts = [Stacks(types=types, with_image_builders=view.with_image_builders)]
    else:
        parts = []
        for region in options.regions:
            if view.with_image_builders:
                parts.append(ImageBuilders(region=region))
            parts.append(Stacks(region=region, types=types, with_image_builders=False))
    survey = AccountSurvey(view, known, options.here, parts)
    return Schedule(survey, parts, workers=options.workers, ordered=options.ordered)


def _types(kinds: Kinds | None) -> Types:
    from appstream_typed.enums.authentication import AuthenticationType

    if kinds is None:
        return (None,)
    if isinstance(kinds, str):
        raise TypeError(f"authentication_types takes a list of types; pass [{kinds!r}]")
    types = tuple(dict.fromkeys(AuthenticationType(kind) for kind in kinds))
    if not types:
        raise ValueError("authentication_types is empty; omit it, or pass at least one type")
    return types


@define
class _Tracked:
    """A stack and fleet whose sessions are requested for several authentication types.

    AWS may list the same session for more than one type.
    """

    pair: Pair
    open: int = 0
    """The number of types that have not been read completely."""
    yielded: set[str] = field(factory=set[str])
    """The ids of the sessions that were yielded."""
    failures: list[SweepFailure] = field(factory=list[SweepFailure])

    def add(self, part: Sessions) -> None:
        """Track the sessions of one more type."""
        self.open += 1
        self.yielded |= part.yielded

    def note(self, session: Session) -> bool:
        """Record that a session is yielded. Return ``False`` if it was yielded before."""
        if session.id in self.yielded:
            return False
        if session.id:  # sessions without an id cannot be compared, so yield all of them
            self.yielded.add(session.id)
        return True

    def final_failures(self) -> list[SweepFailure]:
        """Return the failures with the ids that a resumed sweep must not yield again."""
        yielded = frozenset(self.yielded)
        return [
            evolve(failure, part=evolve(failure.part, yielded_ids=yielded))
            for failure in self.failures
        ]


class AccountSurvey(Generic[T, R]):
    """The ``Survey`` of an account's sessions and network interfaces; see ``_schedule``.

    Session ids are stored only for a stack and fleet that are read for several authentication types,
    and only until all of these types have been read.
    """

    def __init__(
        self, view: View[T], regions: Regions[Client[R]], here: str, parts: Sequence[Part]
    ) -> None:
        self._view = view
        self._regions = regions
        self._here = here
        self._tracked: dict[Pair, _Tracked] = {}
        self._failures: list[SweepFailure] = []
        self._track(parts)

    def may_start(self, part: Part) -> bool:
        """Return whether a part may be requested now."""
        return self._regions.may_start(part.region)

    def receive(self, part: Part, page: Page) -> Content[Part, T]:
        """Read a page of a part."""
        self._regions.answered(part.region)
        content = part.receive(page)
        self._track(content.parts)
        region = part.region or self._here
        items = (self._view.item(owner, region) for owner in content.items)
        return Content(
            items=[item for item in items if item is not None],
            parts=content.parts,
            rest=content.rest,
        )

    def release(self, part: Part, items: Sequence[T]) -> Sequence[T]:
        """Return the items of a page without the sessions that were yielded before."""
        tracked = self._tracked_of(part)
        if tracked is None:
            return items
        return [item for item in items if tracked.note(cast("Session", self._view.owner(item)))]

    def end(self, part: Part, error: Exception | None) -> None:
        """Record that a part was read completely or failed.

        Raises:
            Exception: The error, if the stacks of the only region could not be listed.
        """
        failures: list[SweepFailure] = []
        if error is not None:
            if isinstance(part, Stacks) and part.region is None:
                raise error
            self._regions.failed(part.region, error)
            failures = [SweepFailure(missing, error) for missing in part.missing()]
        tracked = self._tracked_of(part)
        if tracked is None:
            self._failures += failures
            return
        tracked.failures += failures
        tracked.open -= 1
        if not tracked.open:
            self._failures += tracked.final_failures()
            del self._tracked[tracked.pair]

    def conclude(self) -> None:
        """End the sweep.

        Raises:
            SweepError: Some parts could not be read.
        """
        if self._failures:
            raise SweepError(self._failures)

    def _track(self, parts: Sequence[Part]) -> None:
        sessions = [part for part in parts if isinstance(part, Sessions)]
        numbers = Counter(part.pair for part in sessions)
        for part in sessions:
            if numbers[part.pair] > 1 or part.yielded or part.pair in self._tracked:
                self._tracked.setdefault(part.pair, _Tracked(part.pair)).add(part)

    def _tracked_of(self, part: Part) -> _Tracked | None:
        return self._tracked.get(part.pair) if isinstance(part, Sessions) else None
