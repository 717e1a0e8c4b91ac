"""Test aiobotocore against a local AppStream, alone and wrapped by AsyncAppStreamClient."""

from __future__ import annotations

import asyncio

import aiobotocore
from aiobotocore.session import get_session

from appstream_typed import AsyncAppStreamClient, ResourceNotFoundException, ResponseError
from appstream_typed.local import LocalAppStream, faults


async def stacks() -> list[str]:
    async with get_session().create_client("appstream") as aio:
        client = AsyncAppStreamClient(aio)
        return [stack.name async for stack in client.describe_stacks()]


async def main() -> None:
    async with get_session().create_client("appstream") as client:
        await client.create_stack(Name="aio")
        answer = await client.describe_stacks(Names=["aio"])
        assert answer["Stacks"][0]["Name"] == "aio"
        typed = AsyncAppStreamClient(client)
        assert (await typed.describe_stacks(names=["aio"]).one()).name == "aio"
        found = await asyncio.gather(*(typed.describe_stacks().all() for _ in range(20)))
        assert all(any(stack.name == "aio" for stack in stacks) for stacks in found)
        await typed.create_image_builder(
            name="aio",
            instance_type="stream.standard.medium",
            image_name="AppStream-WinServer2022-07-12-2026",
        )
        builder = await typed.wait_until_image_builder_running("aio", poll_interval=0.2)
        assert builder.state == "RUNNING"
        try:
            await typed.start_fleet(name="nobody")
        except ResourceNotFoundException as error:
            assert error.operation == "StartFleet"
        else:
            raise SystemExit("start_fleet raised no error")
        assert "aio" in await stacks()
        await typed.delete_stack(name="aio")
        await typed.delete_image_builder(name="aio")
        await typed.close()
        assert (await client.describe_stacks())["Stacks"] is not None, (
            "close() closed a client that was passed in"
        )


async def broken_answers() -> None:
    """Check that a malformed body is detected, and that only the listing is retried."""
    with LocalAppStream() as local:
        for fault in (faults.truncated_body(), faults.malformed_body()):
            local.add_fault(fault, "DescribeStacks")
        async with get_session().create_client(
            "appstream", endpoint_url=local.endpoint_url
        ) as client:
            typed = AsyncAppStreamClient(client)
            assert await typed.describe_stacks().all() == []
            assert len(local.requests) == 3
            local.add_fault(faults.malformed_body(), "CreateStack")
            try:
                await typed.create_stack(name="aio")
            except ResponseError:
                pass
            else:
                raise SystemExit("a malformed body was not detected")


asyncio.run(main())
asyncio.run(broken_answers())
print(
    f"aiobotocore {aiobotocore.__version__}: alone and wrapped, concurrent listings, waiter, broken bodies"
)
