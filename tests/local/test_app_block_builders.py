from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import (
    AccessEndpoint,
    AppBlockBuilder,
    AppStreamClient,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
    S3Location,
    ScriptDetails,
    ValidationException,
    VpcConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import MEDIUM

FILE = S3Location(s3_bucket="bucket", s3_key="key")
SUBNETS = VpcConfig(subnet_ids=["a", "b"], security_group_ids=["sg"])
ROLE = "arn:aws:iam::123456789012:role/r"


def create(client: AppStreamClient, name: str = "b", **more: Any) -> AppBlockBuilder:
    given = {"instance_type": MEDIUM, "vpc_config": SUBNETS} | more
    return client.create_app_block_builder(name=name, platform="WINDOWS_SERVER_2019", **given)


def block(client: AppStreamClient, name: str = "block") -> str:
    return client.create_app_block(
        name=name, source_s3_location=S3Location(s3_bucket="bucket"), packaging_type="APPSTREAM2"
    ).arn


def tie(client: AppStreamClient, arn: str, name: str = "b") -> None:
    client.associate_app_block_builder_app_block(app_block_arn=arn, app_block_builder_name=name)


def look(client: AppStreamClient, name: str = "b") -> AppBlockBuilder:
    return client.describe_app_block_builders(names=[name]).one()


def started(client: AppStreamClient, clock: ManualClock) -> str:
    create(client)
    arn = block(client)
    tie(client, arn)
    client.start_app_block_builder(name="b")
    clock.advance(2)
    return arn


def test_all_members_of_the_request_are_returned(client: AppStreamClient) -> None:
    builder = create(client, description="d", iam_role_arn=ROLE, tags={"a": "b"})
    assert (builder.state, builder.platform) == ("STOPPED", "WINDOWS_SERVER_2019")
    assert (builder.description, builder.iam_role_arn, builder.vpc_config) == ("d", ROLE, SUBNETS)
    assert client.list_tags_for_resource(resource_arn=builder.arn) == {"a": "b"}
    assert look(client) == builder
    with pytest.raises(ResourceAlreadyExistsException):
        create(client)
    with pytest.raises(InvalidParameterCombinationException, match="two subnets"):
        create(client, "c", vpc_config=VpcConfig(subnet_ids=["a"]))
    with pytest.raises(InvalidParameterCombinationException, match=r"m5\.large"):
        create(client, "c", instance_type="m5.large")


def test_an_app_block_builder_starts_and_stops(client: AppStreamClient, clock: ManualClock) -> None:
    create(client)
    with pytest.raises(OperationNotPermittedException, match="no app block"):
        client.start_app_block_builder(name="b")
    tie(client, block(client))
    assert client.start_app_block_builder(name="b").state == "STARTING"
    with pytest.raises(OperationNotPermittedException, match="STARTING"):
        client.stop_app_block_builder(name="b")
    clock.advance(1.9)
    assert look(client).state == "STARTING"
    clock.advance(0.1)
    assert look(client).state == "RUNNING"
    with pytest.raises(OperationNotPermittedException, match="RUNNING"):
        client.start_app_block_builder(name="b")
    assert client.stop_app_block_builder(name="b").state == "STOPPING"
    clock.advance(1)
    assert look(client).state == "STOPPED"
    assert client.describe_app_blocks().one().state == "ACTIVE"


def test_the_state_determines_which_members_can_be_updated(
    client: AppStreamClient, clock: ManualClock
) -> None:
    create(client, iam_role_arn=ROLE, access_endpoints=[AccessEndpoint(endpoint_type="STREAMING")])
    updated = client.update_app_block_builder(
        name="b",
        instance_type="stream.standard.large",
        attributes_to_delete=[
            "IAM_ROLE_ARN",
            "ACCESS_ENDPOINTS",
            "VPC_CONFIGURATION_SECURITY_GROUP_IDS",
        ],
    )
    assert updated.instance_type == "stream.standard.large"
    assert (updated.iam_role_arn, updated.access_endpoints) == (None, ())
    assert updated.vpc_config == VpcConfig(subnet_ids=["a", "b"])
    with pytest.raises(InvalidParameterCombinationException, match="WINDOWS_SERVER_2022"):
        client.update_app_block_builder(name="b", platform="WINDOWS_SERVER_2022")
    assert look(client).platform == "WINDOWS_SERVER_2019"
    tie(client, block(client))
    client.start_app_block_builder(name="b")
    with pytest.raises(ResourceInUseException, match="STARTING"):
        client.update_app_block_builder(name="b", description="x")
    clock.advance(2)
    running = client.update_app_block_builder(name="b", description="x", display_name="y")
    assert (running.description, running.display_name) == ("x", "y")
    with pytest.raises(ResourceInUseException, match="InstanceType"):
        client.update_app_block_builder(name="b", instance_type=MEDIUM)


def test_app_blocks_and_builders_have_one_association_each(client: AppStreamClient) -> None:
    create(client)
    create(client, "c")
    first, second = block(client, "first"), block(client, "second")
    tie(client, first)
    tie(client, first)
    with pytest.raises(OperationNotPermittedException, match="only one association"):
        tie(client, second)
    with pytest.raises(OperationNotPermittedException, match="only one association"):
        tie(client, first, "c")
    tie(client, second, "c")
    describe = client.describe_app_block_builder_app_block_associations
    pairs = [(pair.app_block_arn, pair.app_block_builder_name) for pair in describe()]
    assert pairs == [(first, "b"), (second, "c")]
    assert describe(app_block_builder_name="c").one().app_block_arn == second
    assert describe(app_block_arn=first).one().app_block_builder_name == "b"
    assert describe(app_block_arn=first, app_block_builder_name="c").all() == []
    with pytest.raises(ResourceInUseException):
        client.delete_app_block(name="first")


def test_a_custom_app_block_cannot_be_associated(client: AppStreamClient) -> None:
    create(client)
    script = ScriptDetails(script_s3_location=FILE, executable_path="x", timeout_in_seconds=9)
    custom = client.create_app_block(
        name="custom", source_s3_location=FILE, setup_script_details=script
    )
    with pytest.raises(InvalidParameterCombinationException, match="APPSTREAM2"):
        tie(client, custom.arn)
    with pytest.raises(ResourceNotFoundException):
        tie(client, custom.arn + "x")
    with pytest.raises(ResourceNotFoundException):
        tie(client, block(client), "nobody")


def test_a_stopped_builder_can_be_disassociated_and_deleted(
    client: AppStreamClient, clock: ManualClock
) -> None:
    arn = started(client, clock)

    def untie() -> None:
        client.disassociate_app_block_builder_app_block(
            app_block_arn=arn, app_block_builder_name="b"
        )

    with pytest.raises(OperationNotPermittedException, match="RUNNING"):
        untie()
    client.stop_app_block_builder(name="b")
    clock.advance(1)
    with pytest.raises(ResourceInUseException, match="disassociate"):
        client.delete_app_block_builder(name="b")
    untie()
    with pytest.raises(ResourceNotFoundException):
        untie()
    client.delete_app_block_builder(name="b")
    with pytest.raises(ResourceNotFoundException):
        look(client)
    client.delete_app_block(name="block")


def test_only_a_running_builder_has_a_streaming_url(
    client: AppStreamClient, clock: ManualClock
) -> None:
    arn = started(client, clock)
    assert arn
    url = client.create_app_block_builder_streaming_url(app_block_builder_name="b", validity=60)
    assert url.streaming_url is not None
    assert url.streaming_url.startswith("https://appstream2.us-east-1.")
    assert url.expires is not None
    assert (url.expires - clock.now()).total_seconds() == pytest.approx(60, abs=1)
    usual = client.create_app_block_builder_streaming_url(app_block_builder_name="b").expires
    assert usual is not None
    assert (usual - clock.now()).total_seconds() == pytest.approx(3600, abs=1)
    with pytest.raises(ValidationException, match="Validity"):
        client.create_app_block_builder_streaming_url(app_block_builder_name="b", validity=0)
    client.stop_app_block_builder(name="b")
    with pytest.raises(OperationNotPermittedException, match="STOPPING"):
        client.create_app_block_builder_streaming_url(app_block_builder_name="b")


def test_the_maximum_page_size_is_25(client: AppStreamClient, local: LocalAppStream) -> None:
    for number in range(27):
        create(client, f"b{number}")
        tie(client, block(client, f"block{number}"), f"b{number}")
    boto: Any = local.boto3_client()
    for size in ({}, {"MaxResults": 100}):
        answer = boto.describe_app_block_builders(**size)
        assert len(answer["AppBlockBuilders"]) == 25
        pairs = boto.describe_app_block_builder_app_block_associations(**size)
        assert len(pairs["AppBlockBuilderAppBlockAssociations"]) == 25
    assert len(client.describe_app_block_builders(page_size=10).all()) == 27
    assert len(list(client.describe_app_block_builders(page_size=10).pages())) == 3
