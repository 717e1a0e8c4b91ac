"""Test that aws-nuke deletes all resources of an account of the local AppStream.

aws-nuke uses AWS's SDK for Go v1. It retries refused deletions until it has deleted all stacks,
fleets and associations. moto replaces the other services.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3

REGION = "us-west-2"  # no other script uses this region
ACCOUNT = os.environ["AWS_ACCESS_KEY_ID"]
APPSTREAM, MOTO = os.environ["AWS_ENDPOINT_URL_APPSTREAM"], os.environ["AWS_ENDPOINT_URL"]

CONFIGURATION = {
    "regions": [REGION],
    "account-blacklist": ["999999999999"],  # aws-nuke requires an entry
    "accounts": {ACCOUNT: {}},
    "endpoints": [
        {
            "region": REGION,
            # aws-nuke uses the first entry that is a prefix of the name of a resource type.
            "services": [
                {"service": "appstream", "url": APPSTREAM},
                {"service": "sts", "url": MOTO},
                {"service": "iam", "url": MOTO},
                {"service": "", "url": MOTO},
            ],
        }
    ],
    "resource-types": {
        "targets": [
            *("AppStreamFleet", "AppStreamFleetState", "AppStreamStack"),
            *("AppStreamStackFleetAttachment", "AppStreamImageBuilder"),
            *("AppStreamImage", "AppStreamDirectoryConfig"),
        ]
    },
}

# aws-nuke refuses accounts without an alias.
boto3.client("iam").create_account_alias(AccountAlias="playground")
appstream = boto3.client("appstream", region_name=REGION)
assert len(appstream.describe_fleets()["Fleets"]) == 2
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "nuke.json")  # aws-nuke reads YAML, which includes JSON
    file.write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    keys = ["--access-key-id", ACCOUNT, "--secret-access-key", "local"]
    options = ["--default-region", REGION, "--force", "--force-sleep", "3", "--no-dry-run"]
    command = ["aws-nuke", "--config", str(file), *keys, *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
if done.returncode:
    sys.exit(f"{done.stdout}{done.stderr}\nexit status {done.returncode}")
for kind in ("Fleets", "Stacks"):
    left = getattr(appstream, f"describe_{kind.lower()}")()[kind]
    assert left == [], left
last = done.stdout.strip().rpartition("\n")[2]
print(f"aws-nuke {sys.argv[1]}: {last}")
