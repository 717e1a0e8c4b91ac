"""Descriptions of operations: their AWS names, and how their results are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from attrs import frozen

from appstream_typed._conversion.converter import structure
from appstream_typed.errors.base import ResponseError

T = TypeVar("T")

if TYPE_CHECKING:
    Type = Callable[[], type[T]]
    """A function that imports and returns a class. It is first called when a response is read."""


@frozen(eq=False, repr=False)
class Operation(Generic[T]):
    """An operation and the return value of its typed method."""

    name: str
    """AWS's name, such as ``CreateFleet``."""
    returns: Type[T] | None = None
    """The type that the method returns; ``None`` if it returns nothing."""
    member: str | None = None
    """The member of the result that is returned; ``None`` for the whole result."""
    absent: T | None = None
    """The value to return if AWS omits that member; ``None`` if the member is required."""

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


@frozen(eq=False, repr=False)
class PagedOperation(Generic[T]):
    """An operation whose result is one page of a list."""

    name: str
    """AWS's name, such as ``DescribeFleets``."""
    member: str
    """The member of the result that lists the items of the page."""
    item: Type[T]
    """The class of an item."""
    result: Callable[[], type[object]] | None = None
    """The class of the whole result, if it has members other than the list and the token."""


def without_metadata(response: Mapping[str, object]) -> dict[str, object]:
    """Return the members of a result without the metadata that boto3 adds."""
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}
