"""The progress line of the command on a terminal."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import pytest

from appstream_typed._diagnosis.progress import Progress
from appstream_typed.local import LocalAppStream
from tests.diagnosis.answers import READING
from tests.diagnosis.command import Ran, run, settings


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(written: str, columns: int) -> list[str]:
    """Return the lines that a terminal displays after the text was written to it."""
    lines, row, column = [""], 0, 0
    for character in written:
        if character == "\r":
            column = 0
        elif character == "\n":
            row, column = row + 1, 0
            lines.append("")
        else:
            if column == columns:  # the terminal wraps the line
                row, column = row + 1, 0
                lines.append("")
            line = lines[row].ljust(column)
            lines[row] = line[:column] + character + line[column + 1 :]
            column += 1
    return [line.rstrip() for line in lines]


@pytest.mark.parametrize("columns", [20, 80, 120])
def test_the_progress_line_is_overwritten_and_removed(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Terminal()
    progress = Progress(terminal)
    progress.show("9 of 25: DescribeAppBlockBuilderAppBlockAssociations")
    expected = "9 of 25: DescribeAppBlockBuilderAppBlockAssociations"[: columns - 1]
    assert screen(terminal.getvalue(), columns) == [expected]
    progress.show("10 of 25: short")
    assert screen(terminal.getvalue(), columns) == ["10 of 25: short"]
    progress.clear()
    assert screen(terminal.getvalue(), columns) == [""]


def test_no_progress_is_written_to_a_file() -> None:
    file = io.StringIO()
    progress = Progress(file)
    progress.show("9 of 25")
    progress.clear()
    assert file.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("columns", [80, 120])
def test_progress_goes_to_the_terminal_and_the_report_to_stdout(
    local: LocalAppStream, tmp_path: Path, columns: int
) -> None:
    env = settings(tmp_path, AWS_ENDPOINT_URL_APPSTREAM=local.endpoint_url, COLUMNS=str(columns))
    ran, written = run_on_a_terminal(env)
    assert ran.status == 0
    assert ran.out.startswith("| environment")
    assert "\r" not in ran.out
    for operation in READING:
        assert f": {operation}" in written
    assert screen(written, columns) == [""], "the progress line was not removed"


def run_on_a_terminal(env: dict[str, str]) -> tuple[Ran, str]:
    """Run the command with a terminal for stderr.

    Return its result and the text on the terminal.
    """
    import pty

    ours, theirs = pty.openpty()
    pieces: list[bytes] = []

    def read() -> None:
        while piece := read_some(ours):
            pieces.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        ran = run(env, stderr=theirs)
    finally:
        os.close(theirs)
        reader.join()
        os.close(ours)
    return ran, b"".join(pieces).decode()


def read_some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux raises it if the other end is closed
        return b""
