"""The private names of other packages that this package uses still exist and work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.httpsession import URLLib3Session

import appstream_typed
from appstream_typed import AppStreamClient
from appstream_typed._support.private_api import PRIVATE_NAMES
from appstream_typed._transport.listeners import Listeners

SOURCE = Path(appstream_typed.__file__).parent


@pytest.fixture
def boto() -> Any:
    return boto3.client("appstream")


def test_handlers_can_be_looked_up(boto: Any) -> None:
    emitter = boto.meta.events._emitter
    before = emitter._lookup_cache
    assert not Listeners(boto).has_any("DescribeStacks"), (
        "the handler was not found, so every response would be parsed twice"
    )
    boto.meta.events.register("after-call", note)
    assert emitter._lookup_cache is not before, "a change of handlers would not be detected"
    assert note in emitter._handlers.prefix_search("after-call.appstream.DescribeStacks")


def note(**_: object) -> None:
    """Do nothing, as an event handler."""


def test_every_boto3_call_goes_through_one_method(
    monkeypatch: pytest.MonkeyPatch, boto: Any
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(
        BaseClient, "_make_api_call", lambda _, operation, __: calls.append(operation)
    )
    boto.describe_stacks()
    assert calls == ["DescribeStacks"]


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_botocores_retries_can_be_disabled(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    theirs, ours = (
        retry_handlers(boto3.client("appstream")),
        retry_handlers(AppStreamClient().boto3),
    )
    assert len(theirs) == len(ours) + 1


def retry_handlers(client: Any) -> list[Any]:
    events = client.meta.events._emitter._handlers.prefix_search("needs-retry.appstream.X")
    return list(events)


def test_an_endpoint_has_a_connection_pool(boto: Any) -> None:
    assert isinstance(boto._endpoint.http_session, URLLib3Session)


def test_all_private_names_are_listed() -> None:
    """Each use has a comment with the name of the linter rule. The list names every such file."""
    uses = re.compile(
        r"(?:_emitter|_handlers|_lookup_cache|_make_api_call|(?<!\w)_endpoint\b|retry-config)"
    )
    listed = {name.used_in for name in PRIVATE_NAMES}
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if uses.search(path.read_text(encoding="utf-8"))
        and path.name != "private_api.py"
        and "local" not in path.parts  # this package's names
    }
    assert found == listed
