"""Functions that create, fail and delete resources of all kinds."""

from __future__ import annotations

from typing import Any

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.agenda import planned_change
from appstream_typed.local.state.table_names import NOUNS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import already_exists


def check_new(state: AccountState, table: str, name: str) -> None:
    """Check that no resource with a name exists.

    Raises:
        ServiceError: The resource exists.
    """
    if name in state.table(table):
        raise already_exists(NOUNS[table], name)


def add_tags(state: AccountState, arn: str, request: Body) -> None:
    """Add the tags of a create request to the new resource."""
    if request.get("Tags"):
        state.set_tags(arn, dict(request["Tags"]))


def forget(state: AccountState, table: str, record: Record) -> None:
    """Remove a resource and its tags."""
    state.table(table).remove(record.body["Name"])
    state.set_tags(record.body["Arn"], {})


# --- planned changes -------------------------------------------------------------------------------


@planned_change("reach")
def reach(state: AccountState, record: Record, reached: str) -> None:
    """Change the state of a resource, and cancel its planned changes."""
    state.become(record, reached)


@planned_change("pass_through")
def pass_through(_state: AccountState, record: Record, step: str) -> None:
    """Change the transitional state of a resource, and keep its planned changes."""
    record.body["State"] = step


@planned_change("vanish")
def vanish(state: AccountState, record: Record, table: str) -> None:
    """Remove a resource."""
    forget(state, table, record)


def error_entry(state: AccountState, code: str, message: str) -> dict[str, Any]:
    """Return an entry of ``ImageBuilderErrors`` and similar members."""
    return {"ErrorCode": code, "ErrorMessage": message, "ErrorTimestamp": state.now()}
