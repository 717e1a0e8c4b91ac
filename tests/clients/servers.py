"""The servers that clients talk to, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRIPTS = Path(__file__).parent


@contextmanager
def local_appstream() -> Iterator[Mapping[str, str]]:
    """A local AppStream; yields the variables that its start-up lines set when pasted."""
    command = ["-m", "appstream_typed.local", "--port", "0", "--seed", str(SCRIPTS / "seed.json")]
    with _process([sys.executable, *command], lines=3) as recipe:
        yield _pasted("\n".join(recipe))


@contextmanager
def moto(python: Path) -> Iterator[str]:
    """A moto server, for services other than AppStream; yields its URL."""
    with _process([str(python), str(SCRIPTS / "serve_moto.py")], lines=1) as (url,):
        yield url


def _pasted(recipe: str) -> Mapping[str, str]:
    """The variables of a new shell into which lines were pasted."""
    command = ["env", "-i", "sh", "-c", f"{recipe}\nenv"]
    shell = subprocess.run(command, check=True, capture_output=True, text=True)
    pairs = (line.partition("=") for line in shell.stdout.splitlines())
    return {name: value for name, _, value in pairs if name.startswith("AWS_")}


@contextmanager
def _process(command: Sequence[str], lines: int) -> Iterator[Sequence[str]]:
    """Run a server; yields the first lines that it prints."""
    # Its log is not read, and a full pipe would stop it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield [server.stdout.readline().strip() for _ in range(lines)]
        finally:
            server.terminate()
