"""The part that the synchronous and the asynchronous client have in common; it sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from attrs import evolve
from botocore import xform_name

from appstream_typed._conversion.requests import encode_request
from appstream_typed._support.suggestions import with_suggestions
from appstream_typed._transport.attempts import Attempts, Call, CallOptions
from appstream_typed._transport.boto3_client import (
    create_client,
    require_appstream,
    retry_configuration,
)
from appstream_typed._transport.client_options import (
    boto3_options,
    check_callback,
    check_retries,
    check_session,
    require_no_options,
)
from appstream_typed._transport.connection import Connection
from appstream_typed._transport.recorder import Recorder
from appstream_typed._transport.unchanged import UNCHANGED, Unchanged
from appstream_typed.errors.base import AppStreamError
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.retries import RetryPolicy

if TYPE_CHECKING:
    from boto3.session import Session as Boto3Session
    from botocore.client import BaseClient
    from botocore.config import Config
    from botocore.model import Shape

    from appstream_typed._transport.pace import Pace

_P = ParamSpec("_P")
_R = TypeVar("_R")
_B = TypeVar("_B", bound="ClientBase")


_INSTEAD = {
    "region": "use region_name",
    "profile_name": "use session=boto3.Session(profile_name=...)",
    "profile": "use session=boto3.Session(profile_name=...)",
    "timeout": "use connect_timeout and read_timeout, or retries=RetryPolicy(deadline=...)",
    "connect_timeout": "it needs new connections: pass it to the client that you create",
    "read_timeout": "it needs new connections: pass it to the client that you create",
}
"""Keywords that callers expect, and what to use instead."""


def _explained(function: Callable[_P, _R]) -> Callable[_P, _R]:
    return with_suggestions(function, instead=_INSTEAD)


class ClientBase:
    """The part that ``AppStreamClient`` and ``AsyncAppStreamClient`` have in common."""

    @_explained
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
        connect_timeout: float | None = None,
        read_timeout: float | None = None,
        on_response: Callable[[ResponseMetadata], object] | None = None,
        retries: RetryPolicy | None = None,
    ) -> None:
        check_session(session)
        check_callback("on_response", on_response)
        options = boto3_options(
            {
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
            },
            {"connect_timeout": connect_timeout, "read_timeout": read_timeout},
        )
        create = None
        if client is None:
            create = partial(create_client, session, options)
            client = create()
        else:
            require_no_options(session, options)
        require_appstream(client)
        call_options = CallOptions(
            retries=_policy(retries),
            configured_attempts=retry_configuration(client).max_attempts,
            botocore_retries=create is None,
        )
        self._assemble(Connection(client, create), call_options, Recorder(on_response))

    def _assemble(
        self,
        connection: Connection,
        options: CallOptions,
        recorder: Recorder,
        *,
        is_clone: bool = False,
    ) -> None:
        """Set everything that a client consists of. Both clients and clones are made here."""
        self._connection = connection
        self._options = options
        self._recorder = recorder
        self._is_clone = is_clone
        self._is_closed = False

    @property
    def boto3(self) -> BaseClient:
        """The boto3 client that sends the requests.

        If this package created it, it does not retry on its own: typed calls are retried as
        ``RetryPolicy`` says, plain calls on it are not.
        """
        return self._connection.client

    @property
    def region_name(self) -> str:
        """The AWS region, such as ``eu-west-1``."""
        return self.boto3.meta.region_name

    @property
    def is_closed(self) -> bool:
        """Whether the client, or the client that it is a clone of, was closed."""
        return self._is_closed or self._connection.is_closed

    @_explained
    def capture_metadata(self) -> AbstractContextManager[list[ResponseMetadata]]:
        """Collect the ``ResponseMetadata`` of every response inside the ``with`` block.

        Error responses count, also those after which the request is sent again. Requests without a
        response do not. The collection belongs to the current context and to what is started from
        it, such as the workers of a sweep. Other threads and asyncio tasks do not add to it. The
        calls of the client's clones are collected too.
        """
        return self._recorder.capture()

    @_explained
    def with_options(
        self: _B,
        *,
        retries: RetryPolicy | Unchanged | None = UNCHANGED,
        on_response: Callable[[ResponseMetadata], object] | Unchanged | None = UNCHANGED,
    ) -> _B:
        """Return a clone: the same client on the same connections, with other options.

        Args:
            retries: When requests are sent again; ``None`` for AWS's configuration.
            on_response: Called with the ``ResponseMetadata`` of every response; ``None`` for no one.

        Options that are not given stay as they are. Closing a clone closes no connection.

        Raises:
            TypeError: An option has the wrong type.
            AppStreamError: The client is closed.
        """
        options, recorder = self._options, self._recorder
        if not isinstance(retries, Unchanged):
            options = evolve(options, retries=_policy(retries))
        if not isinstance(on_response, Unchanged):
            check_callback("on_response", on_response)
            recorder = recorder.with_hook(on_response)
        return self._clone(options, recorder)

    def _paced(self: _B, pace: Pace) -> _B:
        """A clone for a sweep: its calls share a pace, and are patient."""
        from appstream_typed._transport.pace import end_retries_of_left_sweeps

        end_retries_of_left_sweeps(self.boto3)
        patient = evolve(self._options.retries, max_attempts=60, max_delay=5.0, budget=600.0)
        return self._clone(evolve(self._options, retries=patient, pace=pace), self._recorder)

    def _clone(self: _B, options: CallOptions, recorder: Recorder) -> _B:
        self._connection.require_open(is_closed=self._is_closed)
        clone = type(self).__new__(type(self))
        clone._assemble(self._connection, options, recorder, is_clone=True)  # noqa: SLF001 - our own
        for name, value in vars(self).items():  # what a subclass keeps
            vars(clone).setdefault(name, value)
        return clone

    def _close(self) -> None:
        self._is_closed = True
        if not self._is_clone:
            self._connection.close()

    def __repr__(self) -> str:
        meta = self.boto3.meta
        url = urlsplit(meta.endpoint_url)  # it may carry a user name and a password
        endpoint = urlunsplit(url._replace(netloc=url.netloc.rpartition("@")[2]))
        return f"{type(self).__name__}(region={meta.region_name!r}, endpoint={endpoint!r})"

    if not TYPE_CHECKING:  # type checkers report unknown attributes on their own

        def __getattr__(self, name: str) -> object:
            from appstream_typed._support.missing_names import explain_missing

            raise AttributeError(explain_missing(type(self), name), name=name, obj=self)

    def _encode(self, operation: str, parameters: Mapping[str, object]) -> dict[str, object]:
        return encode_request(parameters, lambda: self._input_shape(operation))

    def _start(self, operation: str) -> tuple[Callable[..., object], Attempts]:
        """The boto3 method of an operation, and the attempts of a call of it.

        Raises:
            AppStreamError: The client is closed, or botocore does not have the operation.
        """
        self._connection.require_open(is_closed=self._is_closed)
        send = getattr(self.boto3, xform_name(operation), None)
        if send is None:
            raise AppStreamError(_unknown_operation(operation))
        call = Call(
            operation, cast("Callable[..., object]", send), lambda: self._input_shape(operation)
        )
        attempts = Attempts(call, self._options, self._recorder, self._connection.quota)
        return call.send, attempts

    def _input_shape(self, operation: str) -> Shape | None:
        return self.boto3.meta.service_model.operation_model(operation).input_shape


def _policy(retries: RetryPolicy | None) -> RetryPolicy:
    check_retries(retries)
    return retries or RetryPolicy()


def _unknown_operation(operation: str) -> str:
    from botocore import __version__ as version

    return (
        f"{operation}: the installed botocore {version} does not know this operation; "
        f"upgrade boto3 to use it"
    )
