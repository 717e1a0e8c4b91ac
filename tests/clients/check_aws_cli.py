"""Test the AWS CLI against a local AppStream.

The argument is the path of ``aws``. By default it is in the folder of this Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

AWS = sys.argv[1] if sys.argv[1:] else str(Path(sys.executable).with_name("aws"))

shown = subprocess.run([AWS, "--version"], capture_output=True, text=True, check=True).stdout
version = shown.split()[0].partition("/")[2]
release = [int(part) for part in version.split(".")]
# Older versions ignore the variable and would call AWS. The local AppStream prints this at its start.
reads_variable = release >= ([1, 29] if release[0] == 1 else [2, 13])
ENDPOINT = [] if reads_variable else ["--endpoint-url", os.environ["AWS_ENDPOINT_URL_APPSTREAM"]]

REFUSED = (254, 255)  # the exit statuses of version 2 and version 1 for an error response


def aws(*arguments: str, status: tuple[int, ...] = (0,)) -> Any:
    """Run ``aws appstream`` and check its exit status. Return its JSON, or its error text."""
    done = subprocess.run(
        [AWS, *ENDPOINT, "appstream", *arguments, "--output", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in status, f"{arguments}: {done.returncode}\n{done.stderr}"
    return done.stderr if done.returncode else json.loads(done.stdout or "null")


def wait(waiter: str, state: str) -> None:
    """Wait for the fleet.

    The waiters of older versions wait for ACTIVE and INACTIVE. AppStream fleets never have these
    states, so the fleet is polled instead.
    """
    if reads_variable:
        aws("wait", waiter, "--names", "cli")
        return
    while aws("describe-fleets", "--names", "cli")["Fleets"][0]["State"] != state:
        time.sleep(1)


for number in range(5):
    aws(
        "create-image-builder",
        "--name",
        f"cli-{number}",
        "--instance-type",
        "stream.standard.medium",
        "--image-name",
        "AppStream-WinServer2022-07-12-2026",
        "--tags",
        "team=cli",
    )
listed = aws("describe-image-builders", "--max-results", "2")
assert len(listed["ImageBuilders"]) == 2
more = aws("describe-image-builders", "--max-results", "2", "--next-token", listed["NextToken"])
assert len(more["ImageBuilders"]) == 2
fleet = ("--name", "cli", "--instance-type", "stream.standard.medium")
image = ("--image-name", "AppStream-WinServer2022-07-12-2026")
aws("create-fleet", *fleet, *image, "--compute-capacity", "DesiredInstances=1")
aws("start-fleet", "--name", "cli")
wait("fleet-started", "RUNNING")
fleets = aws("describe-fleets", "--query", "Fleets[?Name=='cli'].State")
assert fleets == ["RUNNING"], fleets
arn = aws("describe-fleets", "--names", "cli")["Fleets"][0]["Arn"]
aws("tag-resource", "--resource-arn", arn, "--tags", "a=b")
assert aws("list-tags-for-resource", "--resource-arn", arn)["Tags"] == {"a": "b"}
assert "ResourceNotFoundException" in aws("delete-stack", "--name", "nobody", status=REFUSED)
assert "ResourceInUseException" in aws("delete-fleet", "--name", "cli", status=REFUSED)
assert "ValidationException" in aws("create-stack", "--name=-", status=REFUSED)
aws("stop-fleet", "--name", "cli")
wait("fleet-stopped", "STOPPED")
aws("delete-fleet", "--name", "cli")
for number in range(5):
    aws("delete-image-builder", "--name", f"cli-{number}")
endpoint = "AWS_ENDPOINT_URL_APPSTREAM" if reads_variable else "--endpoint-url"
waiters = "its waiters" if reads_variable else "polled, since its waiters use invalid states"
print(
    f"aws-cli {version}: builders, pages, fleet ({waiters}), tags, errors; endpoint from {endpoint}"
)
