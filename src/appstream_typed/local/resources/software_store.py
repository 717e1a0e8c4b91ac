"""The licensed software of image builders and images."""

from __future__ import annotations

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.tables import Record, Table
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.scope import Scope

INSTALLED = "INSTALLED"
_PRESENT = frozenset(
    {INSTALLED, "STAGED_FOR_UNINSTALLATION", "PENDING_UNINSTALLATION", "FAILED_TO_UNINSTALL"}
)
"""The statuses of software that is still installed."""


def software_of(state: AccountState, arn: str) -> Table[Record]:
    """Return the software of an image builder or image of any account, by name."""
    return _home(state, arn).table(_table(arn))


def _home(state: AccountState, arn: str) -> AccountState:
    """Return the state that contains an image builder or image.

    For AWS's images, this is the given state, because every account has them.
    """
    region, account = arn.split(":")[3:5]
    return state.accounts.get(Scope(account, region)) if account else state


def _table(arn: str) -> str:
    return f"software of {arn}"


def add_software(state: AccountState, arn: str, name: str, status: str) -> Record:
    """Add software to an image builder or image that does not have it."""
    body: Body = {"SoftwareName": name, "Status": status, "DeploymentError": []}
    return software_of(state, arn).add(name, Record(body))


def present(state: AccountState, arn: str) -> list[str]:
    """Return the names of the installed software."""
    records = software_of(state, arn)
    return [r.body["SoftwareName"] for r in records if r.body["Status"] in _PRESENT]


def carry_over(state: AccountState, source: str, target: str) -> bool:
    """Copy the installed software of an image builder or image to another one.

    Return whether there is any software.
    """
    names = present(state, source)
    for name in names:
        add_software(state, target, name, INSTALLED)
    return bool(names)


def forget_software(state: AccountState, arn: str) -> None:
    """Remove the software of a deleted image builder or image."""
    _home(state, arn).drop_table(_table(arn))
