"""Open enums: strings with known members that accept values added later."""

from __future__ import annotations

from enum import Enum, EnumMeta
from typing import TYPE_CHECKING, TypeVar

from appstream_typed._support.public_names import publish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appstream_typed._support.pydantic_schemas import JsonSchemaHandler, SchemaHandler

_E = TypeVar("_E", bound="OpenEnum")


class OpenEnumMeta(EnumMeta):
    """The metaclass of enums. It explains names that an enum does not have."""

    if not TYPE_CHECKING:  # hidden from type checkers, so that they report unknown members

        def __getattr__(cls, name: str) -> object:
            member = None if name.startswith("_") else cls.__members__.get(name)
            if member is not None:  # Python 3.11 and older look members up this way
                return member
            raise AttributeError(_explain_missing(cls, name), name=name)


class OpenEnum(str, Enum, metaclass=OpenEnumMeta):
    """A string enum that accepts unknown values.

    A member equals its string, and has the same hash and the same text. Calling the class with a string
    that this release does not contain returns an object of the same class. This object equals the
    string, can be pickled, is sent to AWS unchanged, and has ``is_known == False``. Iterating over the
    class does not yield it. Two objects with the same unknown value are equal, but not identical.

    Raises:
        TypeError: The class was called with something other than a string.
    """

    if TYPE_CHECKING:  # Enum sets this attribute, and its stub declares the type as Any
        _value_: str

    __hash__ = str.__hash__

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        publish(cls)

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
        """Whether the value is a member in this release."""
        return type(self).__members__.get(self._name_) is self

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[object], handler: SchemaHandler
    ) -> Mapping[str, object]:
        """Return the schema for validation and serialization. pydantic calls this method."""
        from appstream_typed._support.pydantic_schemas import enum_schema

        return enum_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Mapping[str, object], handler: JsonSchemaHandler
    ) -> Mapping[str, object]:
        """Return the JSON Schema: any string, with the known values as examples."""
        from appstream_typed._support.pydantic_schemas import enum_json_schema

        return enum_json_schema(cls, core_schema, handler)

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} unknown: {self._value_!r}>"

    def __reduce_ex__(self: _E, protocol: object) -> tuple[type[_E], tuple[str]]:
        return type(self), (self._value_,)


def _explain_missing(cls: type[Enum], name: str) -> str:
    msg = f"{cls.__name__} has no member {name!r}"
    if name.startswith("_"):
        return msg
    from appstream_typed._support.suggestions import did_you_mean

    newer = f"; for a value that this release does not contain, use {cls.__name__}('...')"
    return msg + did_you_mean(name.upper(), cls.__members__, newer)
