"""The types of the waiters' signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar, overload

_Item = TypeVar("_Item")
_State = TypeVar("_State")
_Function = TypeVar("_Function")

OnPoll: TypeAlias = Callable[[_State | None], object]
"""Called with the observed state of the one resource, ``None`` if the resource was not found."""
OnPollAll: TypeAlias = Callable[[Mapping[str, _State | None]], object]
"""Called with the observed states of several resources by name."""


class ByName(Generic[_Item, _State]):
    """The overloads of a waiter that takes names: one name, or several."""

    @overload
    async def wait_until(
        self: Any,
        name: str,
        *,
        timeout: float = 1800,
        poll_interval: float = 15,
        on_poll: OnPoll[_State] | None = None,
    ) -> _Item: ...
    @overload
    async def wait_until(
        self: Any,
        name: list[str] | tuple[str, ...],
        *,
        timeout: float = 1800,
        poll_interval: float = 15,
        on_poll: OnPollAll[_State] | None = None,
    ) -> tuple[_Item, ...]: ...
    async def wait_until(self, *_: object, **__: object) -> object:
        """Declare types only; never called."""
        raise NotImplementedError


def with_overloads(_: _Function, /) -> Callable[[Callable[..., object]], _Function]:
    """Declare for type checkers that a method has the given overloads; without effect at runtime."""

    def unchanged(method: Any) -> Any:
        return method

    return unchanged
