"""A seed can set every state in the model. Transitional states end after their duration."""

from __future__ import annotations

from typing import Any

import pytest

from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import MEDIUM
from tests.shapes import SERVICE

PLACE = {"S3Bucket": "files", "S3Key": "key"}
ENTRIES: dict[str, dict[str, Any]] = {
    "image_builders": {"InstanceType": MEDIUM},
    "fleets": {"InstanceType": MEDIUM},
    "images": {},
    "app_block_builders": {
        "InstanceType": MEDIUM,
        "Platform": "WINDOWS_SERVER_2019",
        "VpcConfig": {"SubnetIds": ["a", "b"]},
    },
    "app_blocks": {
        "SourceS3Location": PLACE,
        "SetupScriptDetails": {
            "ScriptS3Location": PLACE,
            "ExecutablePath": "x",
            "TimeoutInSeconds": 1,
        },
    },
}
SHAPES = {
    "image_builders": "ImageBuilderState",
    "fleets": "FleetState",
    "images": "ImageState",
    "app_block_builders": "AppBlockBuilderState",
    "app_blocks": "AppBlockState",
}
ENDS = {
    ("image_builders", "PENDING"): "RUNNING",
    ("image_builders", "UPDATING_AGENT"): "RUNNING",
    ("image_builders", "REBOOTING"): "RUNNING",
    ("image_builders", "STOPPING"): "STOPPED",
    ("image_builders", "SNAPSHOTTING"): "STOPPED",
    ("image_builders", "DELETING"): None,
    ("fleets", "STARTING"): "RUNNING",
    ("fleets", "STOPPING"): "STOPPED",
    ("images", "PENDING"): "AVAILABLE",
    ("images", "COPYING"): "AVAILABLE",
    ("images", "CREATING"): "AVAILABLE",
    ("images", "IMPORTING"): "AVAILABLE",
    ("images", "VALIDATING"): "AVAILABLE",
    ("images", "DELETING"): None,
    ("app_block_builders", "STARTING"): "RUNNING",
    ("app_block_builders", "STOPPING"): "STOPPED",
}
"""The state that follows each transitional state. Other states do not change."""
CASES = [(kind, state) for kind, shape in SHAPES.items() for state in SERVICE.shape_for(shape).enum]


def states(local: LocalAppStream, kind: str) -> list[str]:
    boto: Any = local.boto3_client()
    request = {"Type": "PRIVATE"} if kind == "images" else {}
    found = getattr(boto, f"describe_{kind}")(**request)
    member = "".join(part.title() for part in kind.split("_"))
    return [item["State"] for item in found[member]]


@pytest.mark.parametrize(("kind", "state"), CASES)
def test_a_seed_can_set_every_state(
    local: LocalAppStream, clock: ManualClock, kind: str, state: str
) -> None:
    local.seed({kind: [{"Name": "x", **ENTRIES[kind], "State": state}]})
    assert states(local, kind) == [state]
    clock.advance(3600)
    end = ENDS.get((kind, state), state)
    assert states(local, kind) == ([] if end is None else [end])


def test_a_seed_can_set_the_address_and_errors_of_a_builder(local: LocalAppStream) -> None:
    network = {
        "EniId": "eni-1",
        "EniPrivateIpAddress": "172.31.0.9",
        "EniIpv6Addresses": ["2600::1"],
    }
    local.seed(
        {
            "image_builders": [
                {
                    "Name": "b",
                    "InstanceType": MEDIUM,
                    "State": "RUNNING",
                    "NetworkAccessConfiguration": network,
                    "CreatedTime": "2020-01-01T00:00:00Z",
                    "ImageBuilderErrors": [{"ErrorCode": "INTERNAL_SERVICE_ERROR"}],
                }
            ]
        }
    )
    builder = local.client().describe_image_builders().one()
    assert builder.network_access_configuration is not None
    assert builder.network_access_configuration.to_dict() == network
    assert builder.created_time is not None
    assert builder.created_time.year == 2020
    assert builder.image_builder_errors[0].error_code == "INTERNAL_SERVICE_ERROR"


def test_a_seed_can_set_the_states_of_sessions(local: LocalAppStream, clock: ManualClock) -> None:
    on = {"StackName": "s", "FleetName": "f"}
    local.seed(
        {
            "fleets": [{"Name": "f", "InstanceType": MEDIUM, "State": "RUNNING"}],
            "stacks": [{"Name": "s", "Fleets": ["f"]}],
            "sessions": [
                {**on, "UserId": "ada", "AuthenticationType": "SAML", "State": "ACTIVE"},
                {**on, "UserId": "grace", "State": "EXPIRED"},
                {
                    **on,
                    "UserId": "linus",
                    "ConnectionState": "NOT_CONNECTED",
                    "State": "ACTIVE",
                    "NetworkAccessConfiguration": {"EniPrivateIpAddress": "172.31.0.9"},
                },
                {**on, "Count": 3, "AuthenticationType": "USERPOOL"},
            ],
        }
    )
    found = local.client().describe_sessions(stack_name="s", fleet_name="f").all()
    assert [(s.user_id, s.authentication_type, s.state) for s in found] == [
        ("ada", "SAML", "ACTIVE"),
        ("grace", "API", "EXPIRED"),
        ("linus", "API", "ACTIVE"),
        ("user-1", "USERPOOL", "PENDING"),
        ("user-2", "USERPOOL", "PENDING"),
        ("user-3", "USERPOOL", "PENDING"),
    ]
    assert found[2].connection_state == "NOT_CONNECTED"
    assert found[2].network_access_configuration is not None
    assert found[2].network_access_configuration.eni_private_ip_address == "172.31.0.9"


def test_an_instance_id_with_a_count_is_refused(local: LocalAppStream) -> None:
    pair = {
        "fleets": [{"Name": "f", "InstanceType": MEDIUM, "State": "RUNNING"}],
        "stacks": [{"Name": "s", "Fleets": ["f"]}],
    }
    session = {"StackName": "s", "FleetName": "f", "Count": 2, "InstanceId": "i-1"}
    with pytest.raises(ValueError, match=r"^sessions\[0\]: InstanceId needs UserId"):
        local.seed({**pair, "sessions": [session]})


def test_a_seed_can_contain_users_and_shared_images(local: LocalAppStream) -> None:
    local.seed(
        {
            "images": [
                {
                    "Name": "gold",
                    "Platform": "ROCKY_LINUX8",
                    "Tags": {"a": "b"},
                    "SharedWith": [
                        {
                            "sharedAccountId": "2" * 12,
                            "imagePermissions": {"allowFleet": True, "allowImageBuilder": True},
                        }
                    ],
                }
            ],
            "image_builders": [{"Name": "b", "InstanceType": MEDIUM, "ImageName": "gold"}],
            "users": [{"UserName": "a@example.com", "Enabled": False, "Status": "CONFIRMED"}],
        }
    )
    client = local.client()
    image = client.describe_images(names=["gold"]).one()
    assert (image.state, image.visibility, image.platform) == (
        "AVAILABLE",
        "PRIVATE",
        "ROCKY_LINUX8",
    )
    assert image.arn is not None
    assert client.list_tags_for_resource(resource_arn=image.arn) == {"a": "b"}
    there = local.client(account_id="2" * 12)
    assert there.describe_images(type="SHARED").one().name == "gold"
    user = client.describe_users(authentication_type="USERPOOL").one()
    assert (user.enabled, user.status) == (False, "CONFIRMED")
