"""Whole calls over the wire to a local AppStream, by package."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from aws_resource_validator.pydantic_models.appstream import appstream_classes
from capo_appstream import AppStreamClient as CapoClient
from capo_appstream import Credentials
from peers import read_dataclasses

from appstream_typed import AppStreamClient

CREDENTIALS = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "x"}


@contextmanager
def server() -> Iterator[str]:
    """A local AppStream in a process of its own, with 50 sessions; gives its URL."""
    seed = {
        "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
        "stacks": [{"Name": "s", "Fleets": ["f"]}],
        "sessions": [{"StackName": "s", "FleetName": "f", "Count": 50}],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed.json"
        path.write_text(json.dumps(seed), encoding="utf-8")
        module = [sys.executable, "-m", "appstream_typed.local"]
        with subprocess.Popen(
            [*module, "--port", "0", "--seed", str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip().partition("=")[2]
            finally:
                process.terminate()


def calls(url: str) -> dict[str, Callable[[], object]]:
    """A whole call for a page of 50 sessions, by package."""
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
