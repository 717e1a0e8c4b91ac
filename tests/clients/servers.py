"""The servers that the clients call, each in a separate process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRIPTS = Path(__file__).parent


@contextmanager
def local_appstream() -> Iterator[Mapping[str, str]]:
    """Run a local AppStream. Yield the variables that its printed shell commands set."""
    command = ["-m", "appstream_typed.local", "--port", "0", "--seed", str(SCRIPTS / "seed.json")]
    with _process([sys.executable, *command], lines=3) as commands:
        yield _exported("\n".join(commands))


@contextmanager
def moto(python: Path) -> Iterator[str]:
    """Run a moto server for services other than AppStream. Yield its URL."""
    with _process([str(python), str(SCRIPTS / "serve_moto.py")], lines=1) as (url,):
        yield url


def _exported(commands: str) -> Mapping[str, str]:
    """Return the AWS variables of a new shell after it has run the commands."""
    command = ["env", "-i", "sh", "-c", f"{commands}\nenv"]
    shell = subprocess.run(command, check=True, capture_output=True, text=True)
    pairs = (line.partition("=") for line in shell.stdout.splitlines())
    return {name: value for name, _, value in pairs if name.startswith("AWS_")}


@contextmanager
def _process(command: Sequence[str], lines: int) -> Iterator[Sequence[str]]:
    """Run a server. Yield the first ``lines`` lines of its output."""
    # The log is discarded, because a full pipe would block the server.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield [server.stdout.readline().strip() for _ in range(lines)]
        finally:
            server.terminate()
