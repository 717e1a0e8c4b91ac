"""A program to package.

It uses all code that reads data files or imports modules by name. It prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from urllib.request import urlopen

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    Fleet,
    InstanceType,
    VpcConfig,
    WaiterTimeout,
    model_status,
)
from appstream_typed.local import LocalAppStream, ManualClock
from appstream_typed.local.seeding import load_seed


def builders(client: AppStreamClient) -> list[str]:
    """Return the image builders, page by page."""
    return [
        item.name
        for page in client.describe_image_builders(page_size=1).pages()
        for item in page.items
    ]


async def stacks(client: AsyncAppStreamClient) -> list[str]:
    """Return the stacks. The client is asynchronous."""
    async with client:
        return [stack.name async for stack in client.describe_stacks()]


def main() -> None:
    """Print the results as JSON."""
    found: dict[str, object] = {"model": model_status().snapshot}
    with LocalAppStream(clock=ManualClock()) as local:
        local.seed(load_seed("demo"))
        with urlopen(f"{local.endpoint_url}/") as page:
            found["page"] = page.read(15).decode()
        with urlopen(f"{local.endpoint_url}/_local/state") as state:
            found["controls"] = len(json.load(state)["accounts"])
        with local.client() as client:
            found["builders"] = builders(client)
            found["sessions"] = len(list(client.iter_all_sessions()))
            try:
                client.wait_until_fleet_running("office-fleet-2", timeout=0.01, poll_interval=0.01)
            except WaiterTimeout as error:
                found["waiter"] = type(error).__name__
            fleet = client.describe_fleets(names=["office-fleet"]).one()
            found["fleet"] = Fleet.from_json(fleet.to_json()).name
        found["stacks"] = asyncio.run(stacks(local.async_client()))
    found["network"] = VpcConfig(subnet_ids=["subnet-1"]).to_dict()
    found["family"] = InstanceType("stream.standard.small").family
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
