"""Test Prowler's checks of fleets. moto replaces the other services.

The findings must match the fleets of the seed.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

FOUND_SOMETHING = 3
"""Prowler's exit status if a check failed."""

REGIONS = ("us-east-1", "eu-central-1")

seed = json.loads(Path(__file__).with_name("seed.json").read_text("utf-8"))
expected = {
    (f"appstream_fleet_{check}", region, fleet["Name"]): "PASS" if passes else "FAIL"
    for region in REGIONS
    for fleet in seed["fleets"]
    for check, passes in {
        "default_internet_access_disabled": not fleet["EnableDefaultInternetAccess"],
        "maximum_session_duration": fleet["MaxUserDurationInSeconds"] < 10 * 60 * 60,
        "session_disconnect_timeout": fleet["DisconnectTimeoutInSeconds"] <= 5 * 60,
        "session_idle_disconnect_timeout": fleet["IdleDisconnectTimeoutInSeconds"] <= 10 * 60,
    }.items()
}
with tempfile.TemporaryDirectory() as folder:
    prowler = Path(sys.executable).with_name("prowler")
    command = [str(prowler), "aws", "--service", "appstream", "--region", *REGIONS, "--no-banner"]
    output = ["--output-formats", "csv", "--output-directory", folder, "--output-filename", "found"]
    done = subprocess.run([*command, *output], check=False, capture_output=True, text=True)
    if done.returncode != FOUND_SOMETHING:
        sys.exit(f"{done.stdout}{done.stderr}\nexit status {done.returncode}")
    with Path(folder, "found.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
found = {
    (row["CHECK_ID"], row["REGION"], row["RESOURCE_UID"].rpartition("/")[2]): row["STATUS"]
    for row in rows
}
assert {key: found.get(key) for key in expected} == expected, found
tags = {row["RESOURCE_UID"].rpartition("/")[2]: row["RESOURCE_TAGS"] for row in rows}
assert "team" in tags["strict"], tags
failed = sum(status == "FAIL" for status in expected.values())
print(
    f"Prowler {version('prowler')}: {len(expected)} findings in {len(REGIONS)} regions match the "
    f"seed, {failed} of them FAIL; tags; STS of moto"
)
