"""What every typed operation of the asynchronous client goes through."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

from appstream_typed._transport.base_client import BaseAppStreamClient
from appstream_typed._conversion.results import decode_map, decode_member, decode_result, decode_tuple
from appstream_typed._transport.response_bodies import await_directly, call_directly
from appstream_typed._transport.attempts import Response
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.paging import AsyncPager

if TYPE_CHECKING:
    from appstream_typed.models.base import Model

_T = TypeVar("_T")
Parameters = Mapping[str, object]


class AsyncClientCore(BaseAppStreamClient):
    """The untyped road under the typed methods of ``AsyncAppStreamClient``."""

    async def _nothing(self, operation: str, parameters: Parameters) -> None:
        await self._answer(operation, parameters)

    async def _member(
        self, operation: str, parameters: Parameters, member: str, member_type: type[_T]
    ) -> _T:
        answer = await self._answer(operation, parameters)
        return decode_member(operation, answer, member, member_type)

    async def _tuple(
        self, operation: str, parameters: Parameters, member: str, item_type: type[_T]
    ) -> tuple[_T, ...]:
        answer = await self._answer(operation, parameters)
        return decode_tuple(operation, answer, member, item_type)

    async def _map(self, operation: str, parameters: Parameters, member: str) -> dict[str, str]:
        answer = await self._answer(operation, parameters)
        return decode_map(operation, answer, member)

    async def _result(self, operation: str, parameters: Parameters, result_type: type[_T]) -> _T:
        answer = await self._answer(operation, parameters)
        return decode_result(operation, answer, result_type)

    def _pages(
        self,
        operation: str,
        parameters: Parameters,
        items_member: str,
        item_type: type[_T],
        *,
        next_token: str | None,
        result_type: type[Model] | None = None,
    ) -> AsyncPager[_T]:
        query = self._query(operation, parameters, items_member, item_type, next_token, result_type)
        return AsyncPager(query, lambda request: self._send(operation, request))

    async def _answer(self, operation: str, parameters: Parameters) -> Response:
        response, _ = await self._send(operation, self._encode(operation, parameters))
        return response

    async def _send(
        self, operation: str, request: dict[str, object]
    ) -> tuple[Response, ResponseMetadata]:
        call, exchange = self._begin(operation)
        while True:
            try:
                if wait := exchange.turn():
                    await asyncio.sleep(wait)
                response = await self._run(call, request)
            except Exception as error:  # noqa: BLE001 - failed() raises it again, or a better one
                await asyncio.sleep(exchange.failed(error))
            else:
                return exchange.succeeded(response)

    def _prepare(self) -> None:
        # aiobotocore's clients are botocore's, but their methods are coroutines.
        enter = getattr(type(self._boto3), "__aenter__", None)
        self._is_native = inspect.iscoroutinefunction(enter)
        # botocore sets the options of Config at run time, where type checkers do not see them.
        self._threads = Threads(int(cast("Any", self._boto3.meta.config).max_pool_connections))

    async def _run(self, call: Callable[..., object], request: dict[str, object]) -> Response:
        """Carry out a call of the client: in a thread, or as a coroutine if it is one."""
        if self._is_native:
            return await await_directly(cast("Callable[..., Awaitable[object]]", call), request)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads.executor, call_directly, call, request)


class Threads:
    """The threads of a client, made at its first call."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._executor: ThreadPoolExecutor | None = None
        self._process = 0

    @property
    def executor(self) -> ThreadPoolExecutor:
        """The threads."""
        if self._executor is None or self._process != os.getpid():  # a fork has no threads
            self._process = os.getpid()
            self._executor = ThreadPoolExecutor(self._most, thread_name_prefix="appstream")
        return self._executor

    def shut_down(self) -> None:
        """Begin no further call. Those under way end by themselves."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
