"""A boto3 client with the state that its typed clients share."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from botocore.retries.quota import RetryQuota

from appstream_typed._transport.body_reader import install
from appstream_typed._transport.boto3_client import (
    CONNECT_TIMEOUT,
    ClientSource,
    available_regions,
    has_default_connect_timeout,
)
from appstream_typed._transport.listeners import Listeners
from appstream_typed.errors.base import AppStreamError

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from appstream_typed._transport.threads import Threads

RETRY_TOKENS = 500


class Connection:
    """A boto3 client with the state that its typed clients share.

    Args:
        client: The boto3 client.
        source: The source of similar clients. ``None`` if the client was passed in; its owner then
            closes it.
    """

    def __init__(self, client: BaseClient, source: ClientSource | None) -> None:
        install(client)
        self.client = client
        self.listeners = Listeners(client)
        self.is_owned = source is not None
        self.is_closed = False
        self.quota = RetryQuota(RETRY_TOKENS)
        self.threads: Threads | None = None
        """The threads of asynchronous clients."""
        self._source = source
        self._regional: dict[str, Connection] = {}
        self._regional_lock = Lock()
        self._process = os.getpid()

    @classmethod
    def of(cls, source: ClientSource) -> Connection:
        """Create a client and its connection.

        Raises:
            botocore.exceptions.BotoCoreError: botocore cannot create the client.
        """
        return cls(*source.create())

    @property
    def available_regions(self) -> tuple[str, ...]:
        """The regions in which botocore lists AppStream."""
        return available_regions(self._source, self.client)

    def in_region(self, region_name: str) -> Connection:
        """Create a connection of another region, with the same session and options.

        Raises:
            AppStreamError: The client was passed in.
            botocore.exceptions.BotoCoreError: botocore cannot create the client.
        """
        return Connection.of(self._source_in(region_name))

    def regional(self, region_name: str) -> Connection:
        """Return the connection of a region for sweeps. ``close`` of this connection closes it too.

        The connect timeout of another region is short, unless the user has configured one. An
        unreachable region must not delay the others.

        Raises:
            AppStreamError: The client was passed in, or is closed.
            botocore.exceptions.BotoCoreError: botocore cannot create the client.
        """
        if region_name == self.client.meta.region_name:
            return self
        with self._regional_lock:
            found = self._regional.get(region_name)
            if found is None:
                self.require_open()
                source = self._source_in(region_name)
                if has_default_connect_timeout(self.client):
                    source = source.with_connect_timeout(CONNECT_TIMEOUT)
                found = self._regional[region_name] = Connection.of(source)
        return found

    def require_region(self, region_name: str) -> None:
        """Raise ``AppStreamError`` if no client of the region can be created."""
        if region_name != self.client.meta.region_name:
            self._source_in(region_name)

    def _source_in(self, region_name: str) -> ClientSource:
        if self._source is None:
            msg = (
                f"no client of {region_name} can be created, since a boto3 client was passed in and "
                f"botocore does not reveal its session; create the typed client with "
                f"session=boto3.Session(...) instead"
            )
            raise AppStreamError(msg)
        return self._source.in_region(region_name)

    def require_open(self, *, is_closed: bool = False) -> None:
        """Raise ``AppStreamError`` if the connection, or the calling client, is closed."""
        if self.is_closed or is_closed:
            msg = "the client is closed; create another one"
            raise AppStreamError(msg)
        if self._process != os.getpid():
            self._leave_parent()

    def close(self) -> None:
        """Close the connection for all its typed clients. A client that was passed in stays open."""
        if self.threads is not None:
            self.threads.shut_down()
        if self.is_owned and not self.is_closed:
            self.client.close()
        self.is_closed = True
        for connection in list(self._regional.values()):
            connection.close()

    def _leave_parent(self) -> None:
        """Replace connections and locks after a fork.

        A child process that uses its parent's connections would read its parent's responses. A lock
        that another thread held at the fork is never released in the child. This method waits for
        no lock, and two threads may call it at the same time.
        """
        self.quota = RetryQuota(RETRY_TOKENS)
        self._regional_lock = Lock()
        if self._source is not None:
            fresh = cast("Any", self._source.create()[0])
            # The boto3 client is kept, since the application may have registered handlers on it.
            cast("Any", self.client)._endpoint.http_session = fresh._endpoint.http_session  # noqa: SLF001 - see private_api
        self._process = os.getpid()
