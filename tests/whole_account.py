"""Helpers for tests of ``iter_resources``.

They create a resource of each kind, read all resources with boto3, and make regions fail.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    EntitlementAttribute,
    ImagePermissions,
    S3Location,
    ScriptDetails,
    UserStackAssociation,
    VpcConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022

MEDIUM = "stream.standard.medium"
ACCOUNT, OTHER = "123456789012", "222222222222"
ALL_KINDS = 20
"""The kinds that a sweep covers by default."""


def one_of_each(local: LocalAppStream, clock: ManualClock, region: str = "us-east-1") -> None:
    """Create at least one resource of each kind in the region."""
    client = local.client(region_name=region)
    other = local.client(region_name=region, account_id=OTHER)
    s3 = S3Location(s3_bucket="bucket", s3_key="key")
    vpc = VpcConfig(subnet_ids=["a", "b"], security_group_ids=["sg"])
    for owner, image in ((client, "own"), (other, "theirs")):
        owner.create_image_builder(name="builder", instance_type=MEDIUM, image_name=WIN2022)
        clock.advance(5)
        account = ACCOUNT if owner is client else OTHER
        local.scope(account_id=account, region_name=region).make_image("builder", image)
        clock.advance(5)
    permissions = ImagePermissions(allow_fleet=True, allow_image_builder=False)
    for owner, image, with_whom in ((client, "own", OTHER), (other, "theirs", ACCOUNT)):
        owner.update_image_permissions(
            name=image, shared_account_id=with_whom, image_permissions=permissions
        )
    block = client.create_app_block(
        name="block",
        source_s3_location=s3,
        setup_script_details=ScriptDetails(
            script_s3_location=s3, executable_path="run", timeout_in_seconds=60
        ),
    )
    packed = client.create_app_block(
        name="packed",
        source_s3_location=S3Location(s3_bucket="bucket"),
        packaging_type="APPSTREAM2",
    )
    client.create_app_block_builder(
        name="packer", platform="WINDOWS_SERVER_2019", instance_type=MEDIUM, vpc_config=vpc
    )
    client.associate_app_block_builder_app_block(
        app_block_arn=packed.arn, app_block_builder_name="packer"
    )
    application = client.create_application(
        name="editor",
        icon_s3_location=s3,
        launch_path="C:/editor.exe",
        platforms=["WINDOWS_SERVER_2019"],
        instance_families=["GENERAL_PURPOSE"],
        app_block_arn=block.arn,
    )
    client.create_fleet(
        name="elastic",
        instance_type=MEDIUM,
        fleet_type="ELASTIC",
        platform="WINDOWS_SERVER_2019",
        max_concurrent_sessions=5,
        vpc_config=vpc,
    )
    client.associate_application_fleet(fleet_name="elastic", application_arn=application.arn or "")
    client.create_stack(name="office")
    client.create_stack(name="empty")
    client.create_fleet(
        name="running",
        instance_type=MEDIUM,
        fleet_type="ON_DEMAND",
        image_name="own",
        compute_capacity=ComputeCapacity(desired_instances=3),
    )
    client.associate_fleet(fleet_name="running", stack_name="office")
    client.start_fleet(name="running")
    clock.advance(5)
    local.scope(region_name=region).user_connects("office", "running", "grace")
    client.create_entitlement(
        name="engineers",
        stack_name="office",
        app_visibility="ASSOCIATED",
        attributes=[EntitlementAttribute(name="department", value="x")],
    )
    client.associate_application_to_entitlement(
        stack_name="office", entitlement_name="engineers", application_identifier="editor"
    )
    client.create_theme_for_stack(
        stack_name="office",
        title_text="Office",
        theme_styling="LIGHT_BLUE",
        organization_logo_s3_location=s3,
        favicon_s3_location=s3,
    )
    client.create_user(user_name="ada@example.com", authentication_type="USERPOOL")
    client.batch_associate_user_stack(
        user_stack_associations=[
            UserStackAssociation(
                stack_name="office",
                user_name="ada@example.com",
                authentication_type="USERPOOL",
            )
        ]
    )
    client.create_directory_config(
        directory_name="corp.example.com", organizational_unit_distinguished_names=["OU=a"]
    )
    client.create_usage_report_subscription()
    arn = client.describe_image_builders().one().arn
    assert arn is not None
    client.associate_software_to_image_builder(
        image_builder_name="builder", software_names=["Microsoft_Office_2021_LTSC_Standard_64Bit"]
    )
    clock.advance(5)


def read_with_boto3(client: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each resource that boto3 finds."""
    yield from read_images(client)
    yield from read_fleets_and_stacks(client)
    yield from read_programs(client)
    for user in pages(client.describe_users, "Users", AuthenticationType="USERPOOL"):
        yield "user", user["UserName"]
    for directory in pages(client.describe_directory_configs, "DirectoryConfigs"):
        yield "directory_config", directory["DirectoryName"]
    for report in pages(client.describe_usage_report_subscriptions, "UsageReportSubscriptions"):
        yield "usage_report_subscription", report["S3BucketName"]


def read_images(client: Any) -> Iterator[tuple[str, str]]:
    for builder in pages(client.describe_image_builders, "ImageBuilders"):
        yield "image_builder", builder["Name"]
        yield from software(client, builder["Arn"])
    for image in pages(client.describe_images, "Images", Type="SHARED"):
        yield "image", image["Name"]
    for image in pages(client.describe_images, "Images", Type="PRIVATE"):
        yield "image", image["Name"]
        yield from software(client, image["Arn"])
        call = client.describe_image_permissions
        for item in pages(call, "SharedImagePermissionsList", Name=image["Name"]):
            yield "image_permission", item["sharedAccountId"]


