"""Carries out typed calls for asyncio, in threads or with an aiobotocore client."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

from appstream_typed._transport.attempts import Answer, CallOptions, Response
from appstream_typed._transport.body_reader import Reading
from appstream_typed._transport.client_base import ClientBase
from appstream_typed._transport.connection import Connection
from appstream_typed._transport.cursor import Listing
from appstream_typed._transport.operation import Operation, PagedOperation
from appstream_typed._transport.recorder import Recorder
from appstream_typed._transport.threads import Threads

T = TypeVar("T")


class AsyncCalls(ClientBase):
    """The calls behind the typed methods of ``AsyncAppStreamClient``."""

    def _assemble(
        self,
        connection: Connection,
        options: CallOptions,
        recorder: Recorder,
        *,
        is_clone: bool = False,
    ) -> None:
        super()._assemble(connection, options, recorder, is_clone=is_clone)
        # The methods of an aiobotocore client are coroutines.
        enter = getattr(type(connection.client), "__aenter__", None)
        self._is_native = inspect.iscoroutinefunction(enter)
        if connection.threads is None:
            # botocore sets the options of Config at run time, so type checkers cannot see them.
            most = cast("Any", connection.client.meta.config).max_pool_connections
            connection.threads = Threads(int(most))
        self._threads = connection.threads

    async def _call(self, operation: Operation[T], parameters: Mapping[str, object]) -> T:
        request = self._encode(operation.name, parameters)
        return operation.read((await self._send(operation.name, request))[0])

    def _list(
        self,
        operation: PagedOperation[T],
        parameters: Mapping[str, object],
        next_token: str | None,
    ) -> Listing[T, Awaitable[Answer]]:
        request = self._encode(operation.name, parameters)
        return Listing(
            operation=operation, request=request, next_token=next_token or None, send=self._send
        )

    async def _send(self, operation: str, request: Mapping[str, object]) -> Answer:
        from asyncio import sleep

        send, attempts = self._start(operation)
        while True:
            while wait := attempts.wait():  # noqa: ASYNC110 - no event announces the turn
                await sleep(wait)
            try:
                reading = Reading(self._connection.listeners, operation, request)
                if self._is_native:
                    response = await _await_method(reading, send)
                else:
                    response = await self._threads.run(_call_method, reading, send)
            except Exception as error:  # noqa: BLE001 - failed() raises it again, or a better one
                await sleep(attempts.failed(error))
            else:
                return attempts.succeeded(response)


def _call_method(reading: Reading, method: Callable[..., object]) -> Response:
    with reading:
        reading.parsed = method(**reading.request)
    return reading.response


async def _await_method(reading: Reading, method: Callable[..., object]) -> Response:
    with reading:
        reading.parsed = await cast("Callable[..., Awaitable[object]]", method)(**reading.request)
    return reading.response
