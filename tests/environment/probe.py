"""Create a client in a new process, send one request, and report its settings and its error.

``ProbeRunner`` writes a job to the standard input of this program. The program writes its report to
the file that the job names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.environment import patches, ways
from tests.environment.environment import BOTO3

CHANGEABLE = frozenset({"retries", "user_agent", "user_agent_extra"})
"""Options that a typed client may change, so they are not compared.

The fake AWS compares their effects instead: it counts attempts and reads the User-Agent header.
"""


def probe(job: ways.Job) -> None:
    """Run the job and write the report."""
    patches.connect_to(**job["ports"])
    report: dict[str, Any] = {"settings": {}, "error": None, "message": None}
    step = "construction"
    try:
        client = ways.create(job)
        report["settings"] = settings_of(client if job["way"] == BOTO3 else client.boto3)
        step = "the call"
        ways.call(job["way"], client)
    except Exception as error:  # noqa: BLE001 - the error is the result
        report["error"] = f"{error_name(error)} in {step}"
        report["message"] = f"{type(error).__name__}: {error}"
    report["timeouts"] = sorted(patches.timeouts)
    Path(job["report"]).write_text(json.dumps(report), encoding="utf-8")


def settings_of(client: Any) -> dict[str, str]:
    """Return the public settings of a boto3 client as texts."""
    from botocore.config import Config

    config = client.meta.config
    names = [name for name in Config.OPTION_DEFAULTS if name not in CHANGEABLE]
    found = {name: repr(getattr(config, name)) for name in names}
    found["endpoint_url"] = repr(client.meta.endpoint_url)
    found["region_name"] = repr(client.meta.region_name)
    return found


def error_name(error: Exception) -> str:
    """Return the name of the first base class from botocore or Python, and AWS's error code."""
    for kind in type(error).__mro__:
        if kind.__module__ != "botocore.errorfactory" and "appstream_typed" not in kind.__module__:
            code = (getattr(error, "response", None) or {}).get("Error", {}).get("Code")
            return kind.__name__ if code is None else f"{kind.__name__} {code}"
    raise AssertionError


if __name__ == "__main__":
    patches.apply()
    probe(json.load(sys.stdin))
