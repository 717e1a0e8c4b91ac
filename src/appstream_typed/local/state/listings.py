"""What the handlers of several resources have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from appstream_typed.local.state.accounts import AccountState, Body, Record
from appstream_typed.local.wire.page_tokens import page
from appstream_typed.local.wire.service_errors import bad_combination, invalid, not_found


def find(state: AccountState, table: str, name: object, what: str) -> Record:
    """The resource of that name.

    Raises:
        ServiceError: There is none.
    """
    record = state.table(table).get(name)
    if record is None:
        raise not_found(what, str(name))
    return record


def find_by_arn(state: AccountState, table: str, arn: object, what: str) -> Record:
    """The resource of that ARN.

    Raises:
        ServiceError: There is none.
    """
    record = state.table(table).get(str(arn).rpartition("/")[2])
    if record is None or record.body["Arn"] != arn:
        raise not_found(what, str(arn))
    return record


def forget(state: AccountState, table: str, record: Record) -> None:
    """Remove a resource and its tags."""
    state.table(table).remove(record.body["Name"])
    state.tags.pop(record.body["Arn"], None)


def clear(record: Record, attributes: Sequence[str], members: Mapping[str, str]) -> None:
    """Remove what ``AttributesToDelete`` names.

    Args:
        record: What to remove it from.
        attributes: What the request names.
        members: The member of each attribute; ``Outer.Inner`` if it is part of another one.

    Raises:
        ServiceError: The installed botocore has an attribute that is not among them.
    """
    unknown = [attribute for attribute in attributes if attribute not in members]
    if unknown:
        raise invalid(f"AttributesToDelete: {unknown[0]} is not known to the local AppStream.")
    for attribute in attributes:
        outer, _, inner = members[attribute].partition(".")
        if not inner:
            record.body.pop(outer, None)
        elif outer in record.body:
            rest = {key: value for key, value in record.body[outer].items() if key != inner}
            record.body[outer] = rest


def describe(record: Record) -> Body:
    """The resource as it is now."""
    return dict(record.body)


def list_named(
    state: AccountState,
    request: Body,
    table: str,
    what: str,
    member: str,
    *,
    names: str = "Names",
    show: Callable[[Record], Body] = describe,
) -> Body:
    """A page of the resources of a table, or of those whose names the request gives.

    Raises:
        ServiceError: A name given is not there.
    """
    wanted = request.get(names)
    if not wanted:
        return page(state, request, member, state.table(table).after, show)
    look = find_by_arn if names == "Arns" else find
    found = {name: look(state, table, name, what) for name in wanted}
    chosen = sorted(found.values(), key=lambda record: record.number)
    return page(state, request, member, lambda after: (r for r in chosen if r.number > after), show)


def pick(request: Body, members: Iterable[str]) -> Body:
    """Those of the members that the request has."""
    return {member: request[member] for member in members if member in request}


def add_tags(state: AccountState, arn: str, request: Body) -> None:
    """Tag a new resource with the tags of the request that creates it."""
    if request.get("Tags"):
        state.tags[arn] = dict(request["Tags"])


def check_range(request: Body, member: str, low: int, high: int) -> None:
    """Check a limit that stands in the documentation of the member only.

    Raises:
        ServiceError: The value is outside.
    """
    value = request.get(member)
    if value is not None and not low <= value <= high:
        msg = f"{member} must be between {low} and {high}, got {value}."
        raise bad_combination(msg)


def streaming_url(state: AccountState, kind: str, request: Body, default: int) -> Body:
    """A URL to stream from, and when it ends to be good."""
    check_range(request, "Validity", 1, 604_800)  # API_CreateStreamingURL
    expires: datetime = state.now() + timedelta(seconds=request.get("Validity", default))
    number = next(state.numbers)
    url = f"https://appstream2.{state.region}.aws.amazon.com/authenticate?type={kind}&parameters=local-{number}"
    return {"StreamingURL": url, "Expires": expires}


def s3_url(state: AccountState, place: Body) -> str:
    """The URL of an object given as ``S3Location``. Its form is chosen; AWS's end after a time."""
    return f"https://{place['S3Bucket']}.s3.{state.region}.amazonaws.com/{place.get('S3Key', '')}"


def error_entry(state: AccountState, code: str, message: str) -> dict[str, Any]:
    """An entry of ``ImageBuilderErrors`` and their like."""
    return {"ErrorCode": code, "ErrorMessage": message, "ErrorTimestamp": state.now()}
