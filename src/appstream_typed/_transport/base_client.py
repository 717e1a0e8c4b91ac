"""What the synchronous and the asynchronous client have in common."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar, cast

from attrs import evolve
from botocore import xform_name

from appstream_typed._transport.connection import connect, shown_url
from appstream_typed._conversion.requests import encode_request
from appstream_typed.errors.base import AppStreamError
from appstream_typed._transport.attempts import Exchange
from appstream_typed._transport.pace import Throttle
from appstream_typed.metadata import Recorder, ResponseMetadata
from appstream_typed.paging import Query

if TYPE_CHECKING:
    from boto3.session import Session as Boto3Session
    from botocore.client import BaseClient
    from botocore.config import Config
    from botocore.model import Shape

    from appstream_typed.models.base import Model
    from appstream_typed.retries import RetryPolicy

_T = TypeVar("_T")
_B = TypeVar("_B", bound="BaseAppStreamClient")


class BaseAppStreamClient:
    """What ``AppStreamClient`` and ``AsyncAppStreamClient`` have in common; sends nothing."""

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
        retries: RetryPolicy | None = None,
        timeout: float | None = None,
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
        connection = connect(client, session, options, retries, timeout)
        self._boto3 = connection.client
        self._owned = connection.owned
        self._options = connection.options
        self._recorder = Recorder(on_response)
        self._prepare()

    def _prepare(self) -> None:
        """For what a subclass needs besides."""

    @property
    def boto3(self) -> BaseClient:
        """The boto3 client that sends the requests."""
        return self._boto3

    def capture_metadata(self) -> AbstractContextManager[list[ResponseMetadata]]:
        """Collect the ``ResponseMetadata`` of every answer that this client gets inside ``with``.

        Errors that AppStream answers count, also those after which the request is sent again;
        requests that got no answer do not. The collection belongs to the current context: other
        threads and asyncio tasks do not add to it, nor does it disturb theirs.
        """
        return self._recorder.capture()

    def with_options(
        self: _B, *, timeout: float | None = None, retries: RetryPolicy | None = None
    ) -> _B:
        """The same client, on the same connections, with other options for its calls.

        Args:
            timeout: Seconds from the start of a call after which it is not tried again. How long
                one attempt waits for its answer is set by ``read_timeout`` of botocore's ``Config``.
            retries: When requests are sent again.

        Options that are not given stay as they are.
        """
        if timeout is not None and not timeout > 0:
            msg = f"timeout must be more than 0 seconds, got {timeout!r}"
            raise ValueError(msg)
        options = self._options
        other = copy.copy(self)
        other._owned = False  # noqa: SLF001 - the connections are closed with the first client
        other._options = options._replace(  # noqa: SLF001 - our own
            retries=options.retries if retries is None else retries,
            timeout=options.timeout if timeout is None else timeout,
        )
        return other

    def paced(self: _B) -> _B:
        """The same client for reading much at a time, from any number of threads or tasks.

        Its calls slow down together when AppStream throttles one of them, speed up together when it
        does no more, and are tried again for up to ten minutes.
        """
        patient = evolve(self._options.retries, max_attempts=60, max_delay=5.0, budget=600.0)
        other = self.with_options(retries=patient)
        other._options = other._options._replace(throttle=Throttle())  # noqa: SLF001 - our own
        return other

    def __repr__(self) -> str:
        meta = self._boto3.meta
        return f"{type(self).__name__}(region={meta.region_name!r}, endpoint={shown_url(meta.endpoint_url)!r})"

    def _query(
        self,
        operation: str,
        parameters: Mapping[str, object],
        items_member: str,
        item_type: type[_T],
        next_token: str | None,
        result_type: type[Model] | None,
    ) -> Query[_T]:
        return Query(
            operation=operation,
            parameters=self._encode(operation, parameters),
            items_member=items_member,
            item_type=item_type,
            result_type=result_type,
            next_token=next_token or None,
        )

    def _encode(self, operation: str, parameters: Mapping[str, object]) -> dict[str, object]:
        return encode_request(parameters, lambda: self._input_shape(operation))

    def _begin(self, operation: str) -> tuple[Callable[..., object], Exchange]:
        """The boto3 method of an operation, and what decides about its answers."""
        call = getattr(self._boto3, xform_name(operation), None)
        if call is None:
            raise AppStreamError(_unknown_operation(operation))
        exchange = Exchange(
            operation, self._options, self._recorder, lambda: self._input_shape(operation)
        )
        return cast("Callable[..., object]", call), exchange

    def _input_shape(self, operation: str) -> Shape | None:
        return self._boto3.meta.service_model.operation_model(operation).input_shape


def _unknown_operation(operation: str) -> str:
    from botocore import __version__ as version

    return (
        f"{operation}: the installed botocore {version} does not know this operation; "
        f"upgrade boto3 to use it"
    )