def read_fleets_and_stacks(client: Any) -> Iterator[tuple[str, str]]:
    for fleet in pages(client.describe_fleets, "Fleets"):
        yield "fleet", fleet["Name"]
        if fleet["FleetType"] == "ELASTIC":
            call = client.describe_application_fleet_associations
            for item in pages(call, "ApplicationFleetAssociations", FleetName=fleet["Name"]):
                yield "application_fleet_association", item["ApplicationArn"]
    for stack in pages(client.describe_stacks, "Stacks"):
        yield "stack", stack["Name"]
        yield from read_stack(client, stack["Name"])


def read_programs(client: Any) -> Iterator[tuple[str, str]]:
    for block in pages(client.describe_app_blocks, "AppBlocks"):
        yield "app_block", block["Name"]
    for builder in pages(client.describe_app_block_builders, "AppBlockBuilders"):
        yield "app_block_builder", builder["Name"]
        call = client.describe_app_block_builder_app_block_associations
        member = "AppBlockBuilderAppBlockAssociations"
        for item in pages(call, member, AppBlockBuilderName=builder["Name"]):
            yield "app_block_builder_app_block_association", item["AppBlockArn"]
    for application in pages(client.describe_applications, "Applications"):
        yield "application", application["Name"]


def read_stack(client: Any, stack: str) -> Iterator[tuple[str, str]]:
    for fleet in pages(client.list_associated_fleets, "Names", StackName=stack):
        yield "associated_fleet", fleet
        for item in pages(client.describe_sessions, "Sessions", StackName=stack, FleetName=fleet):
            yield "session", item["Id"]
    for entitlement in pages(client.describe_entitlements, "Entitlements", StackName=stack):
        yield "entitlement", entitlement["Name"]
        for item in pages(
            client.list_entitled_applications,
            "EntitledApplications",
            StackName=stack,
            EntitlementName=entitlement["Name"],
        ):
            yield "entitled_application", item["ApplicationIdentifier"]
    with suppress(client.exceptions.ResourceNotFoundException):
        yield "theme", client.describe_theme_for_stack(StackName=stack)["Theme"]["StackName"]
    call = client.describe_user_stack_associations
    for item in pages(call, "UserStackAssociations", StackName=stack):
        yield "user_stack_association", item["UserName"]


def software(client: Any, arn: str) -> Iterator[tuple[str, str]]:
    call = client.describe_software_associations
    for item in pages(call, "SoftwareAssociations", AssociatedResource=arn):
        yield "software_association", item["SoftwareName"]


def pages(call: Callable[..., Any], member: str, **parameters: str) -> Iterator[Any]:
    while True:
        page = call(**parameters)
        yield from page.get(member, [])
        if not page.get("NextToken"):
            return
        parameters["NextToken"] = page["NextToken"]


# --- failing regions -----------------------------------------------------------------------------

_ERROR = '{{"__type": "{code}", "Message": "{message}"}}'


class Regional:
    """A boto3 session whose clients fail in the regions that a test selects.

    The event handler belongs to the session, so it applies to all clients.
    """

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url
        self.session = boto3.Session(
            aws_access_key_id=ACCOUNT, aws_secret_access_key="x", region_name="us-east-1"
        )
        self.refused: dict[str, str] = {}
        """The error code for each region that refuses requests."""
        self.unreachable: dict[str, str] = {}
        """The host and port that receive a region's requests instead of AppStream."""
        self.sent: list[tuple[str, str]] = []
        """The region and the operation of each request."""
        self.session.events.register("before-send.appstream", self._send)

    def client(self, **options: Any) -> AppStreamClient:
        return AppStreamClient(session=self.session, endpoint_url=self.endpoint_url, **options)

    def count(self, region: str) -> int:
        return sum(found == region for found, _ in self.sent)

    def _send(self, request: Any, **_: object) -> AWSResponse | None:
        found = re.search(
            r"Credential=\w+/\d+/([a-z0-9-]+)/", _text(request.headers["Authorization"])
        )
        assert found is not None
        region = found[1]
        self.sent.append(
            (region, _text(request.headers.get("X-Amz-Target", "")).rpartition(".")[2])
        )
        if region in self.unreachable:
            request.url = f"http://{self.unreachable[region]}/"
        code = self.refused.get(region)
        if code is None:
            return None
        body = _ERROR.format(code=code, message="Refused by a test.").encode()
        headers = {"x-amzn-RequestId": "test", "content-type": "application/x-amz-json-1.1"}
        return AWSResponse(request.url, 400, headers, _Raw(body))


class _Raw:
    """A response body with the interface of urllib3."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._body


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@contextmanager
def silent_address() -> Iterator[str]:
    """Yield a local address that accepts no connections, as if a firewall dropped the packets.

    The queue of connections is full, so the kernel ignores further connections.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = []
        try:
            for _ in range(8):
                sock = socket.socket()
                sock.settimeout(0)
                sock.connect_ex(("127.0.0.1", port))
                waiting.append(sock)
            yield f"127.0.0.1:{port}"
        finally:
            for sock in waiting:
                sock.close()


def closed_address() -> str:
    """Return a local address without a listener."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
