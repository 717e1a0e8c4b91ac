"""Creates the boto3 client behind a typed client, with the settings that boto3 would find."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from appstream_typed._support.garbage import PausedCollection
from appstream_typed._version import __version__

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.config import Config
    from botocore.session import Session as BotocoreSession

    from appstream_typed._transport.boto3_types import Boto3Session, CreatesClients, ListsRegions

CONNECT_TIMEOUT = 5.0
"""The connect timeout, in seconds, of a sweep's requests to other regions."""

DEFAULT_ATTEMPTS = {"legacy": 5, "standard": 3, "adaptive": 3}
"""botocore's default maximum number of attempts in each retry mode."""

_RETRY_HANDLER = "retry-config-appstream"
"""botocore's id of the retry handler; see ``_support/private_api.py``."""


class ClientSource:
    """Creates boto3 clients that differ only in their region.

    Args:
        session: The session that creates the clients. ``None`` for boto3's default session, or for a
            new botocore session if the program has not imported boto3.
        options: The options of ``boto3.client``.
    """

    __slots__ = ("options", "session")

    def __init__(
        self, session: Boto3Session | BotocoreSession | None, options: Mapping[str, object]
    ) -> None:
        self.session = session
        self.options = options

    def create(self) -> tuple[BaseClient, ClientSource]:
        """Create the client that ``boto3.client("appstream", **options)`` would create.

        Its User-Agent names this package. It does not retry, since the typed client does.

        Returns:
            The client, and the source of further clients of the same session, even if the
            application replaces its default session later.

        Raises:
            botocore.exceptions.BotoCoreError: botocore cannot create the client.
        """
        with PausedCollection():
            client, session = _create(self.session, self.options)
        events = client.meta.events
        events.register_first(
            "before-send.appstream", _name_this_package, unique_id="appstream-typed-agent"
        )
        events.unregister("needs-retry.appstream", unique_id=_RETRY_HANDLER)
        return client, ClientSource(session, self.options)

    def in_region(self, region_name: str) -> ClientSource:
        """Return the source of clients of another region."""
        return self._with(region_name=region_name)

    def with_connect_timeout(self, seconds: float) -> ClientSource:
        """Return the source of clients with another connect timeout."""
        from botocore.config import Config

        timed = cast("Any", Config)(connect_timeout=seconds)
        config = cast("Config | None", self.options.get("config"))
        return self._with(config=config.merge(timed) if config else timed)

    def _with(self, **options: object) -> ClientSource:
        return ClientSource(self.session, {**self.options, **options})


def available_regions(source: ClientSource | None, client: BaseClient) -> tuple[str, ...]:
    """Return the regions of the client's partition in which botocore lists AppStream."""
    session = source.session if source is not None else None
    if session is None:
        from botocore.session import get_session

        session = get_session()
    partition = client.meta.partition
    return tuple(cast("ListsRegions", session).get_available_regions("appstream", partition))


def has_default_connect_timeout(client: BaseClient) -> bool:
    """Return whether the connect timeout is botocore's default."""
    from botocore.endpoint import DEFAULT_TIMEOUT

    return bool(cast("Any", client.meta.config).connect_timeout == DEFAULT_TIMEOUT)


def configured_attempts(client: BaseClient) -> int:
    """Return the maximum number of attempts in AWS's configuration, as resolved by botocore."""
    # botocore sets the options of Config at run time, so type checkers cannot see them.
    retries = cast("Mapping[str, str | int]", cast("Any", client.meta.config).retries or {})
    mode = str(retries.get("mode", "standard"))
    attempts = int(retries.get("total_max_attempts", 0)) or DEFAULT_ATTEMPTS.get(mode, 1)
    return max(attempts, 1)


def require_appstream(client: object) -> None:
    """Raise ``TypeError`` if an object is not a boto3 client of AppStream."""
    meta = getattr(client, "meta", None)
    service = getattr(getattr(meta, "service_model", None), "service_name", None)
    if service != "appstream":
        what = f"a client of {service!r}" if service else type(client).__name__
        msg = f"client takes boto3.client('appstream'), got {what}"
        raise TypeError(msg)


def _create(
    session: Boto3Session | BotocoreSession | None, options: Mapping[str, object]
) -> tuple[BaseClient, Boto3Session | BotocoreSession | None]:
    """Create a client. Return it and its session."""
    if session is not None and callable(getattr(session, "client", None)):
        return cast("CreatesClients", session).client("appstream", **options), session
    if session is None and "boto3" in sys.modules:
        import boto3  # the application may have configured the default session

        client = cast("CreatesClients", boto3).client("appstream", **options)
        return client, boto3.DEFAULT_SESSION
    core = cast("BotocoreSession", session) if session is not None else _botocore_session()
    return core.create_client("appstream", **cast("dict[str, Any]", options)), core


def _botocore_session() -> BotocoreSession:
    # Importing boto3 also loads modules for Amazon S3, and its default session adds nothing for
    # AppStream.
    from botocore.session import get_session

    from appstream_typed._transport.model_loader import AppStreamLoader

    core = get_session()
    paths = core.get_component("data_loader").search_paths
    core.register_component("data_loader", AppStreamLoader(paths))
    return core


def _name_this_package(request: Any, **_: object) -> None:
    """Add this package to the User-Agent header, which botocore writes late and does not sign."""
    agent = request.headers.get("User-Agent", "")
    text = agent.decode() if isinstance(agent, bytes) else str(agent)
    request.headers["User-Agent"] = f"{text} appstream-typed/{__version__}".strip()
