"""The parts of an account: how each is listed, and the content of its pages. No I/O."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar, cast

from attrs import evolve, frozen

from appstream_typed.sweeps import SweepPart
from appstream_typed.sweeps._kinds import ResourceKind
from appstream_typed.sweeps._regions import Region
from appstream_typed.sweeps._schedule import Content

if TYPE_CHECKING:
    from appstream_typed.enums.authentication import AuthenticationType
    from appstream_typed.models.image_builders import ImageBuilder
    from appstream_typed.models.sessions import Session
    from appstream_typed.models.stacks import Stack

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

SESSIONS_PER_PAGE = 50

Types: TypeAlias = "tuple[AuthenticationType | None, ...]"
"""The authentication types for which to request sessions. ``None`` means a request without a type."""
Owner: TypeAlias = "ImageBuilder | Session"
Pair: TypeAlias = tuple[Region, str, str]
"""The region, and the names of a stack and a fleet."""


class Page(Protocol):
    """A page of any operation."""

    @property
    def items(self) -> tuple[object, ...]: ...
    @property
    def next_token(self) -> str | None: ...


class Pages(Protocol):
    """A pager of the synchronous client."""

    def pages(self) -> Iterator[Page]: ...


class AsyncPages(Protocol):
    """A pager of the asynchronous client."""

    def pages(self) -> AsyncIterator[Page]: ...


class Client(Protocol[R_co]):
    """The operations that a sweep calls on either client. They return the client's pagers."""

    def describe_stacks(self, *, next_token: str | None = None) -> R_co: ...

    def list_associated_fleets(self, *, stack_name: str, next_token: str | None = None) -> R_co: ...

    def describe_image_builders(self, *, next_token: str | None = None) -> R_co: ...

    def describe_sessions(
        self,
        *,
        stack_name: str,
        fleet_name: str,
        authentication_type: AuthenticationType | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
    ) -> R_co: ...


@frozen(kw_only=True)
class Stacks:
    """All stacks of a region. Their fleets are read after the last page of stacks.

    If a page of stacks cannot be read, no session of these stacks was yielded. A resumed sweep therefore
    lists the stacks from the first page.
    """

    types: Types
    with_image_builders: bool
    """Whether the image builders are read before the fleets."""
    region: Region = None
    names: tuple[str, ...] = ()
    """The stacks of earlier pages."""
    next_token: str | None = None

    def listing(self, client: Client[R]) -> R:
        """Call the operation that lists the part."""
        return client.describe_stacks(next_token=self.next_token)

    def receive(self, page: Page) -> Content[Part, Owner]:
        """Read a page of the listing."""
        stacks = cast("tuple[Stack, ...]", page.items)
        names = (*self.names, *(stack.name for stack in stacks))
        if page.next_token is not None:
            return Content(rest=evolve(self, names=names, next_token=page.next_token))
        first = [ImageBuilders(region=self.region)] if self.with_image_builders else []
        fleets = (Fleets(region=self.region, stack_name=n, types=self.types) for n in names)
        return Content(parts=[*first, *fleets])

    def missing(self) -> list[SweepPart]:
        """Return the public description of the part."""
        return [
            SweepPart(region=self.region, kind=ResourceKind.STACK, authentication_type=kind)
            for kind in self.types
        ]


@frozen(kw_only=True)
class Fleets:
    """The fleets of a stack. Their sessions are requested for each authentication type."""

    stack_name: str
    types: Types
    region: Region = None
    next_token: str | None = None

    def listing(self, client: Client[R]) -> R:
        """Call the operation that lists the part."""
        return client.list_associated_fleets(stack_name=self.stack_name, next_token=self.next_token)

    def receive(self, page: Page) -> Content[Part, Owner]:
        """Read a page of the listing."""
        sessions = [
            Sessions(
                region=self.region,
                stack_name=self.stack_name,
                fleet_name=name,
                authentication_type=kind,
            )
            for name in cast("tuple[str, ...]", page.items)
            for kind in self.types
        ]
        return Content(parts=sessions, rest=_rest(self, page))

    def missing(self) -> list[SweepPart]:
        """Return the public description of the part."""
        return [
            SweepPart(
                region=self.region,
                stack_name=self.stack_name,
                next_token=self.next_token,
                authentication_type=kind,
            )
            for kind in self.types
        ]


