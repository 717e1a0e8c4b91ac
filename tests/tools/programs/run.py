"""Run a program of this folder in a separate process, because tracers patch botocore permanently."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "123456789012",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def run_program(name: str, **settings: str) -> dict[str, list[dict[str, Any]]]:
    """Run a program without the settings of this machine. Return the JSON that it prints."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "BOTO_", "DD_", "OTEL_"))
        and not name.lower().endswith("_proxy")
    }
    done = subprocess.run(
        [sys.executable, "-m", f"tests.tools.programs.{name}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**env, **SETTINGS, **settings},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
