"""The servers for the clients, each in a separate process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRIPTS = Path(__file__).parent


@contextmanager
def local_appstream() -> Iterator[Mapping[str, str]]:
    """Run a local AppStream. Yield the variables that its printed commands set."""
    command = ["-m", "appstream_typed.local", "--port", "0", "--seed", str(SCRIPTS / "seed.json")]
    with _process([sys.executable, *command], lines=3) as recipe:
        yield _pasted("\n".join(recipe))


@contextmanager
def moto(python: Path) -> Iterator[str]:
    """Run a moto server for services other than AppStream. Yield its URL."""
    with _process([str(python), str(SCRIPTS / "serve_moto.py")], lines=1) as (url,):
        yield url


def _pasted(recipe: str) -> Mapping[str, str]:
    """Return the variables of a new shell after it has run the lines."""
    command = ["env", "-i", "sh", "-c", f"{recipe}\nenv"]
    shell = subprocess.run(command, check=True, capture_output=True, text=True)
    pairs = (line.partition("=") for line in shell.stdout.splitlines())
    return {name: value for name, _, value in pairs if name.startswith("AWS_")}


@contextmanager
def _process(command: Sequence[str], lines: int) -> Iterator[Sequence[str]]:
    """Run a server. Yield the first lines of its output."""
    # Its log is discarded, since a full pipe would block it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield [server.stdout.readline().strip() for _ in range(lines)]
        finally:
            server.terminate()
