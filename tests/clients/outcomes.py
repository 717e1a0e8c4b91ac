"""The outcome of each client, and the table of all."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tests.clients.workplace import CommandFailed, NotTried, Workplace

OK, FAILED, NOT_TRIED = "ok", "failed", "not tried"

LINE = re.compile(r"(?P<client>\S.*?)[ /](?P<version>v?\d\S*): (?P<tried>.+)")
"""The prefix of a script's line for each tested thing, such as ``boto3 1.43.1: waiters``."""


class Client(Protocol):
    """A client or a tool with a client."""

    @property
    def name(self) -> str:
        """A name for the command line."""
        ...

    def try_out(self, place: Workplace) -> str:
        """Install and run it. Return its output.

        Raises:
            NotTried: It cannot be installed on this machine.
            CommandFailed: It failed.
        """
        ...


class Outcome(NamedTuple):
    """A row of the table."""

    client: str
    version: str
    tried: str
    result: str


def try_client(client: Client, place: Workplace) -> list[Outcome]:
    """Test a client. Return its rows, and print its output if it failed."""
    try:
        printed = client.try_out(place)
    except NotTried as reason:
        return [Outcome(client.name, "", str(reason), NOT_TRIED)]
    except CommandFailed as error:
        print(error, file=sys.stderr, flush=True)
        return [Outcome(client.name, "", error.last_line, FAILED)]
    rows = [
        Outcome(found["client"], found["version"], found["tried"], OK)
        for line in printed.splitlines()
        if (found := LINE.fullmatch(line.strip()))
    ]
    return rows or [Outcome(client.name, "", "it did not print what it tried", FAILED)]


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a table, and a line that counts them."""
    rows = [Outcome("client", "version", "what was tried", "outcome"), *outcomes]
    widths = [max(len(row[column]) for row in rows) for column in range(len(Outcome._fields))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    counts = [
        f"{sum(outcome.result == result for outcome in outcomes)} {result}"
        for result in (OK, FAILED, NOT_TRIED)
    ]
    return "\n".join(["", *lines, "", ", ".join(counts)])
