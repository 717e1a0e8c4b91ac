from __future__ import annotations

import pytest

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    DomainJoinInfo,
    Fleet,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    Session,
    StorageConnector,
    UserSetting,
    VpcConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022

LARGE = "stream.standard.large"
AS_NEEDED: dict[str, object] = {
    "image_name": WIN2022,
    "compute_capacity": ComputeCapacity(desired_instances=1),
}


def look(client: AppStreamClient, name: str = "f") -> Fleet:
    return client.describe_fleets(names=[name]).one()


@pytest.fixture
def pair(client: AppStreamClient, clock: ManualClock) -> AppStreamClient:
    """A client of an account with a running fleet ``f``, associated with stack ``s``.

    The fleet has three instances.
    """
    client.create_stack(name="s")
    client.create_fleet(
        name="f",
        instance_type=LARGE,
        compute_capacity=ComputeCapacity(desired_instances=3),
        image_name=WIN2022,
    )
    client.associate_fleet(fleet_name="f", stack_name="s")
    client.start_fleet(name="f")
    clock.advance(2)
    return client


def sessions(client: AppStreamClient, **keywords: object) -> list[Session]:
    return client.describe_sessions(stack_name="s", fleet_name="f", **keywords).all()  # type: ignore[arg-type]  # the keywords differ by test


