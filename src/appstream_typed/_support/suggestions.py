"""A TypeError for an unknown keyword that also names the nearest known one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)


def with_suggestions(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Wrap a function so that its TypeError for an unknown keyword says what was meant."""

    @wraps(function)
    def call(*args: _P.args, **keywords: _P.kwargs) -> _R:
        try:
            return function(*args, **keywords)
        except TypeError:
            known = _keywords(function)
            unknown = [name for name in keywords if name not in known]
            if not unknown:
                raise
            raise TypeError(_explain(_called(function), unknown[0], known)) from None

    return call


def suggesting(cls: _C) -> _C:
    """Class decorator: ``with_suggestions`` for every public method that the class defines."""
    for name, member in list(vars(cls).items()):
        if isinstance(member, FunctionType) and not name.startswith("_"):
            setattr(cls, name, with_suggestions(member))
    return cls


def _keywords(function: Callable[..., object]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


def _called(function: Callable[..., object]) -> str:
    """``describe_fleets`` for a method, ``VpcConfig`` for its constructor."""
    owner, _, name = function.__qualname__.rpartition(".")
    return owner if name == "__init__" else name


def _explain(called: str, unknown: str, known: list[str]) -> str:
    from difflib import get_close_matches

    msg = f"{called}() got an unexpected keyword argument {unknown!r}"
    if nearest := get_close_matches(unknown, known, n=1):
        return f"{msg}; did you mean {nearest[0]!r}?"
    if unknown == "page_size" and "next_token" in known:
        return f"{msg}: AppStream does not let a caller size the pages of this operation"
    return f"{msg}; known are: {', '.join(known)}" if known else f"{msg}; it takes none"
