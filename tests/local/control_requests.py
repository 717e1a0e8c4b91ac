"""Sends requests to the HTTP controls of a local AppStream, as any program can."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPMessage
from typing import Any

from attrs import frozen

from appstream_typed.local import LocalAppStream


@frozen
class Answer:
    status: int
    headers: HTTPMessage
    text: str

    @property
    def data(self) -> dict[str, Any]:
        assert self.headers["Content-Type"] == "application/json"
        data = json.loads(self.text)
        assert isinstance(data, dict)
        return data

    @property
    def error(self) -> str:
        assert self.status >= 400
        assert set(self.data) == {"error"}
        return str(self.data["error"])


def ask(
    local: LocalAppStream[Any],
    method: str,
    path: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send a request. A body that is not bytes is sent as JSON."""
    named = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        named.setdefault("Content-Type", "application/json")
    connection = HTTPConnection("127.0.0.1", local.port, timeout=30)
    try:
        connection.request(method, path, body, named)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    return answer


def done(local: LocalAppStream[Any], method: str, path: str, body: object = None) -> dict[str, Any]:
    """Send a request that must succeed, and return the data of the response."""
    answer = ask(local, method, path, body)
    assert answer.status == 200, answer.text
    return answer.data
