from __future__ import annotations

import pytest

from appstream_typed import (
    AgentAccessSetting,
    AppStreamClient,
    ImageBuilder,
    ImageBuilderAgentAccessConfig,
    ImageBuilderAgentAccessConfigForUpdate,
    IncompatibleImageException,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    ValidationException,
    VpcConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock

MEDIUM = "stream.standard.medium"
IMAGE = "AppStream-WinServer2022-07-12-2026"


def look(client: AppStreamClient, name: str = "b") -> ImageBuilder:
    return client.describe_image_builders(names=[name]).one()


def running(client: AppStreamClient, clock: ManualClock, name: str = "b") -> ImageBuilder:
    client.create_image_builder(name=name, instance_type=MEDIUM, image_name=IMAGE)
    clock.advance(2)
    return look(client, name)


def test_an_image_builder_starts_stops_and_is_deleted(
    client: AppStreamClient, clock: ManualClock
) -> None:
    created = client.create_image_builder(name="b", instance_type=MEDIUM, image_name=IMAGE)
    assert created.state == "PENDING"
    assert created.network_access_configuration is None
    assert created.created_time == clock.now()
    clock.advance(1.9)
    assert look(client).state == "PENDING"
    clock.advance(0.1)
    builder = look(client)
    assert builder.state == "RUNNING"
    network = builder.network_access_configuration
    assert network is not None
    assert network.eni_private_ip_address
    assert network.eni_ipv6_addresses
    assert network.eni_id
    assert client.stop_image_builder(name="b").state == "STOPPING"
    clock.advance(1)
    assert look(client).state == "STOPPED"
    assert look(client).network_access_configuration is None
    assert client.start_image_builder(name="b").state == "PENDING"
    clock.advance(2)
    assert look(client).state == "RUNNING"
    assert client.delete_image_builder(name="b").state == "DELETING"
    clock.advance(1)
    assert client.describe_image_builders().all() == []
    with pytest.raises(ResourceNotFoundException):
        look(client)


def test_all_members_of_the_request_are_returned(client: AppStreamClient) -> None:
    builder = client.create_image_builder(
        name="b",
        instance_type=MEDIUM,
        image_name=IMAGE,
        description="d",
        display_name="n",
        vpc_config=VpcConfig(subnet_ids=["subnet-1"]),
        enable_default_internet_access=True,
        tags={"team": "x"},
    )
    assert (builder.description, builder.display_name) == ("d", "n")
    assert builder.vpc_config == VpcConfig(subnet_ids=["subnet-1"])
    assert builder.enable_default_internet_access
    assert builder.platform == "WINDOWS_SERVER_2022"
    assert builder.arn == "arn:aws:appstream:us-east-1:123456789012:image-builder/b"
    assert client.list_tags_for_resource(resource_arn=builder.arn) == {"team": "x"}


def test_addresses_are_unique(client: AppStreamClient, clock: ManualClock) -> None:
    networks = [
        running(client, clock, f"b{number}").network_access_configuration for number in range(20)
    ]
    assert len({network.eni_id for network in networks if network}) == 20
    assert len({network.eni_private_ip_address for network in networks if network}) == 20
    assert len({network.eni_ipv6_addresses for network in networks if network}) == 20


def test_a_failed_image_builder_can_be_deleted(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    client.create_image_builder(name="b", instance_type=MEDIUM, image_name=IMAGE)
    local.fail_image_builder("b", "SUBNET_NOT_FOUND", "no subnet")
    builder = look(client)
    assert builder.state == "FAILED"
    assert builder.image_builder_errors[0].error_code == "SUBNET_NOT_FOUND"
    assert builder.state_change_reason is not None
    assert client.delete_image_builder(name="b").state == "DELETING"
    with pytest.raises(ValueError, match="nobody"):
        local.fail_image_builder("nobody")


def test_requests_with_a_wrong_state_or_name_are_refused(
    client: AppStreamClient, clock: ManualClock
) -> None:
    running(client, clock)
    with pytest.raises(ResourceAlreadyExistsException):
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=IMAGE)
    with pytest.raises(ResourceNotAvailableException):
        client.start_image_builder(name="b")
    with pytest.raises(OperationNotPermittedException):
        client.update_image_builder(name="b", description="x")
    client.stop_image_builder(name="b")
    with pytest.raises(OperationNotPermittedException):
        client.stop_image_builder(name="b")
    with pytest.raises(OperationNotPermittedException):
        client.delete_image_builder(name="b")
    with pytest.raises(OperationNotPermittedException):
        client.create_image_builder_streaming_url(name="b")
    with pytest.raises(ResourceNotFoundException):
        client.stop_image_builder(name="nobody")
    with pytest.raises(ResourceNotFoundException):
        client.create_image_builder(name="c", instance_type=MEDIUM, image_name="no-such-image")
    with pytest.raises(InvalidParameterCombinationException):
        client.create_image_builder(name="c", instance_type="m5.large", image_name=IMAGE)
    with pytest.raises(InvalidParameterCombinationException):
        client.create_image_builder(
            name="c",
            instance_type=MEDIUM,
            image_name=IMAGE,
            vpc_config=VpcConfig(subnet_ids=["a", "b"]),
        )


def test_a_streaming_url_expires_after_its_validity(
    client: AppStreamClient, clock: ManualClock
) -> None:
    running(client, clock)
    url = client.create_image_builder_streaming_url(name="b", validity=60)
    assert url.streaming_url is not None
    assert url.streaming_url.startswith("https://appstream2.us-east-1")
    assert url.expires is not None
    assert (url.expires - clock.now()).total_seconds() == pytest.approx(60, abs=1)
    with pytest.raises(ValidationException, match="Validity"):
        client.create_image_builder_streaming_url(name="b", validity=604_801)


def test_updating_merges_agent_access(client: AppStreamClient, clock: ManualClock) -> None:
    client.create_image_builder(
        name="b",
        instance_type=MEDIUM,
        image_name=IMAGE,
        agent_access_config=ImageBuilderAgentAccessConfig(
            settings=[AgentAccessSetting(agent_action="COMPUTER_VISION", permission="ENABLED")],
            screenshots_upload_enabled=False,
            screen_resolution="W_1280xH_720",
            screen_image_format="PNG",
            user_control_mode="VIEW_ONLY",
        ),
    )
    clock.advance(2)
    client.stop_image_builder(name="b")
    clock.advance(1)
    updated = client.update_image_builder(
        name="b",
        description="new",
        agent_access_config=ImageBuilderAgentAccessConfigForUpdate(
            settings=[AgentAccessSetting(agent_action="COMPUTER_INPUT", permission="DISABLED")],
            screen_image_format="JPEG",
        ),
    )
    config = updated.agent_access_config
    assert config is not None
    assert [s.agent_action for s in config.settings] == ["COMPUTER_VISION", "COMPUTER_INPUT"]
    assert (config.screen_image_format, config.user_control_mode) == ("JPEG", "VIEW_ONLY")
    cleared = client.update_image_builder(name="b", attributes_to_delete=["AGENT_ACCESS_CONFIG"])
    assert cleared.agent_access_config is None
    assert cleared.description == "new"


def test_make_image_creates_an_image_and_stops_the_builder(
    local: LocalAppStream, client: AppStreamClient, clock: ManualClock
) -> None:
    running(client, clock)
    local.make_image("b", "gold")
    assert look(client).state == "SNAPSHOTTING"
    image = client.describe_images(names=["gold"]).one()
    assert (image.state, image.visibility, image.image_builder_name) == ("PENDING", "PRIVATE", "b")
    with pytest.raises(ResourceNotAvailableException):
        client.create_image_builder(name="c", instance_type=MEDIUM, image_name="gold")
    clock.advance(2)
    assert look(client).state == "STOPPED"
    assert client.describe_images(names=["gold"]).one().state == "AVAILABLE"
    other = client.create_image_builder(name="c", instance_type=MEDIUM, image_name="gold")
    assert other.image_arn == image.arn
    with pytest.raises(ValueError, match="not RUNNING"):
        local.make_image("b", "silver")


def test_an_image_of_aws_does_not_support_instance_types_of_imported_images(
    client: AppStreamClient,
) -> None:
    with pytest.raises(IncompatibleImageException):
        client.create_image_builder(
            name="b", instance_type="GeneralPurpose.large", image_name=IMAGE
        )
    assert client.describe_image_builders().all() == []
