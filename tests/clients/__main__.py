"""Test other clients and tools against a local AppStream.

    python -m tests.clients [--folder FOLDER] [NAME ...]

It prints a table of the outcomes. If a client cannot be installed on this machine, the table shows
the reason. The exit status is 1 if a tested client failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.clients.clients import CLIENTS
from tests.clients.outcomes import FAILED, Outcome, check_client, table
from tests.clients.sandbox import Sandbox
from tests.clients.servers import local_appstream, moto


def main() -> int:
    """Test the named clients, or all clients. Return the exit status."""
    options = _parse()
    with ExitStack() as stack:
        folder = options.folder
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        sandbox = Sandbox(folder.resolve(), stack.enter_context(local_appstream()), moto)
        stack.callback(sandbox.close)
        outcomes: list[Outcome] = []
        for client in CLIENTS:
            if not options.names or client.name in options.names:
                print(f"-- {client.name}", flush=True)
                outcomes += check_client(client, sandbox)
    print(table(outcomes))
    return 1 if any(outcome.result == FAILED for outcome in outcomes) else 0


def _parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    names = [client.name for client in CLIENTS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names)}")
    parser.add_argument(
        "--folder", type=Path, help="install the clients here, and keep them for the next run"
    )
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in names:
            parser.error(f"{name} is not a client; use one of: {', '.join(names)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
