"""A waiter tolerates the states in which the local AppStream accepts the awaited action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appstream_typed import ApiError, AppStreamClient, VpcConfig
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022
from tests.waiting import DATA, SPECS

MEDIUM = "stream.standard.medium"
STATES = Path(__file__).resolve().parents[2] / "docs" / "states"


@pytest.fixture
def client(local: LocalAppStream) -> Iterator[AppStreamClient]:
    with local.client() as typed:
        yield typed


@pytest.mark.parametrize("resource", ["image_builder", "fleet"])
def test_the_tolerated_states_are_those_that_accept_the_action(resource: str) -> None:
    """The diagrams in docs/states show in which states the local AppStream accepts each action."""
    diagram = (STATES / f"{resource}.dot").read_text("utf-8")
    specs = [spec for spec in SPECS.values() if spec.name.startswith(resource)]
    assert len(specs) >= 2
    for spec in specs:
        assert spec.action is not None
        verb = spec.action.operation.partition("_")[0]
        accepted = re.findall(rf'"(\w+)" -> "\w+" \[label=" {verb} "\]', diagram)
        assert set(accepted) - set(spec.pending) == set(spec.action.before), spec.name


def test_an_image_can_be_deleted_in_the_tolerated_states(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    accepted: set[str] = set()
    for state in ("PENDING", "AVAILABLE", "FAILED"):
        client.create_image_builder(name=state, instance_type=MEDIUM, image_name=WIN2022)
        client.wait_until_image_builder_running(state)
        local.make_image(state, f"image-{state}")
        if state == "AVAILABLE":
            clock.advance(3600)
        if state == "FAILED":
            local.fail_image(f"image-{state}")
        assert client.describe_images(names=[f"image-{state}"]).one().state == state
        try:
            client.delete_image(name=f"image-{state}")
            accepted.add(state)
        except ApiError:
            assert state in DATA["image_deleted"].failure
    assert accepted == set(DATA["image_deleted"].before)


def test_an_app_block_builder_starts_and_stops_in_the_tolerated_states(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    place = {"S3Bucket": "bucket", "S3Key": "key"}
    local.seed(
        {
            "app_blocks": [
                {"Name": "block", "SourceS3Location": place, "PackagingType": "APPSTREAM2"}
            ]
        }
    )
    client.create_app_block_builder(
        name="b",
        platform="WINDOWS_SERVER_2019",
        instance_type="stream.standard.small",
        vpc_config=VpcConfig(subnet_ids=["a", "b"]),
    )
    client.associate_app_block_builder_app_block(
        app_block_arn=client.describe_app_blocks().one().arn, app_block_builder_name="b"
    )
    for name, act in (
        ("app_block_builder_running", client.start_app_block_builder),
        ("app_block_builder_stopped", client.stop_app_block_builder),
    ):
        assert client.describe_app_block_builders().one().state in DATA[name].before
        act(name="b")
        if name == "app_block_builder_running":
            with pytest.raises(ApiError):
                client.stop_app_block_builder(name="b")
            starting = client.describe_app_block_builders().one().state
            assert starting in DATA["app_block_builder_stopped"].failure
        assert getattr(client, f"wait_until_{name}")("b").state in DATA[name].success
