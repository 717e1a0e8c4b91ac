"""The life cycle of a client: clones, options, closing and forks."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import boto3
import pytest

from appstream_typed import (
    UNCHANGED,
    AppStreamClient,
    AppStreamError,
    AsyncAppStreamClient,
    RetryPolicy,
)
from appstream_typed.local import LocalAppStream

CLOSED = "^the client is closed; create another one"


def closed(client: AppStreamClient) -> bool:
    """Return whether the client refuses every way to use it."""
    uses: list[Callable[[], object]] = [
        lambda: client.describe_stacks().all(),
        lambda: client.create_stack(name="s"),
        lambda: client.wait_until_fleet_running("f"),
        lambda: next(iter(client.iter_all_sessions()), None),
        client.with_options,
    ]
    for use in uses:
        with pytest.raises(AppStreamError, match=CLOSED):
            use()
    return client.is_closed


def test_close_is_final(local: LocalAppStream) -> None:
    client = local.client()
    assert client.describe_stacks().all() == []
    assert not client.is_closed
    client.close()
    client.close()
    assert closed(client)
    assert len(local.requests) == 1


def test_closing_a_clone_leaves_the_client_working(local: LocalAppStream) -> None:
    client = local.client()
    with client.with_options(retries=RetryPolicy(max_attempts=1)) as clone:
        assert clone.describe_stacks().all() == []
    assert closed(clone)
    assert not client.is_closed
    assert client.describe_stacks().all() == []


def test_closing_a_client_closes_its_clones(local: LocalAppStream) -> None:
    client = local.client()
    clone = client.with_options(on_response=print).with_options(retries=None)
    client.close()
    assert closed(clone)


def test_a_client_that_was_passed_in_stays_open(local: LocalAppStream) -> None:
    boto = local.boto3_client()
    with AppStreamClient(boto) as client:
        assert client.describe_stacks().all() == []
    assert closed(client)
    assert boto.describe_stacks()["Stacks"] == []
    assert AppStreamClient(boto).describe_stacks().all() == []


def test_the_asynchronous_client_closes_in_the_same_way(local: LocalAppStream) -> None:
    async def main() -> None:
        client = AsyncAppStreamClient(
            endpoint_url=local.endpoint_url,
            aws_access_key_id="123456789012",
            aws_secret_access_key="x",
        )
        async with client.with_options(retries=RetryPolicy(max_attempts=1)) as clone:
            assert await clone.describe_stacks().all() == []
        with pytest.raises(AppStreamError, match=CLOSED):
            await clone.describe_stacks().all()
        assert await client.describe_stacks().all() == []
        await client.aclose()
        await client.close()
        assert client.is_closed
        for later in (client, client):
            with pytest.raises(AppStreamError, match=CLOSED):
                await later.start_fleet(name="f")
        async with aclosing(AsyncAppStreamClient(local.boto3_client())) as other:
            await other.describe_stacks().all()
        assert other.is_closed

    asyncio.run(main())


def test_every_option_can_be_unset_by_a_clone(local: LocalAppStream) -> None:
    seen: list[str] = []
    client = AppStreamClient(
        local.boto3_client(),
        on_response=lambda metadata: seen.append(metadata.operation),
        retries=RetryPolicy(max_attempts=1),
    )
    client.with_options(on_response=None).describe_stacks().all()
    assert seen == []
    client.with_options(retries=None, on_response=UNCHANGED).describe_stacks().all()
    assert seen == ["DescribeStacks"]
    other: list[str] = []
    clone = client.with_options(on_response=lambda metadata: other.append(metadata.operation))
    clone.describe_stacks().all()
    assert (seen, other) == (["DescribeStacks"], ["DescribeStacks"])
    assert repr(UNCHANGED) == "UNCHANGED"


def test_options_of_a_clone_are_checked(local: LocalAppStream) -> None:
    client = local.client()
    with pytest.raises(TypeError, match=r"use RetryPolicy\(max_attempts=3\)"):
        client.with_options(retries=3)  # type: ignore[arg-type]  # the error under test
    with pytest.raises(TypeError, match="on_response takes a function"):
        client.with_options(on_response="print")  # type: ignore[arg-type]  # the same


def test_a_clone_keeps_attributes_of_a_subclass(local: LocalAppStream) -> None:
    class Tagged(AppStreamClient):
        def __init__(self, tag: str, **options: Any) -> None:
            super().__init__(**options)
            self.tag = tag

    client = Tagged("red", client=local.boto3_client())
    clone = client.with_options(retries=RetryPolicy(max_attempts=1))
    assert (type(clone), clone.tag) == (Tagged, "red")
    assert clone.boto3 is client.boto3


def test_calls_of_a_clone_are_captured_by_its_client(local: LocalAppStream) -> None:
    client = local.client()
    with client.capture_metadata() as calls:
        client.with_options(retries=None).describe_stacks().all()
    assert [call.operation for call in calls] == ["DescribeStacks"]


FORKS = """
import os, sys, threading, signal
from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream

def child(client):
    signal.alarm(60)  # a child that hangs is killed, and the test fails
    code = 1
    try:
        if int(sys.argv[1]):
            assert client.describe_stacks().all() == [], "another's response"
        code = 0
    finally:
        os._exit(code)

with LocalAppStream() as local:
    client = local.client()
    client.describe_stacks().all()
    client.describe_fleets().all()  # an import in progress at a fork never ends in the child
    over = threading.Event()

    def work():
        while not over.is_set():
            client.describe_fleets().all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        pid = os.fork()
        if pid == 0:
            child(client)
        assert os.waitpid(pid, 0)[1] == 0
    over.set()
    for thread in threads:
        thread.join()
    assert client.describe_stacks().all() == []
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
@pytest.mark.parametrize("uses_it", ["0", "1"])
def test_a_child_can_use_or_drop_the_client_after_a_fork(tmp_path: Path, uses_it: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(FORKS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(path), uses_it],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_handlers_stay_on_the_client_after_a_fork(tmp_path: Path) -> None:
    """The boto3 client stays the same and gets new connections."""
    boto = boto3.client("appstream")
    client = AppStreamClient(endpoint_url="http://127.0.0.1:9")
    connection = client._connection
    before, session = client.boto3, client.boto3._endpoint.http_session
    connection._process = -1
    connection.require_open()
    assert client.boto3 is before
    assert client.boto3._endpoint.http_session is not session
    passed_in = AppStreamClient(boto)
    passed_in._connection._process = -1
    passed_in._connection.require_open()
    assert passed_in.boto3 is boto
