"""The same work with this package and with other packages, for ``bench.py``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import botocore.session
import msgspec
from aws_resource_validator.pydantic_models.appstream import appstream_classes
from boto3_dataclass_appstream import type_defs
from botocore.parsers import create_parser

from appstream_typed import ImageBuilder, Session
from appstream_typed._conversion.converter import structure_list
from appstream_typed._transport.bodies import JSON, read_body

MODEL = botocore.session.Session().get_service_model("appstream")


def session(number: int) -> dict[str, Any]:
    """Return a session in AppStream's form."""
    return {
        "Id": f"0b1c2d3e-4f5a-6b7c-8d9e-{number:012d}",
        "UserId": f"user-{number}@example.com",
        "StackName": "office-stack",
        "FleetName": "office-fleet",
        "State": "ACTIVE",
        "ConnectionState": "CONNECTED",
        "StartTime": 1763000000.125 + number,
        "MaxExpirationTime": 1763057600.125 + number,
        "AuthenticationType": "SAML",
        "NetworkAccessConfiguration": {
            "EniPrivateIpAddress": f"10.0.{number >> 8 & 255}.{number & 255}",
            "EniIpv6Addresses": [f"2001:db8::{number:x}"],
            "EniId": f"eni-{number:017x}",
        },
        "InstanceId": f"i-{number:017x}",
    }


def builder(number: int) -> dict[str, Any]:
    """Return an image builder in AppStream's form."""
    return {
        "Name": f"builder-{number}",
        "Arn": f"arn:aws:appstream:eu-west-1:123456789012:image-builder/builder-{number}",
        "ImageArn": "arn:aws:appstream:eu-west-1::image/AppStream-WinServer2022-07-12-2026",
        "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1", "sg-2"]},
        "InstanceType": "stream.standard.medium",
        "Platform": "WINDOWS_SERVER_2022",
        "State": "RUNNING",
        "CreatedTime": 1763000000 + number,
        "EnableDefaultInternetAccess": False,
        "NetworkAccessConfiguration": {
            "EniPrivateIpAddress": f"10.0.0.{number}",
            "EniIpv6Addresses": [f"2001:db8::{number:x}"],
            "EniId": f"eni-{number:017x}",
        },
        "ImageBuilderErrors": [],
        "AppstreamAgentVersion": "07-12-2026",
        "LatestAppstreamAgentVersion": "TRUE",
    }


class Network(msgspec.Struct):
    """A network configuration for msgspec, which shows the minimum cost of a conversion."""

    EniPrivateIpAddress: str | None = None
    EniIpv6Addresses: list[str] = []
    EniId: str | None = None


class FastSession(msgspec.Struct):
    """A session for msgspec, without enums and datetimes."""

    Id: str
    UserId: str
    StackName: str
    FleetName: str
    State: str
    ConnectionState: str | None = None
    StartTime: Any = None
    MaxExpirationTime: Any = None
    AuthenticationType: str | None = None
    NetworkAccessConfiguration: Network | None = None
    InstanceId: str | None = None


PAGES = {
    "sessions": ("DescribeSessions", "Sessions", session),
    "image builders": ("DescribeImageBuilders", "ImageBuilders", builder),
}
"""The operation, the member of its result, and the function that creates an item, by kind of page."""

_PARSER = create_parser("json")


def parse(kind: str, body: bytes) -> list[dict[str, Any]]:
    """Return boto3's result for a body."""
    operation, member, _ = PAGES[kind]
    shape = MODEL.operation_model(operation).output_shape
    response = {"status_code": 200, "headers": {}, "body": body}
    found: list[dict[str, Any]] = _PARSER.parse(response, shape)[member]
    return found


def read_dataclasses(name: str, items: list[dict[str, Any]]) -> object:
    """Create boto3-dataclass's objects and read all their attributes, as a user would.

    The package is generated from an older model, so later members have no attributes.
    """
    found = getattr(type_defs, name).make_many(items)
    for item in found:
        for key, value in item.boto3_raw_data.items():
            inner = getattr(item, key, None)
            if isinstance(value, dict):
                for inner_key in value:
                    getattr(inner, inner_key, None)
    return found


def decoders() -> dict[str, dict[str, Callable[[], object]]]:
    """Return functions that turn the bytes of a page of 50 items into objects, by kind of page and package."""
    return {
        "sessions": _decoders("sessions", Session, FastSession),
        "image builders": _decoders("image builders", ImageBuilder, None),
    }


def _decoders(
    kind: str, cls: type[Any], fast: type[msgspec.Struct] | None
) -> dict[str, Callable[[], object]]:
    _, member, make = PAGES[kind]
    body = json.dumps({member: [make(n) for n in range(50)]}).encode()
    validated = getattr(appstream_classes, f"{cls.__name__}TypeDef")
    found: dict[str, Callable[[], object]] = {
        "boto3": lambda: parse(kind, body),
        "appstream-typed": lambda: structure_list(read_body(body, {}, "x", JSON)[member], cls, "x"),
        "boto3 + aws-resource-validator": lambda: [
            validated.model_validate(item) for item in parse(kind, body)
        ],
        "boto3 + boto3-dataclass": lambda: read_dataclasses(cls.__name__, parse(kind, body)),
    }
    if fast is not None:
        found["boto3 + msgspec"] = lambda: msgspec.convert(parse(kind, body), list[fast])  # type: ignore[valid-type]  # a class in a variable
    return found
