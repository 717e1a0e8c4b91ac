"""The threads in which the asynchronous client calls boto3."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, ParamSpec, Protocol, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Executor(Protocol):
    """The methods of ``ThreadPoolExecutor`` that this module uses.

    The protocol saves type checkers from reading the module of that class.
    """

    def shutdown(self, *, wait: bool = ..., cancel_futures: bool = ...) -> None: ...


class Threads:
    """Threads that start at the first call.

    Args:
        most: The maximum number of concurrent calls. Further calls wait.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._executor: _Executor | None = None
        self._process = 0

    async def run(
        self, function: Callable[_P, _R], *arguments: _P.args, **keywords: _P.kwargs
    ) -> _R:
        """Run a function in a thread. Copy the caller's context, so that tracers find their span."""
        from asyncio import get_running_loop

        context, executor = copy_context(), cast("Any", self._running())
        return await get_running_loop().run_in_executor(
            executor, lambda: context.run(function, *arguments, **keywords)
        )

    def shut_down(self) -> None:
        """Start no further call. Calls in progress continue to their end."""
        if self._executor is not None and self._process == os.getpid():
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _running(self) -> _Executor:
        if self._executor is None or self._process != os.getpid():  # a fork does not copy threads
            self._process = os.getpid()
            self._executor = _start(self._most)
        return self._executor


def _start(most: int) -> _Executor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(most, thread_name_prefix="appstream")
