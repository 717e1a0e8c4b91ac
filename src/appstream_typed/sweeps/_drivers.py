"""The two drivers of a sweep. They send the requests of the schedule in threads or in tasks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from functools import partial
from typing import NoReturn

from appstream_typed.sweeps._schedule import G, P, Schedule, Slot, T
from appstream_typed.sweeps._workers import Tasks, Threads


def sweep(
    schedule: Schedule[P, G, T], open_pages: Callable[[P], Iterator[G]], leave: Callable[[], None]
) -> Generator[T, None, None]:
    """Yield the items of a sweep, reading its parts in threads.

    Args:
        schedule: The sweep.
        open_pages: A function that returns an iterator over the pages of a part, which has at least
            one page. The iterator requests a page when it advances. If the function raises an
            exception, the part has failed.
        leave: A function to call at the end, even if the consumer leaves early. It must not block.
    """
    readers: dict[Slot[P, T], Iterator[G]] = {}

    def opened(slot: Slot[P, T]) -> Callable[[], G]:
        # This runs in the consumer's thread, since open_pages may create a client from a boto3
        # session. boto3 sessions are not thread-safe, and the consumer may use the same one.
        if slot not in readers:
            try:
                readers[slot] = open_pages(slot.part)
            except Exception as error:  # noqa: BLE001 - the error ends the part
                return partial(_raise, error)
        return partial(next, readers[slot])

    threads: Threads[Slot[P, T], G] = Threads()
    try:
        while not schedule.is_over:
            for slot in schedule.due():
                threads.submit(slot, opened(slot))
            must_wait = not schedule.can_release
            if not must_wait:
                yield from schedule.release()
            for slot, outcome in threads.outcomes(wait=must_wait):
                schedule.take(slot, outcome)
                if not slot.is_open:
                    readers.pop(slot, None)
    finally:
        leave()
        threads.leave()
    schedule.conclude()


async def async_sweep(
    schedule: Schedule[P, G, T],
    open_pages: Callable[[P], AsyncIterator[G]],
    leave: Callable[[], None],
) -> AsyncGenerator[T, None]:
    """Yield the items of a sweep, reading its parts in tasks. The arguments are those of ``sweep``."""
    readers: dict[Slot[P, T], AsyncIterator[G]] = {}

    async def read(slot: Slot[P, T]) -> G:
        if slot not in readers:
            readers[slot] = open_pages(slot.part)
        return await anext(readers[slot])

    tasks: Tasks[Slot[P, T], G] = Tasks()
    try:
        while not schedule.is_over:
            for slot in schedule.due():
                tasks.submit(slot, read(slot))
            must_wait = not schedule.can_release
            if not must_wait:
                for item in schedule.release():
                    yield item
            for slot, outcome in await tasks.outcomes(wait=must_wait):
                schedule.take(slot, outcome)
                if not slot.is_open:
                    await _close(readers.pop(slot, None))
    finally:
        leave()
        await tasks.leave()
        for reader in readers.values():
            await _close(reader)
    schedule.conclude()


def _raise(error: Exception) -> NoReturn:
    raise error


async def _close(pages: AsyncIterator[G] | None) -> None:
    # Otherwise the event loop would close the generator later, in another task.
    if isinstance(pages, AsyncGenerator):
        await pages.aclose()
