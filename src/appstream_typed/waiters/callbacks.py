"""The types of the waiters' callbacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

_State = TypeVar("_State")

OnPoll: TypeAlias = Callable[[_State | None], object]
"""Called with the observed state of a single resource; ``None`` if the resource was not found."""
OnPollAll: TypeAlias = Callable[[Mapping[str, _State | None]], object]
"""Called with the observed states of several resources by name."""
