"""A state file that cannot be used is reported on one line, and the command exits with status 2."""

from __future__ import annotations

import math
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from appstream_typed.local import LocalAppStream, StateFileError
from appstream_typed.local.__main__ import main


def edit(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute(statement)
        file.commit()


def newer(path: Path) -> None:
    edit(path, "PRAGMA user_version=2")


def of_another_program(path: Path) -> None:
    edit(path, "PRAGMA application_id=0")


def no_database(path: Path) -> None:
    path.write_text("these are notes, and no database\n" * 100)


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = os.urandom(4096)
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def no_json(path: Path) -> None:
    edit(path, "UPDATE rows SET value='{' WHERE kind='record'")


def unknown_row(path: Path) -> None:
    edit(path, "UPDATE rows SET kind='recipe' WHERE kind='record'")


def incomplete_row(path: Path) -> None:
    edit(path, "UPDATE rows SET value='{}' WHERE kind='record'")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def below_a_file(path: Path) -> None:
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("a file in the place of the folder")


def no_folder(path: Path) -> None:
    path.unlink()
    path.parent.rmdir()


on_posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has different file permissions"
)

BAD = {
    newer: "was written by a newer version: it has format 2, and this version reads format 1",
    of_another_program: "is the database of another program; name another file",
    no_database: "is not a state file; name another file",
    damaged: "is damaged",
    cut: "is damaged",
    no_json: "is damaged: it has an invalid row, 123456789012 us-east-1 record",
    unknown_row: "is damaged: it has an invalid row, 123456789012 us-east-1 recipe",
    incomplete_row: "is damaged: it has an invalid row, 123456789012 us-east-1 record",
    a_folder: "cannot be opened: Is a directory",
    below_a_file: "cannot be opened: Not a directory",
    no_folder: "cannot be opened: No such file or directory",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a valid state file."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with LocalAppStream(state=folder / "state") as local:
        local.client().create_stack(name="s")
    return folder / "state"


@pytest.mark.parametrize("spoil", BAD)
def test_a_bad_file_is_reported_and_not_changed(
    path: Path, spoil: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StateFileError) as raised:
        LocalAppStream(state=path)
    assert BAD[spoil] in str(raised.value)
    assert raised.value.path == str(path)
    assert main(["--port", "0", "--state", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.err == f"error: the state file {path} {raised.value.reason}\n"
    assert not printed.out
    assert (path.read_bytes() if path.is_file() else None) == before, "the file is unchanged"


def test_a_second_process_cannot_use_the_same_file(path: Path) -> None:
    with LocalAppStream(state=path) as local:
        done = command(path)
        assert done.returncode == 2
        assert done.stderr == (
            f"error: the state file {path} is in use by another process; stop that one, or name "
            "another file\n"
        )
        with pytest.raises(StateFileError, match="is in use"):
            LocalAppStream(state=path)
        assert local.client().describe_stacks().one().name == "s"


def command(path: Path, before: str = "pass") -> subprocess.CompletedProcess[str]:
    """Run the command in a process that executes a Python statement first."""
    program = (
        "import os, sys, sqlite3; import appstream_typed.local.simulation; "
        "from appstream_typed.local.__main__ import main; "
        f"{before}; sys.exit(main(['--port', '0', '--state', {str(path)!r}]))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


@on_posix
def test_a_read_only_file_is_reported(path: Path) -> None:
    path.chmod(0o400)
    nobody = "os.setuid(65534)" if os.geteuid() == 0 else "pass"  # root can write any file
    done = command(path, nobody)
    assert done.returncode == 2
    assert done.stderr == f"error: the state file {path} cannot be opened: Permission denied\n"


@on_posix
def test_others_cannot_read_the_file(path: Path) -> None:
    with LocalAppStream(state=path) as local:
        local.client().create_stack(name="t")
        found = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert found
    assert set(found.values()) == {0o600}, found


@pytest.fixture
def small_files() -> Iterator[Callable[[float], None]]:
    """A function that limits the size of files that this process can write."""
    import resource  # not available on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(
        resource.RLIMIT_FSIZE, (before[0] if size == math.inf else int(size), before[1])
    )
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@on_posix
def test_a_full_disk_is_reported_and_later_written(
    path: Path, small_files: Callable[[float], None]
) -> None:
    """The request gets an error. Its change is written once the disk has space."""
    with LocalAppStream(state=path) as local, local.client().with_options(retries=None) as client:
        client.create_stack(name="fits")
        small_files(path.with_name("state-wal").stat().st_size)
        with pytest.raises(ClientError) as raised:
            client.create_stack(name="late")
        assert raised.value.response["Error"]["Code"] == "InternalFailure"
        assert f"the state file {path} cannot be" in str(raised.value)
        with pytest.raises(ClientError, match="cannot be"):
            client.describe_stacks().all()
        with pytest.raises(StateFileError, match="cannot be"):
            local.reset()
        small_files(math.inf)
        assert client.describe_stacks().all() == []
        client.create_stack(name="later")
        assert local.defects == ()
    with LocalAppStream(state=path) as local:
        assert local.client().describe_stacks().one().name == "later"
