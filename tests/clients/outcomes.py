"""The outcomes of the clients, and the table that shows them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tests.clients.sandbox import CannotInstall, CommandFailed, Sandbox

OK, FAILED, NOT_TESTED = "ok", "failed", "not tested"

LINE = re.compile(r"(?P<client>\S.*?)[ /](?P<version>v?\d\S*): (?P<tested>.+)")
"""The line that a script prints for each tested client, such as ``boto3 1.43.1: waiters``."""


class Client(Protocol):
    """A client of AppStream, or a tool that contains one."""

    @property
    def name(self) -> str:
        """The name on the command line."""
        ...

    def run_check(self, sandbox: Sandbox) -> str:
        """Install and run the client. Return its output.

        Raises:
            CannotInstall: The client cannot be installed on this machine.
            CommandFailed: The client failed.
        """
        ...


class Outcome(NamedTuple):
    """A row of the table."""

    client: str
    version: str
    tested: str
    result: str


def check_client(client: Client, sandbox: Sandbox) -> list[Outcome]:
    """Test a client. Return its rows of the table. If the client fails, print its output."""
    try:
        printed = client.run_check(sandbox)
    except CannotInstall as reason:
        return [Outcome(client.name, "", str(reason), NOT_TESTED)]
    except CommandFailed as error:
        print(error, file=sys.stderr, flush=True)
        return [Outcome(client.name, "", error.last_line, FAILED)]
    rows = [
        Outcome(found["client"], found["version"], found["tested"], OK)
        for line in printed.splitlines()
        if (found := LINE.fullmatch(line.strip()))
    ]
    return rows or [
        Outcome(client.name, "", "the script did not print a line of the expected form", FAILED)
    ]


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a table, and a line with the number of each result."""
    rows = [Outcome("client", "version", "what was tested", "outcome"), *outcomes]
    widths = [max(len(row[column]) for row in rows) for column in range(len(Outcome._fields))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    counts = [
        f"{sum(outcome.result == result for outcome in outcomes)} {result}"
        for result in (OK, FAILED, NOT_TESTED)
    ]
    return "\n".join(["", *lines, "", ", ".join(counts)])
