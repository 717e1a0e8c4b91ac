"""Types and values as source text, which is equal in every version of Python."""

from __future__ import annotations

import ast
import inspect
import types
from enum import Enum
from typing import Any, ForwardRef, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

import attrs

from appstream_typed import enums

UNIONS = (Union, types.UnionType)


def type_text(annotation: Any) -> str:
    """Return an annotation as text. ``Literal`` aliases appear by name."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return ast.unparse(ast.parse(annotation, mode="eval"))
    if annotation is None or annotation is types.NoneType:
        return "None"
    if annotation is Ellipsis:
        return "..."
    if isinstance(annotation, list):  # the parameters of a Callable
        return f"[{', '.join(map(type_text, annotation))}]"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in UNIONS:
        return union_text(arguments)
    if origin is Literal:
        return literal_name(annotation)
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(type_text, arguments))}]"
    if isinstance(annotation, TypeVar | ParamSpec) or inspect.isclass(annotation):
        return annotation.__name__
    return repr(annotation).removeprefix("typing.")


def union_text(arguments: tuple[Any, ...]) -> str:
    """Return a union in the form ``A | B``.

    ``Literal`` types with the same values are equal, so the values alone do not determine the alias.
    An alias that follows an enum therefore gets the name of that enum's alias.
    """
    texts: list[str] = []
    for previous, argument in zip((None, *arguments), arguments, strict=False):
        alias = f"{getattr(previous, '__name__', '')}Value"
        if get_origin(argument) is Literal and getattr(enums, alias, None) == argument:
            texts.append(alias)
        else:
            texts.append(type_text(argument))
    return " | ".join(texts)


def literal_name(literal: Any) -> str:
    """Return the name of the alias of a ``Literal``, or the values if no alias exists."""
    for name in enums.__all__:
        if name.endswith("Value") and getattr(enums, name) == literal:
            return name
    return f"Literal[{', '.join(map(repr, get_args(literal)))}]"


def value_text(value: object) -> str:
    """Return a default or constant as text, or ``...`` if its ``repr`` is not source text."""
    if value is attrs.NOTHING:
        return "..."
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    text = repr(value)
    return "..." if " at 0x" in text else text
