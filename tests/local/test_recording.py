"""A recorded account can be recreated in another local AppStream."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import (
    LocalAppStream,
    ManualClock,
    Timings,
    faults,
    load_seed,
    record_seed,
)
from tests.local.imaging import MEDIUM, WIN2022
from tests.shapes import OPERATIONS

PLACE = {"S3Bucket": "files", "S3Key": "key"}
OFFICE = "Microsoft_Office_2024_LTSC_Professional_Plus_64Bit"
ARN = "arn:aws:appstream:us-east-1:123456789012:{}/{}"
OTHER = "222222222222"
# Older botocore versions lack this member.
DRAINING = {"InstanceDrainStatus": "DRAINING"} if "DrainSessionInstance" in OPERATIONS else {}
RICH: dict[str, Any] = {
    "directory_configs": [
        {
            "DirectoryName": "corp.example.org",
            "OrganizationalUnitDistinguishedNames": ["OU=a,DC=corp"],
            "ServiceAccountCredentials": {"AccountName": "joiner", "AccountPassword": "s3cret!"},
        }
    ],
    "images": [
        {
            "Name": "gold",
            "Description": "Office",
            "Tags": {"team": "it"},
            "Software": [OFFICE],
            "SupportedInstanceFamilies": ["General Purpose"],
            "SharedWith": [
                {
                    "sharedAccountId": OTHER,
                    "imagePermissions": {"allowFleet": True, "allowImageBuilder": False},
                }
            ],
        },
        {
            "Name": "broken",
            "State": "FAILED",
            "ImageErrors": [{"ErrorCode": "INTERNAL_SERVICE_ERROR"}],
        },
    ],
    "image_builders": [
        {
            "Name": "design",
            "InstanceType": MEDIUM,
            "ImageName": "gold",
            "State": "RUNNING",
            "NetworkAccessConfiguration": {
                "EniId": "eni-0123456789abcdef0",
                "EniPrivateIpAddress": "172.31.5.6",
                "EniIpv6Addresses": ["2600:1f18::1"],
            },
            "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
            "Tags": {"a": "b"},
        },
        {
            "Name": "old",
            "InstanceType": MEDIUM,
            "ImageName": "AppStream-WinServer2012R2-07-19-2021",
            "State": "FAILED",
            "ImageBuilderErrors": [{"ErrorCode": "INTERNAL_SERVICE_ERROR", "ErrorMessage": "x"}],
        },
    ],
    "fleets": [
        {
            "Name": "office",
            "InstanceType": MEDIUM,
            "ImageArn": ARN.format("image", "gold"),
            "ComputeCapacity": {"DesiredSessions": 6},
            "MaxSessionsPerInstance": 3,
            "State": "RUNNING",
        },
        {
            "Name": "elastic",
            "InstanceType": MEDIUM,
            "FleetType": "ELASTIC",
            "Platform": "WINDOWS_SERVER_2019",
            "MaxConcurrentSessions": 3,
            "VpcConfig": {"SubnetIds": ["subnet-1", "subnet-2"]},
        },
        {"Name": "idle", "InstanceType": MEDIUM, "ComputeCapacity": {"DesiredInstances": 0}},
    ],
    "stacks": [
        {
            "Name": "s",
            "Fleets": ["office", "elastic"],
            "StorageConnectors": [{"ConnectorType": "HOMEFOLDERS"}],
            "Tags": {"team": "it"},
        },
        {"Name": "empty"},
    ],
    "app_blocks": [{"Name": "block", "SourceS3Location": PLACE, "PackagingType": "APPSTREAM2"}],
    "app_block_builders": [
        {
            "Name": "packer",
            "InstanceType": MEDIUM,
            "Platform": "WINDOWS_SERVER_2019",
            "VpcConfig": {"SubnetIds": ["subnet-1", "subnet-2"]},
            "State": "RUNNING",
        }
    ],
    "app_block_builder_associations": [
        {"AppBlockArn": ARN.format("app-block", "block"), "AppBlockBuilderName": "packer"}
    ],
    "applications": [
        {
            "Name": "app",
            "IconS3Location": PLACE,
            "LaunchPath": "/usr/bin/app",
            "Platforms": ["AMAZON_LINUX2"],
            "InstanceFamilies": ["GENERAL_PURPOSE"],
            "AppBlockArn": ARN.format("app-block", "block"),
        }
    ],
    "application_fleet_associations": [
        {"FleetName": "elastic", "ApplicationArn": ARN.format("application", "app")}
    ],
    "entitlements": [
        {
            "Name": "e",
            "StackName": "s",
            "AppVisibility": "ASSOCIATED",
            "Attributes": [{"Name": "roles", "Value": "x"}],
        }
    ],
    "entitled_applications": [
        {"StackName": "s", "EntitlementName": "e", "ApplicationIdentifier": "app"}
    ],
    "themes": [{"StackName": "s", "ThemeTitleText": "Office", "ThemeStyling": "PINK"}],
    "users": [
        {"UserName": "ada@corp.org", "FirstName": "Ada", "Enabled": False, "Status": "CONFIRMED"}
    ],
    "user_stack_associations": [{"UserName": "ada@corp.org", "StackName": "s"}],
    "usage_report_subscriptions": [{}],
    "export_image_tasks": [
        {
            "TaskId": "00000000-0000-4000-8000-000000000001",
            "ImageArn": ARN.format("image", "gold"),
            "AmiName": "a",
        }
    ],
    "sessions": [
        {
            "StackName": "s",
            "FleetName": "office",
            "UserId": "ada@corp.org",
            "AuthenticationType": "USERPOOL",
            "InstanceId": "i-0123456789abcdef0",
            **DRAINING,
            "State": "ACTIVE",
            "NetworkAccessConfiguration": {"EniPrivateIpAddress": "172.31.7.8", "EniId": "eni-1"},
        },
        {
            "StackName": "s",
            "FleetName": "office",
            "UserId": "grace",
            "AuthenticationType": "SAML",
            "ConnectionState": "NOT_CONNECTED",
        },
        {"StackName": "s", "FleetName": "office", "UserId": "eve", "State": "EXPIRED"},
    ],
}


@pytest.fixture
def theirs() -> Iterator[LocalAppStream]:
    """The local AppStream with the account to record."""
    with LocalAppStream(clock=ManualClock(), timings=Timings(session_visible=1e9)) as local:
        local.seed(RICH)
        yield local


def bring_up(seed: dict[str, object], clock: ManualClock, region: str = "us-east-1") -> Any:
    local = LocalAppStream(
        clock=clock,
        seed=json.loads(json.dumps(seed)),
        region_name=region,
        timings=Timings(session_visible=1e9),
    )
    local.start()
    return local


def test_a_recorded_account_is_recreated(theirs: LocalAppStream) -> None:
    client = theirs.client()
    seed = record_seed(client)
    assert isinstance(theirs.clock, ManualClock)
    ours = bring_up(seed, ManualClock(theirs.clock.now()))
    try:
        assert record_seed(ours.client()) == seed
        there, here = theirs.boto3_client(), ours.boto3_client()
        compared = 0
        for operation, request in LISTINGS:
            left = getattr(there, operation)(**request)
            right = getattr(here, operation)(**request)
            del left["ResponseMetadata"], right["ResponseMetadata"]
            for directory in left.get("DirectoryConfigs", ()):
                del directory["ServiceAccountCredentials"]
            assert right == left, operation
            compared += bool(left)
        assert compared == len(LISTINGS)
    finally:
        ours.stop()


LISTINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("describe_directory_configs", {}),
    ("describe_images", {"Type": "PRIVATE"}),
    ("describe_image_permissions", {"Name": "gold"}),
    ("describe_image_builders", {}),
    ("describe_fleets", {}),
    ("describe_stacks", {}),
    ("list_associated_fleets", {"StackName": "s"}),
    ("describe_app_blocks", {}),
    ("describe_app_block_builders", {}),
    ("describe_app_block_builder_app_block_associations", {}),
    ("describe_applications", {}),
    ("describe_application_fleet_associations", {"FleetName": "elastic"}),
    ("describe_entitlements", {"StackName": "s"}),
    ("list_entitled_applications", {"StackName": "s", "EntitlementName": "e"}),
    ("describe_theme_for_stack", {"StackName": "s"}),
    ("describe_users", {"AuthenticationType": "USERPOOL"}),
    ("describe_user_stack_associations", {"StackName": "s"}),
    ("describe_usage_report_subscriptions", {}),
    ("describe_sessions", {"StackName": "s", "FleetName": "office"}),
    ("list_tags_for_resource", {"ResourceArn": ARN.format("image", "gold")}),
)


def test_recording_only_reads_and_omits_secrets(theirs: LocalAppStream) -> None:
    seed = record_seed(theirs.client())
    for request in theirs.requests:
        assert request.operation.startswith(("Describe", "List")), request
    text = json.dumps(seed)
    assert "s3cret!" not in text
    assert "joiner" not in text
    assert "gold" in text


def test_a_boto3_client_is_refused_with_advice(theirs: LocalAppStream) -> None:
    with pytest.raises(TypeError, match=r"use AppStreamClient\(client\) to wrap a boto3 client"):
        record_seed(theirs.boto3_client())  # type: ignore[arg-type] # the mistake under test


def test_a_recorded_account_is_recreated_in_another_region(theirs: LocalAppStream) -> None:
    seed = record_seed(theirs.client())
    ours = bring_up(seed, ManualClock(), "us-gov-west-1")
    try:
        fleet = ours.client().describe_fleets(names=["office"]).one()
        assert fleet.image_arn == "arn:aws-us-gov:appstream:us-gov-west-1:123456789012:image/gold"
        assert ours.client(region_name="eu-west-1").describe_stacks(names=["s"]).one()
    finally:
        ours.stop()


def test_an_anonymous_seed_contains_no_original_ids(theirs: LocalAppStream) -> None:
    seed = record_seed(theirs.client(), anonymous=True)
    text = json.dumps(seed)
    for told in ("ada", "grace", "corp.org", "123456789012", OTHER, "172.31", "2600:1f18"):
        assert told not in text, told
    for told in ('subnet-1"', "sg-1", "eni-1", "i-0123456789abcdef0", "eni-0123456789abcdef0"):
        assert told not in text, told
    entries: Any = seed
    assert entries["sessions"][0]["UserId"] == entries["users"][0]["UserName"], "the same person"
    directory = entries["directory_configs"][0]["DirectoryName"]
    assert directory.endswith("example.com")
    ours = bring_up(seed, ManualClock())
    try:
        assert len(ours.client().describe_users(authentication_type="USERPOOL").all()) == 1
        assert record_seed(ours.client(), anonymous=True) == seed
    finally:
        ours.stop()


def test_an_image_shared_by_another_account_is_recorded(theirs: LocalAppStream) -> None:
    stranger = theirs.client(account_id=OTHER)
    theirs.scope(account_id=OTHER).seed(
        {"fleets": [{"Name": "f", "InstanceType": MEDIUM, "ImageArn": ARN.format("image", "gold")}]}
    )
    ours = bring_up(record_seed(stranger), ManualClock())
    try:
        assert ours.client().describe_fleets().one().image_name == "gold"
        assert ours.client().describe_images(names=["gold"]).one().visibility == "PRIVATE"
    finally:
        ours.stop()


def test_resources_that_may_not_be_read_are_omitted(
    theirs: LocalAppStream, caplog: pytest.LogCaptureFixture
) -> None:
    theirs.add_fault(faults.error("AccessDeniedException"), "DescribeUsers")
    seed = record_seed(theirs.client())
    assert "users" not in seed
    assert "fleets" in seed
    assert "DescribeUsers" in caplog.text


def test_an_empty_account_gives_an_empty_seed(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    assert record_seed(client) == {}
    local.seed({})


def test_the_command_prints_a_seed(theirs: LocalAppStream, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "appstream_typed.local", "record"]
    options = ["--region", "us-east-1", "--endpoint-url", theirs.endpoint_url]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    file = tmp_path / "seed.json"
    file.write_text(done.stdout, encoding="utf-8")
    assert load_seed(file) == record_seed(theirs.client())
    broken = [*command, "--region", "us-east-1", "--profile", "absent"]
    done = subprocess.run(broken, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_base_images_are_not_recorded(local: LocalAppStream, client: AppStreamClient) -> None:
    local.seed({"image_builders": [{"Name": "b", "InstanceType": MEDIUM, "ImageName": WIN2022}]})
    assert "images" not in record_seed(client)
