"""Makes the boto3 client under a typed one, or checks the one handed in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast
from weakref import WeakSet

from appstream_typed._transport.response_bodies import install
from appstream_typed._transport.attempts import CallOptions
from appstream_typed.retries import RetryPolicy

if TYPE_CHECKING:
    from boto3.session import Session as Boto3Session
    from botocore.client import BaseClient


_owned: WeakSet[BaseClient] = WeakSet()
"""The clients that were made here."""


def _leave_connections() -> None:
    """After a fork: the child makes connections of its own, or it would read its parent's answers."""
    for client in list(_owned):
        client.close()  # it opens new ones at its next call


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_leave_connections)


class Connection(NamedTuple):
    """A boto3 client, and what we may do with it."""

    client: BaseClient
    owned: bool
    """Whether it was made by us, and is ours to close."""
    options: CallOptions


def connect(
    client: BaseClient | None,
    session: Boto3Session | None,
    options: Mapping[str, object],
    retries: RetryPolicy | None,
    timeout: float | None,
) -> Connection:
    """Make a boto3 client, or take the one handed in.

    Args:
        client: The one handed in.
        session: The session to make one with.
        options: Options of ``boto3.client``; those that are ``None`` were not given.
        retries: The policy of the typed client.
        timeout: Its timeout.

    Raises:
        TypeError: ``client`` is not an AppStream client, or another argument was given beside it.
        botocore.exceptions.BotoCoreError: boto3 cannot make the client.
    """
    if timeout is not None and not timeout > 0:
        msg = f"timeout must be more than 0 seconds, got {timeout!r}"
        raise ValueError(msg)
    given = {name: value for name, value in options.items() if value is not None}
    owned = client is None
    botocore_retries = True
    if client is None:
        client, botocore_retries = _make_client(session, given)
    elif session is not None or given:
        extra = ", ".join([*(["session"] if session is not None else []), *given])
        msg = f"a client was given, so these have no effect: {extra}"
        raise TypeError(msg)
    _require_appstream(client)
    install(client)
    if owned:
        _owned.add(client)
    call_options = CallOptions(
        retries=retries or RetryPolicy(), timeout=timeout, botocore_retries=botocore_retries
    )
    return Connection(client, owned, call_options)


def shown_url(url: str) -> str:
    """An endpoint without the user name and password that a URL may carry."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


class _Boto3Session(Protocol):
    """A session of boto3, less the overloads: our own signature has the options."""

    def client(self, service_name: str, **options: object) -> BaseClient: ...


class _BotocoreSession(Protocol):
    """The same of botocore."""

    def create_client(self, service_name: str, **options: object) -> BaseClient: ...


def _make_client(
    session: Boto3Session | None, options: Mapping[str, object]
) -> tuple[BaseClient, bool]:
    """A new client, and whether it retries by itself: only if its config says how."""
    from botocore.config import Config

    config = cast("Config", options.get("config") or Config())
    botocore_retries = getattr(config, "retries", None) is not None
    if not botocore_retries:
        config = config.merge(Config(retries={"total_max_attempts": 1, "mode": "standard"}))
    options = {**options, "config": config}
    session = session or _default_boto3_session()
    if session is not None:
        return cast("_Boto3Session", session).client("appstream", **options), botocore_retries
    # boto3 would do the same, after loading what Amazon S3 needs.
    import botocore.session

    from appstream_typed._transport.model_loader import AppStreamLoader

    core = botocore.session.get_session()
    paths = core.get_component("data_loader").search_paths
    core.register_component("data_loader", AppStreamLoader(paths))
    return cast("_BotocoreSession", core).create_client("appstream", **options), botocore_retries


def _default_boto3_session() -> Boto3Session | None:
    """boto3's default session, if the application has loaded boto3 and made one."""
    return getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)


def _require_appstream(client: BaseClient) -> None:
    meta = getattr(client, "meta", None)
    service = getattr(getattr(meta, "service_model", None), "service_name", None)
    if service != "appstream":
        what = f"a client of {service!r}" if service else type(client).__name__
        msg = f"client takes boto3.client('appstream'), got {what}"
        raise TypeError(msg)
