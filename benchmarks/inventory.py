"""Compares this package with boto3 on an inventory of 20 regions, three of which fail in different ways.

    python benchmarks/inventory.py

A local AppStream in a separate process responds after 50 ms. Each measurement runs in a separate
process. One region denies every request, one is disabled for the account, and one, the silent region,
accepts no connections. boto3 reads the other regions one request at a time, as scripts do. For the
silent region, boto3's time is that of one request.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from appstream_typed import AppStreamClient, AsyncAppStreamClient, SweepError
from appstream_typed.local import LocalAppStream
from tests.whole_account import ACCOUNT, Regional, read_with_boto3, silent_address

LATENCY = 0.05
REGIONS = AppStreamClient(region_name="us-east-1").available_regions()[:20]
DENIED, OFF, SILENT = REGIONS[3], REGIONS[8], REGIONS[14]
HEALTHY = [region for region in REGIONS if region not in (DENIED, OFF, SILENT)]
STACKS, SESSIONS, USERS = 8, 20, 10


def seed() -> dict[str, Any]:
    """Return the resources of a region."""
    medium = "stream.standard.medium"
    capacity = {"DesiredInstances": SESSIONS}
    numbers = range(STACKS)
    users = [f"user-{number}@example.com" for number in range(USERS)]
    attributes = [{"Name": "department", "Value": "x"}]
    return {
        "image_builders": [{"Name": f"b{n}", "InstanceType": medium} for n in numbers],
        "fleets": [
            {
                "Name": f"f{n}",
                "InstanceType": medium,
                "FleetType": "ALWAYS_ON",
                "State": "RUNNING",
                "ComputeCapacity": capacity,
            }
            for n in numbers
        ],
        "stacks": [{"Name": f"s{n}", "Fleets": [f"f{n}"]} for n in numbers],
        "entitlements": [
            {"Name": "e", "StackName": f"s{n}", "AppVisibility": "ALL", "Attributes": attributes}
            for n in numbers
        ],
        "users": [
            {"UserName": user, "AuthenticationType": "USERPOOL", "MessageAction": "SUPPRESS"}
            for user in users
        ],
        "user_stack_associations": [
            {"StackName": f"s{n}", "UserName": user, "AuthenticationType": "USERPOOL"}
            for n in numbers
            for user in users
        ],
        "sessions": [
            {"StackName": f"s{n}", "FleetName": f"f{n}", "Count": SESSIONS} for n in numbers
        ],
    }


def serve() -> None:
    """Serve the regions until the end of standard input."""
    with LocalAppStream(latency=LATENCY) as local:
        for region in REGIONS:
            local.scope(account_id=ACCOUNT, region_name=region).seed(seed())
        print(local.endpoint_url, flush=True)
        sys.stdin.read()


def typed(places: Regional, *, workers: int = 8) -> tuple[int, dict[str, str]]:
    """Read all regions with the synchronous client."""
    found, failures = 0, {}
    try:
        for _ in places.client().iter_resources(regions=REGIONS, workers=workers):
            found += 1
    except SweepError as error:
        failures = {f.part.region or "": type(f.error).__name__ for f in error.failures}
    return found, failures


def typed_async(places: Regional) -> tuple[int, dict[str, str]]:
    """Read all regions with the asynchronous client."""

    async def run() -> tuple[int, dict[str, str]]:
        found = 0
        session, url = places.session, places.endpoint_url
        async with AsyncAppStreamClient(session=session, endpoint_url=url) as client:
            try:
                async for _ in client.iter_resources(regions=REGIONS):
                    found += 1
            except SweepError as error:
                return found, {f.part.region or "": type(f.error).__name__ for f in error.failures}
        return found, {}

    return asyncio.run(run())


def plain(places: Regional) -> tuple[int, dict[str, str]]:
    """Read all regions except the silent one with boto3, one region at a time."""
    found, failures = 0, {}
    for region in REGIONS:
        if region == SILENT:
            continue
        client = places.session.client(
            "appstream", region_name=region, endpoint_url=places.endpoint_url
        )
        try:
            for _ in read_with_boto3(client):
                found += 1
        except client.exceptions.ClientError as error:
            failures[region] = error.response["Error"]["Code"]
    return found, failures


def plain_silent(places: Regional) -> tuple[int, dict[str, str]]:
    """Send one request to the silent region, with boto3's default settings."""
    client: Any = places.session.client(
        "appstream", region_name=SILENT, endpoint_url=places.endpoint_url
    )
    try:
        client.describe_stacks()
    except Exception as error:  # noqa: BLE001 - the name of the error is the result
        return 0, {SILENT: type(error).__name__}
    return 0, {}


VARIANTS: dict[str, Callable[[Regional], tuple[int, dict[str, str]]]] = {
    "iter_resources, 8 workers": typed,
    "iter_resources, 32 workers": lambda places: typed(places, workers=32),
    "iter_resources, asyncio": typed_async,
    "boto3, one region after the other": plain,
    "boto3, one request to the silent region": plain_silent,
}


def measure(name: str, url: str) -> None:
    """Print the measurement of a variant."""
    with silent_address() as address:
        places = Regional(url)
        places.refused = {DENIED: "AccessDeniedException", OFF: "UnrecognizedClientException"}
        places.unreachable = {SILENT: address}
        places.session.client("appstream", endpoint_url=url)  # loads the model
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        found, failures = VARIANTS[name](places)
        seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    healthy = Counter(region for region, _ in places.sent)
    result = {
        "requests": sum(healthy.values()),
        "silent": healthy[SILENT],
        "seconds": round(seconds, 1),
        "mib": round(grown, 1),
        "found": found,
        "failures": failures,
    }
    print(json.dumps(result))


def main() -> None:
    """Measure every variant."""
    script = [sys.executable, str(Path(__file__).resolve())]
    with subprocess.Popen(
        [*script, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        for name in sys.argv[1:] or VARIANTS:
            done = subprocess.run(
                [*script, "measure", name, url], capture_output=True, text=True, check=False
            )
            print(f"{name}: {done.stdout.strip() or done.stderr}", flush=True)
        server.stdin.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve()
    elif sys.argv[1:2] == ["measure"]:
        measure(*sys.argv[2:4])
    else:
        main()
