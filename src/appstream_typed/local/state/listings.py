"""Returns the pages of listings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lookups import find, find_by_arn
from appstream_typed.local.state.ordered import Numbered
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.page_tokens import read_token, write_token

R = TypeVar("R", bound=Numbered)


def describe(record: Record) -> Body:
    """Return a copy of the members of a resource."""
    return dict(record.body)


def page(
    state: AccountState,
    request: Body,
    member: str,
    records: Callable[[int], Iterator[R]],
    show: Callable[[R], object],
    *,
    size_member: str = "MaxResults",
    default_size: int = 50,
) -> Body:
    """Return one page of a listing.

    Args:
        state: The caller's account.
        request: The request, with its ``NextToken`` and size member.
        member: The member of the result that lists the items.
        records: A function that returns the records that follow a sequence number, in order.
        show: A function that returns the item for a record.
        size_member: The member of the request with the page size.
        default_size: The page size if the request has none.

    Raises:
        ServiceError: The token was created for another query or by another server.
    """
    size = request.get(size_member) or default_size
    if state.settings.max_page_size is not None:
        size = min(size, state.settings.max_page_size)
    query = _query(state, request, member, size_member)
    key = state.accounts.token_key
    token = request.get("NextToken")
    last = 0 if token is None else read_token(token, query, key)
    items: list[object] = []
    for record in records(last):
        if len(items) == size:
            return {member: items, "NextToken": write_token(last, query, key)}
        items.append(show(record))
        last = record.number
    return {member: items}


def _query(state: AccountState, request: Body, member: str, size_member: str) -> str:
    """Return a key of a listing, which is the same for all its pages."""
    hidden = ("NextToken", size_member)
    wanted = {key: value for key, value in request.items() if key not in hidden}
    return json.dumps([state.account_id, state.region, member, wanted], sort_keys=True, default=str)


def list_named(
    state: AccountState,
    request: Body,
    table: str,
    member: str,
    *,
    names: str = "Names",
    show: Callable[[Record], Body] = describe,
) -> Body:
    """Return a page of the resources of a table, or of the resources that the request names.

    Raises:
        ServiceError: A named resource does not exist.
    """
    wanted = request.get(names)
    if not wanted:
        return page(state, request, member, state.table(table).after, show)
    look = find_by_arn if names == "Arns" else find
    found = {name: look(state, table, name) for name in wanted}
    chosen = sorted(found.values(), key=lambda record: record.number)
    return page(state, request, member, lambda after: (r for r in chosen if r.number > after), show)


def list_matching(
    state: AccountState,
    request: Body,
    table: str,
    member: str,
    wanted: Mapping[str, object],
    *,
    show: Callable[[Record], object] = describe,
) -> Body:
    """Return a page of those resources of a table whose members have the given values."""

    def matching(after: int) -> Iterator[Record]:
        records = state.table(table).after(after)
        return (record for record in records if wanted.items() <= record.body.items())

    return page(state, request, member, matching, show)
