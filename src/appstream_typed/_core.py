"""What every typed operation goes through: encode, send by boto3, read the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar, cast

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from appstream_typed._decode import decode_map, decode_member, decode_result, decode_tuple
from appstream_typed._encode import encode_request
from appstream_typed._errors import AppStreamError, from_client_error
from appstream_typed.metadata import Recorder, ResponseMetadata
from appstream_typed.paging import Pager, Query

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import Shape

    from appstream_typed._model import Model

_T = TypeVar("_T")
Response = Mapping[str, object]


class ClientCore:
    """The untyped road under the typed methods of a client."""

    def __init__(
        self, client: BaseClient, on_response: Callable[[ResponseMetadata], None] | None
    ) -> None:
        self._boto3 = client
        self._recorder = Recorder(on_response)

    def capture_metadata(self) -> AbstractContextManager[list[ResponseMetadata]]:
        """Collect the ``ResponseMetadata`` of every answer that this client gets inside ``with``.

        Errors that AppStream answers count, requests that got no answer do not. The collection
        belongs to the current context: other threads and asyncio tasks do not add to it, nor
        does it disturb theirs.
        """
        return self._recorder.capture()

    # Every generated method ends in one of these.

    def _nothing(self, operation: str, parameters: Mapping[str, object]) -> None:
        self._answer(operation, parameters)

    def _member(
        self, operation: str, parameters: Mapping[str, object], member: str, member_type: type[_T]
    ) -> _T:
        answer = self._answer(operation, parameters)
        return decode_member(operation, answer, member, member_type)

    def _tuple(
        self, operation: str, parameters: Mapping[str, object], member: str, item_type: type[_T]
    ) -> tuple[_T, ...]:
        answer = self._answer(operation, parameters)
        return decode_tuple(operation, answer, member, item_type)

    def _map(self, operation: str, parameters: Mapping[str, object], member: str) -> dict[str, str]:
        answer = self._answer(operation, parameters)
        return decode_map(operation, answer, member)

    def _result(
        self, operation: str, parameters: Mapping[str, object], result_type: type[_T]
    ) -> _T:
        answer = self._answer(operation, parameters)
        return decode_result(operation, answer, result_type)

    def _pages(
        self,
        operation: str,
        parameters: Mapping[str, object],
        items_member: str,
        item_type: type[_T],
        *,
        next_token: str | None,
        result_type: type[Model] | None = None,
    ) -> Pager[_T]:
        query = Query(
            operation=operation,
            parameters=self._encode(operation, parameters),
            items_member=items_member,
            item_type=item_type,
            result_type=result_type,
            next_token=next_token or None,
        )
        return Pager(query, lambda request: self._send(operation, request))

    def _answer(self, operation: str, parameters: Mapping[str, object]) -> Response:
        response, _ = self._send(operation, self._encode(operation, parameters))
        return response

    def _encode(self, operation: str, parameters: Mapping[str, object]) -> dict[str, object]:
        return encode_request(parameters, lambda: self._input_shape(operation))

    def _send(
        self, operation: str, request: dict[str, object]
    ) -> tuple[Response, ResponseMetadata]:
        call = getattr(self._boto3, xform_name(operation), None)
        if call is None:
            raise AppStreamError(_unknown_operation(operation))
        started = perf_counter()
        try:
            response = cast("Response", call(**request))
        except ClientError as error:
            answer = cast("Response", error.response)
            self._recorder.record(operation, answer, perf_counter() - started)
            raise from_client_error(error) from None
        except ParamValidationError as error:
            from appstream_typed._redaction import redact_report

            report = redact_report(str(error.kwargs["report"]), self._input_shape(operation))
            raise ParamValidationError(report=report) from None
        metadata = self._recorder.record(operation, response, perf_counter() - started)
        return response, metadata

    def _input_shape(self, operation: str) -> Shape | None:
        return self._boto3.meta.service_model.operation_model(operation).input_shape


def _unknown_operation(operation: str) -> str:
    from botocore import __version__ as version

    return (
        f"{operation}: the installed botocore {version} does not know this operation; "
        f"upgrade boto3 to use it"
    )
