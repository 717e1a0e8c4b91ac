"""Finds a resource, or refuses the request if the resource does not exist."""

from __future__ import annotations

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.table_names import NOUNS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.service_errors import not_found


def find(state: AccountState, table: str, name: object) -> Record:
    """Return the resource with a name.

    Raises:
        ServiceError: The resource does not exist.
    """
    record = state.table(table).get(name)
    if record is None:
        raise not_found(NOUNS[table], str(name))
    return record


def find_by_arn(state: AccountState, table: str, arn: object) -> Record:
    """Return the resource with an ARN.

    Raises:
        ServiceError: The resource does not exist.
    """
    record = state.table(table).get(str(arn).rpartition("/")[2])
    if record is None or record.body["Arn"] != arn:
        raise not_found(NOUNS[table], str(arn))
    return record
