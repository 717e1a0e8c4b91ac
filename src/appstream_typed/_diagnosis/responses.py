"""Stores HTTP responses to typed calls, so that boto3's parser can read them too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen
from botocore.parsers import create_parser

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel

_SENDING = "request-created.appstream"
_RECEIVED = "response-received.appstream"
_HALF_A_SECOND = 0.5  # the Date header is truncated to whole seconds


@frozen
class RawResponse:
    """An HTTP response as it arrived."""

    content: Mapping[str, Any]
    """Status code, headers and body, in the form that botocore's parsers take."""
    received: datetime
    """The time of arrival by the local clock."""

    def as_boto3(self, operation: OperationModel) -> dict[str, object]:
        """Return the dict that boto3 parses from the response.

        Raises:
            Exception: boto3 cannot read it.
        """
        service: Any = operation.service_model
        parser: Any = create_parser(service.resolved_protocol)
        return cast("dict[str, object]", parser.parse(self.content, operation.output_shape))

    def members(self) -> Mapping[str, object]:
        """Return the members as AWS sent them; an empty mapping if the body is not a JSON object."""
        try:
            found = json.loads(self.content["body"])
        except (ValueError, RecursionError):
            return {}
        return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}

    @property
    def skew(self) -> float | None:
        """The difference between the local clock and the server's in seconds; ``None`` without a date."""
        try:
            date = parsedate_to_datetime(str(self.content["headers"]["Date"]))
        except (KeyError, ValueError):
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=timezone.utc)
        return (self.received - date).total_seconds() - _HALF_A_SECOND


class ResponseTap:
    """Stores the last response of a boto3 client."""

    def __init__(self, client: BaseClient) -> None:
        self.last: RawResponse | None = None
        """The response to the last attempt; ``None`` without a response."""
        self.first: RawResponse | None = None
        """The first response of the client."""
        self.attempts = 0
        """Number of requests sent, retries included."""
        client.meta.events.register(_SENDING, self._count)
        client.meta.events.register(_RECEIVED, self._keep)

    def _count(self, **_: object) -> None:
        self.attempts += 1
        self.last = None

    def _keep(self, response_dict: Mapping[str, Any] | None, **_: object) -> None:
        if response_dict is not None:
            self.last = RawResponse(response_dict, datetime.now(timezone.utc))
            self.first = self.first or self.last
