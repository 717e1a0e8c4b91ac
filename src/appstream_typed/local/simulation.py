"""The simulation behind a ``LocalAppStream``: its handlers, HTTP server and state file."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Thread

from appstream_typed.local.clock import ManualClock
from appstream_typed.local.controls import Controls
from appstream_typed.local.http_controls.answers import HttpControls
from appstream_typed.local.http_controls.reach import Reach
from appstream_typed.local.resources.dispatch import Dispatcher
from appstream_typed.local.seeding.planting import ANY_ACCOUNT
from appstream_typed.local.settings import Settings
from appstream_typed.local.snapshots import Snapshot
from appstream_typed.local.state.accounts import Accounts, AccountState
from appstream_typed.local.state.copies import copy_states, read_copy
from appstream_typed.local.wire.fault_book import FaultBook
from appstream_typed.local.wire.front_end import FrontEnd
from appstream_typed.local.wire.http_server import HttpServer
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.request_log import RequestLog
from appstream_typed.local.wire.scope import Scope


class Simulation:
    """The implementation of ``Engine``.

    Args:
        settings: The settings. HTTP controls can change them.
        home: The default account and region.
        state: The path of the state file, if there is one.
        seed: The resources of the default account in every region.

    Raises:
        ValueError: The seed is invalid; the message names the invalid entry.
        StateFileError: The state file cannot be used; the message contains the reason.
    """

    def __init__(
        self,
        settings: Settings,
        home: Scope,
        state: str | Path | None,
        seed: Mapping[str, object] | None,
    ) -> None:
        self.settings: Settings = settings
        self.dispatcher: Dispatcher = Dispatcher(settings)
        self.front_end: FrontEnd = FrontEnd(
            settings, self.dispatcher.call, self.dispatcher.accounts.hint
        )
        self.server: HttpServer | None = None
        self.accounts: Accounts = self.dispatcher.accounts
        self.faults: FaultBook = self.front_end.faults
        self.log: RequestLog = self.front_end.log
        self.defects: deque[Exception] = self.front_end.defects
        self._home = Controls(self, home)
        self._http_controls = HttpControls(Reach(self, self._home))
        self._state = state
        self._thread: Thread | None = None
        if state is not None:
            self.dispatcher.journal.open(state)
        if seed is not None:
            self._plant_everywhere(seed)

    def _plant_everywhere(self, seed: Mapping[str, object]) -> None:
        """Create the seed's resources in the default account.

        They are created now in the default region, and in any other region at its first use.
        """
        home = self._home
        seed = {"origin": {"AccountId": ANY_ACCOUNT, "RegionName": home.region_name}, **seed}

        def prepare(state: AccountState) -> None:
            if state.account_id == home.account_id:
                home.scope(region_name=state.region).seed(seed)

        self.accounts.prepare = prepare
        try:
            with self.changing():
                self.accounts.get(Scope(home.account_id, home.region_name))
        except BaseException:
            self.dispatcher.journal.close()
            raise

    def start(self, host: str, port: int) -> None:
        """Open the state file if there is one, and start the server in a thread."""
        journal = self.dispatcher.journal
        if self._state is not None and not journal.is_open:
            journal.open(self._state)
        try:
            self.server = HttpServer(host, port, self.front_end, self._http_controls)
        except BaseException:
            journal.close()
            raise
        self._thread = Thread(
            target=self.server.serve_forever, args=(0.05,), name="local-appstream", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop the server if it is running, and close the state file."""
        if self.server is not None and self._thread is not None:
            self.server.stop()
            self._thread.join()
            self.server = self._thread = None
        self.dispatcher.journal.close()

    @property
    def port(self) -> int | None:
        """The TCP port; ``None`` if the server is not running."""
        return None if self.server is None else self.server.server_port

    def call(self, operation: str, parameters: Body, scope: Scope) -> Body:
        """Carry out an operation."""
        return self.dispatcher.call(operation, parameters, scope)

    def tidy(self, scope: Scope) -> None:
        """Update the sessions of an account to the current time."""
        self.dispatcher.tidy(scope)

    def changing(self) -> AbstractContextManager[None]:
        """Hold the lock of all accounts. At the end, write the changes to the state file."""
        return self.dispatcher.journal.changing()

    def reset(self) -> None:
        """Delete all resources, faults, logged requests and defects."""
        with self.changing():
            self.accounts.replace({})
        self.faults.clear()
        self.log.clear()
        self.defects.clear()

    def snapshot(self) -> Snapshot:
        """Return a copy of the resources of all accounts."""
        with self.accounts.lock:
            return Snapshot(copy_states(self.accounts), self.settings.clock.now())

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a snapshot."""
        clock = self.settings.clock
        with self.changing():
            if isinstance(clock, ManualClock):
                clock.set_time(snapshot.time)
            self.accounts.replace(read_copy(snapshot.states, self.accounts))
