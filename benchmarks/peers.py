"""The same work with this package and with its peers, for ``bench.py`` to time."""

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
from appstream_typed._convert import structure_list
from appstream_typed._direct import read_body

MODEL = botocore.session.Session().get_service_model("appstream")


def session(number: int) -> dict[str, Any]:
    """A session as AppStream writes it."""
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
    """An image builder as AppStream writes it."""
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
    """The limit: what can be had without any of the care."""

    EniPrivateIpAddress: str | None = None
    EniIpv6Addresses: list[str] = []
    EniId: str | None = None


class FastSession(msgspec.Struct):
    """The same for a session."""

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


FIELDS = [name for name in session(0) if name != "NetworkAccessConfiguration"]


def decoders() -> dict[str, dict[str, Callable[[], object]]]:
    """From the bytes of a page of 50 to objects, by kind of page and by package."""
    pages = {
        "sessions": json.dumps({"Sessions": [session(n) for n in range(50)]}).encode(),
        "image builders": json.dumps({"ImageBuilders": [builder(n) for n in range(50)]}).encode(),
    }
    parser = create_parser("json")

    def parse(kind: str) -> list[dict[str, Any]]:
        operation, member = {
            "sessions": ("DescribeSessions", "Sessions"),
            "image builders": ("DescribeImageBuilders", "ImageBuilders"),
        }[kind]
        response = {"status_code": 200, "headers": {}, "body": pages[kind]}
        found: list[dict[str, Any]] = parser.parse(
            response, MODEL.operation_model(operation).output_shape
        )[member]
        return found

    def dataclasses() -> object:
        found = type_defs.Session.make_many(parse("sessions"))
        for item in found:
            for name in FIELDS:
                getattr(item, name)
            network = item.NetworkAccessConfiguration
            network.EniPrivateIpAddress, network.EniId  # noqa: B018 - it has no IPv6 addresses
        return found

    validated = appstream_classes.SessionTypeDef

    def ours(kind: str, member: str, cls: type[Any]) -> object:
        return structure_list(read_body(pages[kind], {}, "x")[member], cls, "x")

    return {
        "sessions": {
            "boto3 (dicts)": lambda: parse("sessions"),
            "appstream-typed": lambda: ours("sessions", "Sessions", Session),
            "aws-resource-validator": lambda: [
                validated.model_validate(item) for item in parse("sessions")
            ],
            "boto3-dataclass": dataclasses,
            "boto3 + msgspec.convert": lambda: msgspec.convert(
                parse("sessions"), list[FastSession]
            ),
        },
        "image builders": {
            "boto3 (dicts)": lambda: parse("image builders"),
            "appstream-typed": lambda: ours("image builders", "ImageBuilders", ImageBuilder),
        },
    }
