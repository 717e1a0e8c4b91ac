"""A boto3 client, and what its typed clients share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from botocore.retries.quota import RetryQuota

from appstream_typed._transport.body_reader import install
from appstream_typed._transport.listeners import Listeners
from appstream_typed.errors.base import AppStreamError

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from appstream_typed._transport.threads import Threads

RETRY_TOKENS = 500


class Connection:
    """A boto3 client, and what the typed clients on it share.

    Args:
        client: The boto3 client.
        create: Creates another one like it; ``None`` if the client was passed in, and is its owner's to
            close.
    """

    def __init__(self, client: BaseClient, create: Callable[[], BaseClient] | None) -> None:
        install(client)
        self.client = client
        self.listeners = Listeners(client)
        self.is_owned = create is not None
        self.is_closed = False
        self.quota = RetryQuota(RETRY_TOKENS)
        self.threads: Threads | None = None
        """The threads of asynchronous clients."""
        self._create = create
        self._process = os.getpid()

    def require_open(self, *, is_closed: bool = False) -> None:
        """Raise ``AppStreamError`` if the connection, or the calling client, is closed."""
        if self.is_closed or is_closed:
            msg = "the client is closed; create another one"
            raise AppStreamError(msg)
        if self._process != os.getpid():
            self._leave_parent()

    def close(self) -> None:
        """End it for all clients on it. A client that was passed in stays open."""
        if self.threads is not None:
            self.threads.shut_down()
        if self.is_owned and not self.is_closed:
            self.client.close()
        self.is_closed = True

    def _leave_parent(self) -> None:
        """After a fork: use new connections and locks.

        A child that sends on its parent's connections would read its parent's responses, and a lock
        that another thread held at the fork is never released in the child. Nothing here waits for a
        lock, and two threads that come here at the same time do no harm.
        """
        self.quota = RetryQuota(RETRY_TOKENS)
        if self._create is not None:
            fresh = cast("Any", self._create())
            # The client itself stays, because others may have registered handlers on it.
            cast("Any", self.client)._endpoint.http_session = fresh._endpoint.http_session  # noqa: SLF001 - see private_api
        self._process = os.getpid()
