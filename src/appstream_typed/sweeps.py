"""Sweeps through a whole account: every session, every network interface.

A sweep asks for many stacks and fleets at the same time. What fails in one of them does not end it:
the rest comes first, then a ``SweepError`` tells what is missing, and how to go on from there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import evolve, field, frozen

from appstream_typed._transport.pace import Pace
from appstream_typed.errors.base import AppStreamError
from appstream_typed.paging import Page

if TYPE_CHECKING:
    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.models.image_builders import ImageBuilder
    from appstream_typed.models.sessions import Session

_T = TypeVar("_T")
SESSIONS_A_PAGE = 50


@frozen(kw_only=True)
class SweepPart:
    """A part of a sweep: the sessions of a stack on a fleet, or image builders."""

    stack_name: str | None = None
    """The stack; ``None`` for image builders."""
    fleet_name: str | None = None
    """The fleet; ``None`` for all fleets of the stack."""
    next_token: str | None = field(default=None, repr=False)
    """Where to begin; ``None`` for the beginning."""


@frozen
class SweepFailure:
    """A part of a sweep that could not be read to its end."""

    part: SweepPart
    """What is missing: the part from the page on that failed."""
    error: Exception
    """Why."""


class SweepError(AppStreamError):
    """A sweep is over, and some of its parts could not be read.

    Everything else has been given before. ``resume=error.parts`` of the same method reads on.

    Attributes:
        failures: A ``SweepFailure`` for each part.
    """

    def __init__(self, failures: Sequence[SweepFailure]) -> None:
        first = failures[0]
        super().__init__(
            f"{len(failures)} parts could not be read; the first is {first.part}: {first.error}"
        )
        self.failures = tuple(failures)

    def __reduce__(self) -> tuple[type[SweepError], tuple[tuple[SweepFailure, ...]]]:
        return type(self), (self.failures,)

    @property
    def parts(self) -> tuple[SweepPart, ...]:
        """What is missing, for ``resume``."""
        return tuple(failure.part for failure in self.failures)


@frozen(kw_only=True)
class NetworkInterface:
    """A network interface of an image builder or a session in your VPC."""

    eni_id: str | None
    """Its id, ``eni-...``."""
    private_ip_address: str | None
    """Its private IPv4 address."""
    ipv6_addresses: tuple[str, ...]
    """Its IPv6 addresses; empty in a subnet without IPv6."""
    owner: ImageBuilder | Session
    """What it belongs to."""


def interface_of(owner: ImageBuilder | Session) -> NetworkInterface | None:
    """The network interface of an image builder or session; ``None`` while it has none."""
    network = owner.network_access_configuration
    if network is None:
        return None
    return NetworkInterface(
        eni_id=network.eni_id,
        private_ip_address=network.eni_private_ip_address,
        ipv6_addresses=network.eni_ipv6_addresses,
        owner=owner,
    )


@frozen
class _Outcome(Generic[_T]):
    """What reading one part came to."""

    found: list[_T]
    failure: SweepFailure | None


class _Failures:
    """Keeps what failed until the end of a sweep."""

    def __init__(self) -> None:
        self._failures: list[SweepFailure] = []

    def take(self, outcome: _Outcome[_T]) -> list[_T]:
        """What was found; a failure is kept."""
        if outcome.failure is not None:
            self._failures.append(outcome.failure)
        return outcome.found

    def raise_if_any(self) -> None:
        """End the sweep with an error if anything failed."""
        if self._failures:
            raise SweepError(self._failures)


# --- parts ---------------------------------------------------------------------------------------


def _of_stack(part: SweepPart, fleet_names: Iterable[str]) -> list[SweepPart]:
    """The parts that a stack consists of."""
    return [SweepPart(stack_name=part.stack_name, fleet_name=name) for name in fleet_names]


def _is_whole_stack(part: SweepPart) -> bool:
    return part.stack_name is not None and part.fleet_name is None


def _check(workers: int) -> None:
    if workers < 1:
        msg = f"workers must be 1 or more, got {workers!r}"
        raise ValueError(msg)


# --- the synchronous client ----------------------------------------------------------------------


def sweep(
    client: AppStreamClient,
    *,
    builders: bool,
    workers: int,
    ordered: bool,
    resume: Iterable[SweepPart] | None,
) -> Iterator[ImageBuilder | Session]:
    """Give every session, and every image builder if asked for, one by one.

    Raises:
        SweepError: At the end, if parts could not be read.
    """
    _check(workers)
    paced, failures = client._paced(Pace()), _Failures()  # noqa: SLF001 - our own

    parts = _all_parts(paced, builders=builders) if resume is None else list(resume)
    with ThreadPoolExecutor(workers, thread_name_prefix="appstream-sweep") as pool:
        pairs: list[SweepPart] = []
        for fleets in _window(pool, partial(_fleets, paced), parts, workers, ordered=True):
            pairs += failures.take(fleets)
        for owners in _window(pool, partial(_read, paced), pairs, workers, ordered=ordered):
            yield from failures.take(owners)
    failures.raise_if_any()


def _all_parts(client: AppStreamClient, *, builders: bool) -> list[SweepPart]:
    stacks = [SweepPart(stack_name=stack.name) for stack in client.describe_stacks()]
    return [*([SweepPart()] if builders else []), *stacks]


def _fleets(client: AppStreamClient, part: SweepPart) -> _Outcome[SweepPart]:
    if not _is_whole_stack(part):
        return _Outcome([part], None)
    try:
        names = client.list_associated_fleets(stack_name=str(part.stack_name)).all()
    except Exception as error:  # noqa: BLE001 - reported at the end
        return _Outcome([], SweepFailure(part, error))
    return _Outcome(_of_stack(part, names), None)


def _read(client: AppStreamClient, part: SweepPart) -> _Outcome[ImageBuilder | Session]:
    found: list[ImageBuilder | Session] = []
    try:
        for page in _pages(client, part):
            found += page.items
            part = evolve(part, next_token=page.next_token)
    except Exception as error:  # noqa: BLE001 - reported at the end
        return _Outcome(found, SweepFailure(part, error))
    return _Outcome(found, None)


def _pages(
    client: AppStreamClient, part: SweepPart
) -> Iterator[Page[ImageBuilder]] | Iterator[Page[Session]]:
    if part.stack_name is None or part.fleet_name is None:
        return client.describe_image_builders(next_token=part.next_token).pages()
    return client.describe_sessions(
        stack_name=part.stack_name,
        fleet_name=part.fleet_name,
        next_token=part.next_token,
        page_size=SESSIONS_A_PAGE,
    ).pages()


def _window(
    pool: ThreadPoolExecutor,
    read: Callable[[SweepPart], _T],
    parts: Iterable[SweepPart],
    workers: int,
    *,
    ordered: bool,
) -> Iterator[_T]:
    """Read parts in threads, never more than a window of them ahead."""
    waiting, window = iter(parts), deque[Future[_T]]()
    try:
        while True:
            for part in islice(waiting, workers - len(window)):
                window.append(pool.submit(read, part))
            if not window:
                return
            done = window[0] if ordered else wait(window, None, FIRST_COMPLETED).done.pop()
            window.remove(done)
            yield done.result()
    finally:
        for future in window:
            future.cancel()


# --- the asynchronous client ---------------------------------------------------------------------


async def async_sweep(
    client: AsyncAppStreamClient,
    *,
    builders: bool,
    workers: int,
    ordered: bool,
    resume: Iterable[SweepPart] | None,
) -> AsyncIterator[ImageBuilder | Session]:
    """Like ``sweep``, for the asynchronous client."""
    _check(workers)
    paced, failures = client._paced(Pace()), _Failures()  # noqa: SLF001 - our own

    parts = list(resume or ())
    if resume is None:
        stacks = [SweepPart(stack_name=stack.name) async for stack in paced.describe_stacks()]
        parts = [*([SweepPart()] if builders else []), *stacks]
    pairs: list[SweepPart] = []
    async for fleets in _async_window(partial(_async_fleets, paced), parts, workers, ordered=True):
        pairs += failures.take(fleets)
    async for owners in _async_window(partial(_async_read, paced), pairs, workers, ordered=ordered):
        for owner in failures.take(owners):
            yield owner
    failures.raise_if_any()


async def _async_fleets(client: AsyncAppStreamClient, part: SweepPart) -> _Outcome[SweepPart]:
    if not _is_whole_stack(part):
        return _Outcome([part], None)
    try:
        names = await client.list_associated_fleets(stack_name=str(part.stack_name)).all()
    except Exception as error:  # noqa: BLE001 - reported at the end
        return _Outcome([], SweepFailure(part, error))
    return _Outcome(_of_stack(part, names), None)


async def _async_read(
    client: AsyncAppStreamClient, part: SweepPart
) -> _Outcome[ImageBuilder | Session]:
    found: list[ImageBuilder | Session] = []
    try:
        async for page in _async_pages(client, part):
            found += page.items
            part = evolve(part, next_token=page.next_token)
    except Exception as error:  # noqa: BLE001 - reported at the end
        return _Outcome(found, SweepFailure(part, error))
    return _Outcome(found, None)


def _async_pages(
    client: AsyncAppStreamClient, part: SweepPart
) -> AsyncIterator[Page[ImageBuilder]] | AsyncIterator[Page[Session]]:
    if part.stack_name is None or part.fleet_name is None:
        return client.describe_image_builders(next_token=part.next_token).pages()
    return client.describe_sessions(
        stack_name=part.stack_name,
        fleet_name=part.fleet_name,
        next_token=part.next_token,
        page_size=SESSIONS_A_PAGE,
    ).pages()


async def _async_window(
    read: Callable[[SweepPart], Coroutine[object, object, _T]],
    parts: Iterable[SweepPart],
    workers: int,
    *,
    ordered: bool,
) -> AsyncIterator[_T]:
    """Read parts in tasks, never more than a window of them ahead."""
    waiting, window = iter(parts), deque[asyncio.Task[_T]]()
    try:
        while True:
            for part in islice(waiting, workers - len(window)):
                window.append(asyncio.create_task(read(part)))
            if not window:
                return
            if ordered:
                done = window[0]
            else:
                done = (await asyncio.wait(window, return_when=asyncio.FIRST_COMPLETED))[0].pop()
            window.remove(done)
            yield await done
    finally:
        for task in window:
            task.cancel()
