"""``in_region`` and ``available_regions``."""

from __future__ import annotations

import asyncio
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config

from appstream_typed import (
    AppStreamClient,
    AppStreamError,
    AsyncAppStreamClient,
    ResponseMetadata,
    RetryPolicy,
)
from appstream_typed.local import LocalAppStream
from appstream_typed.local.settings import DEFAULT_ACCOUNT


def test_each_region_has_separate_resources(local: LocalAppStream) -> None:
    here = local.client()
    there = here.in_region("eu-west-1")
    assert (here.region_name, there.region_name) == ("us-east-1", "eu-west-1")
    there.create_stack(name="office")
    assert here.describe_stacks().all() == []
    assert there.describe_stacks().one().name == "office"
    assert {(r.account_id, r.region) for r in local.requests if r.operation == "CreateStack"} == {
        (DEFAULT_ACCOUNT, "eu-west-1")
    }


def test_options_and_callbacks_are_kept(local: LocalAppStream) -> None:
    seen: list[ResponseMetadata] = []
    client = AppStreamClient(
        endpoint_url=local.endpoint_url,
        config=Config(max_pool_connections=3, proxies={}),
        connect_timeout=7,
        retries=RetryPolicy(max_attempts=2),
        on_response=seen.append,
    )
    other = client.in_region("eu-west-1").with_options(on_response=seen.append)
    config: Any = other.boto3.meta.config
    assert (config.max_pool_connections, config.connect_timeout) == (3, 7)
    with client.capture_metadata() as calls:
        client.in_region("eu-central-1").describe_stacks().all()
        other.describe_stacks().all()
    assert len(calls) == 2
    assert seen == calls


def test_credentials_come_from_the_same_session(
    local: LocalAppStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment and boto3's default session change in the meantime."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", local.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111111111111")
    clients = [AppStreamClient(), AppStreamClient(session=boto3.Session())]
    for client in clients:
        client.describe_stacks().all()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
    boto3.setup_default_session()
    for client in clients:
        client.in_region("eu-west-1").describe_stacks().all()
    assert [(r.account_id, r.region) for r in local.requests] == [
        ("111111111111", "us-east-1"),
        ("111111111111", "us-east-1"),
        ("111111111111", "eu-west-1"),
        ("111111111111", "eu-west-1"),
    ]


def test_the_client_of_another_region_has_the_same_subclass(local: LocalAppStream) -> None:
    class Mine(AppStreamClient):
        label = "mine"

    client = Mine(endpoint_url=local.endpoint_url)
    client.label = "changed"
    assert isinstance(client.in_region("eu-west-1"), Mine)
    assert client.in_region("eu-west-1").label == "changed"


def test_each_region_is_closed_separately(local: LocalAppStream) -> None:
    here = local.client()
    there = here.in_region("eu-west-1")
    here.close()
    assert there.describe_stacks().all() == []
    with pytest.raises(AppStreamError, match="closed"):
        here.in_region("eu-west-1")
    there.close()
    assert there.is_closed


def test_the_asynchronous_client_supports_in_region(local: LocalAppStream) -> None:
    async def run() -> tuple[str, int]:
        async with (
            AsyncAppStreamClient(endpoint_url=local.endpoint_url) as here,
            here.in_region("eu-west-1") as there,
        ):
            await there.create_stack(name="office")
            assert await here.describe_stacks().all() == []
            return there.region_name, len(await there.describe_stacks().all())

    assert asyncio.run(run()) == ("eu-west-1", 1)


def test_a_client_that_was_passed_in_has_only_its_own_region(local: LocalAppStream) -> None:
    client = AppStreamClient(local.boto3_client())
    with pytest.raises(AppStreamError, match=r"no client of eu-west-1 .* session=boto3\.Session"):
        client.in_region("eu-west-1")
    assert "eu-west-1" in client.available_regions()


@pytest.mark.parametrize("wrong", [None, 5, ["eu-west-1"]])
def test_a_region_must_be_a_string(local: LocalAppStream, wrong: Any) -> None:
    with pytest.raises(TypeError, match="region_name takes a string such as 'eu-west-1'"):
        local.client().in_region(wrong)


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1"])
def test_available_regions_equal_botocores(region: str) -> None:
    session = botocore.session.get_session()
    partition = session.get_partition_for_region(region)
    expected = tuple(session.get_available_regions("appstream", partition))
    assert region in expected
    for client in (
        AppStreamClient(region_name=region),
        AppStreamClient(session=boto3.Session(region_name=region)),
        AsyncAppStreamClient(boto3.client("appstream", region_name=region)),
    ):
        assert client.available_regions() == expected
