"""An account with resources for every read-only operation."""

from __future__ import annotations

from typing import Any

from appstream_typed import AppStreamClient, ImagePermissions
from appstream_typed.local import LocalAppStream, ManualClock

PLACE = {"S3Bucket": "bucket", "S3Key": "key"}
ARN = "arn:aws:appstream:us-east-1:123456789012:{}/{}"
USER = {"UserName": "ada@example.com", "AuthenticationType": "USERPOOL"}
TWO_SUBNETS = {"SubnetIds": ["subnet-1", "subnet-2"]}

SEED: dict[str, Any] = {
    "directory_configs": [
        {"DirectoryName": "corp.example.com", "OrganizationalUnitDistinguishedNames": ["OU=a"]}
    ],
    "image_builders": [
        {
            "Name": "maker",
            "InstanceType": "stream.standard.medium",
            "ImageName": "AppStream-WinServer2022-07-12-2026",
            "SoftwaresToInstall": ["Microsoft_Office_2021_LTSC_Standard_64Bit"],
        }
    ],
    "fleets": [
        {"Name": "idle", "InstanceType": "stream.standard.small"},
        {
            "Name": "busy",
            "InstanceType": "stream.standard.small",
            "ComputeCapacity": {"DesiredInstances": 2},
            "State": "RUNNING",
        },
        {
            "Name": "elastic",
            "InstanceType": "stream.standard.small",
            "FleetType": "ELASTIC",
            "Platform": "WINDOWS_SERVER_2019",
            "MaxConcurrentSessions": 3,
            "VpcConfig": TWO_SUBNETS,
        },
    ],
    # The first stack has no fleets and no users, so that a probe must go on to the second stack.
    "stacks": [
        {"Name": "bare"},
        {"Name": "office", "Fleets": ["idle", "busy"], "Tags": {"team": "it"}},
    ],
    "sessions": [
        {"StackName": "office", "FleetName": "busy", "UserId": "ada"},
        {"StackName": "office", "FleetName": "busy", "UserId": "grace"},
    ],
    "app_blocks": [{"Name": "block", "SourceS3Location": PLACE, "PackagingType": "APPSTREAM2"}],
    "app_block_builders": [
        {
            "Name": "packer",
            "Platform": "WINDOWS_SERVER_2019",
            "InstanceType": "stream.standard.medium",
            "VpcConfig": TWO_SUBNETS,
        }
    ],
    "applications": [
        {
            "Name": "app",
            "IconS3Location": PLACE,
            "LaunchPath": "/usr/bin/app",
            "Platforms": ["WINDOWS_SERVER_2019"],
            "InstanceFamilies": ["GENERAL_PURPOSE"],
            "AppBlockArn": ARN.format("app-block", "block"),
        }
    ],
    "application_fleet_associations": [
        {"FleetName": "elastic", "ApplicationArn": ARN.format("application", "app")}
    ],
    "entitlements": [
        {
            "Name": "staff",
            "StackName": "office",
            "AppVisibility": "ASSOCIATED",
            "Attributes": [{"Name": "roles", "Value": "staff"}],
        }
    ],
    "entitled_applications": [
        {"StackName": "office", "EntitlementName": "staff", "ApplicationIdentifier": "app"}
    ],
    "themes": [
        {
            "StackName": "office",
            "ThemeStyling": "BLUE",
            "TitleText": "Office",
            "OrganizationLogoS3Location": PLACE,
            "FaviconS3Location": PLACE,
        }
    ],
    "users": [USER],
    "user_stack_associations": [{**USER, "StackName": "office"}],
}


def fill(local: LocalAppStream, clock: ManualClock) -> None:
    """Create the resources of the account."""
    local.seed(SEED)
    client = local.client()
    client.create_usage_report_subscription()
    client.associate_app_block_builder_app_block(
        app_block_arn=ARN.format("app-block", "block"), app_block_builder_name="packer"
    )
    _make_images(local, client, clock)


def _make_images(local: LocalAppStream, client: AppStreamClient, clock: ManualClock) -> None:
    clock.advance(2)
    local.make_image("maker", "gold")
    clock.advance(2)
    client.update_image_permissions(
        name="gold",
        shared_account_id="222222222222",
        image_permissions=ImagePermissions(allow_fleet=True),
    )
    role = "arn:aws:iam::123456789012:role/export"
    client.create_export_image_task(image_name="gold", ami_name="gold-ami", iam_role_arn=role)
