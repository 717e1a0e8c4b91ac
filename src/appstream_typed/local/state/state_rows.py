"""Converts the state of all accounts to rows of text and back.

The text is JSON. Other versions, people and other programs can read it, and reading it executes no
code.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from appstream_typed.local.state.accounts import Accounts, AccountState
from appstream_typed.local.state.addresses import instance_id
from appstream_typed.local.state.agenda import Planned, named_changes
from appstream_typed.local.state.changes import (
    DRAINING,
    INSTANCE,
    LAST,
    PLANNED,
    RECORD,
    RUN,
    SESSION,
    TAGS,
    Row,
)
from appstream_typed.local.state.session_records import Run, Session
from appstream_typed.local.state.tables import Record, Table
from appstream_typed.local.wire.scope import Scope

TextRow = tuple[str, str, str, str, str, str]
"""Account, region, kind, place, key, value."""


class WrongRowError(Exception):
    """A row cannot be read."""


# --- writing ---------------------------------------------------------------------------------------


def key_texts(row: Row) -> tuple[str, str, str, str, str]:
    """Return the key of a row as texts."""
    return row.scope.account_id, row.scope.region, row.kind, _dump(row.place), _dump(row.key)


def value_text(row: Row, source: object) -> str | None:
    """Return the value of a row.

    Args:
        row: The key of the row.
        source: The object that the row stores; the table for resources and sessions.

    Returns:
        The text; ``None`` to delete the row.
    """
    if isinstance(source, Table):
        source = cast("Table[Record | Session]", source).peek(row.key)
    return None if source is None else _dump(_encode(_plain(source)))


def all_rows(state: AccountState) -> Iterator[tuple[Row, object]]:
    """Yield every row of an account in a region with its object."""
    scope = state.scope
    if state.numbers.last:
        yield Row(scope, LAST, "", ""), state.numbers.last
    for name, table in state.tables.items():
        yield from ((Row(scope, RECORD, name, key), record) for key, record in table.items())
        if table.last:
            yield Row(scope, LAST, name, ""), table.last
    yield from ((Row(scope, TAGS, "", arn), tags) for arn, tags in state.tags.items())
    for place, pool in state.pools.items():
        yield from ((Row(scope, SESSION, place, key), s) for key, s in pool.sessions.items())
        yield from ((Row(scope, RUN, place, number), run) for number, run in pool.runs.items())
        yield Row(scope, LAST, place, ""), pool.sessions.last
    yield from ((Row(scope, DRAINING, "", number), 1) for number in state.draining)
    yield from ((Row(scope, INSTANCE, "", n), name) for n, name in state.instance_ids.items())
    yield from ((Row(scope, PLANNED, "", number), planned) for number, planned in state.agenda)


def _plain(source: object) -> object:
    """Return the object of a row as plain data."""
    if isinstance(source, Record):
        return {"number": source.number, "epoch": source.epoch, "body": source.body}
    if isinstance(source, Session):
        run = source.run
        values = {name: getattr(source, name) for name in _SESSION}
        return {**values, "run": 0 if run is None else run.number}
    if isinstance(source, Run):
        return source.ended
    if isinstance(source, Planned):
        body = source.record.body
        return {
            "due": source.due,
            "table": _table_name(source.record),
            "key": body.key,
            "number": source.record.number,
            "epoch": source.epoch,
            "change": source.name,
            "details": source.details,
        }
    return source


_SESSION = (
    "id",
    "user_id",
    "authentication_type",
    "instance",
    "started",
    "ready",
    "expires",
    "connected",
    "network",
    "ended",
    "number",
)


def _table_name(record: Record) -> Hashable:
    table = record.body.table
    return None if table is None or table.place is None else table.place.name


_TIME = "$time"


def _encode(value: Any) -> Any:
    """Convert plain data for JSON.

    Times become objects, and members that start with ``$`` get a second ``$``.
    """
    if isinstance(value, datetime):
        return {_TIME: value.astimezone(timezone.utc).isoformat()}
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value).items()
        return {f"${k}" if k.startswith("$") else k: _encode(v) for k, v in members}
    if isinstance(value, list | tuple):
        return [_encode(item) for item in cast("Iterable[object]", value)]
    return value


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- reading ---------------------------------------------------------------------------------------


def read_rows(rows: Iterable[TextRow], accounts: Accounts) -> dict[Scope, AccountState]:
    """Return the states that rows contain.

    Raises:
        WrongRowError: A row cannot be read; the message names it.
    """
    kinds: dict[str, list[tuple[int, Scope, Any, Any, Any]]] = defaultdict(list)
    states: dict[Scope, AccountState] = {}
    for account, region, kind, *texts in rows:
        with _Row(account, region, kind, texts):
            place, key = _key(texts[0]), _as_key(_load(texts[1]))
            value = _load(texts[2])
            if kind not in _READERS:
                raise ValueError(kind)
            scope = Scope(account, region)
            if scope not in states:
                states[scope] = AccountState(scope, accounts.settings, accounts)
            number = int(value["number"]) if kind in (RECORD, SESSION) else 0
            kinds[kind].append((number, scope, place, key, value))
    for kind, read in _READERS.items():
        for _, scope, place, key, value in sorted(kinds[kind], key=itemgetter(0)):
            with _Row(scope.account_id, scope.region, kind, [place, key]):
                read(states[scope], place, key, value)
    return states


class _Row:
    """A context manager that adds the key of a row to errors while the row is read."""

    def __init__(self, account: str, region: str, kind: str, texts: list[Any]) -> None:
        self._name = " ".join((account, region, kind, *map(str, texts[:2])))

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: object, _traceback: object) -> None:
        if isinstance(error, ValueError | TypeError | LookupError | AttributeError):
            raise WrongRowError(self._name) from error


def _read_record(state: AccountState, place: str, key: Any, value: Any) -> None:
    record = Record(value["body"], value["number"], value["epoch"])
    state.table(place).load(key, record)


def _read_session(state: AccountState, place: tuple[str, str], _key: Any, value: Any) -> None:
    pool = state.pool(*place)
    run = pool.run_of(value.pop("run"))
    session = Session(**value, run=run)
    pool.load(session, instance_id(state, session.instance))


def _read_run(state: AccountState, place: tuple[str, str], key: int, value: datetime) -> None:
    state.pool(*place).load_run(Run(key, value))


def _read_planned(state: AccountState, _place: Any, key: int, value: Any) -> None:
    record = state.table(value["table"]).peek(_as_key(value["key"]))
    if record is not None and record.number == value["number"]:
        change = named_changes()[value["change"]]
        due, epoch, details = value["due"], value["epoch"], tuple(value["details"])
        state.agenda.load(key, Planned(due, record, epoch, change, details))


def _read_last(state: AccountState, place: Any, _key: Any, value: int) -> None:
    if isinstance(place, tuple):
        stack_name, fleet_name = cast("tuple[str, str]", place)
        state.pool(stack_name, fleet_name).load_last(value)
    elif place:
        state.table(place).load_last(value)
    else:
        state.numbers.last = value


_READERS: Mapping[str, Callable[[AccountState, Any, Any, Any], object]] = {
    INSTANCE: lambda state, _, key, value: state.instance_ids.update({key: value}),
    DRAINING: lambda state, _, key, __: state.draining.add(key),
    TAGS: lambda state, _, key, value: state.tags.update({key: value}),
    RECORD: _read_record,
    RUN: _read_run,
    SESSION: _read_session,
    LAST: _read_last,
    PLANNED: _read_planned,
}
"""The functions that read the rows of each kind, in the order in which they are called."""


@lru_cache
def _key(text: str) -> Any:
    return _as_key(_load(text))


def _as_key(value: Any) -> Any:
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def _decode(members: dict[str, Any]) -> Any:
    if _TIME in members:
        return datetime.fromisoformat(members[_TIME])
    return {k.removeprefix("$"): v for k, v in members.items()}


_load = json.JSONDecoder(object_hook=_decode).decode
