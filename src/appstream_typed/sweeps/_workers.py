"""The threads and the tasks that send the requests of a sweep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from appstream_typed._transport.pace import SweepLeft
from appstream_typed.sweeps._schedule import Failed

K = TypeVar("K")
V = TypeVar("V")

_WAKE_UP = 1.0


class Threads(Generic[K, V]):
    """Threads for the calls of one consumer, which identifies each call by a key.

    They are daemon threads, so neither the consumer nor the interpreter's exit ever waits for a
    request in flight. A ``ThreadPoolExecutor`` would join its threads at exit, even those that wait
    minutes for their turn.

    ``leave`` takes no lock, since it also runs in generators that the garbage collector closes.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[K, Callable[[], V]] | None] = SimpleQueue()
        self._outcomes: SimpleQueue[tuple[K, V | Failed | BaseException]] = SimpleQueue()
        self._started = 0
        self._under_way = 0
        self._is_left = False

    def submit(self, key: K, call: Callable[[], V]) -> None:
        """Run a call in a thread, in a copy of the caller's context."""
        self._under_way += 1
        if self._under_way > self._started:
            self._started += 1
            name = f"appstream-sweep-{self._started}"
            Thread(target=self._work, name=name, daemon=True).start()
        self._calls.put((key, partial(copy_context().run, call)))

    def outcomes(self, *, wait: bool) -> list[tuple[K, V | Failed]]:
        """Return the new outcomes.

        Args:
            wait: Whether to wait for an outcome if there is none.

        Raises:
            BaseException: A call raised an exception that is not an ``Exception``.
        """
        found: list[tuple[K, V | Failed]] = []
        while True:
            try:
                # On Windows, Ctrl+C takes effect only after a wait, so no wait is longer than a
                # second.
                key, outcome = self._outcomes.get(wait and not found, _WAKE_UP)
            except Empty:
                if found or not wait:
                    return found
                continue
            self._under_way -= 1
            if isinstance(outcome, BaseException):
                raise outcome
            found.append((key, outcome))

    def leave(self) -> None:
        """Start no further call. The threads end after the calls in progress."""
        self._is_left = True
        for _ in range(self._started):
            self._calls.put(None)

    def _work(self) -> None:
        while (task := self._calls.get()) is not None and not self._is_left:
            key, call = task
            outcome: V | Failed | BaseException
            try:
                outcome = call()
            except SweepLeft:
                return
            except Exception as error:  # noqa: BLE001 - the consumer handles it
                outcome = Failed(error)
            except BaseException as error:  # noqa: BLE001 - the consumer raises it
                outcome = error
            self._outcomes.put((key, outcome))
            del (
                task,
                key,
                call,
                outcome,
            )  # release the objects now, since the next call may start much later


class Tasks(Generic[K, V]):
    """The counterpart of ``Threads`` with asyncio tasks, which run in copies of the caller's context."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[V], K] = {}

    def submit(self, key: K, call: Coroutine[object, object, V]) -> None:
        """Run a coroutine in a task."""
        self._tasks[asyncio.create_task(call)] = key

    async def outcomes(self, *, wait: bool) -> list[tuple[K, V | Failed]]:
        """Return the new outcomes.

        Args:
            wait: Whether to wait for an outcome if there is none.

        Raises:
            BaseException: A call raised an exception that is not an ``Exception``.
        """
        if wait:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        done = [task for task in self._tasks if task.done()]
        return [(self._tasks.pop(task), _outcome(task)) for task in done]

    async def leave(self) -> None:
        """Cancel the tasks, and wait until they have ended."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _outcome(task: asyncio.Task[V]) -> V | Failed:
    error = task.exception()
    return Failed(error) if isinstance(error, Exception) else task.result()
