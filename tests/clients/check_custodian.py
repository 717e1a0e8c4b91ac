"""Test Cloud Custodian's policies for fleets and stacks. moto replaces the other services.

The policies filter by members of AppStream's responses, not by tags: Custodian reads and writes tags
with another service, the Resource Groups Tagging API.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

Filter = dict[str, object]

POLICIES: dict[str, tuple[str, list[Filter], set[str]]] = {
    "long-sessions": (
        "appstream-fleet",
        [{"type": "value", "key": "MaxUserDurationInSeconds", "op": "gt", "value": 36000}],
        {"lax"},
    ),
    "running": ("appstream-fleet", [{"State": "RUNNING"}], {"strict"}),
    "large": (
        "appstream-fleet",
        [{"type": "value", "key": "InstanceType", "op": "glob", "value": "*.large"}],
        {"lax"},
    ),
    "in-use": (
        "appstream-fleet",
        [{"type": "value", "key": "ComputeCapacityStatus.InUse", "op": "gte", "value": 1}],
        {"strict"},
    ),
    "new": (
        "appstream-fleet",
        [
            {
                "type": "value",
                "key": "CreatedTime",
                "value_type": "age",
                "op": "less-than",
                "value": 1,
            }
        ],
        {"strict", "lax"},
    ),
    "stacks": ("appstream-stack", [{"Name": "unused"}], {"unused"}),
}

document = {
    "policies": [
        {"name": name, "resource": f"aws.{resource}", "filters": filters}
        for name, (resource, filters, _) in POLICIES.items()
    ]
}
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "policies.json")
    file.write_text(json.dumps(document), encoding="utf-8")
    custodian = str(Path(sys.executable).with_name("custodian"))
    options = ["--cache-period", "0", "--region", "eu-west-1", "--output-dir", folder]
    command = [custodian, "run", *options, str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nexit status {done.returncode}")
    for name, (_, _, expected) in POLICIES.items():
        resources = json.loads(Path(folder, name, "resources.json").read_text("utf-8"))
        found = {resource["Name"] for resource in resources}
        assert found == expected, f"{name}: {found}"
print(f"Cloud Custodian {version('c7n')}: {len(POLICIES)} policies found the resources of the seed")
