"""The interface of the simulation, which ``LocalAppStream`` and the controls use.

``simulation.py`` implements this interface. A type checker that reads ``LocalAppStream`` therefore
does not read the handlers, the protocols and the HTTP server.
"""

from __future__ import annotations

from collections import deque
from contextlib import AbstractContextManager
from typing import Protocol

from appstream_typed.local.settings import Settings
from appstream_typed.local.snapshots import Snapshot
from appstream_typed.local.state.accounts import Accounts
from appstream_typed.local.wire.fault_book import FaultBook
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.request_log import RequestLog
from appstream_typed.local.wire.scope import Scope


class Engine(Protocol):
    """A simulated AppStream and its HTTP server."""

    settings: Settings
    accounts: Accounts
    faults: FaultBook
    log: RequestLog
    """The answered requests."""
    defects: deque[Exception]
    """The unexpected exceptions inside the server."""

    def start(self, host: str, port: int) -> None:
        """Open the state file if there is one, and start the server in a thread."""
        ...

    def stop(self) -> None:
        """Stop the server if it is running, and close the state file."""
        ...

    @property
    def port(self) -> int | None:
        """The TCP port; ``None`` if the server is not running."""
        ...

    def call(self, operation: str, parameters: Body, scope: Scope) -> Body:
        """Carry out an operation.

        Raises:
            ServiceError: The operation fails with this error.
        """
        ...

    def tidy(self, scope: Scope) -> None:
        """Update the sessions of an account to the current time, in steps.

        Other requests can run between two steps.
        """
        ...

    def changing(self) -> AbstractContextManager[None]:
        """Hold the lock of all accounts. At the end, write the changes to the state file.

        Raises:
            StateFileError: The state file cannot be written.
        """
        ...

    def reset(self) -> None:
        """Delete all resources, faults, logged requests and defects."""
        ...

    def snapshot(self) -> Snapshot:
        """Return a copy of the resources of all accounts."""
        ...

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a snapshot."""
        ...
