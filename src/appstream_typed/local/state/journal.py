"""Writes the changes of a request to the state file before the request is answered."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from appstream_typed.local.clock import AcceleratedClock, ManualClock, ServerClock
from appstream_typed.local.settings import StateFileError
from appstream_typed.local.state.accounts import Accounts
from appstream_typed.local.state.state_file import Key, StateFile
from appstream_typed.local.state.state_rows import (
    TextRow,
    WrongRowError,
    all_rows,
    key_texts,
    read_rows,
    value_text,
)

_TIME: Key = ("", "", "time", "", "")
_TOKEN_KEY: Key = ("", "", "token_key", "", "")
_TOLERANCE = timedelta(seconds=1)

_log = logging.getLogger("appstream_typed.local")


class Journal:
    """Guards the changes of all accounts, and writes them to the state file if there is one."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._file: StateFile | None = None
        self._closed: str | Path | None = None
        self._depth = 0
        self._time = ""
        self._ahead: timedelta | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is an open state file."""
        return self._file is not None

    def open(self, path: str | Path) -> None:
        """Continue with the content of a state file, and write changes to it.

        Raises:
            StateFileError: The file cannot be used; the message contains the reason.
        """
        accounts = self._accounts
        file = StateFile(path)
        try:
            with accounts.lock:
                accounts.changes.are_kept = False
                own: dict[Key, str] = {}
                rows = list[TextRow]()
                for row in file.rows():
                    if row[0]:
                        rows.append(row)
                    else:
                        own[row[:5]] = row[5]
                try:
                    accounts.replace(read_rows(rows, accounts))
                    self._go_on(own)
                except (WrongRowError, ValueError) as error:
                    reason = f"is damaged: it has an invalid row, {error}. Delete it, or name another file"
                    raise StateFileError(path, reason) from error
                accounts.changes.take()
                accounts.changes.are_kept = True
                file.put({_TOKEN_KEY: accounts.token_key.hex()})
            file.commit(file.collected)
        except BaseException:
            accounts.changes.are_kept = False
            file.close()
            raise
        self._file, self._closed = file, None

    def _go_on(self, own: dict[Key, str]) -> None:
        """Continue with the key of pagination tokens and the time in the file."""
        if _TOKEN_KEY in own:
            self._accounts.token_key = bytes.fromhex(own[_TOKEN_KEY])
        if _TIME not in own:
            return
        clock = self._accounts.settings.clock
        time = datetime.fromisoformat(own[_TIME])
        if isinstance(clock, ManualClock):
            clock.set_time(time)
        elif isinstance(clock, AcceleratedClock):
            clock.set_time(max(time, clock.now()))  # the time must not go back
        elif time > clock.now() + _TOLERANCE:
            _log.warning(
                "the time in the state file, %s, is ahead of the clock; planned changes wait until then",
                time,
            )

    def close(self) -> None:
        """Write the remaining changes, and close the file, if there is one."""
        if self._file is None:
            return
        try:
            with self.changing():
                pass
        finally:
            self._accounts.changes.are_kept = False
            file, self._file = self._file, None
            self._closed = file.path
            file.close()

    @contextmanager
    def changing(self) -> Generator[None, None, None]:
        """Hold the lock of all accounts. At the end, write the changes to the state file.

        Raises:
            StateFileError: The file is closed or cannot be written. Changes that could not be
                written are kept and written later.
        """
        if self._closed is not None:
            raise StateFileError(self._closed, "is closed; start the local AppStream first")
        number = None
        try:
            with self._accounts.lock:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                    if not self._depth and self._file is not None:
                        number = self._collect(self._file)
        finally:
            # Outside the lock, so that other requests continue. A request that only reads also commits:
            # the data that it returns must be in the file.
            if number is not None and self._file is not None:
                self._file.commit(number)

    def _collect(self, file: StateFile) -> int:
        accounts = self._accounts
        is_all, changed = accounts.changes.take()
        sources = changed.items()
        if is_all:
            sources = dict(
                row for state in accounts.states().values() for row in all_rows(state)
            ).items()
        rows = {key_texts(row): value_text(row, source) for row, source in sources}
        if is_all:
            rows[_TOKEN_KEY] = accounts.token_key.hex()
        clock = accounts.settings.clock
        # After a restart, a clock that runs in real time lacks only the time by which it was advanced.
        ahead = clock.ahead if isinstance(clock, ServerClock) and clock.speed == 1 else None
        is_off = ahead is None and isinstance(clock, ManualClock | AcceleratedClock)
        if rows or is_off or ahead != self._ahead:
            self._ahead = ahead
            time = clock.now().isoformat()
            if rows or time != self._time:
                rows[_TIME] = self._time = time
        if rows:
            file.put(rows, replace=is_all)
        return file.collected
