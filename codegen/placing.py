"""Determines the file of a new operation, structure or enum.

1. A structure or enum is placed with the structures that use it, since a module of models imports
only shared modules. If several resources use it, it is placed in the shared file.
2. Otherwise its name determines the resource: ``CreateImageBuilder`` contains ``ImageBuilder``.
3. Otherwise its operations determine the resource, if they all belong to one.
4. Otherwise it is shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from codegen.model_queries import ModelQueries
from codegen.read_data import Data
from codegen.read_model import Snapshot

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[0-9]+")


class Placer:
    """Places the new names of a model in the files of the data.

    Args:
        snapshot: The model.
        queries: Queries of the model.
        data: The names that are already placed.
    """

    def __init__(self, snapshot: Snapshot, queries: ModelQueries, data: Data) -> None:
        self._operations = list(snapshot.operations)
        self._queries = queries
        self._shared = data.service.shared
        self._nouns = {name: _noun(name) for name in data.service.resources}
        self.homes: dict[str, str] = {
            name: resource
            for resource, entries in data.resources.items()
            for name in (*entries.operations, *entries.shapes, *entries.enums)
        }
        """The resource of each operation, structure and enum."""
        self.homes |= {name: enum.resource for name, enum in data.documented_enums.items()}

    def place_operation(self, name: str) -> str:
        """Place an operation."""
        found = self._matching(name) or self._single(
            self.homes[used]
            for side in ("input", "output")
            for used in self._queries.used_by(self._queries.io_name(name, side))
            if used in self.homes
        )
        self.homes[name] = found or self.default
        return self.homes[name]

    def place_classes(self, names: Iterable[str]) -> None:
        """Place structures and enums, each after the structures that use it."""
        waiting = list(names)
        while waiting:
            ready = [name for name in waiting if not self._users(name).intersection(waiting)]
            for name in ready or waiting[:1]:  # recursive structures would wait for each other
                self.homes[name] = self._place_class(name)
                waiting.remove(name)

    def moves(self) -> Iterator[str]:
        """Move the classes that another resource uses now to the shared file, and yield their names."""
        todo = self._queries.model_shapes()
        while todo:
            owner = todo.pop()
            for used in self._queries.used_by(owner):
                if self.homes.get(used) not in (None, self.homes[owner], *self._shared):
                    self.homes[used] = self.default
                    todo += [used] if used in self._queries.model_shapes() else []
                    yield used

    @property
    def default(self) -> str:
        """Return the file for names that belong to no single resource."""
        return self._shared[0] if self._shared else next(iter(self._nouns))

    def _place_class(self, name: str) -> str:
        users = {self.homes[user] for user in self._users(name) if user in self.homes}
        if users:
            return self._single(users) or self.default
        by_operations = self._single(
            self.homes[operation]
            for operation in self._operations
            if name in self._queries.reached_from(operation)
        )
        return self._matching(name) or by_operations or self.default

    def _users(self, name: str) -> set[str]:
        structures = self._queries.model_shapes()
        return {o for o in structures if o != name and name in self._queries.used_by(o)}

    @staticmethod
    def _single(resources: Iterable[str]) -> str:
        found = set(resources)
        return found.pop() if len(found) == 1 else ""

    def _matching(self, name: str) -> str:
        """Return the resource whose singular name is in a name: ``fleets`` for ``StartFleet``.

        If several resources match, the one with the most words wins, then the first one in the name.
        """
        words = [_singular(word) for word in _WORD.findall(name)]
        found: list[tuple[int, int, str]] = []
        for resource, noun in self._nouns.items():
            starts = range(len(words) - len(noun) + 1)
            at = next((i for i in starts if words[i : i + len(noun)] == noun), None)
            if at is not None:
                found.append((-len(noun), at, resource))
        return min(found)[2] if found else ""


def _noun(resource: str) -> list[str]:
    return [_singular(word.title()) for word in resource.split("_")]


def _singular(word: str) -> str:
    return word.removesuffix("s")
