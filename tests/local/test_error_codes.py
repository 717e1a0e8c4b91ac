"""For any request, an operation answers with errors of its model or of the front end."""

from __future__ import annotations

import json
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from hypothesis import given, settings
from hypothesis import strategies as st

from appstream_typed.local import LocalAppStream, ManualClock
from appstream_typed.local.resources.dispatch import Dispatcher
from appstream_typed.local.settings import Settings
from appstream_typed.local.wire.messages import Request
from appstream_typed.local.wire.observations import USER_AUTHENTICATION_TYPE
from appstream_typed.local.wire.protocols import CBOR, JSON
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import ServiceError
from tests.shapes import OPERATIONS, SERVICE

FRONT_END = {"ValidationException", "SerializationException"}
"""Errors of AWS's front end for any operation."""
OBSERVED = {("CreateUser", USER_AUTHENTICATION_TYPE.code)}
"""Observed errors of AWS that its model does not contain."""

HERE = Scope("123456789012", "us-east-1")
NAMES = ("a", "b", "absent")
KINDS = (
    "fleet",
    "stack",
    "image",
    "image-builder",
    "app-block",
    "app-block-builder",
    "application",
)
WIN2022 = "AppStream-WinServer2022-07-12-2026"
G4DN = "AppStream-Graphics-G4dn-WinServer2022-07-12-2026"
OFFICE = "Microsoft_Office_2024_LTSC_Professional_Plus_64Bit"
PLACES: dict[str, tuple[Any, ...]] = {
    "InstanceType": ("stream.standard.medium", "stream.graphics.g4dn.xlarge", "stream.none.at.all"),
    "ImageName": (WIN2022, G4DN, "AppStream-WinServer2012R2-07-19-2021", *NAMES),
    "existingImageName": (WIN2022, *NAMES),
    "SourceImageName": (WIN2022, *NAMES),
    "DestinationRegion": ("us-east-1", "eu-west-1"),
    "SharedAccountId": ("1" * 12, "1"),
    "BillingPeriod": ("2026-01", "January"),
    "IamRoleArn": ("arn:aws:iam::123456789012:role/r", "arn:aws:s3:::bucket"),
    "SoftwareNames": (OFFICE, "Notepad"),
    "SoftwaresToInstall": (OFFICE, "Notepad"),
    "AuthenticationType": ("USERPOOL", "API"),
    "UserName": ("ada@example.com", "absent@example.com"),
    "MaxResults": (1, 5),
    "DesiredInstances": (-1, 0, 1, 3),
    "DesiredSessions": (0, 2),
    "Platform": ("WINDOWS_SERVER_2019", "AMAZON_LINUX2"),
    "PackagingType": ("CUSTOM", "APPSTREAM2"),
    "MaxSessionsPerInstance": (2,),
    "Validity": (0, 60),
    "NextToken": ("broken",),
    "SubnetIds": ("subnet-1", "subnet-2"),
    "Description": ("text",),
}
SEED: dict[str, Any] = {
    "image_builders": [{"Name": "a", "InstanceType": "stream.standard.medium", "State": "RUNNING"}],
    "fleets": [
        {"Name": "a", "InstanceType": "stream.standard.medium", "State": "RUNNING"},
        {
            "Name": "b",
            "InstanceType": "stream.standard.medium",
            "FleetType": "ELASTIC",
            "Platform": "WINDOWS_SERVER_2019",
            "MaxConcurrentSessions": 2,
            "VpcConfig": {"SubnetIds": ["subnet-1", "subnet-2"]},
            "State": "RUNNING",
        },
    ],
    "stacks": [{"Name": "a", "Fleets": ["a"]}, {"Name": "b", "Fleets": ["b"]}],
    "users": [{"UserName": "ada@example.com", "AuthenticationType": "USERPOOL"}],
    "entitlements": [
        {
            "Name": "a",
            "StackName": "a",
            "AppVisibility": "ASSOCIATED",
            "Attributes": [{"Name": "roles", "Value": "x"}],
        }
    ],
    "directory_configs": [{"DirectoryName": "a", "OrganizationalUnitDistinguishedNames": ["OU=a"]}],
    "sessions": [{"StackName": "a", "FleetName": "a", "UserId": "ada"}],
}


