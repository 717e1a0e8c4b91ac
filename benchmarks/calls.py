"""Whole calls over the wire to a local AppStream, by package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
from aws_resource_validator.pydantic_models.appstream import appstream_classes
from capo_appstream import AppStreamClient as CapoClient
from capo_appstream import Credentials
from local_server import CREDENTIALS
from peers import read_dataclasses

from appstream_typed import AppStreamClient


def calls(url: str) -> dict[str, Callable[[], object]]:
    """Return functions that make a whole call for a page of 50 sessions, by package."""
    options: dict[str, Any] = {"endpoint_url": url, "region_name": "us-east-1", **CREDENTIALS}
    plain: Any = boto3.client("appstream", **options)
    typed = AppStreamClient(**options)
    capo = CapoClient(
        endpoint=url,
        region="us-east-1",
        credentials=Credentials(access_key="123456789012", secret_key="x"),
    )

    def dicts() -> Any:
        return plain.describe_sessions(StackName="s", FleetName="f", Limit=50)["Sessions"]

    validated = appstream_classes.SessionTypeDef
    return {
        "boto3": dicts,
        "appstream-typed": lambda: typed.describe_sessions(
            stack_name="s", fleet_name="f", page_size=50
        ).all(),
        "capo-appstream": lambda: capo.describe_sessions(stack_name="s", fleet_name="f", limit=50),
        "boto3 + aws-resource-validator": lambda: [
            validated.model_validate(item) for item in dicts()
        ],
        "boto3 + boto3-dataclass": lambda: read_dataclasses("Session", dicts()),
    }
