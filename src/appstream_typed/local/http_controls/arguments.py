"""Checks arguments from JSON or a URL query against the signature of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin

from appstream_typed._support.suggestions import did_you_mean
from appstream_typed.local.http_controls.refusals import RefusedError

_T = TypeVar("_T")

_JSON_TYPES: Mapping[object, str] = {
    str: "a string",
    bytes: "a string",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    Mapping: "an object",
    NoneType: "null",
}
"""The JSON name of each type."""


def parameters_of(
    function: Callable[..., object], *, without: Iterable[str] = ()
) -> dict[str, inspect.Parameter]:
    """Return all parameters of a function except the first, by name.

    Args:
        function: A method, or a function to which the caller passes the first argument.
        without: Names of further parameters to omit.
    """
    _, *parameters = inspect.signature(function, eval_str=True).parameters.values()
    return {each.name: each for each in parameters if each.name not in without}


def check_names(
    parameters: Mapping[str, inspect.Parameter], given: Iterable[str], what: str
) -> None:
    """Check that the names of arguments fit the parameters of a function.

    Args:
        parameters: The parameters of the function.
        given: The names of the arguments.
        what: The name of the function in error messages.

    Raises:
        RefusedError: An argument is unknown or missing.
    """
    known = ", ".join(
        f"{name!r} ({describe(each)}{'' if is_required(each) else ', optional'})"
        for name, each in parameters.items()
    )
    takes = f"{what} takes {known or 'no arguments'}"
    for name in given:
        if name not in parameters:
            msg = f"there is no argument {name!r}{did_you_mean(name, parameters, '.')} {takes}"
            raise RefusedError(msg)
    missing = [name for name, each in parameters.items() if is_required(each) and name not in given]
    if missing:
        msg = f"missing {' and '.join(map(repr, missing))}. {takes}"
        raise RefusedError(msg)


def call_with(
    function: Callable[..., _T],
    parameters: Mapping[str, inspect.Parameter],
    given: Mapping[str, object],
) -> _T:
    """Call a function with its arguments.

    Args:
        function: The function, or the bound method.
        parameters: The parameters of the function, in order.
        given: The arguments by name; names that are not parameters are ignored.

    Raises:
        RefusedError: An argument has the wrong type.
    """
    values = {
        name: _read_all(given[name], each.annotation, name)
        if each.kind is each.VAR_POSITIONAL
        else _read(given[name], each.annotation, name)
        for name, each in parameters.items()
        if name in given
    }
    bound = inspect.BoundArguments(inspect.Signature(list(parameters.values())), values)
    return function(*bound.args, **bound.kwargs)


def is_required(parameter: inspect.Parameter) -> bool:
    """Return whether an argument is required. A variadic argument needs at least one value."""
    return parameter.default is parameter.empty


def describe(parameter: inspect.Parameter) -> str:
    """Return the JSON name of an argument's type."""
    if parameter.kind is parameter.VAR_POSITIONAL:
        return f"a list, each {_type_text(parameter.annotation)}"
    return _type_text(parameter.annotation)


def from_query(
    parameters: Mapping[str, inspect.Parameter], values: Mapping[str, list[str]]
) -> dict[str, object]:
    """Return the arguments of a query, as strings or integers.

    Raises:
        RefusedError: An argument occurs more than once, or is not an integer but must be one.
    """
    found: dict[str, object] = {}
    for name, texts in values.items():
        if len(texts) > 1:
            msg = f"the query has {name!r} {len(texts)} times; pass it once"
            raise RefusedError(msg)
        text = texts[0]
        is_number = name in parameters and parameters[name].annotation is int
        if is_number and not (text.isascii() and text.isdigit() and len(text) <= 18):  # noqa: PLR2004 - 18 digits fit in 64 bits
            msg = f"{name!r} must be an integer of 0 or more, got {text!r}"
            raise RefusedError(msg)
        found[name] = int(text) if is_number else text
    return found


def _read_all(value: object, annotation: object, name: str) -> list[object]:
    if not isinstance(value, list) or not value:
        msg = f"{name!r} must be a list of one or more items, each {_type_text(annotation)}"
        raise RefusedError(msg)
    items = cast("list[object]", value)
    return [_read(item, annotation, f"{name}[{index}]") for index, item in enumerate(items)]


def _read(value: object, annotation: object, name: str) -> object:
    """Check the type of a value from JSON, and return the value for the parameter."""
    for accepted in _alternatives(annotation):
        if accepted is float and isinstance(value, int) and not isinstance(value, bool):
            return value
        if accepted is bytes and isinstance(value, str):
            return value.encode()
        is_same = isinstance(value, cast("type", accepted))
        if is_same and (accepted is bool or not isinstance(value, bool)):
            return value
    shown = _JSON_TYPES.get(type(value), "a list" if isinstance(value, list) else "an object")
    msg = f"{name!r} must be {_type_text(annotation)}, got {shown}"
    raise RefusedError(msg)


def _alternatives(annotation: Any) -> list[object]:
    """Return the plain types that an annotation allows."""
    if get_origin(annotation) in (Union, UnionType):
        return [plain for each in get_args(annotation) for plain in _alternatives(each)]
    return [get_origin(annotation) or annotation]


def _type_text(annotation: object) -> str:
    return " or ".join(_JSON_TYPES[each] for each in _alternatives(annotation))
