"""Schemas of models for pydantic, which calls these functions."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, cast, get_args

from attrs import NOTHING, AttrsInstance

from appstream_typed._conversion.annotations import (
    attributes,
    is_list,
    is_map,
    wire_name,
    without_none,
)
from appstream_typed._conversion.converter import structure_data, unstructure
from appstream_typed._support.pydantic_schemas import (
    JsonSchemaHandler,
    SchemaHandler,
    described,
    reading_schema,
)
from appstream_typed.errors.base import ResponseError

_PART_OF_PATH = re.compile(r"\[(\d+)\]|\[('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\]|\.?([^.\[]+)")


def model_schema(cls: type[AttrsInstance], handler: SchemaHandler) -> dict[str, Any]:
    """Return the schema of a model. It describes the ``to_dict`` form, and reads it with ``from_dict``."""
    from pydantic_core import core_schema

    members = {
        wire_name(attribute): core_schema.typed_dict_field(
            _value_schema(without_none(attribute.type), handler),
            required=attribute.default is NOTHING,
        )
        for attribute in attributes(cls)
    }
    return reading_schema(
        cls,
        core_schema.typed_dict_schema(members),
        lambda value: value if isinstance(value, cls) else _read(cls, value),
        unstructure,
    )


def model_json_schema(
    cls: type[AttrsInstance], core_schema: Any, handler: JsonSchemaHandler
) -> dict[str, Any]:
    """Return the JSON Schema of a model, with descriptions and limits."""
    schema, target = described(cls, core_schema, handler)
    # For serialized data, old versions of pydantic list every member as required.
    target.pop("required", None)
    required = [wire_name(each) for each in attributes(cls) if each.default is NOTHING]
    if required:
        target["required"] = required
    for name, facts in _facts().get(cls.__name__, {}).items():
        member = target["properties"][name]
        member.pop("title", None)
        _add(member, facts)
    return schema


@cache
def _facts() -> dict[str, dict[str, dict[str, Any]]]:
    text = (files("appstream_typed._conversion") / "json_schema.json").read_text("utf-8")
    return cast("dict[str, dict[str, dict[str, Any]]]", json.loads(text)["models"])


def _add(schema: dict[str, Any], facts: dict[str, Any]) -> None:
    for keyword, value in facts.items():
        inner = schema.get(keyword)
        if isinstance(value, dict) and isinstance(inner, dict):
            _add(cast("dict[str, Any]", inner), cast("dict[str, Any]", value))
        else:
            schema[keyword] = value


def _value_schema(value_type: Any, handler: SchemaHandler) -> Any:
    from pydantic_core import core_schema

    if is_list(value_type):
        return core_schema.list_schema(_value_schema(get_args(value_type)[0], handler))
    if is_map(value_type):
        key_type, item_type = get_args(value_type)
        return core_schema.dict_schema(
            _value_schema(key_type, handler), _value_schema(item_type, handler)
        )
    if value_type is datetime:
        return core_schema.datetime_schema()
    return handler.generate_schema(value_type)


def _read(cls: type[AttrsInstance], value: object) -> AttrsInstance:
    """Read data as ``from_dict`` does.

    Raises:
        pydantic_core.ValidationError: The data cannot be read. ``loc`` is the path of the wrong value.
    """
    try:
        return structure_data(value, cls)
    except ResponseError as error:
        from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

        reason = PydanticCustomError("appstream_typed", "{reason}", {"reason": error.reason})
        place = tuple(_location(error.path.removeprefix(cls.__name__)))
        details = InitErrorDetails(type=reason, loc=place, input=error.raw)
        raise ValidationError.from_exception_data(cls.__name__, [details]) from None


def _location(path: str) -> Iterator[str | int]:
    """Split ``.Sessions[3].Tags['a']`` into its parts."""
    for index, key, name in _PART_OF_PATH.findall(path):
        if index:
            yield int(index)
        else:
            yield str(ast.literal_eval(key)) if key else name
