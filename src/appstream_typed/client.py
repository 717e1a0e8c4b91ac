"""``AppStreamClient``, the typed client."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from types import TracebackType
from typing import TYPE_CHECKING

# Importing botocore here is faster than in a nested import of this package. Python allocates call
# frames in blocks of 16 KiB, and a nested import would cross the end of a block thousands of times.
import botocore.parsers  # noqa: F401  # pyright: ignore[reportUnusedImport] - see above

from appstream_typed._support.suggestions import suggesting
from appstream_typed.operations import AllOperations

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
class AppStreamClient(AllOperations):
    """A typed client of Amazon WorkSpaces Applications (formerly AppStream 2.0) over boto3.

    The client has one method for each operation, under boto3's name, with typed keywords and typed
    results. A paged operation returns a ``Pager``. Threads may share a client. Used as a context manager,
    it closes its connections at the end, unless a boto3 client was passed in.

    Like boto3, the client finds the region, credentials, endpoint, timeouts, proxies and retry settings in
    the environment.

    Args:
        client: A boto3 client of AppStream that sends the requests. Without it, a client is created
            from the other arguments and boto3's usual sources.
        session: The ``boto3.Session`` that creates the client; boto3's default session if not given.
        region_name: The AWS region, such as ``eu-west-1``.
        api_version: API version of botocore's model; the newest if not given.
        use_ssl: Whether to use TLS with endpoints that AWS resolves.
        verify: Whether to verify TLS certificates, or the path of a CA bundle.
        endpoint_url: The endpoint URL to use instead of AWS's, such as that of a local AppStream.
        aws_access_key_id: Access key to use instead of the credentials that boto3 finds.
        aws_secret_access_key: Secret key of ``aws_access_key_id``.
        aws_session_token: Session token of temporary credentials.
        config: A ``botocore.config.Config`` for timeouts, retries, proxies and the connection pool.
        aws_account_id: Account of the credentials, for endpoints that depend on it.
        connect_timeout: Seconds that an attempt may take to connect; takes precedence over ``config``.
        read_timeout: Seconds that an attempt may wait for data; takes precedence over ``config``.
        on_response: Called with the ``ResponseMetadata`` of every response, errors included, in the
            thread of the call. Its exceptions are logged and otherwise ignored.
        retries: The rules for retries; by default AWS's configuration. A client that was passed in
            retries automatically. The policy then applies only to failures that botocore does not
            retry.

    Raises:
        TypeError: ``client`` is not an AppStream client, an option of boto3 was given in addition to
            it, or an option has the wrong type.
        botocore.exceptions.BotoCoreError: boto3 cannot create the client. ``NoRegionError``, for
            example, reports that no region was found.

    See https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    """

    __module__ = "appstream_typed"

    def close(self) -> None:
        """Close the client. Later calls raise ``AppStreamError``.

        The connections are closed too, unless this is a clone or the boto3 client was passed in.
        Closing twice has no effect.
        """
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def iter_all_sessions(
        self,
        *,
        authentication_types: Iterable[AuthenticationType | AuthenticationTypeValue] | None = None,
        regions: Iterable[str] | None = None,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> Generator[Session, None, None]:
        """Iterate over the sessions of every stack on each of its fleets.

        Several stacks and fleets are read at the same time, by threads that slow down together when
        AppStream throttles one of them. Sessions are yielded as their pages arrive. No further
        request is sent after you leave the iteration or call the generator's ``close``.

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
        from appstream_typed.sweeps._account import SESSIONS, Options, iter_account

        options = Options(
            regions=self._regions(regions),
            here=self.region_name,
            authentication_types=authentication_types,
            workers=workers,
            ordered=ordered,
            resume=resume,
        )
        return iter_account(self._paced, SESSIONS, options)

    def iter_network_interfaces(
        self,
        *,
        authentication_types: Iterable[AuthenticationType | AuthenticationTypeValue] | None = None,
        regions: Iterable[str] | None = None,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> Generator[NetworkInterface, None, None]:
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
        from appstream_typed.sweeps._account import NETWORK_INTERFACES, Options, iter_account

        options = Options(
            regions=self._regions(regions),
            here=self.region_name,
            authentication_types=authentication_types,
            workers=workers,
            ordered=ordered,
            resume=resume,
        )
        return iter_account(self._paced, NETWORK_INTERFACES, options)

    def iter_resources(
        self,
        *,
        kinds: Iterable[ResourceKind | ResourceKindValue] | None = None,
        regions: Iterable[str] | None = None,
        workers: int = 8,
        ordered: bool = False,
        resume: Iterable[SweepPart] | None = None,
    ) -> Generator[ResourceRecord, None, None]:
        """Iterate over the resources of an account, in one region or in several.

        Several listings are read at the same time, by threads that slow down together when AppStream
        throttles their region. Resources are yielded as their pages arrive. No further
        request is sent after you leave the iteration or call the generator's ``close``.

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
        from appstream_typed.sweeps._resources import iter_resources

        return iter_resources(
            self._paced,
            self._regions(regions) or (self.region_name,),
            kinds=kinds,
            workers=workers,
            ordered=ordered,
            resume=resume,
        )
