"""Clients use CBOR if the model in ``AWS_DATA_PATH`` supports no other protocol."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    ResourceNotFoundException,
    RetryPolicy,
)
from appstream_typed.local import LocalAppStream, faults


@pytest.fixture(autouse=True)
def model_without_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loader = botocore.session.get_session().get_component("data_loader")
    model: Any = loader.load_service_model("appstream", "service-2")
    metadata = {**model["metadata"], "protocols": ["smithy-rpc-v2-cbor"]}
    folder = tmp_path / "appstream" / model["metadata"]["apiVersion"]
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps({**model, "metadata": metadata}))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))


@pytest.fixture(params=["default session", "session", "boto3 client"])
def client(request: pytest.FixtureRequest, local: LocalAppStream) -> Iterator[AppStreamClient]:
    options: Any = {"endpoint_url": local.endpoint_url}
    if request.param == "session":
        options["session"] = boto3.session.Session()
    if request.param == "boto3 client":
        options = {"client": boto3.client("appstream", **options)}
    with AppStreamClient(**options, retries=RetryPolicy(base_delay=0.001)) as typed:
        yield typed


def test_clients_create_list_and_delete_stacks_with_cbor(
    client: AppStreamClient, local: LocalAppStream
) -> None:
    protocols: list[bytes] = []
    client.boto3.meta.events.register(
        "before-send.appstream",
        lambda request, **_: protocols.append(request.headers["smithy-protocol"]),
    )
    local.settings.max_page_size = 2
    created = [client.create_stack(name=f"stack-{number}") for number in range(5)]
    assert client.describe_stacks().all() == created
    assert [len(page.items) for page in client.describe_stacks().pages()] == [2, 2, 1]
    with pytest.raises(ResourceNotFoundException, match="no-such-stack") as caught:
        client.delete_stack(name="no-such-stack")
    assert caught.value.request_id
    local.add_fault(faults.dropped_connection(), "DescribeStacks", times=2)
    assert len(client.describe_stacks().all()) == 5
    for stack in created:
        client.delete_stack(name=stack.name)
    assert client.describe_stacks().all() == []
    assert set(protocols) == {b"rpc-v2-cbor"}


def test_an_asynchronous_client_uses_cbor(local: LocalAppStream) -> None:
    async def use() -> None:
        async with AsyncAppStreamClient(endpoint_url=local.endpoint_url) as client:
            created = await client.create_stack(name="stack")
            assert [stack async for stack in client.describe_stacks()] == [created]
            with pytest.raises(ResourceNotFoundException):
                await client.delete_stack(name="no-such-stack")

    asyncio.run(use())
    assert {request.operation for request in local.requests} >= {"CreateStack", "DescribeStacks"}


def test_faults_change_objects_in_cbor_bodies(
    client: AppStreamClient, local: LocalAppStream
) -> None:
    client.create_stack(name="s")
    extra = {"Smell": {"Notes": ["top", None, True, 1.5, -7, 2**40, b"\x00"]}}
    local.add_fault(faults.unknown_members(extra), "DescribeStacks")
    stack = client.describe_stacks().one()
    assert stack.unknown_members == extra
    assert stack.user_settings[0].unknown_members == extra
    assert stack.created_time is not None
    local.add_fault(faults.unknown_values("NEW", "Permission"), "DescribeStacks")
    settings = client.describe_stacks().one().user_settings
    assert {str(setting.permission) for setting in settings} == {"NEW"}
