"""Fixtures: typed clients of each kind that call a local AppStream.

The typed client creates its boto3 client (``owned``), or the test passes one in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.loaders import Loader
from botocore.parsers import ResponseParser

from appstream_typed import AppStreamClient, AsyncAppStreamClient, RetryPolicy
from appstream_typed.local import LocalAppStream
from tests.faults.wire import Wire
from tests.protocols import JSON
from tests.tools.calls import Caller

ACCOUNT = "123456789012"
"""An access key that selects the default account of a local AppStream."""
QUICK = RetryPolicy(max_attempts=3, base_delay=0.001, max_delay=0.002)
SEED = {
    "image_builders": [
        {"Name": "builder", "InstanceType": "stream.standard.medium", "State": "RUNNING"}
    ],
    "fleets": [
        {
            "Name": "fleet",
            "InstanceType": "stream.standard.small",
            "ComputeCapacity": {"DesiredInstances": 2},
            "State": "RUNNING",
        },
        {"Name": "idle", "InstanceType": "stream.standard.small"},
    ],
    "stacks": [
        {"Name": "office", "Fleets": ["fleet"], "Tags": {"team": "it"}},
        {"Name": "design", "Fleets": ["idle"]},
    ],
    "sessions": [{"StackName": "office", "FleetName": "fleet", "UserId": "ada"}],
}


@pytest.fixture(autouse=True)
def quick_and_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the pauses between botocore's retries and the proxy settings of this machine."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture
def local(local: LocalAppStream) -> LocalAppStream:
    """Return a local AppStream with a few resources."""
    local.seed(SEED)
    return local


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Yield a server that sends the bytes of a test."""
    server = Wire(JSON)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def loader() -> Loader:
    """Return one loader for all sessions, so that AWS's models are read only once."""
    return botocore.session.Session().get_component("data_loader")


@pytest.fixture
def new_session(loader: Loader) -> Callable[[], boto3.session.Session]:
    """Return a function that creates a boto3 session without event handlers."""

    def new_session() -> boto3.session.Session:
        core = botocore.session.Session()
        core.register_component("data_loader", loader)
        return boto3.session.Session(
            ACCOUNT, "local", region_name="us-east-1", botocore_session=core
        )

    return new_session


@pytest.fixture
def session(new_session: Callable[[], boto3.session.Session]) -> boto3.session.Session:
    """Return the session that a test's clients use by default."""
    return new_session()


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    """Run the test with synchronous calls, and with asyncio and threads."""
    return request.param


@pytest.fixture(params=["owned", "passed in"])
def ownership(request: pytest.FixtureRequest) -> str:
    """Run the test with a boto3 client that the typed client creates, and with one passed in."""
    return request.param


@pytest.fixture
def make(session: boto3.session.Session) -> Iterator[Callable[..., Caller]]:
    """Yield a function that creates callers: ``make(url, kind, ownership)``.

    Its other options are arguments of botocore's ``Config``.
    """
    callers: list[Caller] = []
    default = session

    def make(
        url: str,
        kind: str = "sync",
        ownership: str = "owned",
        *,
        session: boto3.session.Session = default,
        **options: Any,
    ) -> Caller:
        config = Config(proxies={}).merge(Config(**options))
        typed = {"sync": AppStreamClient, "async": AsyncAppStreamClient}[kind]
        if ownership == "owned":
            client = typed(session=session, endpoint_url=url, config=config, retries=QUICK)
        else:
            retries = Config(retries={"total_max_attempts": 3, "mode": "standard"})
            boto = session.client("appstream", endpoint_url=url, config=retries.merge(config))
            client = typed(boto, retries=QUICK)
        callers.append(Caller(client))
        return callers[-1]

    yield make
    for caller in callers:
        caller.close()


@pytest.fixture
def caller(make: Callable[..., Caller], local: LocalAppStream, kind: str, ownership: str) -> Caller:
    """Return a caller of each kind and ownership for the local AppStream."""
    return make(local.endpoint_url, kind, ownership)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the list of response bodies with stacks that botocore's parser has read."""
    bodies: list[bytes] = []
    original = ResponseParser.parse

    def parse(self: ResponseParser, response: dict[str, Any], shape: Any) -> Any:
        # Other bodies are ignored, because the local AppStream parses requests with the same parser.
        if b'"Stacks"' in response["body"]:
            bodies.append(response["body"])
        return original(self, response, shape)

    monkeypatch.setattr(ResponseParser, "parse", parse)
    return bodies
