"""Open enums: strings with known members that accept values of tomorrow."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeVar

_E = TypeVar("_E", bound="OpenEnum")


class OpenEnum(str, Enum):
    """A string enum that keeps values it does not know.

    A member equals its string, hashes like it and prints as it. Calling the class with a string
    that this release does not know gives an object of the same class that equals that string,
    travels by pickle, is sent to AWS unchanged, and has ``is_known == False``. It is not
    listed when the class is iterated, and two of the same value are equal, not identical.

    Raises:
        TypeError: The class was called with something other than a string.
    """

    if TYPE_CHECKING:  # Enum sets it, and its stub says Any
        _value_: str

    __hash__ = str.__hash__

    def __str__(self) -> str:
        return self._value_

    def __format__(self, format_spec: str) -> str:
        return format(self._value_, format_spec)

    @classmethod
    def _missing_(cls: type[_E], value: object) -> _E:
        if not isinstance(value, str):
            msg = f"{cls.__name__} takes a string, got {type(value).__name__}"
            raise TypeError(msg)
        unknown = str.__new__(cls, value)
        unknown._name_ = str(value)
        unknown._value_ = str(value)
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether this release of appstream-typed knows the value."""
        return self._value_ in type(self)._value2member_map_

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} unknown: {self._value_!r}>"

    def __reduce_ex__(self: _E, protocol: object) -> tuple[type[_E], tuple[str]]:
        return type(self), (self._value_,)
