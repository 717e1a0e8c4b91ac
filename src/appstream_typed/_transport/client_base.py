"""The common part of the synchronous and the asynchronous client. It sends no requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from attrs import evolve
from botocore import xform_name
from botocore.model import OperationNotFoundError

from appstream_typed._conversion.requests import encode_request
from appstream_typed._support.suggestions import with_suggestions
from appstream_typed._transport.attempts import Attempts, CallOptions
from appstream_typed._transport.boto3_client import (
    ClientSource,
    configured_attempts,
    require_appstream,
)
from appstream_typed._transport.client_options import (
    UNCHANGED,
    Unchanged,
    boto3_options,
    check_callback,
    check_extra_parameters,
    check_region,
    check_retries,
    check_session,
    regions_of,
    require_no_options,
    with_extra_parameters,
)
from appstream_typed._transport.connection import Connection
from appstream_typed._transport.recorder import Recorder
from appstream_typed.errors.base import AppStreamError
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.retries import RetryPolicy

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.config import Config
    from botocore.model import Shape
    from typing_extensions import Self

    from appstream_typed._transport.boto3_types import Boto3Client, Boto3Session
    from appstream_typed._transport.pace import Pace

_P = ParamSpec("_P")
_R = TypeVar("_R")


_INSTEAD = {
    "region": "use region_name",
    "profile_name": "use session=boto3.Session(profile_name=...)",
    "profile": "use session=boto3.Session(profile_name=...)",
    "timeout": "use connect_timeout and read_timeout, or retries=RetryPolicy(deadline=...)",
    "connect_timeout": "it needs new connections; pass it when you create the client",
    "read_timeout": "it needs new connections; pass it when you create the client",
}
"""Keywords that callers may expect, and their replacements."""


def _explained(function: Callable[_P, _R]) -> Callable[_P, _R]:
    return with_suggestions(function, instead=_INSTEAD)


class ClientBase:
    """The common base of ``AppStreamClient`` and ``AsyncAppStreamClient``."""

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
        if client is None:
            connection = Connection.of(ClientSource(session, options))
        else:
            require_no_options(session, options)
            require_appstream(client)
            connection = Connection(client, None)
        call_options = CallOptions(
            retries=_policy(retries),
            configured_attempts=configured_attempts(connection.client),
            botocore_retries=not connection.is_owned,
        )
        self._assemble(connection, call_options, Recorder(on_response))

    def _assemble(
        self,
        connection: Connection,
        options: CallOptions,
        recorder: Recorder,
        *,
        is_clone: bool = False,
    ) -> None:
        """Set all attributes of a new client, a clone, or a client of another region."""
        self._connection = connection
        self._options = options
        self._recorder = recorder
        self._is_clone = is_clone
        self._is_closed = False

    @property
    def boto3(self) -> Boto3Client:
        """The boto3 client that sends the requests.

        If this package created the boto3 client, plain calls on it are not retried. ``RetryPolicy``
        controls the retries of typed calls.
        """
        return cast("Boto3Client", self._connection.client)

    @property
    def region_name(self) -> str:
        """The AWS region, such as ``eu-west-1``."""
        return self.boto3.meta.region_name

    @property
    def is_closed(self) -> bool:
        """Whether the client, or the client from which it was cloned, was closed."""
        return self._is_closed or self._connection.is_closed

    @_explained
    def capture_metadata(self) -> AbstractContextManager[list[ResponseMetadata]]:
        """Collect the ``ResponseMetadata`` of every response inside the ``with`` block.

        Error responses are included, even if the request is retried. Requests without a response
        are not. The list covers the current context (``contextvars``) and everything started from it,
        such as the workers of a sweep. Other threads and asyncio tasks do not add to the list. The
        calls of the client's clones are collected too.
        """
        return self._recorder.capture()

    @_explained
    def with_options(
        self,
        *,
        retries: RetryPolicy | Unchanged | None = UNCHANGED,
        on_response: Callable[[ResponseMetadata], object] | Unchanged | None = UNCHANGED,
        extra_parameters: Mapping[str, object] | Unchanged | None = UNCHANGED,
    ) -> Self:
        """Return a clone of the client with other options. The clone uses the same connections.

        Args:
            retries: The rules for sending requests again; ``None`` for AWS's configuration.
            on_response: A function to call with the ``ResponseMetadata`` of every response, or
                ``None``.
            extra_parameters: Parameters to add to every request of the clone, under AWS's names and
                in boto3's form; ``None`` for none. Use them for parameters that the installed
                botocore contains and this release does not. botocore validates them, so use the
                clone only for operations that take them.

        Omitted options are unchanged. Closing a clone does not close connections. A call of the clone
        raises ``TypeError`` if an extra parameter is also one of its arguments.

        Raises:
            TypeError: An option has the wrong type, or an extra parameter is ``NextToken``.
            AppStreamError: The client is closed.
        """
        options, recorder = self._options, self._recorder
        if not isinstance(retries, Unchanged):
            options = options._replace(retries=_policy(retries))
        if not isinstance(on_response, Unchanged):
            check_callback("on_response", on_response)
            recorder = recorder.with_hook(on_response)
        if not isinstance(extra_parameters, Unchanged):
            extra = check_extra_parameters(extra_parameters)
            options = options._replace(extra_parameters=extra)
        return self._clone(options, recorder)

    @_explained
    def in_region(self, region_name: str) -> Self:
        """Return a client for another region with the same session, credentials, options and callbacks.

        The new client has its own connections and retry quota. Close it with its own ``close``. It
        keeps the ``endpoint_url``, but not the event handlers that were registered on ``boto3``.
        ``capture_metadata`` of either client collects the calls of both.

        Args:
            region_name: The AWS region, such as ``eu-west-1``.

        Raises:
            TypeError: ``region_name`` is not a string.
            AppStreamError: The client is closed, or wraps a boto3 client that was passed in, whose
                session botocore does not reveal.
            botocore.exceptions.BotoCoreError: boto3 cannot create the client. ``InvalidRegionError``,
                for example, reports an invalid name.
        """
        check_region(region_name)
        self._connection.require_open(is_closed=self._is_closed)
        connection = self._connection.in_region(region_name)
        return self._copy(connection, self._options, self._recorder, is_clone=False)

    def available_regions(self) -> tuple[str, ...]:
        """Return the regions in which the installed botocore lists AppStream. No request is sent.

        The regions belong to the partition of ``region_name``, for example all AWS regions outside
        China and GovCloud. Your account may not have enabled all of them.
        """
        return self._connection.available_regions

    def _regions(self, regions: Iterable[str] | None) -> tuple[str, ...] | None:
        """Check the regions of a sweep before it starts. Return them without duplicates."""
        self._connection.require_open(is_closed=self._is_closed)
        names = regions_of(regions)
        for name in names or ():
            self._connection.require_region(name)
        return names

    def _paced(self, pace: Pace, region_name: str | None = None) -> Self:
        """Return a clone for a sweep of a region. Its calls share a pace, and retry for longer.

        Throttled requests are retried for minutes, and requests without a response for seconds.
        Requests without a connection are retried as often as outside sweeps.
        """
        from appstream_typed._transport.pace import Silence, end_retries_of_left_sweeps

        self._connection.require_open(is_closed=self._is_closed)
        connection = self._connection
        if region_name is not None:
            connection = connection.regional(region_name)
        end_retries_of_left_sweeps(connection.client)
        patient = evolve(self._options.retries, max_attempts=60, max_delay=5.0, budget=600.0)
        attempts = self._options.retries.max_attempts or self._options.configured_attempts
        silence = Silence(connections=attempts)
        options = self._options._replace(retries=patient, pace=pace, silence=silence)
        return self._copy(connection, options, self._recorder, is_clone=True)

    def _clone(self, options: CallOptions, recorder: Recorder) -> Self:
        self._connection.require_open(is_closed=self._is_closed)
        return self._copy(self._connection, options, recorder, is_clone=True)

    def _copy(
        self,
        connection: Connection,
        options: CallOptions,
        recorder: Recorder,
        *,
        is_clone: bool,
    ) -> Self:
        clone = type(self).__new__(type(self))
        clone._assemble(connection, options, recorder, is_clone=is_clone)  # noqa: SLF001 - an instance of the same class
        for name, value in vars(self).items():  # attributes of a subclass
            vars(clone).setdefault(name, value)
        return clone

    def _close(self) -> None:
        self._is_closed = True
        if not self._is_clone:
            self._connection.close()

    def __repr__(self) -> str:
        meta = self.boto3.meta
        url = urlsplit(meta.endpoint_url)  # the URL may contain a user name and a password
        endpoint = urlunsplit(url._replace(netloc=url.netloc.rpartition("@")[2]))
        return f"{type(self).__name__}(region={meta.region_name!r}, endpoint={endpoint!r})"

    if not TYPE_CHECKING:  # hidden from type checkers, so that they report unknown attributes

        def __getattr__(self, name: str) -> object:
            from appstream_typed._support.missing_names import explain_missing

            raise AttributeError(explain_missing(type(self), name), name=name, obj=self)

    def _encode(self, operation: str, parameters: Mapping[str, object]) -> dict[str, object]:
        request = encode_request(parameters, lambda: self._input_shape(operation))
        extra = self._options.extra_parameters
        return with_extra_parameters(operation, request, extra) if extra else request

    def _explain_newer(self, method: str, keyword: str) -> str | None:
        """Explain a keyword that only the installed botocore has. Return ``None`` if botocore lacks it too."""
        from appstream_typed._support.snapshot import load_snapshot

        operation = self.boto3.meta.method_to_api_mapping.get(method)
        shape = None if operation is None else self._input_shape(operation)
        for member in () if shape is None else getattr(shape, "members", {}):
            is_new = f"{getattr(shape, 'name', '')}.{member}" not in load_snapshot().names
            if is_new and xform_name(member) == keyword:
                return (
                    f"this release does not have {keyword!r} yet; use "
                    f"client.with_options(extra_parameters={{{member!r}: ...}}).{method}(...)"
                )
        return None

    def _start(self, operation: str) -> tuple[Callable[..., object], Attempts]:
        """Return the boto3 method of an operation, and the attempts of its call.

        Raises:
            AppStreamError: The client is closed, or botocore lacks the operation.
        """
        self._connection.require_open(is_closed=self._is_closed)
        send = getattr(self.boto3, xform_name(operation), None)
        if send is None:
            raise AppStreamError(_unknown_operation(operation))
        attempts = Attempts(
            operation,
            lambda: self._input_shape(operation),
            self._options,
            self._recorder,
            self._connection.quota,
        )
        return cast("Callable[..., object]", send), attempts

    def _input_shape(self, operation: str) -> Shape | None:
        try:
            return self.boto3.meta.service_model.operation_model(operation).input_shape
        except OperationNotFoundError:
            raise AppStreamError(_unknown_operation(operation)) from None


def _policy(retries: RetryPolicy | None) -> RetryPolicy:
    check_retries(retries)
    return retries or RetryPolicy()


def _unknown_operation(operation: str) -> str:
    from appstream_typed._support.snapshot import explain_lacking

    return f"{operation}: {explain_lacking(operation)}"
