"""Pages of listings, and tokens that fit one query only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hmac import compare_digest, digest
from secrets import token_bytes
from typing import TypeVar

from appstream_typed.local.state.accounts import AccountState, Body, Numbered
from appstream_typed.local.wire.service_errors import invalid

_KEY = token_bytes(32)
_SIGNATURE = 16


R = TypeVar("R", bound=Numbered)


def page(
    state: AccountState,
    request: Body,
    member: str,
    records: Callable[[int], Iterator[R]],
    describe: Callable[[R], object],
    *,
    size_member: str = "MaxResults",
    default_size: int = 50,
) -> Body:
    """One page of a listing.

    Args:
        state: The caller's account.
        request: The request; its ``NextToken`` and size member are read.
        member: The member of the result that lists the items.
        records: Gives the records after a number, in order.
        describe: Gives the item for a record.
        size_member: The request's member for the size of pages.
        default_size: The size if the request has none.

    Raises:
        ServiceError: The token was made for another query, or not here at all.
    """
    size = request.get(size_member) or default_size
    if state.settings.max_page_size is not None:
        size = min(size, state.settings.max_page_size)
    hidden = ("NextToken", size_member)
    query = {key: value for key, value in request.items() if key not in hidden}
    scope = json.dumps([state.account_id, state.region, member, query], sort_keys=True, default=str)
    token = request.get("NextToken")
    last = 0 if token is None else _read(token, scope)
    items: list[object] = []
    for record in records(last):
        if len(items) == size:
            return {member: items, "NextToken": _write(last, scope)}
        items.append(describe(record))
        last = record.number
    return {member: items}


def _write(number: int, scope: str) -> str:
    content = str(number).encode()
    return (_sign(content, scope) + content).hex()


def _read(token: str, scope: str) -> int:
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        raw = b""
    signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not content or not compare_digest(signature, _sign(content, scope)):
        msg = "NextToken is not one that this query gave."
        raise invalid(msg)
    return int(content)


def _sign(content: bytes, scope: str) -> bytes:
    return digest(_KEY, content + b"|" + scope.encode(), "sha256")[:_SIGNATURE]
