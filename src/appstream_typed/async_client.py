"""``AsyncAppStreamClient``, the typed client for asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar, cast

from appstream_typed.async_operations import AsyncAllOperations

if TYPE_CHECKING:
    from appstream_typed.models.sessions import Session
    from appstream_typed.sweeps import NetworkInterface, SweepPart

_C = TypeVar("_C", bound="AsyncAppStreamClient")


class AsyncAppStreamClient(AsyncAllOperations):
    """A typed client of Amazon WorkSpaces Applications (formerly AppStream 2.0) for asyncio.

    It has the methods of ``AppStreamClient``, with ``await`` before every operation and ``async for`` over
    pagers. A boto3 client sends the requests in threads of this client, as many as its connection pool
    is large (``max_pool_connections`` of botocore's ``Config``, 10 by default); further calls wait for a
    thread. A client of aiobotocore that is passed in needs no threads.

    Cancelling a call that waits for a thread withdraws it. Cancelling one that is under way ends the
    wait, but not the HTTP request in its thread: AppStream may carry it out. With aiobotocore the
    connection is closed; AppStream may still have carried it out.

    Any number of tasks may share it. As an async context manager it closes its connections at the end.

    Args:
        client: A boto3 or aiobotocore client of AppStream that sends the requests.
        on_response: Called with the ``ResponseMetadata`` of every response, errors included, in the
            event loop. What it raises is logged and otherwise ignored.

    The other arguments, and the errors raised, are those of ``AppStreamClient``.
    """

    __module__ = "appstream_typed"

    async def close(self) -> None:
        """Close the client. Later calls raise ``AppStreamError``.

        Calls that wait for a thread are withdrawn, and the connections are closed, unless this is a
        clone, or the client was passed in. Requests under way end on their own. Closing twice is fine.
        """
        self._close()

    async def aclose(self) -> None:
        """Close the client: ``close`` under the name that ``contextlib.aclosing`` expects."""
        await self.close()

    async def __aenter__(self: _C) -> _C:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def iter_all_sessions(
        self,
        *,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> AsyncIterator[Session]:
        """Iterate over the sessions of every stack on every fleet.

        Several stacks and fleets are asked at the same time, by tasks that slow down together when
        AppStream throttles one of them.

        Args:
            workers: How many stacks and fleets are asked at the same time.
            ordered: Whether to keep to the order of stacks and fleets. Without it, sessions are given
                as they come.
            resume: Read only these parts: ``parts`` of a ``SweepError``.

        Raises:
            SweepError: At the end, if some stacks or fleets could not be read. Everything else has
                been given then.
            ApiError: The stacks could not be listed.
            ValueError: ``workers`` is less than 1.

        See https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeSessions.html
        """
        from appstream_typed.sweeps import async_sweep

        found = async_sweep(self, builders=False, workers=workers, ordered=ordered, resume=resume)
        async for session in cast("AsyncIterator[Session]", found):
            yield session

    async def iter_network_interfaces(
        self,
        *,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> AsyncIterator[NetworkInterface]:
        """Iterate over the network interfaces of every image builder and every session.

        Args:
            workers: How many stacks and fleets are asked at the same time.
            ordered: Whether to give those of image builders first, then those of sessions in the
                order of stacks and fleets. Without it, they are given as they come.
            resume: Read only these parts: ``parts`` of a ``SweepError``.

        Raises:
            SweepError: At the end, if some parts could not be read. Everything else has been given
                then.
            ApiError: The stacks could not be listed.
            ValueError: ``workers`` is less than 1.

        See
        https://docs.aws.amazon.com/appstream2/latest/APIReference/API_NetworkAccessConfiguration.html
        """
        from appstream_typed.sweeps import async_sweep, interface_of

        async for owner in async_sweep(
            self, builders=True, workers=workers, ordered=ordered, resume=resume
        ):
            interface = interface_of(owner)
            if interface is not None:
                yield interface
