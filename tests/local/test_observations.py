"""Clients receive the response of every entry in ``wire/observations.py``.

A new observation needs an entry there and a scenario here.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from appstream_typed.local import LocalAppStream, ManualClock, Quotas
from appstream_typed.local.wire import observations
from appstream_typed.local.wire.observations import Answer, Refusal
from tests.local.imaging import MEDIUM, WIN2022

OLD = ("AppStream-WinServer2012R2-07-19-2021", "Amazon-AppStream2-Sample-Image-02-04-2019")
GRAPHICS = "stream.graphics-design.xlarge"
ACCOUNT = "123456789012"
ENTRIES = {
    name: entry for name, entry in vars(observations).items() if isinstance(entry, Refusal | Answer)
}
Scenario = Callable[[Any, LocalAppStream], Any]
SCENARIOS: dict[str, Scenario] = {}


def scenario(*names: str) -> Callable[[Scenario], Scenario]:
    def register(play: Scenario) -> Scenario:
        for name in names:
            SCENARIOS[name] = play
        return play

    return register


def refused(call: Callable[..., Any], **request: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**request)
    error: Any = caught.value.response["Error"]
    return error["Code"], error["Message"]


def fleet(boto: Any, name: str = "f", **more: Any) -> Any:
    capacity = {"DesiredInstances": 1}
    request = {"InstanceType": MEDIUM, "ImageName": WIN2022, "ComputeCapacity": capacity, **more}
    return boto.create_fleet(Name=name, **request)["Fleet"]


def expect(name: str, **names: object) -> tuple[str, str]:
    entry = ENTRIES[name]
    assert isinstance(entry, Refusal)
    return entry.code, entry.words.format(**names)


@scenario("IMAGE_NOT_AVAILABLE", "DEPRECATED_IMAGES")
def deprecated_images(boto: Any, local: LocalAppStream) -> None:
    for image in OLD:
        words = (
            f"The image {image} is DEPRECATED. The image must be in an AVAILABLE state for this "
            "action to succeed."
        )
        by_name = {"Name": "x", "InstanceType": MEDIUM, "ImageName": image}
        arn = f"arn:aws:appstream:us-east-1::image/{image}"
        by_arn = {"Name": "x", "InstanceType": MEDIUM, "ImageArn": arn}
        capacity = {"ComputeCapacity": {"DesiredInstances": 1}}
        told = ("ResourceNotAvailableException", words)
        assert refused(boto.create_image_builder, **by_name) == told
        assert refused(boto.create_image_builder, **by_arn) == told
        assert refused(boto.create_fleet, **by_name, **capacity) == told
        assert refused(boto.create_fleet, **by_arn, **capacity) == told


@scenario("IMAGE_DOES_NOT_EXIST")
def an_absent_image(boto: Any, local: LocalAppStream) -> None:
    told = (
        "ResourceNotFoundException",
        f"The image gold for account {ACCOUNT} does not exist.",
    )
    request = {"Name": "x", "InstanceType": MEDIUM, "ImageName": "gold"}
    assert refused(boto.create_image_builder, **request) == told
    assert refused(boto.describe_images, Names=["gold"]) == told
    assert refused(boto.delete_image, Name="gold") == told


@scenario("NO_IMAGE")
def no_image(boto: Any, local: LocalAppStream) -> None:
    told = expect("NO_IMAGE", instance_type=MEDIUM)
    assert refused(boto.create_image_builder, Name="x", InstanceType=MEDIUM) == told
    capacity = {"DesiredInstances": 1}
    request = {"Name": "x", "InstanceType": MEDIUM, "ComputeCapacity": capacity}
    assert refused(boto.create_fleet, **request) == told


@scenario("IMAGE_FAMILY")
def an_image_of_another_family(boto: Any, local: LocalAppStream) -> None:
    request = {"Name": "x", "InstanceType": GRAPHICS, "ImageName": WIN2022}
    words = (
        f"The combination of instance type {GRAPHICS} and image instance family null is not "
        "supported. Select an image that belongs to image instance family supported by this "
        "instance type."
    )
    told = ("InvalidParameterCombinationException", words)
    assert refused(boto.create_image_builder, **request) == told
    reverse = "AppStream-Graphics-G4dn-WinServer2022-07-12-2026"
    request = {"Name": "x", "InstanceType": MEDIUM, "ImageName": reverse}
    code, message = refused(boto.create_image_builder, **request)
    assert code == "InvalidParameterCombinationException"
    assert "is not supported" in message
    fleet(boto)
    assert refused(boto.update_fleet, Name="f", ImageName=reverse)[1] == message
    assert refused(boto.update_fleet, Name="f", InstanceType=GRAPHICS)[1] == words


@scenario("DELETED_IMAGE_STATE")
def the_response_to_a_deletion(boto: Any, local: LocalAppStream) -> None:
    local.seed({"image_builders": [{"Name": "b", "InstanceType": MEDIUM, "State": "RUNNING"}]})
    local.make_image("b", "gold")
    assert isinstance(local.clock, ManualClock)
    local.clock.advance(60)
    assert boto.delete_image(Name="gold")["Image"]["State"] == "AVAILABLE"
    assert boto.describe_images(Names=["gold"])["Images"][0]["State"] == "DELETING"


@scenario("FLEET_IS_ACTIVE")
def a_running_fleet(boto: Any, local: LocalAppStream) -> None:
    local.seed({"fleets": [{"Name": "f", "InstanceType": MEDIUM, "State": "RUNNING"}]})
    told = (
        "ResourceInUseException",
        (
            "Cannot update the attribute for fleet f when it is ACTIVE. The fleet must be stopped to "
            "complete this action."
        ),
    )
    role = f"arn:aws:iam::{ACCOUNT}:role/r"
    assert refused(boto.update_fleet, Name="f", IamRoleArn=role) == told
    assert refused(boto.update_fleet, Name="f", AttributesToDelete=["IAM_ROLE_ARN"]) == told


@scenario("FLEET_HAS_STACKS", "STACK_HAS_FLEETS")
def deleting_associated_fleets_and_stacks(boto: Any, local: LocalAppStream) -> None:
    fleet(boto)
    boto.create_stack(Name="s")
    boto.associate_fleet(FleetName="f", StackName="s")
    assert refused(boto.delete_fleet, Name="f") == (
        "ResourceInUseException",
        (
            "The fleet f is associated with a stack. To delete the fleet, you must dissociate it from "
            "the stack."
        ),
    )
    assert refused(boto.delete_stack, Name="s") == (
        "ResourceInUseException",
        (
            "Cannot delete stack s. This stack has fleets associated with it. Only stacks with no "
            "fleets associated with it can be deleted."
        ),
    )


@scenario("NO_CAPACITY", "CAPACITY_TOO_LOW")
def capacity(boto: Any, local: LocalAppStream) -> None:
    request = {"Name": "f", "InstanceType": MEDIUM, "ImageName": WIN2022}
    assert refused(boto.create_fleet, **request) == expect("NO_CAPACITY", fleet="f")
    low = {"member": "DesiredInstances", "minimum": 1, "given": 0}
    zero = {"DesiredInstances": 0}
    assert refused(boto.create_fleet, **request, ComputeCapacity=zero) == expect(
        "CAPACITY_TOO_LOW", **low
    )
    fleet(boto)
    scaled = boto.update_fleet(Name="f", ComputeCapacity=zero)["Fleet"]
    assert scaled["ComputeCapacityStatus"]["Desired"] == 0
    negative = {"DesiredInstances": -1}
    low = {"member": "DesiredInstances", "minimum": 0, "given": -1}
    assert refused(boto.update_fleet, Name="f", ComputeCapacity=negative) == expect(
        "CAPACITY_TOO_LOW", **low
    )


@scenario("CAPACITY_QUOTA", "QUOTA")
def quotas(boto: Any, local: LocalAppStream) -> None:
    fleet(boto, "free", ComputeCapacity={"DesiredInstances": 150})
    local.settings.quotas = Quotas(stacks=1, fleet_instances={MEDIUM: 1000})
    fleet(boto, "TestFleet", EnableDefaultInternetAccess=True)
    more = {"Name": "TestFleet", "ComputeCapacity": {"DesiredInstances": 150}}
    assert refused(boto.update_fleet, **more) == (
        "LimitExceededException",
        (
            "The Instance type 'stream.standard.medium' capacity limit for fleet TestFleet' was "
            "exceeded. Requested: 150, Limit: 100"
        ),
    )
    boto.create_stack(Name="a")
    told = expect("QUOTA", what="stacks", requested=2, limit=1)
    assert refused(boto.create_stack, Name="b") == told


@scenario("STOPPED_FLEET_STOPS")
def stopping_a_stopped_fleet(boto: Any, local: LocalAppStream) -> None:
    fleet(boto)
    answer = boto.stop_fleet(Name="f")
    assert answer.keys() == {"ResponseMetadata"}
    assert boto.describe_fleets(Names=["f"])["Fleets"][0]["State"] == "STOPPED"


@scenario("NEW_STACK_SETTINGS")
def settings_of_a_new_stack(boto: Any, local: LocalAppStream) -> None:
    settings = boto.create_stack(Name="s")["Stack"]["UserSettings"]
    found = {setting["Action"]: setting["Permission"] for setting in settings}
    assert found == ENTRIES["NEW_STACK_SETTINGS"].value  # type: ignore[union-attr]  # this entry is a response
    assert "AUTO_TIME_ZONE_REDIRECTION" in found


@scenario("UNKNOWN_INSTANCE_TYPE")
def an_unknown_instance_type(boto: Any, local: LocalAppStream) -> None:
    for use, wrong in (
        ("image builders", "stream.standard.mediun"),
        ("image builders", "stream.standard.2xlarge"),
        ("fleets", "stream.standard"),
        ("fleets", "m5.large"),
    ):
        create = boto.create_fleet if use == "fleets" else boto.create_image_builder
        assert refused(create, Name="x", InstanceType=wrong, ImageName=WIN2022) == expect(
            "UNKNOWN_INSTANCE_TYPE", instance_type=wrong, use=use, example=MEDIUM
        )
    graphics = {"Name": "x", "FleetType": "ELASTIC", "InstanceType": GRAPHICS}
    assert "elastic fleets" in refused(boto.create_fleet, **graphics)[1]


@scenario("INVALID_ROLE")
def an_arn_that_is_not_a_role(boto: Any, local: LocalAppStream) -> None:
    role = "arn:aws-us-gov:s3:::bucket"
    assert refused(
        boto.create_image_builder,
        Name="x",
        InstanceType=MEDIUM,
        ImageName=WIN2022,
        IamRoleArn=role,
    ) == (
        "InvalidRoleException",
        f"AppStream 2.0 encountered an error because your IAM role '{role}' is invalid",
    )


@scenario("USER_AUTHENTICATION_TYPE")
def users_of_other_authentication_types(boto: Any, local: LocalAppStream) -> None:
    for kind in ("API", "SAML"):
        assert refused(boto.create_user, UserName="a@example.com", AuthenticationType=kind) == (
            "InvalidParameterValueException",
            f"Cannot create a user with '{kind}' authentication type",
        )


@scenario("ENTITLEMENT_ATTRIBUTE")
def attributes_of_entitlements(boto: Any, local: LocalAppStream) -> None:
    boto.create_stack(Name="s")
    request = {"Name": "e", "StackName": "s", "AppVisibility": "ALL"}
    wrong = [{"Name": "role", "Value": "x"}]
    known = "roles, department, organization, groups, title, costCenter, userType"
    told = expect("ENTITLEMENT_ATTRIBUTE", attribute="role", known=known)
    assert refused(boto.create_entitlement, **request, Attributes=wrong) == told
    boto.create_entitlement(**request, Attributes=[{"Name": "costCenter", "Value": "x"}])
    change = {"Name": "e", "StackName": "s", "Attributes": wrong}
    assert refused(boto.update_entitlement, **change) == told


@scenario("STREAMING_URL", "STREAMING_URL_OF_USERS", "STREAMING_URL_OF_BUILDERS")
def streaming_urls(boto: Any, local: LocalAppStream) -> None:
    local.seed(
        {
            "image_builders": [{"Name": "b", "InstanceType": MEDIUM, "State": "RUNNING"}],
            "fleets": [{"Name": "f", "InstanceType": MEDIUM, "State": "RUNNING"}],
            "stacks": [{"Name": "s", "Fleets": ["f"]}],
        }
    )
    user = boto.create_streaming_url(StackName="s", FleetName="f", UserId="ada", Validity=90)
    assert parameters(user) == {
        "type": "END_USER",
        "expires": str(int(user["Expires"].timestamp())),
        "awsAccountId": ACCOUNT,
        "userId": "ada",
        "catalogSource": "stack/s",
        "fleetRef": "fleet/f",
        "applicationId": "",
        "userContext": "",
        "maxUserDurationInSecs": "57600",
    }
    admin = boto.create_image_builder_streaming_url(Name="b")
    assert parameters(admin) == {
        "type": "ADMIN",
        "expires": str(int(admin["Expires"].timestamp())),
        "awsAccountId": ACCOUNT,
        "userId": "admin",
        "catalogSource": "image-builder/b",
        "fleetRef": "image-builder/b",
    }


def parameters(answer: Any) -> Any:
    url = urlsplit(answer["StreamingURL"])
    assert (url.netloc, url.path) == ("appstream2.us-east-1.aws.amazon.com", "/authenticate")
    query = parse_qs(url.query)
    assert list(query) == ["parameters", "signature"]
    return json.loads(b64decode(query["parameters"][0], validate=True))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_client_receives_the_observation(name: str, local: LocalAppStream) -> None:
    SCENARIOS[name](local.boto3_client(), local)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_a_source(name: str) -> None:
    entry = ENTRIES[name]
    assert "/" in entry.source or entry.source.startswith("the model") or entry.assumed


def test_every_entry_has_a_scenario() -> None:
    assert set(SCENARIOS) == set(ENTRIES)
