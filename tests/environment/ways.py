"""Create a client in each way, and send one request with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from tests.environment.environment import ASYNC, BESIDE, BOTO3, PASSED_IN, SYNC

Job = Mapping[str, Any]


def create(job: Job) -> Any:
    """Create the client in the way that the job specifies."""
    way, options = job["way"], arguments(job["options"])
    session: Any = None
    if job["session"] is not None or job["default_session"] is not None or way in BESIDE:
        import boto3

        if job["session"] is not None:
            session = boto3.Session(**job["session"])
        else:
            boto3.setup_default_session(**(job["default_session"] or {}))
    if way == BOTO3 or way in PASSED_IN:
        import boto3

        client = (session or boto3).client("appstream", **options)
        return client if way == BOTO3 else _kind(way)(client)
    return _kind(way)(session=session, **options)


def arguments(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of the client. Import ``Config`` only if the job needs it."""
    found = dict(options)
    if "config" in found:
        from botocore.config import Config

        found["config"] = Config(**found["config"])
    return found


def _kind(way: str) -> Callable[..., Any]:
    import appstream_typed

    kinds = {SYNC: appstream_typed.AppStreamClient, ASYNC: appstream_typed.AsyncAppStreamClient}
    return kinds[way.partition(" ")[0]]


def call(way: str, client: Any) -> None:
    """Send DescribeStacks, and close the client."""
    if way == BOTO3:
        try:
            client.describe_stacks()
        finally:
            client.close()
    elif way.startswith(ASYNC):
        asyncio.run(_call_async(client))
    else:
        with client:
            client.describe_stacks().all()


async def _call_async(client: Any) -> None:
    async with client:
        await client.describe_stacks().all()
