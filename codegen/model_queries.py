"""Queries of botocore's model for checks and builders."""

from __future__ import annotations

from collections.abc import Collection

from codegen.read_model import Json, Snapshot


class ModelQueries:
    """The shapes of a service, and how its operations use them."""

    def __init__(self, snapshot: Snapshot, token_member: str) -> None:
        self._operations = snapshot.operations
        self._token_member = token_member
        self.shapes = snapshot.shapes

    def input_of(self, operation: str) -> Json:
        """Return the structure of an operation's parameters."""
        return self._io_shape(operation, "input")

    def output_of(self, operation: str) -> Json:
        """Return the structure of an operation's result."""
        return self._io_shape(operation, "output")

    def io_name(self, operation: str, side: str) -> str:
        """Return the name of an operation's ``input`` or ``output`` structure, or an empty string."""
        name: str = self._operations[operation].get(side, {}).get("shape", "")
        return name

    def _io_shape(self, operation: str, side: str) -> Json:
        name = self.io_name(operation, side)
        return self.shapes[name] if name else {"members": {}}

    def errors_of(self, operation: str) -> set[str]:
        """Return the names of the errors that an operation declares."""
        return {error["shape"] for error in self._operations[operation].get("errors", ())}

    def is_paged(self, operation: str) -> bool:
        """Return whether an operation is paged: request and result have a token, and the result has a list."""
        token = self._token_member
        return (
            token in self.input_of(operation)["members"]
            and token in self.output_of(operation)["members"]
            and bool(self.lists_of(operation))
        )

    def parameters_of(self, operation: str, size_members: Collection[str]) -> list[str]:
        """Return the members of an operation's request, except those that its pager sets."""
        hidden = {self._token_member, *size_members} if self.is_paged(operation) else set[str]()
        return [name for name in self.input_of(operation)["members"] if name not in hidden]

    def lists_of(self, operation: str) -> list[str]:
        """Return the members of an operation's result that are lists."""
        members = self.output_of(operation)["members"]
        return [name for name in members if self.shapes[members[name]["shape"]]["type"] == "list"]

    def used_by(self, name: str) -> set[str]:
        """Return the structures and enums of a structure's members, including those in lists and maps."""
        found: set[str] = set()
        todo = _members_of(self.shapes[name]) if name in self.shapes else []
        while todo:
            used = todo.pop()
            if self.shapes[used]["type"] in ("list", "map"):
                todo += _members_of(self.shapes[used])
            elif self.shapes[used]["type"] == "structure" or "enum" in self.shapes[used]:
                found.add(used)
        return found

    def reached_from(self, operation: str) -> set[str]:
        """Return an operation's request and result, and the structures and enums of their members."""
        names = {self.io_name(operation, side) for side in ("input", "output")}
        return names.union(*map(self.used_by, names))

    def model_shapes(self) -> list[str]:
        """Return value structures, and results with more than one member in addition to the token."""
        inputs = {self.io_name(operation, "input") for operation in self._operations}
        outputs = {self.io_name(operation, "output") for operation in self._operations}
        return [
            name
            for name, shape in self.shapes.items()
            if shape["type"] == "structure"
            and not shape.get("exception")
            and name not in inputs
            and (name not in outputs or len({*shape["members"]} - {self._token_member}) > 1)
        ]

    def enum_shapes(self) -> list[str]:
        """Return the enums: strings with a list of values."""
        return [name for name, shape in self.shapes.items() if "enum" in shape]

    def exceptions(self) -> list[str]:
        """Return the errors of the model."""
        return [name for name, shape in self.shapes.items() if shape.get("exception")]

    def page_of(self, name: str) -> str:
        """Return the name of the API reference page on which a shape is documented.

        AWS has a page for each operation and each value structure. A request or a result is on the
        page of its operation, and an enum on the page of a structure that uses it. The page of an
        unused shape is ``Operations``, the list of operations.
        """
        for operation in self._operations:
            if name in (self.io_name(operation, "input"), self.io_name(operation, "output")):
                return operation
        if self.shapes[name]["type"] == "structure":
            return name
        owner = self._owner_of(name)
        return "Operations" if owner is None else self.page_of(owner)

    def _owner_of(self, name: str) -> str | None:
        """Return a structure that uses the shape, preferably a value structure."""
        structures = [o for o, shape in self.shapes.items() if shape["type"] == "structure"]
        direct = [owner for owner in structures if name in _members_of(self.shapes[owner])]
        users = [*direct, *(owner for owner in structures if name in self.used_by(owner))]
        values = self.model_shapes()
        return next((owner for owner in users if owner in values), next(iter(users), None))


def _members_of(shape: Json) -> list[str]:
    if shape["type"] == "list":
        return [shape["member"]["shape"]]
    if shape["type"] == "map":
        return [shape["value"]["shape"]]
    return [member["shape"] for member in shape.get("members", {}).values()]
