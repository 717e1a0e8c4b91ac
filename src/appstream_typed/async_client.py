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
    """A typed client of Amazon AppStream 2.0 for asyncio.

    Like ``AppStreamClient``, with ``await`` before every operation and ``async for`` over pagers.
    Requests are sent by a boto3 client in threads of this client's own, as many as the connection
    pool is large (``max_pool_connections`` of botocore's ``Config``, 10 by default); further calls wait
    for one. A client of aiobotocore that is handed in needs no threads.

    Cancelling a call that waits for a thread takes it back. Cancelling one that is under way ends the
    waiting for it, but not the HTTP request in its thread: AppStream may carry it out. With
    aiobotocore the connection is closed; AppStream may still have carried it out.

    The arguments are those of ``AppStreamClient``; ``client`` may also be one of aiobotocore. It may be
    used by any number of tasks. As an async context manager it closes at the end what it opened.

    Args:
        client: A boto3 or aiobotocore client of AppStream to send requests with.
        session: The ``boto3.Session`` that makes the client; boto3's default session if not given.
        region_name: AWS region, such as ``eu-west-1``.
        api_version: API version of botocore's model; the newest if not given.
        use_ssl: Whether to use TLS with endpoints that AWS resolves.
        verify: Whether to verify TLS certificates, or the path of a CA bundle.
        endpoint_url: The URL to send to in place of AWS's, such as that of a local AppStream.
        aws_access_key_id: Access key in place of those that boto3 finds.
        aws_secret_access_key: Secret key that belongs to ``aws_access_key_id``.
        aws_session_token: Session token of temporary credentials.
        config: A ``botocore.config.Config``: timeouts, retries, proxies, connection pool.
        aws_account_id: Account of the credentials, for endpoints that depend on it.
        on_response: Called with the ``ResponseMetadata`` of every answer, errors included, in the
            event loop. What it raises is logged and otherwise ignored.
        retries: When requests are sent again.
        timeout: Seconds from the start of a call after which it is not tried again.

    Raises:
        TypeError: ``client`` is not an AppStream client, or another argument was given beside it.
        botocore.exceptions.BotoCoreError: boto3 cannot make the client, such as ``NoRegionError``.
    """

    async def close(self) -> None:
        """Take back the calls that wait for a thread, and close the connections.

        A client that was handed in is left to its owner. Requests under way end by themselves.
        """
        self._threads.shut_down()
        if self._owned:
            self._boto3.close()

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