def values(shape: Shape, name: str) -> st.SearchStrategy[Any]:
    """Values of a shape that are usually valid and usually name existing resources."""
    if isinstance(shape, StructureShape):
        members = {key: values(member, key) for key, member in shape.members.items()}
        needed = {key: members[key] for key in shape.required_members}
        more = {key: members[key] for key in members if key not in needed}
        return st.fixed_dictionaries(needed, optional=more)
    if isinstance(shape, ListShape):
        return st.lists(values(shape.member, name), min_size=1, max_size=2)
    if isinstance(shape, MapShape):
        return st.just({"key": "value"})
    return scalars(shape, name)


def scalars(shape: Shape, name: str) -> st.SearchStrategy[Any]:
    if name in PLACES:
        return st.sampled_from(PLACES[name])
    if getattr(shape, "enum", ()):
        return st.sampled_from(shape.enum)  # type: ignore[attr-defined]  # strings have it
    if shape.name == "Arn" or "Arn" in name or name == "AssociatedResource":
        arns = [f"arn:aws:appstream:us-east-1:123456789012:{k}/{n}" for k in KINDS for n in NAMES]
        return st.sampled_from(arns)
    by_type: dict[str, tuple[Any, ...]] = {
        "boolean": (False, True),
        "integer": (0, 1, 100, 3600),
        "long": (0, 1, 100, 3600),
        "timestamp": ("2026-01-01T00:00:00Z",),
    }
    return st.sampled_from(by_type.get(shape.type_name, NAMES))


def requests(name: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    shape = SERVICE.operation_model(name).input_shape
    body = st.just({}) if shape is None else values(shape, name)
    return st.tuples(st.just(name), body)


STEPS = st.sampled_from(OPERATIONS).flatmap(requests) | st.tuples(
    st.just("time"), st.fixed_dictionaries({"seconds": st.sampled_from((1, 60, 100_000))})
)


def bound(operation: OperationModel) -> set[str]:
    return {shape.name for shape in operation.error_shapes}


@settings(max_examples=150)
@given(st.lists(STEPS, min_size=20, max_size=40))
def test_random_requests(steps: list[tuple[str, dict[str, Any]]]) -> None:
    clock = ManualClock()
    dispatcher = Dispatcher(Settings(clock=clock))
    local = LocalAppStream()
    local._dispatcher = dispatcher  # called without a server
    local.seed(SEED)
    session = local.user_connects("b", "b", "grace")
    for operation, request in steps:
        if operation == "time":
            clock.advance(request["seconds"])
            continue
        if request.get("SessionId") == "a":
            request = {**request, "SessionId": session}  # noqa: PLW2901 - use an existing resource
        try:
            dispatcher.call(operation, request, HERE)
        except ServiceError as error:
            allowed = FRONT_END | bound(SERVICE.operation_model(operation))
            assert error.code in allowed or (operation, error.code) in OBSERVED, (
                f"{operation} answered {error.code}, which its model does not have"
            )


def test_operations_without_modeled_errors_return_none(local: LocalAppStream) -> None:
    boto: Any = local.boto3_client()
    assert boto.list_associated_fleets(StackName="absent")["Names"] == []
    assert boto.list_associated_stacks(FleetName="absent")["Names"] == []
    boto.expire_session(SessionId="absent")


def test_the_member_of_the_text(local: LocalAppStream) -> None:
    """``Message`` in modeled errors, as generated clients read only that; otherwise ``message``."""
    front_end = local._front_end
    signed = {"authorization": "AWS4-HMAC-SHA256 Credential=1/20260101/us-east-1/appstream/x, "}
    target = "PhotonAdminProxyService."
    for operation, body, member in (
        ("DescribeStacks", b'{"Names": ["absent"]}', "Message"),
        ("CreateStack", b'{"Name": "-"}', "message"),
        ("Nothing", b"{}", "message"),
    ):
        headers = {**signed, "x-amz-target": target + operation}
        answer = front_end.handle(Request(path="/", query="", headers=headers, body=body))
        read = json.loads(answer.body)
        assert set(read) == {"__type", member}, operation
        assert read[member]
    for member in ("Message", "message"):
        assert member.encode() in CBOR.write_error("E", "text", member)
        assert member.encode() in JSON.write_error("E", "text", member)
