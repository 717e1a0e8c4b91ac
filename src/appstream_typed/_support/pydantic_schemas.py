"""Schemas for pydantic, which calls these functions.

pydantic is imported only inside these functions, so this package does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from enum import Enum


class SchemaHandler(Protocol):
    """The methods of pydantic's ``GetCoreSchemaHandler`` that this package uses."""

    def generate_schema(self, source_type: Any, /) -> Any:
        """Return the schema of another type."""
        ...


class JsonSchemaHandler(Protocol):
    """The methods of pydantic's ``GetJsonSchemaHandler`` that this package uses."""

    def __call__(self, core_schema: Any, /) -> dict[str, Any]:
        """Return the JSON Schema of a core schema, or a reference to the JSON Schema."""
        ...

    def resolve_ref_schema(self, maybe_ref_json_schema: Any, /) -> dict[str, Any]:
        """Return the target of a reference."""
        ...


def reading_schema(
    cls: type,
    inner: Any,
    read: Callable[[Any], object],
    write: Callable[[Any], object],
) -> dict[str, Any]:
    """Return the schema of a class with custom functions that read and write.

    Args:
        cls: The class.
        inner: The schema of the written form. It determines the JSON Schema and validates nothing.
        read: A function that returns an object of the class or raises a pydantic error.
        write: A function that returns the written form of an object.
    """
    from pydantic_core import core_schema

    return {
        **core_schema.no_info_wrap_validator_function(
            lambda value, _: read(value),
            inner,
            serialization=core_schema.plain_serializer_function_ser_schema(write),
        ),
        "ref": f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
    }


def described(
    cls: type, core_schema: Any, handler: JsonSchemaHandler
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a JSON Schema with the description of the class, and the target of its reference."""
    schema = handler(core_schema)
    target = handler.resolve_ref_schema(schema)
    target["title"] = cls.__name__
    if doc := getdoc(cls):
        summary = doc.partition("\n\n")[0].replace("``", "`")
        target["description"] = " ".join(summary.split())
    return schema, target


def enum_schema(cls: type[Enum]) -> dict[str, Any]:
    """Return the schema of an open enum: a string."""
    from pydantic_core import PydanticCustomError, core_schema

    def read(value: Any) -> object:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls(str(value))
        kind = type(value).__name__
        raise PydanticCustomError(
            "appstream_typed", "expected a string, got {kind}", {"kind": kind}
        )

    return reading_schema(cls, core_schema.str_schema(), read, str)


def enum_json_schema(
    cls: type[Enum], core_schema: Any, handler: JsonSchemaHandler
) -> dict[str, Any]:
    """Return the JSON Schema of an open enum: any string, with the known values as examples."""
    schema, target = described(cls, core_schema, handler)
    target["examples"] = [str(member) for member in cls]
    return schema
