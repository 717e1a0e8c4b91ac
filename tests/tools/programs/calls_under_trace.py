"""The calls of a traced program. Each runs with boto3 and with the typed client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from appstream_typed import AppStreamClient, AsyncAppStreamClient, RetryPolicy
from appstream_typed.local import LocalAppStream, faults

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"}, proxies={})
STACK = {"ResourceArn": "arn:aws:appstream:us-east-1:123456789012:stack/office"}

Scope = Callable[[str], AbstractContextManager[object]]
"""A function that opens a span or segment with the given name."""

CALLS: dict[str, tuple[Callable[[Any], object], Callable[[AppStreamClient], object]]] = {
    "a listing": (
        lambda boto3: boto3.describe_stacks(),
        lambda client: client.describe_stacks().all(),
    ),
    "a parameter": (
        lambda boto3: boto3.describe_fleets(Names=["office-fleet"]),
        lambda client: client.describe_fleets(names=["office-fleet"]).all(),
    ),
    "an empty result": (
        lambda boto3: boto3.tag_resource(**STACK, Tags={"team": "it"}),
        lambda client: client.tag_resource(resource_arn=STACK["ResourceArn"], tags={"team": "it"}),
    ),
    "an error": (
        lambda boto3: boto3.describe_stacks(Names=["none"]),
        lambda client: client.describe_stacks(names=["none"]).all(),
    ),
    "a server error": (
        lambda boto3: boto3.describe_images(),
        lambda client: client.describe_images().all(),
    ),
    "a lost connection": (
        lambda boto3: boto3.describe_users(AuthenticationType="USERPOOL"),
        lambda client: client.describe_users(authentication_type="USERPOOL").all(),
    ),
}


@contextmanager
def appstream() -> Iterator[str]:
    """Yield the URL of a local AppStream with the demo account. Two operations always fail."""
    from appstream_typed.local.seeding import load_seed

    with LocalAppStream() as local:
        local.seed(load_seed("demo"))
        local.add_fault(faults.server_error(), "DescribeImages", times=None)
        local.add_fault(faults.dropped_connection(), "DescribeUsers", times=None)
        yield local.endpoint_url


def call_all(url: str, scope: Scope) -> None:
    """Make every call twice: in a scope ``plain ...`` with boto3, in ``typed ...`` with the client."""
    options = {"endpoint_url": url, "config": ONCE, "retries": RetryPolicy(max_attempts=1)}
    client = AppStreamClient(**options)
    for name, (plain, typed) in CALLS.items():
        for way, call, target in (("plain", plain, client.boto3), ("typed", typed, client)):
            with scope(f"{way} {name}"), suppress(ClientError, ConnectionClosedError):
                call(target)
    with scope("plain in a thread"):
        asyncio.run(asyncio.to_thread(client.boto3.describe_stacks))
    with scope("typed in a thread"):
        asyncio.run(_list_stacks(AsyncAppStreamClient(**options)))
    with scope("typed sweep"):
        list(client.iter_all_sessions())


async def _list_stacks(client: AsyncAppStreamClient) -> None:
    await client.describe_stacks().all()
    await client.close()
