"""Changes and errors that the scenarios of the other files do not cover."""

from __future__ import annotations

import pytest

from appstream_typed import (
    AgentAccessConfigForUpdate,
    AgentAccessSetting,
    ApplicationSettings,
    AppStreamClient,
    ComputeCapacity,
    InvalidParameterCombinationException,
    LimitExceededException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
    StorageConnector,
    VpcConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022

MEDIUM = "stream.standard.medium"


def test_repeated_starts_and_stops_have_no_effect(
    client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    client.stop_fleet(name="f")
    client.start_fleet(name="f")
    client.start_fleet(name="f")
    clock.advance(5)
    client.start_fleet(name="f")
    assert client.describe_fleets().one().state == "RUNNING"
    client.stop_fleet(name="f")
    with pytest.raises(OperationNotPermittedException, match="only a STOPPED one can be started"):
        client.start_fleet(name="f")
    client.stop_fleet(name="f")
    clock.advance(5)
    assert client.describe_fleets().one().state == "STOPPED"


def test_a_stopped_fleet_gets_another_image_and_capacity(client: AppStreamClient) -> None:
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    fleet = client.update_fleet(
        name="f",
        image_name="AppStream-WinServer2022-07-12-2026",
        compute_capacity=ComputeCapacity(desired_instances=4),
    )
    assert fleet.image_name == "AppStream-WinServer2022-07-12-2026"
    assert fleet.compute_capacity_status.desired == 4


def test_a_compute_capacity_for_an_elastic_fleet_is_refused(client: AppStreamClient) -> None:
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        fleet_type="ELASTIC",
        max_concurrent_sessions=3,
        platform="WINDOWS_SERVER_2019",
        vpc_config=VpcConfig(subnet_ids=["subnet-1", "subnet-2"]),
    )
    with pytest.raises(
        InvalidParameterCombinationException, match="not valid for fleets of type ELASTIC"
    ):
        client.update_fleet(name="f", compute_capacity=ComputeCapacity(desired_instances=1))


def test_settings_of_a_stack_are_added_and_removed(client: AppStreamClient) -> None:
    client.create_stack(
        name="s", storage_connectors=[StorageConnector(connector_type="HOMEFOLDERS")]
    )
    stack = client.update_stack(
        name="s", application_settings=ApplicationSettings(enabled=True, settings_group="g")
    )
    assert stack.application_settings is not None
    assert stack.application_settings.s3_bucket_name
    off = client.update_stack(name="s", application_settings=ApplicationSettings(enabled=False))
    assert off.application_settings is not None
    assert not off.application_settings.enabled
    client.update_stack(
        name="s",
        agent_access_config=AgentAccessConfigForUpdate(
            settings=[AgentAccessSetting(agent_action="COMPUTER_VISION", permission="ENABLED")],
            screen_resolution="W_1280xH_720",
            screen_image_format="PNG",
        ),
    )
    updated = client.update_stack(
        name="s",
        agent_access_config=AgentAccessConfigForUpdate(
            settings=[AgentAccessSetting(agent_action="COMPUTER_INPUT", permission="DISABLED")]
        ),
    )
    assert updated.agent_access_config is not None
    actions = {
        setting.agent_action: setting.permission for setting in updated.agent_access_config.settings
    }
    assert actions == {"COMPUTER_VISION": "ENABLED", "COMPUTER_INPUT": "DISABLED"}
    gone = client.update_stack(name="s", delete_storage_connectors=True)
    assert gone.storage_connectors == ()


def test_a_repeated_association_has_no_effect(client: AppStreamClient) -> None:
    client.create_stack(name="s")
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    for _ in range(2):
        client.associate_fleet(fleet_name="f", stack_name="s")
    assert client.list_associated_fleets(stack_name="s").all() == ["f"]


def test_a_resource_has_at_most_fifty_tags(client: AppStreamClient) -> None:
    arn = client.create_stack(name="s", tags={"t0": ""}).arn or ""
    client.tag_resource(resource_arn=arn, tags={f"t{n}": "" for n in range(50)})
    with pytest.raises(LimitExceededException, match="at most 50 tags"):
        client.tag_resource(resource_arn=arn, tags={"one": "more"})
    assert len(client.list_tags_for_resource(resource_arn=arn)) == 50


def test_a_user_can_be_deleted_and_resend_refuses_a_first_name(client: AppStreamClient) -> None:
    name = "ada@example.com"
    client.create_user(user_name=name, authentication_type="USERPOOL")
    with pytest.raises(InvalidParameterCombinationException, match="with RESEND"):
        client.create_user(
            user_name=name, authentication_type="USERPOOL", message_action="RESEND", first_name="A"
        )
    client.delete_user(user_name=name, authentication_type="USERPOOL")
    assert client.describe_users(authentication_type="USERPOOL").all() == []


def test_a_missing_theme_cannot_be_deleted(client: AppStreamClient) -> None:
    client.create_stack(name="s")
    with pytest.raises(ResourceNotFoundException):
        client.delete_theme_for_stack(stack_name="s")


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ({"sessions": [{"StackName": "s", "FleetName": "f"}]}, "specify either UserId or Count"),
        (
            {"sessions": [{"StackName": "s", "FleetName": "f", "Count": 2, "Id": "x"}]},
            "Id needs UserId",
        ),
        ({"sessions": [{"StackName": "s", "FleetName": "f", "Count": 0}]}, "Count"),
    ],
)
def test_contradictory_seeds_are_refused(seed: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LocalAppStream().seed(seed)


def test_fleet_names_are_unique(client: AppStreamClient) -> None:
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    with pytest.raises(ResourceAlreadyExistsException):
        client.create_fleet(
            name="f",
            instance_type=MEDIUM,
            image_name=WIN2022,
            compute_capacity=ComputeCapacity(desired_instances=1),
        )


def test_tables_stay_small_while_resources_are_created_and_deleted(client: AppStreamClient) -> None:
    for turn in range(300):
        client.create_stack(name=f"s{turn}")
        if turn >= 2:
            client.delete_stack(name=f"s{turn - 2}")
    assert [stack.name for stack in client.describe_stacks()] == ["s298", "s299"]
