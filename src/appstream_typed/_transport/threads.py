"""The threads in which the asynchronous client calls boto3."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Threads:
    """Threads that start at the first call.

    Args:
        most: How many calls run at the same time; further ones wait.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._executor: ThreadPoolExecutor | None = None
        self._process = 0

    async def run(
        self, function: Callable[_P, _R], *arguments: _P.args, **keywords: _P.kwargs
    ) -> _R:
        """Run a function in a thread, in the context of the caller: tracers find their span."""
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._running(), lambda: context.run(function, *arguments, **keywords)
        )

    def shut_down(self) -> None:
        """Start no further call. Those under way end on their own."""
        if self._executor is not None and self._process == os.getpid():
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _running(self) -> ThreadPoolExecutor:
        if self._executor is None or self._process != os.getpid():  # a fork copies no threads
            self._process = os.getpid()
            self._executor = ThreadPoolExecutor(self._most, thread_name_prefix="appstream")
        return self._executor
