"""The types of the waiters' callbacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

_State = TypeVar("_State")

OnPoll: TypeAlias = Callable[[_State | None], object]
"""A function that takes the observed state of one resource; ``None`` if the resource was not found."""
OnPollAll: TypeAlias = Callable[[Mapping[str, _State | None]], object]
"""A function that takes the observed states of several resources by name."""
