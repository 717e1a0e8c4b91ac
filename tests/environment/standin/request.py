"""``Request``: one request that arrived at the stand-in."""

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
    """One request."""

    method: str
    url: str
    """The URL that the client used, independent of the address to which it was resolved."""
    headers: Mapping[str, str]
    """The header fields, by their names in lower case."""
    body: bytes
    connection: Mapping[str, str]
    """The way of the request: through a proxy, with a client certificate."""

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
        """The parameters of a request of STS."""
        return dict(parse_qsl(self.body.decode()))

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def operation(self) -> str:
        """The operation, or the HTTP method if the service has no operations."""
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
        """The application id in the User-Agent."""
        found = _APP_ID.search(self.headers.get("user-agent", ""))
        return {} if found is None else {"app": found[1]}

    def line(self, facts: Mapping[str, str]) -> str:
        """Return the request as text: the operation, the URL, and ``name=value`` for other relevant facts."""
        every = {**self.signature, **facts, **self.connection}
        return " ".join([self.operation, self.url, *(f"{k}={v}" for k, v in every.items())])
