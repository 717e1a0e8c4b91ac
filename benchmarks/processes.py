"""The costs of a new process: imports, the time to its first page, and a type checker's run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from timing import in_turn

IMPORTS = {
    "boto3": "import boto3",
    "appstream-typed": "from appstream_typed import AppStreamClient",
    "capo-appstream": "from capo_appstream import AppStreamClient",
    "boto3 + aws-resource-validator": (
        "import boto3\nfrom aws_resource_validator.pydantic_models.appstream import appstream_classes"
    ),
    "boto3 + boto3-dataclass": "import boto3\nfrom boto3_dataclass_appstream import type_defs",
    "boto3 + msgspec": "import boto3, msgspec",
}

_BOTO3 = """
import boto3
client = boto3.client("appstream", endpoint_url="{url}", region_name="us-east-1",
                      aws_access_key_id="123456789012", aws_secret_access_key="x")
found = client.describe_sessions(StackName="s", FleetName="f")["Sessions"]
assert found
"""

FIRST_PAGES = {
    "boto3": _BOTO3,
    "appstream-typed": """
from appstream_typed import AppStreamClient
client = AppStreamClient(endpoint_url="{url}", region_name="us-east-1",
                         aws_access_key_id="123456789012", aws_secret_access_key="x")
assert client.describe_sessions(stack_name="s", fleet_name="f").all()
""",
    "capo-appstream": """
from capo_appstream import AppStreamClient, Credentials
client = AppStreamClient(endpoint="{url}", region="us-east-1",
                         credentials=Credentials(access_key="123456789012", secret_key="x"))
assert client.describe_sessions(stack_name="s", fleet_name="f")["sessions"]
""",
    "boto3 + aws-resource-validator": f"""{_BOTO3}
from aws_resource_validator.pydantic_models.appstream import appstream_classes
[appstream_classes.SessionTypeDef.model_validate(item) for item in found]
""",
    "boto3 + boto3-dataclass": f"""{_BOTO3}
from boto3_dataclass_appstream import type_defs
[item.Id for item in type_defs.Session.make_many(found)]
""",
}

CHECKED = {
    "boto3": """
import boto3

client = boto3.client("appstream")
for builder in client.describe_image_builders()["ImageBuilders"]:
    network = builder.get("NetworkAccessConfiguration", {})
    print(builder["Name"], builder.get("State"), network.get("EniIpv6Addresses", []))
for page in client.get_paginator("describe_sessions").paginate(StackName="s", FleetName="f"):
    for session in page["Sessions"]:
        print(session["Id"], session["State"])
client.create_fleet(Name="f", InstanceType="stream.standard.small")
""",
    "appstream-typed": """
from appstream_typed import AppStreamClient

client = AppStreamClient()
for builder in client.describe_image_builders():
    network = builder.network_access_configuration
    print(builder.name, builder.state, network.eni_ipv6_addresses if network else ())
for session in client.describe_sessions(stack_name="s", fleet_name="f"):
    print(session.id, session.state)
client.create_fleet(name="f", instance_type="stream.standard.small")
""",
}
"""Sample programs for mypy and pyright. boto3-stubs[appstream] contains the types for boto3's program."""


def _runs(scripts: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    def start(script: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", script], check=True)

    return {name: start(script) for name, script in scripts.items()}


def imports(rounds: int) -> dict[str, float]:
    """Return the seconds that the import of each package adds to a new process."""
    found = in_turn(_runs({"nothing": "pass", **IMPORTS}), rounds, 1)
    return {name: value - found["nothing"] for name, value in found.items() if name != "nothing"}


def first_pages(url: str, rounds: int, *, to_the_end: bool) -> dict[str, float]:
    """Return the seconds until a new process has its first page, by package.

    Args:
        url: The URL of a local AppStream.
        rounds: The number of rounds.
        to_the_end: Whether to include the regular exit of the interpreter, which collects garbage.
    """
    end = "" if to_the_end else "import os\nos._exit(0)\n"
    scripts = {name: script.replace("{url}", url) + end for name, script in FIRST_PAGES.items()}
    return in_turn(_runs(scripts), rounds, 1)


def type_checks(rounds: int) -> dict[str, float]:
    """Return the seconds of ``mypy --strict`` on a new program, when mypy has cached the packages."""
    with tempfile.TemporaryDirectory() as folder:

        def check(name: str) -> Callable[[], object]:
            path = Path(folder) / f"{name.replace('-', '_')}_program.py"
            options = ["--strict", "--no-error-summary", "--cache-dir", f"{path}.cache"]
            command = [sys.executable, "-m", "mypy", *options, str(path)]
            versions = count()

            def run() -> None:
                program = f"{CHECKED[name]}\nversion = {next(versions)}\n"
                path.write_text(program, encoding="utf-8")
                subprocess.run(command, check=True, cwd=folder)

            return run

        return in_turn({name: check(name) for name in CHECKED}, rounds, 1)
