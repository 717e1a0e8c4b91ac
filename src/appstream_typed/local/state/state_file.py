"""The file with the state of a local AppStream: an SQLite database with one table.

The file is locked while it is open. The lock ends with the process, even after a crash. Requests
collect rows, and each commit writes them in one transaction. A committed transaction is in the
write-ahead log, which survives the process. SQLite syncs the log to the disk only from time to
time. If the machine loses power, the latest changes may be lost, but the file is not damaged.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from appstream_typed.local.settings import StateFileError

if TYPE_CHECKING:
    import sqlite3

    from appstream_typed.local.state.state_rows import TextRow

APPLICATION_ID = 0x41535452
"""``ASTR``, which identifies state files."""
FORMAT = 1
"""The version of the rows' format. It increases when earlier files can no longer be read."""
Key = tuple[str, str, str, str, str]

_CREATE = """\
CREATE TABLE rows (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL,
    place TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (account, region, kind, place, key)
) WITHOUT ROWID
"""
_DELETE = "DELETE FROM rows WHERE account=? AND region=? AND kind=? AND place=? AND key=?"
_WRITE = "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?)"


class StateFile:
    """An open state file.

    Args:
        path: Its path. The file is created if it does not exist.

    Raises:
        StateFileError: The file cannot be used; the message contains the reason.
    """

    def __init__(self, path: str | Path) -> None:
        self.path: str = str(path)
        self._pending: dict[Key, str | None] = {}
        self._is_replaced = False
        self._collected = self._committed = 0
        self._pending_lock, self._write_lock = Lock(), Lock()
        self._connection: sqlite3.Connection | None = _connect(self.path)
        try:
            with _explained(self.path):
                self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        """Lock the file, and check that it is a readable and writable state file."""
        run = self._open().execute
        run("PRAGMA locking_mode=EXCLUSIVE")
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA synchronous=NORMAL")
        run("BEGIN EXCLUSIVE")
        (application,) = run("PRAGMA application_id").fetchone()
        (version,) = run("PRAGMA user_version").fetchone()
        (tables,) = run("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables and not application and not version:
            run(f"PRAGMA application_id={APPLICATION_ID}")
            run(f"PRAGMA user_version={FORMAT}")
            run(_CREATE)
        elif application != APPLICATION_ID:
            msg = "is the database of another program; name another file"
            raise StateFileError(self.path, msg)
        elif version > FORMAT:
            msg = (
                f"was written by a newer version: it has format {version}, and this version reads "
                f"format {FORMAT}. Upgrade appstream-typed, or name another file"
            )
            raise StateFileError(self.path, msg)
        run("COMMIT")
        (result,) = run("PRAGMA quick_check(1)").fetchone()
        if result != "ok":
            raise StateFileError(self.path, f"is damaged: {result}. {_DELETE_IT}")

    def rows(self) -> Iterator[TextRow]:
        """Yield every row."""
        with _explained(self.path):
            yield from self._open().execute("SELECT * FROM rows")

    def put(self, rows: Mapping[Key, str | None], *, replace: bool = False) -> None:
        """Collect rows for the next commit.

        Args:
            rows: The values by key; ``None`` deletes a row.
            replace: Whether these rows replace all existing rows.
        """
        with self._pending_lock:
            if replace:
                self._pending, self._is_replaced = {}, True
            self._pending.update(rows)
            self._collected += 1

    @property
    def collected(self) -> int:
        """The number of calls of ``put`` so far, for ``commit``."""
        return self._collected

    def commit(self, number: int) -> None:
        """Write the rows of the first ``number`` calls of ``put``, and of later ones if there are any.

        The rows of concurrent requests are thus written together.

        Args:
            number: The value of ``collected`` after the call of ``put``.

        Raises:
            StateFileError: The file cannot be written. The next commit tries again.
        """
        if self._committed >= number:
            return
        with self._write_lock:
            if self._committed >= number:
                return
            with self._pending_lock:
                rows, self._pending = self._pending, {}
                replaced, self._is_replaced = self._is_replaced, False
                collected = self._collected
            try:
                with _explained(self.path):
                    self._write(rows, replaced)
            except BaseException:
                with self._pending_lock:
                    if not self._is_replaced:
                        self._pending = {**rows, **self._pending}
                        self._is_replaced = replaced
                raise
            self._committed = collected

    def _write(self, rows: Mapping[Key, str | None], replaced: bool) -> None:  # noqa: FBT001 - private
        connection = self._open()
        try:
            connection.execute("BEGIN")
            if replaced:
                connection.execute("DELETE FROM rows")
            gone = [key for key, value in rows.items() if value is None]
            if gone:
                connection.executemany(_DELETE, gone)
            written = [(*key, value) for key, value in rows.items() if value is not None]
            connection.executemany(_WRITE, written)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StateFileError(self.path, "is closed")
        return self._connection

    def close(self) -> None:
        """Close the file and release its lock."""
        with self._write_lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()


_DELETE_IT = "Delete it, or name another file"


def _connect(path: str) -> sqlite3.Connection:
    try:
        import sqlite3
    except ImportError as error:  # some builds of Python lack it
        msg = "needs the module sqlite3, which this Python does not have"
        raise StateFileError(path, msg) from error
    with _explained(path):
        # The file contains user names, so only its owner may read it. SQLite creates its other files
        # with the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)


@contextmanager
def _explained(path: str) -> Generator[None, None, None]:
    """Convert errors of SQLite and the operating system to ``StateFileError``."""
    import sqlite3

    try:
        yield
    except OSError as error:
        reason = f"cannot be opened: {error.strerror or error}"
        raise StateFileError(path, reason) from error
    except sqlite3.DatabaseError as error:
        raise StateFileError(path, _reason(str(error))) from error


def _reason(message: str) -> str:
    for part, reason in _REASONS:
        if part in message:
            return reason
    return f"cannot be used: {message}"


_REASONS: Iterable[tuple[str, str]] = (
    ("locked", "is in use by another process; stop that one, or name another file"),
    ("not a database", "is not a state file; name another file"),
    ("malformed", f"is damaged. {_DELETE_IT}"),
    ("readonly", "cannot be written; check its permissions"),
    ("disk is full", "cannot be written: the disk is full"),
    ("disk I/O", "cannot be read or written: the disk reports an error"),
    ("unable to open", "cannot be opened; check the permissions of its folder"),
)
"""Explanations for parts of SQLite's messages.

The code cannot use SQLite's error codes, because Python provides them only since version 3.11.
"""
