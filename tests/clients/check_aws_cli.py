"""The AWS CLI against a local AppStream. The argument is the path of ``aws``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

AWS = sys.argv[1]
ENDPOINT = os.environ["AWS_ENDPOINT_URL_APPSTREAM"]  # version 2 supports it since 2.13

REFUSED = (254, 255)  # the exit statuses of version 2 and version 1 for an error of AWS


def aws(*arguments: str, status: tuple[int, ...] = (0,)) -> Any:
    """Run ``aws appstream``, and check the exit status. Return its JSON or its error."""
    done = subprocess.run(
        [AWS, "--endpoint-url", ENDPOINT, "appstream", *arguments, "--output", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in status, f"{arguments}: {done.returncode}\n{done.stderr}"
    return done.stderr if done.returncode else json.loads(done.stdout or "null")


version = subprocess.run([AWS, "--version"], capture_output=True, text=True, check=True).stdout
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
aws("wait", "fleet-started", "--names", "cli")
fleets = aws("describe-fleets", "--query", "Fleets[?Name=='cli'].State")
assert fleets == ["RUNNING"], fleets
arn = aws("describe-fleets", "--names", "cli")["Fleets"][0]["Arn"]
aws("tag-resource", "--resource-arn", arn, "--tags", "a=b")
assert aws("list-tags-for-resource", "--resource-arn", arn)["Tags"] == {"a": "b"}
assert "ResourceNotFoundException" in aws("delete-stack", "--name", "nobody", status=REFUSED)
assert "ResourceInUseException" in aws("delete-fleet", "--name", "cli", status=REFUSED)
assert "ValidationException" in aws("create-stack", "--name=-", status=REFUSED)
aws("stop-fleet", "--name", "cli")
aws("wait", "fleet-stopped", "--names", "cli")
aws("delete-fleet", "--name", "cli")
for number in range(5):
    aws("delete-image-builder", "--name", f"cli-{number}")
print(f"{version.split()[0]}: ok")
