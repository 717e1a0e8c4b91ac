"""Random requests of all operations. They are usually valid, and refer to few resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import strategies as st

from appstream_typed.local import ManualClock
from tests.shapes import OPERATIONS, SERVICE

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
    """Return values of a shape that are usually valid and usually name existing resources."""
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
        return st.sampled_from(shape.enum)  # type: ignore[attr-defined]  # the shapes of strings have it
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


def requests_of(name: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    shape = SERVICE.operation_model(name).input_shape
    body = st.just({}) if shape is None else values(shape, name)
    return st.tuples(st.just(name), body)


STEPS = st.sampled_from(OPERATIONS).flatmap(requests_of) | st.tuples(
    st.just("time"), st.fixed_dictionaries({"seconds": st.sampled_from((1, 60, 100_000))})
)


def requests(
    steps: Iterable[tuple[str, dict[str, Any]]], clock: ManualClock, session: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the requests among the steps. A step named ``time`` advances the clock."""
    for operation, request in steps:
        if operation == "time":
            clock.advance(request["seconds"])
        elif request.get("SessionId") == "a":
            yield operation, {**request, "SessionId": session}  # the id of an existing session
        else:
            yield operation, request
