"""What every typed operation goes through: encode, send by boto3, read the answer."""

from __future__ import annotations

from collections.abc import Mapping
from time import sleep
from typing import TYPE_CHECKING, TypeVar

from appstream_typed._transport.base_client import BaseAppStreamClient
from appstream_typed._conversion.results import decode_map, decode_member, decode_result, decode_tuple
from appstream_typed._transport.response_bodies import call_directly
from appstream_typed._transport.attempts import Response
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.paging import Pager

if TYPE_CHECKING:
    from appstream_typed.models.base import Model

_T = TypeVar("_T")


class ClientCore(BaseAppStreamClient):
    """The untyped road under the typed methods of ``AppStreamClient``: each ends in one of these."""

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
        query = self._query(operation, parameters, items_member, item_type, next_token, result_type)
        return Pager(query, lambda request: self._send(operation, request))

    def _answer(self, operation: str, parameters: Mapping[str, object]) -> Response:
        response, _ = self._send(operation, self._encode(operation, parameters))
        return response

    def _send(
        self, operation: str, request: dict[str, object]
    ) -> tuple[Response, ResponseMetadata]:
        call, exchange = self._begin(operation)
        while True:
            try:
                if wait := exchange.turn():
                    sleep(wait)
                response = call_directly(call, request)
            except Exception as error:  # noqa: BLE001 - failed() raises it again, or a better one
                sleep(exchange.failed(error))
            else:
                return exchange.succeeded(response)
