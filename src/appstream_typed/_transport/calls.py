"""Carries out typed calls: encodes the arguments, sends them with boto3, reads the response."""

from __future__ import annotations

from collections.abc import Mapping
from time import sleep
from typing import TypeVar

from appstream_typed._transport.attempts import Answer
from appstream_typed._transport.body_reader import Reading
from appstream_typed._transport.client_base import ClientBase
from appstream_typed._transport.cursor import Listing
from appstream_typed._transport.operation import Operation, PagedOperation

T = TypeVar("T")


class Calls(ClientBase):
    """The calls behind the typed methods of ``AppStreamClient``."""

    def _call(self, operation: Operation[T], parameters: Mapping[str, object]) -> T:
        request = self._encode(operation.name, parameters)
        return operation.read(self._send(operation.name, request)[0])

    def _list(
        self,
        operation: PagedOperation[T],
        parameters: Mapping[str, object],
        next_token: str | None,
    ) -> Listing[T, Answer]:
        request = self._encode(operation.name, parameters)
        return Listing(
            operation=operation, request=request, next_token=next_token or None, send=self._send
        )

    def _send(self, operation: str, request: Mapping[str, object]) -> Answer:
        send, attempts = self._start(operation)
        pace = self._options.pace
        pause = sleep if pace is None else pace.sleep
        while True:
            while wait := attempts.wait():
                pause(wait)
            try:
                with Reading(self._connection.listeners, operation, request) as reading:
                    reading.parsed = send(**request)
                response = reading.response
            except Exception as error:  # noqa: BLE001 - failed() raises it again, or a better one
                pause(attempts.failed(error))
            else:
                return attempts.succeeded(response)
