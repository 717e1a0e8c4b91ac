"""Checks requests as AWS's front end does: types first, then the limits of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from appstream_typed.local.wire.service_errors import ServiceError, invalid

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "timestamp": (int, float, str, datetime),
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
}


_SURROGATES = re.compile("[\ud800-\udfff]")


def check_types(value: object, shape: Shape, path: str = "") -> None:
    """Check plain data against a shape.

    Raises:
        ServiceError: ``SerializationException`` for the first value of a wrong type.
    """
    if value is None:
        return
    _check_type(value, shape, path or "The request")
    if isinstance(shape, StructureShape):
        members = cast("Mapping[str, Shape]", shape.members)
        for name, item in cast("dict[str, object]", value).items():
            if name in members:  # AWS ignores unknown members
                check_types(item, members[name], _joined(path, name))
    elif isinstance(shape, ListShape):
        for index, item in enumerate(cast("list[object]", value)):
            check_types(item, shape.member, f"{path}[{index}]")
    elif isinstance(shape, MapShape):
        for key, item in cast("dict[object, object]", value).items():
            check_types(key, shape.key, f"A key of {path}")
            check_types(item, shape.value, _joined(path, str(key)))


def _check_type(value: object, shape: Shape, what: str) -> None:
    expected = _TYPES.get(shape.type_name, (object,))
    wrong_bool = isinstance(value, bool) and bool not in expected
    if not isinstance(value, expected) or wrong_bool:
        msg = f"{what} must be a {shape.type_name}, got {type(value).__name__}"
        raise ServiceError("SerializationException", msg)
    if isinstance(value, str) and _SURROGATES.search(value):
        msg = f"{what} contains an unpaired surrogate, which is not a character"
        raise ServiceError("SerializationException", msg)


def validate(request: Mapping[str, Any], shape: Shape | None) -> None:
    """Check a request against the limits of the model.

    Raises:
        ServiceError: ``ValidationException`` with all violations in AWS's form.
    """
    if shape is None:
        return
    found = list(_violations(request, shape, ""))
    if found:
        noun = "error" if len(found) == 1 else "errors"
        raise invalid(f"{len(found)} validation {noun} detected: {'; '.join(found)}")


def _violations(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if value is None:
        yield f"Value null at '{path}' failed to satisfy constraint: Member must not be null"
    elif isinstance(shape, StructureShape):
        yield from _structure(value, shape, path)
    elif isinstance(shape, ListShape):
        yield from _size(value, len(value), shape, path, "length")
        for number, item in enumerate(value, 1):
            yield from _violations(item, shape.member, f"{path}.{number}.member")
    elif isinstance(shape, MapShape):
        yield from _size(value, len(value), shape, path, "length")
        for key, item in value.items():
            yield from _violations(key, shape.key, f"{path}.{key}.key")
            yield from _violations(item, shape.value, f"{path}.{key}.member")
    elif isinstance(shape, StringShape):
        yield from _string(value, shape, path)
    elif shape.type_name in ("integer", "long"):
        yield from _size(value, value, shape, path, "value")


def _structure(value: Mapping[str, Any], shape: StructureShape, path: str) -> Iterator[str]:
    for name, member in cast("Mapping[str, Shape]", shape.members).items():
        where = _joined(path, _lower_first(name))
        if value.get(name) is not None or name in shape.required_members:
            yield from _violations(value.get(name), member, where)


def _string(value: str, shape: StringShape, path: str) -> Iterator[str]:
    yield from _size(value, len(value), shape, path, "length")
    values = shape.enum
    if values and value not in values:
        yield _violation(value, shape, path, f"satisfy enum value set: [{', '.join(values)}]")
    pattern = shape.metadata.get("pattern")
    if pattern and not _compiled(str(pattern)).fullmatch(value):
        yield _violation(value, shape, path, f"satisfy regular expression pattern: {pattern}")


def _size(value: object, size: int, shape: Shape, path: str, what: str) -> Iterator[str]:
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and size < int(minimum):
        yield _violation(value, shape, path, f"have {what} greater than or equal to {minimum}")
    if maximum is not None and size > int(maximum):
        yield _violation(value, shape, path, f"have {what} less than or equal to {maximum}")


def _violation(value: object, shape: Shape, path: str, constraint: str) -> str:
    shown = (
        "" if shape.metadata.get("sensitive") or isinstance(value, (list, dict)) else f" '{value}'"
    )
    return f"Value{shown} at '{path}' failed to satisfy constraint: Member must {constraint}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    r"""Compile a pattern of the model. Python's syntax lacks ``\p``, which is replaced.

    In a pattern without ``\p``, AWS's ``\w``, ``\d`` and ``\s`` match only ASCII.
    """
    if r"\p" not in pattern:
        return re.compile(pattern, re.ASCII)
    for theirs, ours in _UNICODE_CLASSES.items():
        pattern = pattern.replace(theirs, ours)
    return re.compile(pattern)


_UNICODE_CLASSES = {
    # Letters, marks, symbols, numbers and punctuation: everything except separators and controls.
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}]": r"[^\s\x00-\x1f\x7f-\x9f]",
    # All patterns in the model that allow letters also allow numbers and the underscore, as \w does.
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]
