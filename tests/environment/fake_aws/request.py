"""``Request``: a request that the fake AWS received."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")
_APP_ID = re.compile(r"(?:^| )app/(\S+)")


@frozen(kw_only=True)
class Request:
    """A received request."""

    method: str
    url: str
    """The URL that the client requested, whatever its host name was resolved to."""
    headers: Mapping[str, str]
    """The header fields, by lowercase name."""
    body: bytes
    connection: Mapping[str, str]
    """Facts about the connection, such as a proxy or a client certificate."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query))

    @property
    def form(self) -> dict[str, str]:
        """The form parameters of an STS request."""
        return dict(parse_qsl(self.body.decode()))

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def operation(self) -> str:
        """The operation, or the HTTP method if the request names no operation."""
        target = self.headers.get("x-amz-target", "").rpartition(".")[2]
        return target or (self.form.get("Action", "") if self.is_form else "") or self.method

    @property
    def is_form(self) -> bool:
        return "form-urlencoded" in self.headers.get("content-type", "")

    @property
    def signature(self) -> dict[str, str]:
        """The access key, region and token of the request's signature."""
        found = _CREDENTIAL.search(self.headers.get("authorization", ""))
        facts = {} if found is None else {"key": found[1], "region": found[2]}
        if "x-amz-security-token" in self.headers:
            facts["token"] = self.headers["x-amz-security-token"]
        return facts

    @property
    def app_id(self) -> dict[str, str]:
        """The application id in the User-Agent header."""
        found = _APP_ID.search(self.headers.get("user-agent", ""))
        return {} if found is None else {"app": found[1]}

    def line(self, facts: Mapping[str, str]) -> str:
        """Return the operation, the URL, and ``name=value`` for each other relevant fact."""
        every = {**self.signature, **facts, **self.connection}
        return " ".join([self.operation, self.url, *(f"{k}={v}" for k, v in every.items())])
