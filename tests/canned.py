"""A boto3 client without a network.

The test provides the responses. All other code of botocore runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.config import Config

from appstream_typed import AppStreamClient, RetryPolicy
from tests.protocols import JSON, Protocol, session


class _Raw:
    """The attributes of an HTTP response that botocore reads."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body


class Canned:
    """Clients ``boto3`` and ``client`` that return ``answers`` in order and store ``requests``.

    Args:
        protocol: The protocol.
        models: A folder of models that takes precedence over botocore's.
    """

    def __init__(self, protocol: Protocol = JSON, models: Path | None = None) -> None:
        self.protocol = protocol
        self.answers: list[tuple[int, bytes]] = []
        self.requests: list[Any] = []
        self.headers: dict[str, str] = {}
        self.boto3: Any = session(protocol, models).client(
            "appstream", config=Config(retries={"total_max_attempts": 1, "mode": "standard"})
        )
        self.boto3.meta.events.register("before-send.appstream", self._send)
        self.client = AppStreamClient(self.boto3, retries=RetryPolicy(max_attempts=1))

    def __enter__(self) -> Canned:  # noqa: PYI034 - typing.Self comes with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.boto3.close()

    def reset(self) -> None:
        """Clear the requests and answers of earlier tests."""
        self.answers.clear()
        self.requests.clear()
        self.headers.clear()

    def answer(self, *bodies: object, status: int = 200) -> None:
        """Queue responses. Objects are encoded, and bytes are sent unchanged."""
        for body in bodies:
            text = body if isinstance(body, bytes) else self.protocol.encode(body)
            self.answers.append((status, text))

    def refuse(self, code: str, message: str = "no", status: int = 400) -> None:
        """Queue an error."""
        self.answer({"__type": code, "message": message}, status=status)

    @property
    def bodies(self) -> list[Any]:
        """The bodies of the requests, decoded."""
        return [self.protocol.decode(request.body) for request in self.requests]

    def _send(self, request: Any, **_: object) -> AWSResponse:
        self.requests.append(request)
        status, body = self.answers.pop(0)
        headers = {"x-amzn-RequestId": f"request-{len(self.requests)}", **self.headers}
        return AWSResponse(request.url, status, headers, _Raw(body))
