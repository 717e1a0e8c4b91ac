"""Fork a process for each probe, after importing what botocore's and this package's users import.

A program: each line of standard input is a job; after each job it writes a line. It saves the time
that imports take, about two thirds of a probe. boto3 itself is not imported: whether an application
has imported it is part of a probe.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback

from tests.environment import world

world.enter()

import botocore.client  # noqa: E402 - modules may import what `world` replaces
import botocore.credentials  # noqa: E402
import botocore.retries.adaptive  # noqa: E402
import botocore.retries.standard  # noqa: E402
import botocore.session  # noqa: E402
import cattrs  # noqa: E402, F401

from appstream_typed import AppStreamClient, AsyncAppStreamClient, Stack  # noqa: E402, F401
from tests.environment.probe import probe  # noqa: E402


def main() -> None:
    """Serve until standard input ends."""
    gc.freeze()  # a collection in a child would copy the memory that it shares
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            _be_a_probe(job)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _be_a_probe(job: dict[str, object]) -> None:
    try:
        os.environ.clear()
        os.environ.update(job["variables"])  # type: ignore[call-overload]  # JSON
        probe(job)
    except BaseException:  # noqa: BLE001 - the process ends here
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
