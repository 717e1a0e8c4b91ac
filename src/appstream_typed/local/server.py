"""``LocalAppStream``, which starts, stops and controls the server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from appstream_typed.local.clock import C_co, RealClock
from appstream_typed.local.controls import Controls
from appstream_typed.local.engine import Engine
from appstream_typed.local.faults import Fault
from appstream_typed.local.quotas import Quotas
from appstream_typed.local.settings import DEFAULT_ACCOUNT, DEFAULT_REGION, Settings, Timings
from appstream_typed.local.snapshots import Snapshot
from appstream_typed.local.wire.http_rules import is_loopback
from appstream_typed.local.wire.request_log import LoggedRequest
from appstream_typed.local.wire.scope import Scope

if TYPE_CHECKING:
    from botocore.config import Config

    from appstream_typed._transport.boto3_types import Boto3Client
    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.local.clock import Clock

_L = TypeVar("_L", bound="LocalAppStream[Clock]")
_C = TypeVar("_C", "AppStreamClient", "AsyncAppStreamClient")
_log = logging.getLogger("appstream_typed.local")


class LocalAppStream(Controls, Generic[C_co]):
    """An AppStream on this machine, for tests and experiments.

    It implements AppStream's protocols over HTTP. Resources are kept in memory, or also in a state
    file if there is one. The signature of a request selects the account and region. Any credentials
    are accepted. An access key of 12 digits selects the account with that id. Any other key selects
    the default account.

    ::

        with LocalAppStream() as local:
            client = local.client()
            client.create_stack(name="office")

    Args:
        host: The address to listen on. An address other than loopback exposes the server to the
            network.
        port: The TCP port; 0 selects a free one.
        clock: The source of time: ``RealClock``, ``AcceleratedClock`` or ``ManualClock``.
        timings: Durations of state changes, in seconds of ``clock``.
        latency: Real seconds to sleep before each response.
        max_page_size: The maximum number of items on a page. It overrides larger sizes in requests.
        requests_per_second: Requests beyond this rate fail with ``ThrottlingException``; no limit
            if not given.
        quotas: The quotas of an account in a region; no limits if not given.
        seed: The resources of the default account in every region; see the method ``seed``.
        account_id: The default account, which access keys that are not account ids select.
        region_name: The region of ``client`` and of this object's controls.
        account_per_key: Whether each access key that is not an account id selects its own account.
        allow_hosts: Further names that requests may have in ``Host``, such as that of a container.
            Loopback names and ``host`` are always allowed. Other names are refused, because the
            domain name of a malicious web page may resolve to this machine.
        request_log_bytes: The approximate maximum size of ``requests`` in bytes; 0 keeps no
            requests.
        state: The path of a file that stores all resources; created if it does not exist. Changes are
            written before the response. The next local AppStream with the file continues from it.

    Raises:
        ValueError: The seed is invalid; the message names the invalid entry.
        StateFileError: The state file cannot be used; the message contains the reason.

    See https://docs.aws.amazon.com/appstream2/latest/APIReference/Welcome.html
    """

    __module__ = "appstream_typed.local"

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: C_co | None = None,
        timings: Timings | None = None,
        latency: float = 0.0,
        max_page_size: int | None = None,
        requests_per_second: float | None = None,
        quotas: Quotas | None = None,
        seed: Mapping[str, object] | None = None,
        account_id: str = DEFAULT_ACCOUNT,
        region_name: str = DEFAULT_REGION,
        account_per_key: bool = False,
        allow_hosts: Iterable[str] = (),
        request_log_bytes: int = 64 << 20,
        state: str | Path | None = None,
    ) -> None:
        self.settings: Settings = Settings(
            clock=clock or RealClock(),
            timings=timings or Timings(),
            latency=latency,
            max_page_size=max_page_size,
            requests_per_second=requests_per_second,
            quotas=quotas,
            account_id=account_id,
            account_per_key=account_per_key,
            allow_hosts=frozenset(allow_hosts),
            request_log_bytes=request_log_bytes,
        )
        self._host = host
        self._port = port
        home = Scope(account_id, region_name)
        super().__init__(_simulate(self.settings, home, state, seed), home)

    # --- running -------------------------------------------------------------------------------

    def start(self) -> None:
        """Start listening.

        Raises:
            OSError: The address or port is not available.
            RuntimeError: The server is already running.
            StateFileError: The state file cannot be opened again after ``stop``.
        """
        if self._engine.port is not None:
            msg = "this local AppStream is already running"
            raise RuntimeError(msg)
        if not is_loopback(self._host):
            _log.warning(
                "listening on %s: anyone who can reach this address can use the server", self._host
            )
        self._engine.start(self._host, self._port)

    def stop(self) -> None:
        """Stop listening, and close the state file. Responses in progress are sent.

        This has no effect if the server is not running.
        """
        self._engine.stop()

    def __enter__(self: _L) -> _L:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def clock(self) -> C_co:
        """The clock that was passed in."""
        return cast("C_co", self.settings.clock)

    @property
    def port(self) -> int:
        """The TCP port that the server listens on.

        Raises:
            RuntimeError: The server is not running.
        """
        port = self._engine.port
        if port is None:
            msg = "this local AppStream is not running; use it in a with block, or call start()"
            raise RuntimeError(msg)
        return port

    @property
    def endpoint_url(self) -> str:
        """The URL for ``endpoint_url=`` of any client.

        Raises:
            RuntimeError: The server is not running.
        """
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    def __repr__(self) -> str:
        where = "stopped" if self._engine.port is None else self.endpoint_url
        return f"LocalAppStream({where})"

    # --- clients -------------------------------------------------------------------------------

    def client(
        self,
        *,
        account_id: str | None = None,
        region_name: str | None = None,
        config: Config | None = None,
    ) -> AppStreamClient:
        """Return a typed client of this local AppStream.

        The machine's AWS credentials are not used.

        Its waiters use the clock of the local AppStream for sleeps and timeouts. A ``ManualClock``
        is advanced instead of sleeping, and an ``AcceleratedClock`` shortens the sleep.

        Args:
            account_id: The account; the default account if not given.
            region_name: The region; the default region if not given.
            config: Configuration of the boto3 client.
        """
        from appstream_typed.client import AppStreamClient

        return self._connect(AppStreamClient, account_id, region_name, config)

    def async_client(
        self,
        *,
        account_id: str | None = None,
        region_name: str | None = None,
        config: Config | None = None,
    ) -> AsyncAppStreamClient:
        """Return a typed client for asyncio. It can be created before an event loop runs.

        ::

            async with local.async_client() as client:
                await client.create_stack(name="office")

        Its waiters use the clock of the local AppStream, as those of ``client()`` do. The machine's
        AWS credentials are not used.

        Args:
            account_id: The account; the default account if not given.
            region_name: The region; the default region if not given.
            config: Configuration of the boto3 client.
        """
        from appstream_typed.async_client import AsyncAppStreamClient

        return self._connect(AsyncAppStreamClient, account_id, region_name, config)

    def boto3_client(
        self,
        *,
        account_id: str | None = None,
        region_name: str | None = None,
        config: Config | None = None,
    ) -> Boto3Client:
        """Return a plain boto3 client of this local AppStream."""
        return self.client(account_id=account_id, region_name=region_name, config=config).boto3

    def _connect(
        self,
        create: Callable[..., _C],
        account_id: str | None,
        region_name: str | None,
        config: Config | None,
    ) -> _C:
        from appstream_typed.local.connecting import connect

        scope = Scope(account_id or self._scope.account_id, region_name or self._scope.region)
        return connect(create, self.endpoint_url, scope, self.clock, config)

    # --- reset and snapshots -------------------------------------------------------------------

    def reset(self) -> None:
        """Delete the resources of all accounts, the injected faults and the request log.

        The resources of ``seed=`` are created again at the first use of each region. The clock is
        unchanged.
        """
        self._engine.reset()

    def snapshot(self) -> Snapshot:
        """Return a copy of the resources of all accounts in all regions, for ``restore``.

        ::

            before = local.snapshot()
            ...
            local.restore(before)
        """
        return self._engine.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a snapshot. A snapshot can be restored any number of times.

        A ``ManualClock`` returns to the time of the snapshot. Other clocks are unchanged, and state
        changes that were in progress end at their original time.
        """
        self._engine.restore(snapshot)

    # --- faults and log ------------------------------------------------------------------------

    def add_fault(
        self,
        fault: Fault,
        operation: str | None = None,
        *,
        times: int | None = 1,
        skip: int = 0,
        every: int = 1,
    ) -> None:
        """Inject a fault. The functions of ``appstream_typed.local.faults`` create faults.

        Args:
            fault: The fault.
            operation: The operation that fails, under AWS's name; any operation if not given.
            times: The number of requests that fail; ``None`` for all further requests.
            skip: The number of requests that succeed first.
            every: The interval of failures after the skipped requests: 1 for every request, 20 for
                one in twenty.

        Raises:
            TypeError: ``fault`` is not a ``Fault``, for example ``faults.throttling`` without ``()``.
            ValueError: There is no such operation, ``times`` or ``every`` is less than 1, or ``skip``
                is negative.
        """
        self._engine.faults.add(fault, operation, times=times, skip=skip, every=every)

    def clear_faults(self) -> None:
        """Remove all injected faults."""
        self._engine.faults.clear()

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The answered requests, newest last. ``request_log_bytes`` limits how many are kept.

        Members that AWS's model marks as sensitive, such as user names, are not kept.
        """
        return tuple(self._engine.log)

    @property
    def defects(self) -> tuple[Exception, ...]:
        """The unexpected exceptions inside the server. Clients received ``InternalFailure``.

        Clients retry this error, and the retry may succeed. The fixture ``local_appstream`` fails a
        test in which one occurred.
        """
        return tuple(self._engine.defects)

    def clear_requests(self) -> None:
        """Empty ``requests``."""
        self._engine.log.clear()


def _simulate(
    settings: Settings,
    home: Scope,
    state: str | Path | None,
    seed: Mapping[str, object] | None,
) -> Engine:
    from appstream_typed.local.simulation import Simulation

    return Simulation(settings, home, state, seed)
