"""Responses in boto3's form to what typed methods return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from appstream_typed.errors.base import ResponseError
from appstream_typed._conversion.fields import Hidden

_T = TypeVar("_T")
Response = Mapping[str, object]

# cattrs comes with _convert, hence only when there is a response to read.


def decode_member(operation: str, response: Response, member: str, member_type: type[_T]) -> _T:
    """Read the only member of a result.

    Raises:
        ResponseError: It is missing, or not what AppStream's model says.
    """
    from appstream_typed._conversion.converter import structure

    if response.get(member) is None:
        raise ResponseError(f"{operation}.{member}", "missing in AppStream's response", None)
    return structure(response.get(member), member_type, f"{operation}.{member}")


def decode_tuple(
    operation: str, response: Response, member: str, item_type: type[_T]
) -> tuple[_T, ...]:
    """Read a list, the only member of a result; an absent one is empty."""
    from appstream_typed._conversion.converter import structure_list

    return structure_list(response.get(member), item_type, f"{operation}.{member}")


def decode_map(operation: str, response: Response, member: str) -> dict[str, str]:
    """Read a map of strings, the only member of a result; an absent one is empty."""
    from appstream_typed._conversion.converter import structure_map

    return structure_map(response.get(member), f"{operation}.{member}")


def decode_result(operation: str, response: Response, result_type: type[_T]) -> _T:
    """Read a result of several members."""
    from appstream_typed._conversion.converter import structure

    members = Hidden(response)
    members.pop("ResponseMetadata", None)
    return structure(dict(members), result_type, operation)
