"""Copies, checks and deletes members of requests and resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from botocore import xform_name

from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import bad_combination, invalid


def pick(request: Body, members: Iterable[str]) -> Body:
    """Return the named members that the request contains."""
    return {member: request[member] for member in members if member in request}


def clear(record: Record, attributes: Sequence[str], members: Mapping[str, str]) -> None:
    """Delete the members that ``AttributesToDelete`` names.

    The installed botocore may have attributes that ``members`` lacks. Such an attribute deletes the
    member with the corresponding name: ``SOME_NAME`` deletes ``SomeName``.

    Args:
        record: The resource.
        attributes: The attributes in the request.
        members: The member of each attribute; ``Outer.Inner`` for a nested member.
    """
    for attribute in attributes:
        member = members.get(attribute) or _member_named(attribute, record)
        outer, _, inner = member.partition(".")
        if not inner:
            record.body.pop(outer, None)
        elif outer in record.body:
            rest = {key: value for key, value in record.body[outer].items() if key != inner}
            record.body[outer] = rest


def _member_named(attribute: str, record: Record) -> str:
    return next((name for name in record.body if xform_name(name).upper() == attribute), "")


_LONGEST_VALIDITY = 604_800
"""The maximum validity of a streaming URL in seconds (API_CreateStreamingURL)."""


def check_validity(request: Body) -> None:
    """Check the ``Validity`` of a streaming URL.

    Raises:
        ServiceError: It is outside its limits. The error code is an assumption: only one of the
            three operations declares an error for invalid parameters.
    """
    value = request.get("Validity")
    if value is not None and not 1 <= value <= _LONGEST_VALIDITY:
        raise invalid(f"Validity must be between 1 and {_LONGEST_VALIDITY}, got {value}.")


def check_range(request: Body, member: str, low: int, high: int) -> None:
    """Check the limits of a member that only AWS's documentation contains.

    Raises:
        ServiceError: The value is outside the limits.
    """
    value = request.get(member)
    if value is not None and not low <= value <= high:
        msg = f"{member} must be between {low} and {high}, got {value}."
        raise bad_combination(msg)