@frozen(kw_only=True)
class Sessions:
    """The sessions of a stack on a fleet, requested with or without an authentication type."""

    stack_name: str
    fleet_name: str
    authentication_type: AuthenticationType | None
    region: Region = None
    next_token: str | None = None
    yielded: frozenset[str] = frozenset()
    """The ids of sessions that an earlier sweep yielded."""

    @property
    def pair(self) -> Pair:
        """The region, the stack and the fleet."""
        return self.region, self.stack_name, self.fleet_name

    def listing(self, client: Client[R]) -> R:
        """Call the operation that lists the part."""
        return client.describe_sessions(
            stack_name=self.stack_name,
            fleet_name=self.fleet_name,
            authentication_type=self.authentication_type,
            next_token=self.next_token,
            page_size=SESSIONS_PER_PAGE,
        )

    def receive(self, page: Page) -> Content[Part, Owner]:
        """Read a page of the listing."""
        return Content(items=cast("tuple[Session, ...]", page.items), rest=_rest(self, page))

    def missing(self) -> list[SweepPart]:
        """Return the public description of the part."""
        return [
            SweepPart(
                region=self.region,
                stack_name=self.stack_name,
                fleet_name=self.fleet_name,
                next_token=self.next_token,
                authentication_type=self.authentication_type,
            )
        ]


@frozen(kw_only=True)
class ImageBuilders:
    """The image builders of a region."""

    region: Region = None
    next_token: str | None = None

    def listing(self, client: Client[R]) -> R:
        """Call the operation that lists the part."""
        return client.describe_image_builders(next_token=self.next_token)

    def receive(self, page: Page) -> Content[Part, Owner]:
        """Read a page of the listing."""
        return Content(items=cast("tuple[ImageBuilder, ...]", page.items), rest=_rest(self, page))

    def missing(self) -> list[SweepPart]:
        """Return the public description of the part."""
        return [SweepPart(region=self.region, next_token=self.next_token)]


Part: TypeAlias = Stacks | Fleets | Sessions | ImageBuilders

_N = TypeVar("_N", Fleets, Sessions, ImageBuilders)


def _rest(part: _N, page: Page) -> _N | None:
    return None if page.next_token is None else evolve(part, next_token=page.next_token)


def resumed(parts: Iterable[SweepPart], types: Types) -> list[Part]:
    """Convert the parts that a user passed to the parts to read.

    Args:
        parts: The parts, usually from a ``SweepError``.
        types: The authentication types to request for parts without a type.

    Raises:
        ValueError: A part names a fleet without its stack, or belongs to another sweep.
    """
    # If stacks or fleets could not be listed, there is one SweepPart for each type. They share a listing.
    found: dict[object, Part] = {}
    for part in parts:
        own = types if part.authentication_type is None else (part.authentication_type,)
        if part.kind not in (None, ResourceKind.STACK):
            raise ValueError(f"{part} belongs to iter_resources, not to this sweep")
        if part.kind is not None:
            key: object = (part.region, part.kind)
            own = _with_earlier(found.get(key), own)
            found[key] = Stacks(region=part.region, types=own, with_image_builders=False)
        elif part.stack_name is None:
            if part.fleet_name is not None:
                raise ValueError(f"{part} names a fleet without its stack; set stack_name too")
            builders = ImageBuilders(region=part.region, next_token=part.next_token)
            found[builders] = builders
        elif part.fleet_name is None:
            key = (part.region, part.stack_name, part.next_token)
            own = _with_earlier(found.get(key), own)
            found[key] = Fleets(
                region=part.region,
                stack_name=part.stack_name,
                types=own,
                next_token=part.next_token,
            )
        else:
            # A token is valid only for a request with the same type.
            for kind in own if part.next_token is None else (part.authentication_type,):
                sessions = Sessions(
                    region=part.region,
                    stack_name=part.stack_name,
                    fleet_name=part.fleet_name,
                    authentication_type=kind,
                    next_token=part.next_token,
                    yielded=part.yielded_ids,
                )
                found[sessions] = sessions
    return list(found.values())


def _with_earlier(earlier: Part | None, types: Types) -> Types:
    if isinstance(earlier, (Stacks, Fleets)):
        return tuple(dict.fromkeys((*earlier.types, *types)))
    return types
