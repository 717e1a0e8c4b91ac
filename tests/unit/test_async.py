"""``AsyncAppStreamClient``: calls, concurrency, cancellation and closing."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable

import pytest
from botocore.config import Config

from appstream_typed import (
    ApiError,
    AppStreamClient,
    AppStreamError,
    AsyncAppStreamClient,
    PaginationError,
    PaginationProgress,
    ResourceNotFoundException,
    ResponseError,
    RetryPolicy,
    UserStackAssociation,
    WaiterTimeout,
)
from appstream_typed._transport.pace import Pace
from appstream_typed.local import LocalAppStream, ManualClock, faults
from appstream_typed.local.seeding import load_seed
from tests.canned import Canned
from tests.local.imaging import WIN2022

MEDIUM = "stream.standard.medium"


def run(
    local: LocalAppStream,
    main: Callable[[AsyncAppStreamClient], Awaitable[None]],
    connections: int = 10,
) -> None:
    async def inside() -> None:
        async with AsyncAppStreamClient(
            endpoint_url=local.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id="123456789012",
            aws_secret_access_key="x",
            config=Config(max_pool_connections=connections),
        ) as client:
            await main(client)

    asyncio.run(asyncio.wait_for(inside(), 30))


def test_both_clients_have_the_same_methods() -> None:
    def public(cls: type) -> dict[str, inspect.Signature]:
        return {
            name: inspect.signature(member)
            for name, member in inspect.getmembers(cls, inspect.isfunction)
            if not name.startswith("_")
        }

    one, other = public(AppStreamClient), public(AsyncAppStreamClient)
    assert set(one) | {"aclose"} == set(other)
    for name, signature in one.items():
        assert list(signature.parameters) == list(other[name].parameters), name


def test_calls_pagers_waiters_and_errors_work(local: LocalAppStream, clock: ManualClock) -> None:
    async def main(client: AsyncAppStreamClient) -> None:
        assert "AsyncAppStreamClient(region='us-east-1'" in repr(client)
        for name in ("a", "b", "c"):
            builder = await client.create_image_builder(
                name=name, instance_type=MEDIUM, image_name=WIN2022
            )
            assert builder.state == "PENDING"
        clock.advance(2)
        names = [b.name async for b in client.describe_image_builders(page_size=2)]
        assert names == ["a", "b", "c"]
        assert (await client.wait_until_image_builder_running("a")).state == "RUNNING"
        with pytest.raises(WaiterTimeout):
            await client.wait_until_fleet_running("f", timeout=0)
        with pytest.raises(ResourceNotFoundException) as caught:
            await client.start_fleet(name="nobody")
        assert caught.value.operation == "StartFleet"
        with pytest.raises(TypeError, match="did you mean 'name'"):
            await client.start_fleet(nam="x")  # type: ignore[call-arg]  # the error under test

    run(local, main)


def test_calls_run_concurrently_up_to_the_number_of_connections(local: LocalAppStream) -> None:
    local.settings.latency = 0.1

    async def main(client: AsyncAppStreamClient) -> None:
        loop = asyncio.get_running_loop()
        await client.describe_stacks().all()
        started = loop.time()
        await asyncio.gather(*(client.describe_stacks().all() for _ in range(20)))
        assert loop.time() - started < 1.5, "the calls ran one by one"

    run(local, main, connections=20)


def test_a_call_cancelled_while_it_waits_for_a_thread_sends_nothing(local: LocalAppStream) -> None:
    local.settings.latency = 0.2

    async def main(client: AsyncAppStreamClient) -> None:
        tasks = [asyncio.create_task(client.create_stack(name=f"s{n}")) for n in range(3)]
        await asyncio.sleep(0.1)
        for task in tasks[1:]:
            task.cancel()
        assert (await tasks[0]).name == "s0"
        for task in tasks[1:]:
            with pytest.raises(asyncio.CancelledError):
                await task
        assert [stack.name async for stack in client.describe_stacks()] == ["s0"]

    run(local, main, connections=1)


def test_a_timeout_of_asyncio_ends_a_call(local: LocalAppStream) -> None:
    local.settings.latency = 1

    async def main(client: AsyncAppStreamClient) -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.create_stack(name="s"), 0.05)

    run(local, main)


def test_retries_pause_without_blocking(local: LocalAppStream) -> None:
    local.add_fault(faults.throttling(), times=2)

    async def main(client: AsyncAppStreamClient) -> None:
        quick = client.with_options(retries=RetryPolicy(base_delay=0.01))
        with client.capture_metadata() as calls:
            await quick.describe_stacks().all()
        assert [call.retry_attempts for call in calls] == [0, 1, 2]

    run(local, main)


def test_metadata_belongs_to_its_task(local: LocalAppStream) -> None:
    async def main(client: AsyncAppStreamClient) -> None:
        async def count_captured() -> int:
            with client.capture_metadata() as calls:
                await client.describe_stacks().all()
                await client.describe_fleets().all()
            return len(calls)

        assert await asyncio.gather(*(count_captured() for _ in range(5))) == [2] * 5

    run(local, main)


def test_no_request_is_sent_after_close(local: LocalAppStream) -> None:
    async def main() -> None:
        client = AsyncAppStreamClient(local.boto3_client())
        await client.describe_stacks().all()
        await client.close()
        with pytest.raises(AppStreamError, match="the client is closed"):
            await client.describe_stacks().all()

    before = threading.active_count()
    asyncio.run(main())
    assert threading.active_count() <= before + 2


def test_every_kind_of_result_is_returned(local: LocalAppStream) -> None:
    local.seed(load_seed("demo"))

    async def main(client: AsyncAppStreamClient) -> None:
        fleet = await client.describe_fleets(names=["office-fleet"]).one()
        assert await client.tag_resource(resource_arn=fleet.arn, tags={"a": "1"}) is None  # type: ignore[func-returns-value]  # the error under test
        assert (await client.list_tags_for_resource(resource_arn=fleet.arn))["a"] == "1"
        url = await client.create_streaming_url(
            stack_name="office", fleet_name="office-fleet", user_id="ada"
        )
        assert url.streaming_url
        failed = await client.batch_associate_user_stack(
            user_stack_associations=[
                UserStackAssociation(
                    stack_name="office", user_name="no@one.example", authentication_type="USERPOOL"
                )
            ]
        )
        assert [error.error_code for error in failed] == ["USER_NAME_NOT_FOUND"]
        assert await client.describe_stacks(names=["office"]).first() is not None
        assert await client.describe_directory_configs().first() is None
        with pytest.raises(PaginationError, match="expected one item, got more"):
            await client.describe_image_builders().one()
        with pytest.raises(PaginationError, match="expected one item, got none"):
            await client.describe_directory_configs().one()

    run(local, main)


def test_an_error_carries_the_progress_of_the_iteration(local: LocalAppStream) -> None:
    local.seed(load_seed("demo"))
    local.add_fault(faults.error("AccessDeniedException"), "DescribeImageBuilders", skip=2)

    async def main(client: AsyncAppStreamClient) -> None:
        names = []
        with pytest.raises(ApiError) as caught:
            async for builder in client.describe_image_builders(page_size=1):
                names.append(builder.name)
        progress = PaginationProgress.of(caught.value)
        assert progress is not None
        assert (progress.pages, progress.items) == (2, 2)
        rest = client.describe_image_builders(next_token=progress.next_token, page_size=1)
        names += [builder.name async for builder in rest]
        assert len(names) == len(set(names)) == 3

    run(local, main)


def test_throttled_calls_wait_and_succeed(local: LocalAppStream) -> None:
    local.add_fault(faults.throttling(), "DescribeStacks", times=2)

    async def main(client: AsyncAppStreamClient) -> None:
        paced = client._paced(Pace())
        await asyncio.gather(*(paced.describe_stacks().all() for _ in range(8)))

    run(local, main)
    assert len(local.requests) == 10


def test_a_client_may_be_closed_without_a_call(local: LocalAppStream) -> None:
    async def main(client: AsyncAppStreamClient) -> None:
        assert client.boto3.meta.region_name == "us-east-1"

    run(local, main)
    assert list(local.requests) == []


class Native:
    """An imitation of an aiobotocore client, whose methods are coroutines."""

    def __init__(self, canned: Canned) -> None:
        self._boto3, self.meta = canned.boto3, canned.boto3.meta

    async def __aenter__(self) -> Native:  # noqa: PYI034 - typing.Self comes with Python 3.11
        return self

    async def __aexit__(self, *_: object) -> None:
        """Do nothing."""

    async def describe_stacks(self, **parameters: object) -> object:
        await asyncio.sleep(0)
        return self._boto3.describe_stacks(**parameters)


def test_responses_of_an_aiobotocore_client_skip_botocores_parser(canned: Canned) -> None:
    canned.answer({"Stacks": [{"Name": "s", "Invented": 1}]}, b"<html>", {"Stacks": []}, b"")
    once = RetryPolicy(max_attempts=1)

    async def main() -> None:
        client = AsyncAppStreamClient(Native(canned), retries=once)  # type: ignore[arg-type]  # an imitation of a client
        stack = await client.describe_stacks().one()
        assert stack.unknown_members == {"Invented": 1}
        with pytest.raises(ResponseError, match="not JSON"):
            await client.describe_stacks().all()
        patient = client.with_options(retries=RetryPolicy(max_attempts=2, base_delay=0.001))
        assert await patient.describe_stacks().all() == []
        with pytest.raises(ResponseError, match="the body is empty"):
            await client.describe_stacks().all()

    asyncio.run(main())
