"""Types and values in the form of the source, equal in every version of Python."""

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
    """Return an annotation as text with the names of ``Literal`` aliases."""
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
    """Return a union with bars.

    Enums may have the same values, and ``Literal`` types with the same values are equal. Therefore the
    alias after an enum is that of this enum.
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
    """Return the name of the alias of a ``Literal``, or its values if it has none."""
    for name in enums.__all__:
        if name.endswith("Value") and getattr(enums, name) == literal:
            return name
    return f"Literal[{', '.join(map(repr, get_args(literal)))}]"


def value_text(value: object) -> str:
    """Return a default or the value of a constant; ``...`` if only a call can show it."""
    if value is attrs.NOTHING:
        return "..."
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    text = repr(value)
    return "..." if " at 0x" in text else text
