"""A local AppStream in a separate process, for measurements over the wire."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CREDENTIALS = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "x"}


@contextmanager
def server() -> Iterator[str]:
    """Run a local AppStream with 50 sessions in a separate process. Yield its URL."""
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
