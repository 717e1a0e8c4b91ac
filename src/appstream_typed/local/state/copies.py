"""Copies of all accounts, for this process only."""

from __future__ import annotations

from io import BytesIO
from pickle import HIGHEST_PROTOCOL, Pickler, Unpickler

from appstream_typed.local.state.accounts import Accounts, AccountState
from appstream_typed.local.wire.scope import Scope


def copy_states(accounts: Accounts) -> bytes:
    """Return a copy of all states, which later changes do not affect."""
    buffer = BytesIO()
    with accounts.lock:
        _Writer(buffer, accounts).dump(accounts.states())
    return buffer.getvalue()


def read_copy(copied: bytes, accounts: Accounts) -> dict[Scope, AccountState]:
    """Return states that ``copy_states`` copied."""
    states: dict[Scope, AccountState] = _Reader(BytesIO(copied), accounts).load()
    return states


class _Writer(Pickler):
    """Pickles states without the objects that they share."""

    def __init__(self, buffer: BytesIO, accounts: Accounts) -> None:
        super().__init__(buffer, HIGHEST_PROTOCOL)
        self._accounts = accounts

    def persistent_id(self, found: object) -> str | None:
        """Return the name of an object that the states share. Such an object is not pickled."""
        if found is self._accounts:
            return "accounts"
        if found is self._accounts.changes:
            return "changes"
        return "settings" if found is self._accounts.settings else None


class _Reader(Unpickler):
    """Unpickles copies that this process created."""

    def __init__(self, buffer: BytesIO, accounts: Accounts) -> None:
        super().__init__(buffer)
        self._accounts = accounts

    def persistent_load(self, pid: str) -> object:
        """Return the shared object with a name."""
        return self._accounts if pid == "accounts" else getattr(self._accounts, str(pid))
