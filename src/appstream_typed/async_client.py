"""``AsyncAppStreamClient``, the typed client for asyncio."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from types import TracebackType
from typing import TYPE_CHECKING

# Importing botocore here is faster than in a nested import of this package. Python allocates call
# frames in blocks of 16 KiB, and a nested import would cross the end of a block thousands of times.
import botocore.parsers  # noqa: F401  # pyright: ignore[reportUnusedImport] - see above

from appstream_typed._support.suggestions import suggesting
from appstream_typed.async_operations import AsyncAllOperations

if TYPE_CHECKING:
    from typing_extensions import Self

    from appstream_typed.enums.authentication import AuthenticationType, AuthenticationTypeValue
    from appstream_typed.models.sessions import Session
    from appstream_typed.sweeps import (
        NetworkInterface,
        ResourceKind,
        ResourceKindValue,
        ResourceRecord,
        SweepPart,
    )


@suggesting
class AsyncAppStreamClient(AsyncAllOperations):
    """A typed client of Amazon WorkSpaces Applications (formerly AppStream 2.0) for asyncio.

    The client has the methods of ``AppStreamClient``. Use ``await`` with every operation, and
    ``async for`` with pagers. A boto3 client sends the requests in threads. The number of threads is the
    size of the boto3 client's connection pool (``max_pool_connections`` of botocore's ``Config``, 10 by
    default). Further calls wait for a thread. An aiobotocore client that is passed in needs no threads.

    Cancelling a call that waits for a thread withdraws the call. Cancelling a call in progress ends the
    wait, but not the HTTP request in its thread, so AppStream may carry out the request. With
    aiobotocore, the connection is closed, but AppStream may already have carried out the request.

    Any number of tasks may share a client. Used as an async context manager, it closes its connections
    at the end.

    Args:
        client: A boto3 or aiobotocore client of AppStream that sends the requests.
        on_response: Called with the ``ResponseMetadata`` of every response, errors included, in the
            event loop. Its exceptions are logged and otherwise ignored.

    The other arguments, and the errors raised, are those of ``AppStreamClient``.
    """

    __module__ = "appstream_typed"

    async def close(self) -> None:
        """Close the client. Later calls raise ``AppStreamError``.

        Unless this is a clone, calls that wait for a thread are withdrawn. The connections are closed
        too, unless the boto3 client was passed in. Requests in progress continue to their end. Closing
        twice has no effect.
        """
        self._close()

    async def aclose(self) -> None:
        """Close the client, like ``close``. ``contextlib.aclosing`` expects this name."""
        await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def iter_all_sessions(
        self,
        *,
        authentication_types: Iterable[AuthenticationType | AuthenticationTypeValue] | None = None,
        regions: Iterable[str] | None = None,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> AsyncGenerator[Session, None]:
        """Iterate over the sessions of every stack on each of its fleets.

        Several stacks and fleets are read at the same time, by tasks that slow down together when
        AppStream throttles one of them. Sessions are yielded as their pages arrive. No further
        request is sent after you leave the iteration or call the generator's ``aclose``.

        AWS does not document whether a request without an authentication type lists the sessions of
        every type, or only those that were started with a streaming URL (``API``). By default, no
        type is sent.

        Args:
            authentication_types: The authentication types for which to request sessions, one after the
                other. A session that AWS lists for several types is yielded once.
            regions: The regions to read; by default the client's region.
            workers: The maximum number of concurrent requests in all regions together.
            ordered: Whether to keep the order of regions, stacks and fleets. Otherwise, sessions are
                yielded in the order of arrival.
            resume: ``parts`` of an earlier sweep's ``SweepError``. Only these parts are read.

        Raises:
            SweepError: Raised at the end if some stacks, fleets or regions could not be read.
                Everything else was yielded before.
            ApiError: The stacks could not be listed, and ``regions`` was not given.
            AppStreamError: The client is closed, or ``regions`` contains another region and the client
                wraps a boto3 client that was passed in.
            TypeError: ``authentication_types`` or ``regions`` is a string.
            ValueError: ``workers`` is less than 1, ``authentication_types`` or ``regions`` is empty,
                or a part does not belong to this sweep.

        See https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeSessions.html
        """
        from appstream_typed.sweeps._account import SESSIONS, Options, async_iter_account

        options = Options(
            regions=self._regions(regions),
            here=self.region_name,
            authentication_types=authentication_types,
            workers=workers,
            ordered=ordered,
            resume=resume,
        )
        return async_iter_account(self._paced, SESSIONS, options)

    def iter_network_interfaces(
        self,
        *,
        authentication_types: Iterable[AuthenticationType | AuthenticationTypeValue] | None = None,
        regions: Iterable[str] | None = None,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> AsyncGenerator[NetworkInterface, None]:
        """Iterate over the network interfaces of every image builder and every session.

        The sweep reads the account as ``iter_all_sessions`` does.

        Args:
            authentication_types: The authentication types for which to request sessions, one after the
                other. By default, no type is sent; see ``iter_all_sessions``.
            regions: The regions to read; by default the client's region.
            workers: The maximum number of concurrent requests in all regions together.
            ordered: Whether to keep the order of regions. In each region, the interfaces of image
                builders come first. Those of sessions follow in the order of stacks and fleets.
                Otherwise, interfaces are yielded in the order of arrival.
            resume: ``parts`` of an earlier sweep's ``SweepError``. Only these parts are read.

        Raises:
            SweepError: Raised at the end if some parts could not be read. Everything else was yielded
                before.
            ApiError: The stacks could not be listed, and ``regions`` was not given.
            AppStreamError: The client is closed, or ``regions`` contains another region and the client
                wraps a boto3 client that was passed in.
            TypeError: ``authentication_types`` or ``regions`` is a string.
            ValueError: ``workers`` is less than 1, ``authentication_types`` or ``regions`` is empty,
                or a part is incomplete or belongs to another sweep.

        See
        https://docs.aws.amazon.com/appstream2/latest/APIReference/API_NetworkAccessConfiguration.html
        """
        from appstream_typed.sweeps._account import NETWORK_INTERFACES, Options, async_iter_account

        options = Options(
            regions=self._regions(regions),
            here=self.region_name,
            authentication_types=authentication_types,
            workers=workers,
            ordered=ordered,
            resume=resume,
        )
        return async_iter_account(self._paced, NETWORK_INTERFACES, options)

    def iter_resources(
        self,
        *,
        kinds: Iterable[ResourceKind | ResourceKindValue] | None = None,
        regions: Iterable[str] | None = None,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> AsyncGenerator[ResourceRecord, None]:
        """Iterate over the resources of an account, in one region or in several.

        Several listings are read at the same time, by tasks that slow down together when AppStream
        throttles their region. Resources are yielded as their pages arrive. No further
        request is sent after you leave the iteration or call the generator's ``aclose``.

        A listing that fails does not stop the others. A region that does not respond fails after some
        seconds: an attempt to connect to another region takes at most 5 seconds, unless the client has
        a ``connect_timeout``, and no further attempt starts after 15 seconds. For its own region, the
        client uses its usual ``connect_timeout``.

        Args:
            kinds: The kinds of resources to yield; by default all except public images. Their
                parents, such as the stacks of entitlements, are listed too.
            regions: The regions to read; by default the client's region. ``available_regions()``
                returns all regions with AppStream.
            workers: The maximum number of concurrent requests in all regions together.
            ordered: Whether to yield resources ordered by region and then by kind. Otherwise,
                resources are yielded in the order of arrival.
            resume: ``parts`` of an earlier sweep's ``SweepError``. Only these parts are read. Each
                contains its region and kinds.

        Raises:
            SweepError: Raised at the end if some parts could not be read. Everything else was yielded
                before.
            AppStreamError: The client is closed, or ``regions`` contains another region and the client
                wraps a boto3 client that was passed in.
            TypeError: ``kinds`` or ``regions`` is a string.
            ValueError: ``workers`` is less than 1, ``kinds`` or ``regions`` is empty, a kind does not
                exist, or a part belongs to another sweep.
        """
        from appstream_typed.sweeps._resources import async_iter_resources

        return async_iter_resources(
            self._paced,
            self._regions(regions) or (self.region_name,),
            kinds=kinds,
            workers=workers,
            ordered=ordered,
            resume=resume,
        )
