"""Adds the new names of a model to the data, with pinned returns and empty texts.

An empty text marks a missing text. Until someone writes it, the generator composes a text from the
model. No name is removed and no text is changed, so removals and incompatible changes still stop
the generator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.accepted_types import Types
from codegen.data_files import DataFiles
from codegen.model_queries import ModelQueries
from codegen.placing import Placer
from codegen.read_data import Data, resource_path
from codegen.read_model import Snapshot


def complete(files: DataFiles, snapshot: Snapshot, accepted: Types) -> list[str]:
    """Add the new names of a model to the data.

    Args:
        files: The data, which is modified.
        snapshot: The model.
        accepted: The types of the last accepted model. They show which list of a page is the
            original one.

    Returns:
        A line for each addition and its place.
    """
    return list(_Completion(files, snapshot, accepted).run())


def pinned_return(operation: str, queries: ModelQueries) -> str:
    """Return the pinned return of a new operation, which depends on the members of its result."""
    members = list(queries.output_of(operation)["members"])
    if queries.is_paged(operation):
        lists = queries.lists_of(operation)
        return "pages" if len(lists) == 1 else f"pages {lists[0]}"
    if not members:
        return "nothing"
    return f"member {members[0]}" if len(members) == 1 else "result"


class _Completion:
    def __init__(self, files: DataFiles, snapshot: Snapshot, accepted: Types) -> None:
        self._files = files
        self._snapshot = snapshot
        self._accepted = accepted
        self._data: Data = files.data()
        self._queries = ModelQueries(snapshot, self._data.service.token_member)
        self._placer = Placer(snapshot, self._queries, self._data)

    def run(self) -> Iterator[str]:
        yield from self._errors()
        for operation in self._snapshot.operations:
            yield from self._operation(operation)
        structures = self._queries.model_shapes()
        enums = [e for e in self._queries.enum_shapes() if e not in self._data.documented_enums]
        placed = self._placer.homes.keys() - self._data.documented_enums.keys()
        new = [name for name in (*structures, *enums) if name not in placed]
        self._placer.place_classes(new)
        yield from self._moves()
        for name in structures:
            members = self._queries.shapes[name]["members"]
            yield from self._class("structure", "shapes", name, "members", members, new)
        for name in enums:
            values = self._queries.shapes[name]["enum"]
            yield from self._class("enum", "enums", name, "values", values, new)

    def _errors(self) -> Iterator[str]:
        common = {
            code
            for name, error in self._data.common_errors.items()
            for code in (name, *error.codes)
        }
        for name in self._queries.exceptions():
            if name not in self._data.errors and name not in common:
                self._files.put("errors.toml", [name], {"summary": "", "advice": ""})
                yield f"error {name}: errors.toml"

    def _operation(self, name: str) -> Iterator[str]:
        home = self._placer.homes.get(name)
        if home is None:
            home = self._placer.place_operation(name)
            pin = pinned_return(name, self._queries)
            path = resource_path(home)
            self._files.put(path, ["operations", name], {"returns": pin, "summary": ""})
            yield f"operation {name}: {path}, returns {pin!r}"
            known: Iterable[str] = ()
        else:
            data = self._data.resources[home].operations[name]
            known = data.parameters
            yield from self._ambiguous_page(name, data.returns, home)
        for parameter in self._queries.parameters_of(name, self._data.service.size_members):
            if parameter not in known:
                keys = ["operations", name, "parameters", parameter]
                self._files.put(resource_path(home), keys, "")
                if name in self._data.resources[home].operations:
                    yield f"parameter {parameter} of {name}: {resource_path(home)}"

    def _ambiguous_page(self, name: str, pin: str, home: str) -> Iterator[str]:
        """Pin the operation to the original list of its pages if its result has another list now."""
        lists = self._queries.lists_of(name)
        if pin != "pages" or len(lists) <= 1:
            return
        old = self._accepted.get(self._queries.io_name(name, "output"), {})
        listed = next((member for member in lists if member in old), lists[0])
        self._files.put(resource_path(home), ["operations", name, "returns"], f"pages {listed}")
        yield f"operation {name}: {resource_path(home)}, returns {f'pages {listed}'!r}"

    def _class(
        self, kind: str, section: str, name: str, table: str, entries: Iterable[str], new: list[str]
    ) -> Iterator[str]:
        path = resource_path(self._placer.homes[name])
        if name in new:
            texts = dict.fromkeys(entries, "")
            self._files.put(path, [section, name], {"summary": "", table: texts})
            yield f"{kind} {name}: {path}"
            return
        known = next(
            getattr(getattr(resource, section)[name], table)
            for resource in self._data.resources.values()
            if name in getattr(resource, section)
        )
        for entry in entries:
            if entry not in known:
                self._files.put(path, [section, name, table, entry], "")
                yield f"{table.removesuffix('s')} {entry} of {name}: {path}"

    def _moves(self) -> Iterator[str]:
        homes = dict(self._placer.homes)
        for name in self._placer.moves():
            old, new = homes[name], self._placer.homes[name]
            if name in self._data.documented_enums:
                self._files.put("documented_enums.toml", [name, "resource"], new)
            else:
                section = "enums" if "enum" in self._queries.shapes[name] else "shapes"
                if name not in getattr(self._data.resources[old], section):
                    continue  # it is new and in no file yet
                self._files.move(section, name, resource_path(old), resource_path(new))
            yield f"moved {name}: {resource_path(new)}, since several resources use it now"
