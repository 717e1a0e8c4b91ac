"""An update with ``AttributesToDelete`` deletes those members and changes no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import botocore.session
import pytest

from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022
from tests.shapes import came_later

MODEL = botocore.session.get_session().get_service_model("appstream")
MEDIUM = "stream.standard.medium"
ROLE = "arn:aws:iam::123456789012:role/r"
PLACE = {"S3Bucket": "bucket", "S3Key": "key"}
VPC = {"SubnetIds": ["subnet-a", "subnet-b"], "SecurityGroupIds": ["sg-a"]}
ENDPOINTS = [{"EndpointType": "STREAMING", "VpceId": "vpce-a"}]
CONNECTORS = ("HOMEFOLDERS", "GOOGLE_DRIVE", "ONE_DRIVE")
AGENT = {
    "Settings": [{"AgentAction": "COMPUTER_VISION", "Permission": "ENABLED"}],
    "ScreenResolution": "W_1280xH_720",
    "ScreenImageFormat": "PNG",
}
KEY = "arn:aws:kms:us-east-1:123456789012:key/k"

GONE = {
    "UpdateAppBlockBuilder": {
        "IAM_ROLE_ARN": "IamRoleArn",
        "ACCESS_ENDPOINTS": "AccessEndpoints",
        "VPC_CONFIGURATION_SECURITY_GROUP_IDS": "VpcConfig.SecurityGroupIds",
    },
    "UpdateApplication": {
        "LAUNCH_PARAMETERS": "LaunchParameters",
        "WORKING_DIRECTORY": "WorkingDirectory",
    },
    "UpdateFleet": {
        "VPC_CONFIGURATION": "VpcConfig",
        "VPC_CONFIGURATION_SECURITY_GROUP_IDS": "VpcConfig.SecurityGroupIds",
        "DOMAIN_JOIN_INFO": "DomainJoinInfo",
        "IAM_ROLE_ARN": "IamRoleArn",
        "USB_DEVICE_FILTER_STRINGS": "UsbDeviceFilterStrings",
        "SESSION_SCRIPT_S3_LOCATION": "SessionScriptS3Location",
        "MAX_SESSIONS_PER_INSTANCE": "MaxSessionsPerInstance",
        "VOLUME_CONFIGURATION": "RootVolumeConfig",
    },
    "UpdateImageBuilder": {"AGENT_ACCESS_CONFIG": "AgentAccessConfig"},
    "UpdateStack": {
        "STORAGE_CONNECTORS": "StorageConnectors",
        "STORAGE_CONNECTOR_HOMEFOLDERS": "StorageConnectors.HOMEFOLDERS",
        "STORAGE_CONNECTOR_GOOGLE_DRIVE": "StorageConnectors.GOOGLE_DRIVE",
        "STORAGE_CONNECTOR_ONE_DRIVE": "StorageConnectors.ONE_DRIVE",
        "REDIRECT_URL": "RedirectURL",
        "FEEDBACK_URL": "FeedbackURL",
        "THEME_NAME": "",  # a stack has no such member
        "USER_SETTINGS": "UserSettings.FILE_UPLOAD",  # reset to the default
        "EMBED_HOST_DOMAINS": "EmbedHostDomains",
        "IAM_ROLE_ARN": "",  # a stack has no such member
        "ACCESS_ENDPOINTS": "AccessEndpoints",
        "STREAMING_EXPERIENCE_SETTINGS": "StreamingExperienceSettings",
        "CONTENT_REDIRECTION": "ContentRedirection",
        "AGENT_ACCESS_CONFIG": "AgentAccessConfig",
        "AGENT_ACCESS_CONFIG_KMS_KEY_ARN": "AgentAccessConfig.KmsKeyArn",
        "STORAGE_CONNECTOR_AUTHENTICATION": "StorageConnectorAuthentication",
        "WEB_AUTHN_REDIRECTION": "WebAuthnRedirection",
    },
    "UpdateThemeForStack": {"FOOTER_LINKS": "ThemeFooterLinks"},
}
"""For each operation and attribute: the member that is then absent or has its default."""


@pytest.fixture
def plain(local: LocalAppStream, clock: ManualClock) -> Iterator[Any]:
    """A boto3 client. Its account has resources with all attributes that can be deleted."""
    client: Any = boto3.client(
        "appstream",
        endpoint_url=local.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="any",
    )
    client.create_stack(
        Name="full",
        StorageConnectors=[{"ConnectorType": kind} for kind in CONNECTORS],
        RedirectURL="https://example.com/",
        FeedbackURL="https://example.com/feedback",
        UserSettings=[{"Action": "FILE_UPLOAD", "Permission": "DISABLED"}],
        EmbedHostDomains=["example.com"],
        AccessEndpoints=ENDPOINTS,
        StreamingExperienceSettings={"PreferredProtocol": "UDP"},
        ContentRedirection={"HostToClient": {"Enabled": True}},
        AgentAccessConfig={**AGENT, "KmsKeyArn": KEY},
        StorageConnectorAuthentication="FORCE_REAUTHENTICATION",
        WebAuthnRedirection={"Enabled": True},
    )
    client.create_fleet(
        Name="full",
        InstanceType=MEDIUM,
        ComputeCapacity={"DesiredSessions": 2},
        VpcConfig=VPC,
        DomainJoinInfo={"DirectoryName": "example.com"},
        IamRoleArn=ROLE,
        UsbDeviceFilterStrings=["x,x,1,1,1,1,1,1"],
        SessionScriptS3Location=PLACE,
        MaxSessionsPerInstance=2,
        RootVolumeConfig={"VolumeSizeInGb": 300},
        ImageName=WIN2022,
    )
    client.create_image_builder(
        Name="full", InstanceType=MEDIUM, AgentAccessConfig=AGENT, ImageName=WIN2022
    )
    clock.advance(60)
    client.stop_image_builder(Name="full")
    clock.advance(60)
    client.create_app_block_builder(
        Name="full",
        Platform="WINDOWS_SERVER_2019",
        InstanceType=MEDIUM,
        VpcConfig=VPC,
        IamRoleArn=ROLE,
        AccessEndpoints=ENDPOINTS,
    )
    block = client.create_app_block(
        Name="full",
        SourceS3Location=PLACE,
        SetupScriptDetails={
            "ScriptS3Location": PLACE,
            "ExecutablePath": "setup",
            "TimeoutInSeconds": 60,
        },
    )
    client.create_application(
        Name="full",
        IconS3Location=PLACE,
        LaunchPath="app",
        LaunchParameters="-x",
        WorkingDirectory="home",
        Platforms=["WINDOWS_SERVER_2019"],
        InstanceFamilies=["GENERAL_PURPOSE"],
        AppBlockArn=block["AppBlock"]["Arn"],
    )
    client.create_theme_for_stack(
        StackName="full",
        TitleText="t",
        ThemeStyling="BLUE",
        OrganizationLogoS3Location=PLACE,
        FaviconS3Location=PLACE,
        FooterLinks=[{"DisplayName": "d", "FooterLinkURL": "https://example.com/"}],
    )
    yield client
    client.close()


def update(client: Any, operation: str, *attributes: str) -> dict[str, Any]:
    """Call an operation, and return the scalar members of the resource by path."""
    member = "StackName" if operation == "UpdateThemeForStack" else "Name"
    method = getattr(client, botocore.xform_name(operation))
    answer = method(**{member: "full"}, AttributesToDelete=list(attributes))
    del answer["ResponseMetadata"]
    (resource,) = answer.values()
    resource.pop("ComputeCapacityStatus", None)  # depends on other members
    return dict(flat("", resource))


def flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the scalars in a value with their paths."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(f"{path}.{key}", inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            name = inner.get("ConnectorType") or inner.get("Action") or value.index(inner)
            yield from flat(f"{path}.{name}", inner)
    else:
        yield path.lstrip("."), value


def test_the_table_contains_every_attribute_of_the_model() -> None:
    inputs = {name: MODEL.operation_model(name).input_shape for name in MODEL.operation_names}
    attributes = {
        name: set(shape.members["AttributesToDelete"].member.enum)
        for name, shape in inputs.items()
        if shape is not None and "AttributesToDelete" in shape.members
    }
    for operation, known in GONE.items():
        later = attributes[operation] - set(known)
        enum = MODEL.operation_model(operation).input_shape.members["AttributesToDelete"].member
        assert all(came_later(f"{enum.name} {attribute}") for attribute in later), later
        assert set(known) <= attributes[operation]
    assert set(GONE) == set(attributes)


@pytest.mark.parametrize(
    ("operation", "attribute"),
    [(operation, attribute) for operation in GONE for attribute in GONE[operation]],
)
def test_an_attribute_deletes_only_its_member(plain: Any, operation: str, attribute: str) -> None:
    before = update(plain, operation)
    after = update(plain, operation, attribute)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    path = GONE[operation][attribute]
    if path:
        assert changed
        assert all(f"{found}.".startswith(f"{path}.") for found in changed), changed
    else:
        assert not changed
    assert update(plain, operation, attribute) == after, "repeating the request changes nothing"


def test_all_attributes_can_be_deleted_in_one_request(plain: Any) -> None:
    for operation, attributes in GONE.items():
        one_by_one = [update(plain, operation, attribute) for attribute in attributes][-1]
        assert update(plain, operation, *attributes) == one_by_one
