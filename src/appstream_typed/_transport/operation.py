"""Descriptions of operations: their AWS names, and how their results are read.

These are not attrs classes. Every program creates the classes and the 90 descriptions, which would
take 0.7 ms longer with attrs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

from appstream_typed._conversion.converter import structure
from appstream_typed.errors.base import ResponseError

T = TypeVar("T")

if TYPE_CHECKING:
    Type = Callable[[], type[T]]
    """A function that imports and returns a class. It is first called when a response is read."""


class Operation(Generic[T]):
    """An operation and the return value of its typed method.

    Args:
        name: AWS's name, such as ``CreateFleet``.
        returns: The type that the method returns; ``None`` if it returns nothing.
        member: The member of the result that is returned; ``None`` for the whole result.
        absent: The value to return if AWS omits that member; ``None`` if the member is required.
    """

    __slots__ = ("absent", "member", "name", "returns")

    def __init__(
        self,
        name: str,
        returns: Type[T] | None = None,
        member: str | None = None,
        absent: T | None = None,
    ) -> None:
        self.name: Final = name
        self.returns: Final = returns
        self.member: Final = member
        self.absent: Final = absent

    def read(self, response: Mapping[str, object]) -> T:
        """Read a response in boto3's form.

        Raises:
            ResponseError: The response does not match AppStream's model.
        """
        if self.returns is None:
            return cast("T", None)  # T is None for such an operation
        if self.member is None:
            return structure(without_metadata(response), self.returns(), self.name)
        raw, path = response.get(self.member), f"{self.name}.{self.member}"
        if raw is not None:
            return structure(raw, self.returns(), path)
        if self.absent is None:
            raise ResponseError(path, "missing in AppStream's response", None)
        return self.absent


class PagedOperation(Generic[T]):
    """An operation whose result is one page of a list.

    Args:
        name: AWS's name, such as ``DescribeFleets``.
        member: The member of the result that lists the items of the page.
        item: The class of an item.
        result: The class of the whole result, if it has members other than the list and the token.
    """

    __slots__ = ("item", "member", "name", "result")

    def __init__(
        self,
        name: str,
        member: str,
        item: Type[T],
        result: Callable[[], type[object]] | None = None,
    ) -> None:
        self.name: Final = name
        self.member: Final = member
        self.item: Final = item
        self.result: Final = result


def without_metadata(response: Mapping[str, object]) -> dict[str, object]:
    """Return the members of a result without the metadata that boto3 adds."""
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}
