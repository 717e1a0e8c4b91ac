"""A raw server, and typed clients that talk to it: on each road, synchronous and asynchronous."""

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

QUICK = RetryPolicy(max_attempts=5, base_delay=0.001, max_delay=0.002)
"""Five attempts, with hardly a pause."""

ROADS = ("made", "handed in", "read by botocore")
"""Who makes the boto3 client and retries, and who reads its answers."""


class Caller:
    """A typed client, called in the same way whether it is asynchronous or not."""

    def __init__(self, client: AppStreamClient | AsyncAppStreamClient) -> None:
        self.client: Any = client
        self.boto3: Any = client.boto3
        self.sent = 0
        self.boto3.meta.events.register("before-send.appstream", self._count)

    def call(self, operation: str, **keywords: object) -> Any:
        """Call a method; the items, if it gives a pager."""
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
        """Walk to the end. What was read before an error is in ``into``."""
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
    """No pauses between botocore's own retries, and no proxy of this machine."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def wire() -> Iterator[Wire]:
    server = Wire()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def boto3_session(tmp_path_factory: pytest.TempPathFactory) -> boto3.session.Session:
    """One for all tests, as it reads AWS's model once. It finds no settings of this machine."""
    nothing = tmp_path_factory.mktemp("no-aws") / "config"
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("AWS_", "BOTO_")):
                patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", str(nothing))
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nothing))
        return boto3.session.Session("testing", "testing", region_name="us-east-1")


@pytest.fixture
def make(wire: Wire, boto3_session: boto3.session.Session) -> Iterator[Callable[..., Caller]]:
    """Makes callers of the raw server, or of another endpoint."""
    callers: list[Caller] = []

    def make(
        kind: str,
        road: str = "made",
        *,
        read_timeout: float = 20,
        attempts: int = 3,
        **options: Any,
    ) -> Caller:
        session = options.pop("session", boto3_session)
        options = {"endpoint_url": wire.url, **options}
        timeouts = Config(connect_timeout=20, read_timeout=read_timeout)
        kinds = {"sync": AppStreamClient, "async": AsyncAppStreamClient}
        if road == "made":
            client = kinds[kind](session=session, config=timeouts, retries=QUICK, **options)
        else:
            retries = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
            boto = session.client("appstream", config=timeouts.merge(retries), **options)
            client = kinds[kind](boto, retries=QUICK)
            if road == "read by botocore":
                boto.meta.events.unregister(
                    "before-parse.appstream", unique_id="appstream-typed-read"
                )
        callers.append(Caller(client))
        return callers[-1]

    yield make
    for caller in callers:
        if isinstance(caller.client, AsyncAppStreamClient):
            asyncio.run(caller.client.close())
        caller.boto3.close()


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def caller(make: Callable[..., Caller], kind: str, road: str) -> Caller:
    """One of the six."""
    return make(kind, road)
