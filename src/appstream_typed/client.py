"""``AppStreamClient``, the typed client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from appstream_typed.operations import AllOperations

if TYPE_CHECKING:
    from boto3.session import Session as Boto3Session
    from botocore.client import BaseClient
    from botocore.config import Config

    from appstream_typed.metadata import ResponseMetadata

_C = TypeVar("_C", bound="AppStreamClient")


class AppStreamClient(AllOperations):
    """A typed client of Amazon AppStream 2.0 over boto3.

    It has one method per operation of AppStream, under boto3's name, with typed keywords and typed
    results; paged operations give a ``Pager``. It may be shared between threads, as boto3's clients may.
    As a context manager it closes its connections at the end, unless the client was handed in.

    Args:
        client: A boto3 client of AppStream to send requests with. Without it, one is made from the
            other arguments, and from boto3's usual sources where those are not given.
        session: The ``boto3.Session`` that makes the client; boto3's default session if not given.
        region_name: AWS region, such as ``eu-west-1``.
        api_version: API version of botocore's model; the newest if not given.
        use_ssl: Whether to use TLS with endpoints that AWS resolves.
        verify: Whether to verify TLS certificates, or the path of a CA bundle.
        endpoint_url: The URL to send to in place of AWS's, such as that of a local AppStream.
        aws_access_key_id: Access key in place of those that boto3 finds.
        aws_secret_access_key: Secret key that belongs to ``aws_access_key_id``.
        aws_session_token: Session token of temporary credentials.
        config: A ``botocore.config.Config``: timeouts, retries, proxies, connection pool.
        aws_account_id: Account of the credentials, for endpoints that depend on it.
        on_response: Called with the ``ResponseMetadata`` of every answer, errors included, in the
            thread that made the call. What it raises is logged and otherwise ignored.

    Raises:
        TypeError: ``client`` is not an AppStream client, or another argument was given beside it.
        botocore.exceptions.BotoCoreError: boto3 cannot make the client, such as ``NoRegionError``.

    See https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    """

    def __init__(
        self,
        client: BaseClient | None = None,
        *,
        session: Boto3Session | None = None,
        region_name: str | None = None,
        api_version: str | None = None,
        use_ssl: bool | None = None,
        verify: bool | str | None = None,
        endpoint_url: str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        config: Config | None = None,
        aws_account_id: str | None = None,
        on_response: Callable[[ResponseMetadata], None] | None = None,
    ) -> None:
        options = {
            "region_name": region_name,
            "api_version": api_version,
            "use_ssl": use_ssl,
            "verify": verify,
            "endpoint_url": endpoint_url,
            "aws_access_key_id": aws_access_key_id,
            "aws_secret_access_key": aws_secret_access_key,
            "aws_session_token": aws_session_token,
            "config": config,
            "aws_account_id": aws_account_id,
        }
        given = {name: value for name, value in options.items() if value is not None}
        self._owned = client is None
        if client is None:
            client = _make_client(session, given)
        elif session is not None or given:
            extra = ", ".join([*(["session"] if session is not None else []), *given])
            msg = f"a client was given, so these have no effect: {extra}"
            raise TypeError(msg)
        _require_appstream(client)
        super().__init__(client, on_response)

    @property
    def boto3(self) -> BaseClient:
        """The boto3 client that sends the requests."""
        return self._boto3

    def close(self) -> None:
        """Close the connections. A client that was handed in is left to its owner."""
        if self._owned:
            self._boto3.close()

    def __enter__(self: _C) -> _C:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        meta = self._boto3.meta
        return f"{type(self).__name__}(region={meta.region_name!r}, endpoint={_shown(meta.endpoint_url)!r})"


class _MakesClients(Protocol):
    """``boto3`` or a session of it, less the overloads: our own signature has the options."""

    def client(self, service_name: str, **options: object) -> BaseClient: ...


def _make_client(session: Boto3Session | None, options: Mapping[str, object]) -> BaseClient:
    import boto3

    maker = cast("_MakesClients", boto3 if session is None else session)
    return maker.client("appstream", **options)


def _require_appstream(client: BaseClient) -> None:
    meta = getattr(client, "meta", None)
    service = getattr(getattr(meta, "service_model", None), "service_name", None)
    if service != "appstream":
        what = f"a client of {service!r}" if service else type(client).__name__
        msg = f"client takes boto3.client('appstream'), got {what}"
        raise TypeError(msg)


def _shown(url: str) -> str:
    """An endpoint without the user name and password that a URL may carry."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
