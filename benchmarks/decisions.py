"""Measures the figures in docs/explanation that do not come from ``bench.py``.

python benchmarks/decisions.py
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from contextlib import aclosing
from typing import Any

import boto3
from botocore.parsers import create_parser
from local_server import CREDENTIALS, server
from timing import in_turn

from appstream_typed import AppStreamClient, AsyncAppStreamClient, FleetState
from appstream_typed._transport.threads import Threads

ROUNDS = 25


def calls(url: str) -> dict[str, float]:
    """Measure the CPU time of a page of 50 sessions: boto3, typed, observed by a handler, and asyncio."""
    options: dict[str, Any] = {"endpoint_url": url, "region_name": "us-east-1", **CREDENTIALS}
    names: dict[str, Any] = {"stack_name": "s", "fleet_name": "f", "page_size": 50}
    plain: Any = boto3.client("appstream", **options)
    typed, observed = AppStreamClient(**options), AppStreamClient(**options)
    observed.boto3.meta.events.register("after-call.appstream", lambda **_: None)
    loop = asyncio.new_event_loop()
    aio = AsyncAppStreamClient(**options)

    async def page() -> None:
        async with aclosing(aio.describe_sessions(**names).pages()) as pages:  # type: ignore[type-var]  # an async generator
            await anext(pages)

    things = {
        "boto3": lambda: plain.describe_sessions(StackName="s", FleetName="f", Limit=50),
        "typed": lambda: next(typed.describe_sessions(**names).pages()),
        "typed, observed by a handler": lambda: next(observed.describe_sessions(**names).pages()),
        "asyncio": lambda: loop.run_until_complete(page()),
    }
    try:
        return in_turn(things, ROUNDS, 20, time.process_time)
    finally:
        loop.run_until_complete(aio.close())
        loop.close()


def decoders(url: str) -> dict[str, float]:
    """Measure the CPU time of the JSON decoder and of botocore's parser for a page of 50 sessions."""
    client: Any = boto3.client(
        "appstream", endpoint_url=url, region_name="us-east-1", **CREDENTIALS
    )
    seen: dict[str, Any] = {}
    client.meta.events.register("before-parse.appstream", lambda **event: seen.update(event))
    client.describe_sessions(StackName="s", FleetName="f", Limit=50)
    response, model = seen["response_dict"], seen["operation_model"]
    parser: Any = create_parser(model.service_model.resolved_protocol)
    things = {
        "json.loads": lambda: json.loads(response["body"]),
        "botocore's parser": lambda: parser.parse(response, model.output_shape),
    }
    return in_turn(things, ROUNDS, 20, time.process_time)


def thread_hops(number: int) -> float:
    """Return the seconds to run an empty function in a thread of the client."""

    async def run() -> float:
        threads = Threads(10)
        await threads.run(int)
        started = time.perf_counter()
        for _ in range(number):
            await threads.run(int)
        threads.shut_down()
        return (time.perf_counter() - started) / number

    return asyncio.run(run())


def enums() -> dict[str, float]:
    """Return the seconds to convert a string to an enum."""
    things = {
        "a known value": lambda: FleetState("RUNNING"),
        "a value added later": lambda: FleetState("HIBERNATING"),
    }
    return in_turn(things, ROUNDS, 10_000)


def main() -> None:
    """Measure and print the results."""
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    with server() as url:
        found, decoded = calls(url), decoders(url)
    for name, seconds in found.items():
        print(f"{name}: {seconds * 1e3:.2f} ms ({seconds / found['boto3']:.2f})")
    for name, seconds in decoded.items():
        print(f"{name}: {seconds * 1e3:.3f} ms")
    print(f"a thread hop: {thread_hops(5_000) * 1e6:.0f} us")
    for name, seconds in enums().items():
        print(f"enum, {name}: {seconds * 1e6:.2f} us")


if __name__ == "__main__":
    main()
