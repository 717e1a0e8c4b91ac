"""Run ``python -m appstream_typed`` in a new process with separate settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

COMMAND = [sys.executable, "-m", "appstream_typed"]
REMOVED = ("AWS_", "BOTO_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@frozen
class Ran:
    """The result of the command."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The report of a run with ``--json``."""
        document: dict[str, Any] = json.loads(self.out)
        assert document["exit_status"] == self.status
        return document

    @property
    def operations(self) -> dict[str, dict[str, Any]]:
        """The report's entry for each operation, of a run with ``--json``."""
        return {entry["operation"]: entry for entry in self.document["operations"]}

    @property
    def tables(self) -> list[list[list[str]]]:
        """The cells of each table, row by row, without the separator lines."""
        tables: list[list[list[str]]] = [[]]
        for line in self.out.splitlines():
            if not line.startswith("|"):
                tables.append([])
            elif not line.startswith("| --"):
                tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        return [table for table in tables if table]

    @property
    def rows(self) -> dict[str, list[str]]:
        """The other cells of each operation's row."""
        return {row[0]: row[1:] for row in self.tables[1][1:]}


def settings(folder: Path, **changes: str | None) -> dict[str, str]:
    """Return the environment variables of a user. ``None`` removes a variable."""
    kept = {name: text for name, text in os.environ.items() if not name.upper().startswith(REMOVED)}
    wanted = {
        **kept,
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "123456789012",  # the account of the local AppStream
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        **changes,
    }
    return {name: text for name, text in wanted.items() if text is not None}


def run(
    env: Mapping[str, str], *arguments: str, before: str | None = None, stderr: int | None = None
) -> Ran:
    """Run the command.

    Args:
        env: The environment variables of the command.
        arguments: The arguments of the command.
        before: Python code that the new process runs before the command.
        stderr: The file descriptor for stderr. By default stderr is captured.
    """
    start = COMMAND
    if before is not None:
        main = "import runpy; runpy.run_module('appstream_typed', run_name='__main__')"
        start = [sys.executable, "-c", f"{before}\n{main}"]
    done = subprocess.run(
        [*start, *arguments],
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if stderr is None else stderr,
        text=True,
        check=False,
        timeout=600,
    )
    return Ran(done.returncode, done.stdout, done.stderr or "")


def notes(ran: Ran) -> Iterator[str]:
    """Yield the notes below the tables, each joined into one line."""
    text = ran.out.rpartition("|\n")[2]
    for note in text.split("\n- "):
        yield " ".join(note.split("\n\n")[0].split()).removeprefix("- ")
