"""Create the boto3 client of a typed client, as boto3 does in every environment."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from appstream_typed._support.garbage import PausedCollection
from appstream_typed._version import __version__

if TYPE_CHECKING:
    from boto3.session import Session as Boto3Session
    from botocore.client import BaseClient

DEFAULT_ATTEMPTS = {"legacy": 5, "standard": 3, "adaptive": 3}
"""How often botocore sends a request at most in each of its retry modes."""

_RETRY_HANDLER = "retry-config-appstream"
"""botocore's id of the handler that retries, see ``_support/private_api.py``."""


class _CreatesClients(Protocol):
    """``boto3``, or a session of it, without the overloads: our own signature has the options."""

    def client(self, service_name: str, **options: object) -> BaseClient: ...


class RetryConfiguration(NamedTuple):
    """AWS's configuration of retries, as botocore resolved it."""

    mode: str
    max_attempts: int
    """How often a request may be sent."""


def create_client(session: Boto3Session | None, options: Mapping[str, object]) -> BaseClient:
    """Create the client that ``boto3.client("appstream", **options)`` would create.

    It names this package in its User-Agent, and leaves retries to the typed client.

    Args:
        session: The session that creates the client; boto3's default session if not given.
        options: The options of ``boto3.client``.

    Raises:
        botocore.exceptions.BotoCoreError: botocore cannot create the client.
    """
    client = _create(session, options)
    events = client.meta.events
    events.register_first(
        "before-send.appstream", _name_this_package, unique_id="appstream-typed-agent"
    )
    events.unregister("needs-retry.appstream", unique_id=_RETRY_HANDLER)
    return client


def retry_configuration(client: BaseClient) -> RetryConfiguration:
    """Return AWS's configuration of the client's retries."""
    # botocore sets the options of Config at run time, where type checkers do not see them.
    retries = cast("Mapping[str, str | int]", cast("Any", client.meta.config).retries or {})
    mode = str(retries.get("mode", "standard"))
    attempts = int(retries.get("total_max_attempts", 0)) or DEFAULT_ATTEMPTS.get(mode, 1)
    return RetryConfiguration(mode, max(attempts, 1))


def require_appstream(client: object) -> None:
    """Raise ``TypeError`` if it is not a client of AppStream."""
    meta = getattr(client, "meta", None)
    service = getattr(getattr(meta, "service_model", None), "service_name", None)
    if service != "appstream":
        what = f"a client of {service!r}" if service else type(client).__name__
        msg = f"client takes boto3.client('appstream'), got {what}"
        raise TypeError(msg)


def _create(session: Boto3Session | None, options: Mapping[str, object]) -> BaseClient:
    if session is not None:
        return cast("_CreatesClients", session).client("appstream", **options)
    if "boto3" in sys.modules:  # the application may have configured its default session
        import boto3

        return cast("_CreatesClients", boto3).client("appstream", **options)
    # Importing boto3 loads what Amazon S3 needs; its default session adds nothing for AppStream.
    from botocore.session import get_session

    from appstream_typed._transport.model_loader import AppStreamLoader

    core = get_session()
    paths = core.get_component("data_loader").search_paths
    core.register_component("data_loader", AppStreamLoader(paths))
    with PausedCollection():
        return core.create_client("appstream", **cast("dict[str, Any]", options))


def _name_this_package(request: Any, **_: object) -> None:
    """Complete the User-Agent, which is not signed and which botocore writes late."""
    agent = request.headers.get("User-Agent", "")
    text = agent.decode() if isinstance(agent, bytes) else str(agent)
    request.headers["User-Agent"] = f"{text} appstream-typed/{__version__}".strip()
