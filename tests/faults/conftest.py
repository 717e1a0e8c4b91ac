"""Fixtures: a raw server, and typed clients that call it, sync and async, on each code path."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config

from appstream_typed import AppStreamClient, AsyncAppStreamClient, Page, RetryPolicy
from tests.faults.wire import Wire
from tests.protocols import Protocol

QUICK = RetryPolicy(max_attempts=5, base_delay=0.001, max_delay=0.002)
"""A policy with the default number of attempts and very short pauses."""

CODE_PATHS = ("created", "passed in", "observed")
"""How the typed client gets its boto3 client: it creates the client, or the test passes one in.

If an event handler observes the boto3 client, botocore parses the responses too.
"""


class Caller:
    """A common interface of the sync and the async typed client."""

    def __init__(self, client: AppStreamClient | AsyncAppStreamClient) -> None:
        self.client: Any = client
        self.boto3: Any = client.boto3
        self.sent = 0
        self.boto3.meta.events.register("before-send.appstream", self._count)

    def call(self, operation: str, **keywords: object) -> Any:
        """Call a method. Return its result, or the items of its pager."""
        method = getattr(self.client, operation)
        if operation.startswith("describe_"):
            return [item for page in self.pages(operation, **keywords) for item in page.items]
        if isinstance(self.client, AppStreamClient):
            return method(**keywords)
        return asyncio.run(method(**keywords))

    def pages(
        self,
        operation: str,
        into: list[Page[Any]] | None = None,
        *,
        after_each: Callable[[Page[Any]], None] = lambda _: None,
        **keywords: object,
    ) -> list[Page[Any]]:
        """Append all pages to ``into``, and return it. If a page fails, ``into`` has the earlier pages."""
        found = [] if into is None else into
        pages = getattr(self.client, operation)(**keywords).pages()

        def take(page: Page[Any]) -> None:
            found.append(page)
            after_each(page)

        if isinstance(self.client, AppStreamClient):
            for page in pages:
                take(page)
        else:
            asyncio.run(_take_all(pages, take))
        return found

    def _count(self, **_: object) -> None:
        self.sent += 1


async def _take_all(pages: AsyncIterator[Page[Any]], take: Callable[[Page[Any]], None]) -> None:
    async for page in pages:
        take(page)


@pytest.fixture(autouse=True)
def quick_and_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the pauses between botocore's retries and the proxy settings of this machine."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def wire(protocol: Protocol) -> Iterator[Wire]:
    server = Wire(protocol)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def connect(wire: Wire, boto3_session: boto3.session.Session) -> Iterator[Callable[..., Caller]]:
    """Yield a function that creates callers of the raw server or of another endpoint."""
    callers: list[Caller] = []

    def connect(
        kind: str,
        code_path: str = "created",
        *,
        read_timeout: float = 20,
        attempts: int = 3,
        **options: Any,
    ) -> Caller:
        session = options.pop("session", boto3_session)
        options = {"endpoint_url": wire.url, **options}
        timeouts = Config(connect_timeout=20, read_timeout=read_timeout)
        kinds = {"sync": AppStreamClient, "async": AsyncAppStreamClient}
        if code_path == "created":
            client = kinds[kind](session=session, config=timeouts, retries=QUICK, **options)
        else:
            retries = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
            boto = session.client("appstream", config=timeouts.merge(retries), **options)
            client = kinds[kind](boto, retries=QUICK)
            if code_path == "observed":
                boto.meta.events.register("after-call.appstream", _observe)
        callers.append(Caller(client))
        return callers[-1]

    yield connect
    for caller in callers:
        if isinstance(caller.client, AsyncAppStreamClient):
            asyncio.run(caller.client.close())
        caller.boto3.close()


def _observe(**_: object) -> None:
    """Observe a response, as an application's event handler does."""


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=CODE_PATHS)
def code_path(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def caller(connect: Callable[..., Caller], kind: str, code_path: str) -> Caller:
    """Return a caller of each kind on each code path."""
    return connect(kind, code_path)
