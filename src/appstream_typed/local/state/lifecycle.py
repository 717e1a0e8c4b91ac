"""What creating, failing and deleting resources of all kinds have in common."""

from __future__ import annotations

from typing import Any

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.table_names import NOUNS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import already_exists


def check_new(state: AccountState, table: str, name: str) -> None:
    """Check that there is no resource of that name yet.

    Raises:
        ServiceError: There is one.
    """
    if name in state.table(table):
        raise already_exists(NOUNS[table], name)


def add_tags(state: AccountState, arn: str, request: Body) -> None:
    """Tag a new resource with the tags of the request that creates it."""
    if request.get("Tags"):
        state.tags[arn] = dict(request["Tags"])


def forget(state: AccountState, table: str, record: Record) -> None:
    """Remove a resource and its tags."""
    state.table(table).remove(record.body["Name"])
    state.tags.pop(record.body["Arn"], None)


def error_entry(state: AccountState, code: str, message: str) -> dict[str, Any]:
    """An entry of ``ImageBuilderErrors`` and their like."""
    return {"ErrorCode": code, "ErrorMessage": message, "ErrorTimestamp": state.now()}
