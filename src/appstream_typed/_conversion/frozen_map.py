"""An immutable, hashable mapping for the map fields of models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

_V_co = TypeVar("_V_co", covariant=True)


class FrozenMap(Mapping[str, _V_co]):
    """An immutable mapping. It equals any mapping with the same content."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, _V_co]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> _V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[type[FrozenMap[_V_co]], tuple[dict[str, _V_co]]]:
        return type(self), (self._items,)
