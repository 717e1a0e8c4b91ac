"""The limits of shapes, as sentences for docstrings and as keywords of JSON Schema."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from codegen.problems import Problems
from codegen.read_data import ServiceData
from codegen.read_model import Json


def describe_limits(
    name: str, shape: Json, data: ServiceData, problems: Problems
) -> tuple[str, ...]:
    """Describe the length, range and pattern of a shape."""
    return tuple(_limits(name, shape, data, problems))


def _limits(name: str, shape: Json, data: ServiceData, problems: Problems) -> Iterator[str]:
    unit = {"string": "character", "list": "item", "map": "entry"}.get(shape["type"])
    if text := _range(shape.get("min"), shape.get("max"), unit):
        yield text
    pattern = shape.get("pattern")
    if pattern is None or "enum" in shape:
        return
    words = data.pattern_words.get(name)
    if words is None:
        yield f"Pattern: ``{pattern}``."
        return
    digest = hashlib.sha256(pattern.encode()).hexdigest()[:8]
    if data.pattern_hashes.get(name) == digest:
        if words:
            yield words
        return
    problems.note(
        f"the pattern of {name} changed to {pattern} (hash {digest}); texts show the pattern until "
        f"you check pattern_words and update pattern_hashes in service.toml"
    )
    yield f"Pattern: ``{pattern}``."


_JSON_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
}


def json_limits(name: str, shapes: Mapping[str, Json]) -> dict[str, object]:
    """Return the length, range and pattern of a shape as keywords of JSON Schema.

    The limits of a map include those of its keys.
    """
    shape = shapes[name]
    low, high = _JSON_BOUNDS.get(shape["type"], ("minimum", "maximum"))
    named = {low: shape.get("min"), high: shape.get("max"), "pattern": shape.get("pattern")}
    found: dict[str, object] = {key: value for key, value in named.items() if value is not None}
    if shape["type"] == "map" and (keys := json_limits(shape["key"]["shape"], shapes)):
        found["propertyNames"] = keys
    return found


def _range(low: int | None, high: int | None, unit: str | None) -> str | None:
    if unit is None:  # a number
        if low is not None and high is not None:
            return f"From {low} to {high}."
        if low is not None:
            return f"At least {low}."
        return None if high is None else f"At most {high}."
    text: str | None
    if low and high:
        text = f"Exactly {_count(low, unit)}." if low == high else f"{low} to {_count(high, unit)}."
    elif high is not None:
        text = f"At most {_count(high, unit)}."
    elif low == 1:
        text = "Not empty."
    else:
        text = f"At least {_count(low, unit)}." if low else None
    return text


def _count(number: int, unit: str) -> str:
    plural = {"entry": "entries"}.get(unit, f"{unit}s")
    return f"{number:,} {unit if number == 1 else plural}"
