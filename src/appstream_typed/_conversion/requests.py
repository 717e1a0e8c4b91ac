"""Encodes the arguments of typed methods as the dicts that boto3 takes.

This module rejects mistakes that boto3 would accept or would report in its own terms: a string
instead of a list, a dict instead of a model, a model instead of a string. botocore checks the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ParamValidationError

from appstream_typed._conversion.annotations import is_model

if TYPE_CHECKING:
    from botocore.model import Shape

_CONTAINERS = frozenset({"list", "map", "structure"})
_NOUNS = {"long": "integer", "double": "float", "boolean": "bool", "timestamp": "datetime"}
"""The names of scalar types in messages, if they differ from those in AWS's model."""


def encode_request(
    parameters: Mapping[str, object], input_shape: Callable[[], Shape | None]
) -> dict[str, object]:
    """Encode the parameters that are not ``None``.

    botocore validates them when it sends the request.

    Args:
        parameters: The arguments under AWS's names.
        input_shape: A function that returns the shape of the operation's input in the installed
            botocore's model.

    Raises:
        ParamValidationError: An argument is of the wrong kind, such as a string instead of a list.
        TypeError: A model contains a value that cannot be sent.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    if not given:
        return given
    shapes: Mapping[str, Shape] = getattr(input_shape(), "members", {})
    return {name: _encode(value, shapes.get(name), name) for name, value in given.items()}


def encode(value: object) -> object:
    """Encode an argument of unknown shape by its Python type."""
    if isinstance(value, str):
        return str(value)
    if is_model(type(value)):
        return cast("Any", value).to_dict()
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {encode(key): encode(entries[key]) for key in entries}
    if _is_list(value):
        return [encode(item) for item in cast("Iterable[object]", value)]
    return value


def _encode(value: Any, shape: Shape | None, path: str) -> object:
    """Encode an argument for its shape, which is ``None`` if the installed botocore lacks it."""
    if shape is None:
        return encode(value)
    kind = shape.type_name
    if kind not in _CONTAINERS:
        if isinstance(value, str):
            return str(value)
        if _holds_others(value):
            raise _wrong(value, shape, path)
        return value
    return _ENCODERS[kind](value, cast("Any", shape), path)


def _encode_list(value: Any, shape: Any, path: str) -> object:
    if not _is_list(value):
        raise _wrong(value, shape, path)
    return [_encode(item, shape.member, f"{path}[{index}]") for index, item in enumerate(value)]


def _encode_map(value: Any, shape: Any, path: str) -> object:
    if not _is_mapping(value):
        raise _wrong(value, shape, path)
    return {encode(key): _encode(value[key], shape.value, path) for key in value}


def _encode_structure(value: Any, shape: Any, path: str) -> object:
    cls = value.__class__
    if not is_model(cls) or all(base.__name__ != shape.name for base in cls.__mro__):
        raise _wrong(value, shape, path)
    from appstream_typed._conversion.sendable_members import sendable

    return sendable(value, shape, path)


_ENCODERS: Mapping[str, Callable[[Any, Any, str], object]] = {
    "list": _encode_list,
    "map": _encode_map,
    "structure": _encode_structure,
}


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_list(value: object) -> bool:
    """Return whether the value can be sent as a list.

    A string cannot, although it is a sequence.
    """
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray, Mapping))


def _holds_others(value: object) -> bool:
    return _is_mapping(value) or isinstance(value, (list, tuple)) or is_model(type(value))


def _wrong(value: object, shape: Any, path: str) -> ParamValidationError:
    """Return the error for an argument of a wrong kind. The text does not contain the value."""
    # Imported here, since only errors need it.
    from appstream_typed._conversion.validation_reports import python_path

    keyword = python_path(path)
    single = isinstance(value, (str, bytes, bytearray)) and shape.type_name == "list"
    got = f"a single {type(value).__name__}" if single else _with_article(type(value).__name__)
    report = (
        f"Invalid type for parameter {path} (keyword {keyword}): "
        f"it takes {_expected(shape)}, not {got}"
    )
    if single and isinstance(value, str):
        report += f"; put it in a list: {keyword}=['...']"
    if shape.type_name == "structure" and isinstance(value, Mapping):
        name = shape.name
        report += f"; use {name}(...), or {name}.from_dict(...) if the dict is in boto3's form"
    return ParamValidationError(report=report)


def _expected(shape: Any) -> str:
    if shape.type_name == "list":
        item = _noun(shape.member)
        return f"a list of {item} objects" if item[:1].isupper() else f"a list of {item}s"
    if shape.type_name == "map":
        return f"a mapping of strings to {_noun(shape.value)}s"
    return _with_article(_noun(shape))


def _noun(shape: Any) -> str:
    kind: str = shape.type_name
    return cast("str", shape.name) if kind == "structure" else _NOUNS.get(kind, kind)


def _with_article(noun: str) -> str:
    """Return ``a list``, ``an int``, ``None``."""
    if noun == "NoneType":
        return "None"
    return f"{'an' if noun[:1] in 'AEIOaeio' else 'a'} {noun}"
