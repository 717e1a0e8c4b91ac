"""Checks data against a JSON schema. Only the keywords in the schema of seeds are implemented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from appstream_typed._support.suggestions import did_you_mean

_TYPES: dict[str, tuple[str, tuple[type, ...]]] = {
    "object": ("an object", (dict,)),
    "array": ("a list", (list,)),
    "string": ("a string", (str,)),
    "integer": ("an integer", (int,)),
    "number": ("a number", (int, float)),
    "boolean": ("true or false", (bool,)),
}


def check_schema(value: object, schema: Mapping[str, Any], path: str = "") -> None:
    """Check data against a schema.

    Raises:
        ValueError: The data is invalid; the message starts with the path of the value.
    """
    for problem in problems(value, schema, path):
        raise ValueError(problem)


def problems(value: object, schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield a message for each violation."""
    if not _is_of_type(value, schema):
        expected = " or ".join(_TYPES[name][0] for name in _types(schema))
        yield f"{path or 'the seed'}: expected {expected}, got {_shown(value)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        hint = did_you_mean(str(value), map(str, schema["enum"]))
        yield f"{path}: {value!r} is not one of {', '.join(schema['enum'])}{hint}"
    if "minimum" in schema and cast("float", value) < schema["minimum"]:
        yield f"{path}: expected {schema['minimum']} or more, got {value!r}"
    if schema.get("format") == "date-time" and isinstance(value, str) and not _is_time(value):
        yield f"{path}: {value!r} is not a time; use a form such as 2026-01-31T12:00:00Z"
    if isinstance(value, dict):
        yield from _object(cast("dict[object, object]", value), schema, path)
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from problems(item, schema.get("items", {}), f"{path}[{index}]")


def _object(value: Mapping[object, object], schema: Mapping[str, Any], path: str) -> Iterator[str]:
    properties: Mapping[str, Any] = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for key, item in value.items():
        where = f"{path}.{key}" if path else str(key)
        if key in properties:
            yield from problems(item, properties[str(key)], where)
        elif others is False:
            yield f"{where} is not known{_instead(str(key), list(properties), path)}"
        elif isinstance(others, Mapping):
            yield from problems(item, cast("Mapping[str, Any]", others), where)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name} is missing" if path else f"{name} is missing"


def _instead(key: str, known: Sequence[str], path: str) -> str:
    return did_you_mean(key, known, "" if path else f"; use one of {', '.join(known)}")


def _types(schema: Mapping[str, Any]) -> Sequence[str]:
    found = schema.get("type", ())
    return (found,) if isinstance(found, str) else cast("Sequence[str]", found)


def _is_of_type(value: object, schema: Mapping[str, Any]) -> bool:
    names = _types(schema)
    if not names:
        return True
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, datetime):  # PyYAML returns times as datetimes
        return schema.get("format") == "date-time"
    return any(isinstance(value, _TYPES[name][1]) for name in names)


def _is_time(text: str) -> bool:
    try:
        read_time(text)
    except ValueError:
        return False
    return True


def read_time(text: str) -> datetime:
    """Parse a time in ISO 8601 format.

    Raises:
        ValueError: The text is not a time.
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return _TYPES["object" if isinstance(value, dict) else "array"][0]
    return repr(value)
