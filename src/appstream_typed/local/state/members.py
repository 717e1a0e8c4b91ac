"""Members of requests and resources: copied, checked and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from botocore import xform_name

from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import bad_combination, invalid


def pick(request: Body, members: Iterable[str]) -> Body:
    """Those of the members that the request has."""
    return {member: request[member] for member in members if member in request}


def clear(record: Record, attributes: Sequence[str], members: Mapping[str, str]) -> None:
    """Remove what ``AttributesToDelete`` names.

    An attribute that only the installed botocore has removes the member of its name: ``SOME_NAME`` removes
    ``SomeName``, which was stored without a meaning.

    Args:
        record: What to remove it from.
        attributes: What the request names.
        members: The member of each attribute; ``Outer.Inner`` if it is part of another one.
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
"""Seconds that a streaming URL can be valid: API_CreateStreamingURL."""


def check_validity(request: Body) -> None:
    """Check the ``Validity`` of a streaming URL.

    Raises:
        ServiceError: It is outside of its limits. The error code is chosen: of the three operations
            one only has an error for parameters.
    """
    value = request.get("Validity")
    if value is not None and not 1 <= value <= _LONGEST_VALIDITY:
        raise invalid(f"Validity must be between 1 and {_LONGEST_VALIDITY}, got {value}.")


def check_range(request: Body, member: str, low: int, high: int) -> None:
    """Check a limit that stands in the documentation of the member only.

    Raises:
        ServiceError: The value is outside.
    """
    value = request.get(member)
    if value is not None and not low <= value <= high:
        msg = f"{member} must be between {low} and {high}, got {value}."
        raise bad_combination(msg)