def test_a_fleet_starts_stops_and_is_deleted(client: AppStreamClient, clock: ManualClock) -> None:
    fleet = client.create_fleet(
        name="f",
        instance_type=LARGE,
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    assert (fleet.state, fleet.fleet_type, fleet.stream_view) == ("STOPPED", "ON_DEMAND", "APP")
    client.start_fleet(name="f")
    assert look(client).state == "STARTING"
    with pytest.raises(ResourceInUseException):
        client.update_fleet(name="f", display_name="x")
    clock.advance(2)
    assert look(client).state == "RUNNING"
    with pytest.raises(ResourceInUseException, match="stop it before"):
        client.delete_fleet(name="f")
    client.stop_fleet(name="f")
    assert look(client).state == "STOPPING"
    clock.advance(1)
    assert look(client).state == "STOPPED"
    client.delete_fleet(name="f")
    with pytest.raises(ResourceNotFoundException):
        client.stop_fleet(name="f")


def test_only_some_members_of_a_running_fleet_can_be_updated(pair: AppStreamClient) -> None:
    updated = pair.update_fleet(
        name="f", display_name="n", compute_capacity=ComputeCapacity(desired_instances=5)
    )
    assert updated.display_name == "n"
    assert updated.compute_capacity_status.desired == 5
    with pytest.raises(ResourceInUseException, match="when it is ACTIVE"):
        pair.update_fleet(name="f", instance_type="stream.standard.small")


def test_a_stopped_fleet_accepts_any_update(client: AppStreamClient) -> None:
    client.create_fleet(
        name="f",
        instance_type=LARGE,
        vpc_config=VpcConfig(subnet_ids=["a"], security_group_ids=["g"]),
        iam_role_arn="arn:aws:iam::123456789012:role/r",
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    updated = client.update_fleet(
        name="f",
        instance_type="stream.standard.small",
        attributes_to_delete=["IAM_ROLE_ARN", "VPC_CONFIGURATION_SECURITY_GROUP_IDS"],
    )
    assert updated.instance_type == "stream.standard.small"
    assert updated.iam_role_arn is None
    assert updated.vpc_config == VpcConfig(subnet_ids=["a"])
    assert client.update_fleet(name="f", delete_vpc_config=True).vpc_config is None
    with pytest.raises(InvalidParameterCombinationException):
        client.update_fleet(description="which?")


@pytest.mark.parametrize(
    "keywords",
    [
        {"image_name": WIN2022},
        {"image_name": WIN2022, "compute_capacity": ComputeCapacity()},
        {"fleet_type": "ELASTIC"},
        {"fleet_type": "ELASTIC", "max_concurrent_sessions": 3},
        {
            "fleet_type": "ELASTIC",
            "max_concurrent_sessions": 3,
            "vpc_config": VpcConfig(subnet_ids=["a", "b"]),
            "compute_capacity": ComputeCapacity(desired_instances=1),
        },
        {**AS_NEEDED, "max_concurrent_sessions": 3},
        {**AS_NEEDED, "compute_capacity": ComputeCapacity(desired_instances=1, desired_sessions=1)},
        {**AS_NEEDED, "compute_capacity": ComputeCapacity(desired_sessions=1)},
        {**AS_NEEDED, "max_user_duration_in_seconds": 599},
        {**AS_NEEDED, "disconnect_timeout_in_seconds": 36_001},
        {**AS_NEEDED, "idle_disconnect_timeout_in_seconds": 59},
    ],
)
def test_invalid_combinations_of_members_are_refused(
    client: AppStreamClient, keywords: dict[str, object]
) -> None:
    with pytest.raises(InvalidParameterCombinationException):
        client.create_fleet(**{"name": "f", "instance_type": LARGE, **keywords})  # type: ignore[arg-type]  # the parameters above


def test_a_misconfigured_fleet_remains_starting(
    client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_fleet(
        name="f",
        instance_type=LARGE,
        domain_join_info=DomainJoinInfo(directory_name="corp.example.com"),
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    client.start_fleet(name="f")
    clock.advance(60)
    fleet = look(client)
    assert fleet.state == "STARTING"
    assert [e.error_code for e in fleet.fleet_errors] == ["DOMAIN_JOIN_ERROR_NO_SUCH_DOMAIN"]
    client.create_directory_config(
        directory_name="corp.example.com", organizational_unit_distinguished_names=["OU=x"]
    )
    client.stop_fleet(name="f")
    clock.advance(1)
    client.start_fleet(name="f")
    clock.advance(2)
    assert look(client).state == "RUNNING"
    assert look(client).fleet_errors == ()
    with pytest.raises(ResourceInUseException):
        client.delete_directory_config(directory_name="corp.example.com")


def test_sessions_use_the_capacity_of_their_fleet(
    local: LocalAppStream, pair: AppStreamClient
) -> None:
    for user in ("ada", "grace"):
        local.user_connects("s", "f", user)
    status = look(pair).compute_capacity_status
    assert (status.desired, status.running, status.in_use, status.available) == (3, 3, 2, 1)
    local.user_connects("s", "f", "linus")
    with pytest.raises(ValueError, match="in use"):
        local.user_connects("s", "f", "eve")


def test_a_multi_session_fleet_counts_sessions_and_drains_instances(
    local: LocalAppStream, client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_stack(name="s")
    client.create_fleet(
        name="f",
        instance_type=LARGE,
        max_sessions_per_instance=2,
        compute_capacity=ComputeCapacity(desired_sessions=4),
        image_name=WIN2022,
    )
    client.associate_fleet(fleet_name="f", stack_name="s")
    client.start_fleet(name="f")
    clock.advance(2)
    for user in ("a", "b", "c"):
        local.user_connects("s", "f", user)
    status = look(client).compute_capacity_status
    assert (status.desired, status.in_use) == (2, 2)
    assert (status.actual_user_sessions, status.active_user_sessions) == (4, 3)
    clock.advance(2)
    third = sessions(client)[2]
    assert third.instance_drain_status == "ACTIVE"
    client.drain_session_instance(session_id=third.id)
    assert [s.instance_drain_status for s in sessions(client)] == ["ACTIVE", "ACTIVE", "DRAINING"]
    with pytest.raises(ValueError, match="in use"):
        local.user_connects("s", "f", "d")


def test_associated_stacks_and_fleets_cannot_be_deleted(pair: AppStreamClient) -> None:
    with pytest.raises(ResourceAlreadyExistsException):
        pair.create_stack(name="s")
    assert pair.list_associated_fleets(stack_name="s").all() == ["f"]
    assert pair.list_associated_stacks(fleet_name="f").all() == ["s"]
    with pytest.raises(ResourceInUseException, match="fleets associated"):
        pair.delete_stack(name="s")
    pair.stop_fleet(name="f")
    with pytest.raises(ResourceInUseException, match="associated with a stack"):
        pair.delete_fleet(name="f")
    pair.disassociate_fleet(fleet_name="f", stack_name="s")
    with pytest.raises(OperationNotPermittedException):
        pair.disassociate_fleet(fleet_name="f", stack_name="s")
    pair.delete_stack(name="s")
    assert pair.describe_stacks().all() == []


def test_an_update_changes_and_deletes_members_of_a_stack(client: AppStreamClient) -> None:
    stack = client.create_stack(
        name="s",
        storage_connectors=[StorageConnector(connector_type="HOMEFOLDERS")],
        redirect_url="https://example.com",
        user_settings=[UserSetting(action="FILE_DOWNLOAD", permission="DISABLED")],
    )
    settings = {setting.action: setting.permission for setting in stack.user_settings}
    assert settings["FILE_DOWNLOAD"] == "DISABLED"
    assert settings["FILE_UPLOAD"] == "ENABLED"
    updated = client.update_stack(
        name="s",
        display_name="n",
        attributes_to_delete=["REDIRECT_URL", "STORAGE_CONNECTOR_HOMEFOLDERS"],
    )
    assert (updated.display_name, updated.redirect_url) == ("n", None)
    assert updated.storage_connectors == ()


def test_sessions_start_expire_and_can_be_filtered(
    local: LocalAppStream, pair: AppStreamClient, clock: ManualClock
) -> None:
    ids = [local.user_connects("s", "f", user) for user in ("ada", "grace")]
    assert [s.state for s in sessions(pair)] == ["PENDING", "PENDING"]
    clock.advance(1)
    ada, grace = sessions(pair)
    assert [ada.id, grace.id] == ids
    assert (ada.state, ada.connection_state) == ("ACTIVE", "CONNECTED")
    assert ada.max_expiration_time is not None
    assert ada.start_time is not None
    assert (ada.max_expiration_time - ada.start_time).total_seconds() == 57_600
    assert ada.network_access_configuration != grace.network_access_configuration
    assert sessions(pair, user_id="ada", authentication_type="API") == [ada]
    assert sessions(pair, instance_id=grace.instance_id) == [grace]
    assert sessions(pair, authentication_type="SAML") == []
    with pytest.raises(InvalidParameterCombinationException, match="AuthenticationType"):
        sessions(pair, user_id="ada")
    pair.expire_session(session_id=ada.id)
    assert [s.state for s in sessions(pair)] == ["EXPIRED", "ACTIVE"]
    pair.expire_session(session_id=ada.id)
    with pytest.raises(OperationNotPermittedException):
        pair.drain_session_instance(session_id=grace.id)
    local.user_disconnects(grace.id)
    clock.advance(899)
    assert [s.user_id for s in sessions(pair)] == ["grace"]
    clock.advance(1)
    assert [s.state for s in sessions(pair)] == ["EXPIRED"]
    clock.advance(61)
    assert sessions(pair) == []


def test_sessions_are_paginated(pair: AppStreamClient, local: LocalAppStream) -> None:
    pair.update_fleet(name="f", compute_capacity=ComputeCapacity(desired_instances=120))
    for number in range(105):
        local.user_connects("s", "f", f"user-{number}")
    query = pair.describe_sessions(stack_name="s", fleet_name="f")
    assert [len(page.items) for page in query.pages()] == [20, 20, 20, 20, 20, 5]
    largest = pair.describe_sessions(stack_name="s", fleet_name="f", page_size=50)
    assert [len(page.items) for page in largest.pages()] == [50, 50, 5]
    for size in (0, 51):
        with pytest.raises(InvalidParameterCombinationException, match="Limit"):
            pair.describe_sessions(stack_name="s", fleet_name="f", page_size=size).all()


def test_stopping_a_fleet_ends_its_sessions(
    local: LocalAppStream, pair: AppStreamClient, clock: ManualClock
) -> None:
    local.user_connects("s", "f", "ada")
    with pytest.raises(ResourceInUseException, match="has sessions"):
        pair.disassociate_fleet(fleet_name="f", stack_name="s")
    pair.stop_fleet(name="f")
    assert [s.state for s in sessions(pair)] == ["EXPIRED"]
    clock.advance(1)
    with pytest.raises(ValueError, match="not RUNNING"):
        local.user_connects("s", "f", "ada")
    with pytest.raises(ResourceNotAvailableException):
        pair.create_streaming_url(stack_name="s", fleet_name="f", user_id="ada")
