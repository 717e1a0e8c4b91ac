"""Import botocore and this package once, then fork a process for each probe.

Each line of standard input is a job. After each job this program writes the exit code of the probe.
The imports take about four fifths of a probe's time, which forking saves. boto3 is not imported here,
because some probes test clients in an application without boto3.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback

from tests.environment import patches

patches.apply()

import botocore.client  # noqa: E402 - modules may import what `patches` replaces
import botocore.credentials  # noqa: E402 - the same
import botocore.retries.adaptive  # noqa: E402 - the same
import botocore.retries.standard  # noqa: E402 - the same
import botocore.session  # noqa: E402, F401 - the same; imported once for all probes
import cattrs  # noqa: E402, F401 - the same; imported once for all probes

from appstream_typed import AppStreamClient, AsyncAppStreamClient, Stack  # noqa: E402, F401 - the same; imported once for all probes
from tests.environment.probe import probe  # noqa: E402 - the same


def main() -> None:
    """Run jobs until standard input ends."""
    gc.freeze()  # a garbage collection in a child would copy the shared memory
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            _run_probe(job)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - `ProbeRunner` reads it


def _run_probe(job: dict[str, object]) -> None:
    try:
        os.environ.clear()
        os.environ.update(job["variables"])  # type: ignore[call-overload]  # JSON
        probe(job)
    except BaseException:  # noqa: BLE001 - the forked process must end here
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
