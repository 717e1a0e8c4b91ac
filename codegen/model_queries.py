"""Questions about botocore's model that several checks and builders ask."""

from __future__ import annotations

from codegen.read_model import Json, Snapshot


class ModelQueries:
    """The shapes of a service, and how its operations use them."""

    def __init__(self, snapshot: Snapshot, token_member: str) -> None:
        self._operations = snapshot.operations
        self._token_member = token_member
        self.shapes = snapshot.shapes

    def input_of(self, operation: str) -> Json:
        """The structure of an operation's parameters."""
        return self._io_shape(operation, "input")

    def output_of(self, operation: str) -> Json:
        """The structure of an operation's result."""
        return self._io_shape(operation, "output")

    def io_name(self, operation: str, side: str) -> str:
        """The name of that structure; empty if the operation has none."""
        name: str = self._operations[operation].get(side, {}).get("shape", "")
        return name

    def _io_shape(self, operation: str, side: str) -> Json:
        name = self.io_name(operation, side)
        return self.shapes[name] if name else {"members": {}}

    def errors_of(self, operation: str) -> set[str]:
        """The names of the errors that an operation declares."""
        return {error["shape"] for error in self._operations[operation].get("errors", ())}

    def is_paged(self, operation: str) -> bool:
        """Whether both sides of an operation have the token member."""
        token = self._token_member
        return (
            token in self.input_of(operation)["members"]
            and token in self.output_of(operation)["members"]
        )

    def model_shapes(self) -> list[str]:
        """Value structures, and results with more than one member besides the token."""
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
        """Strings with a set of values."""
        return [name for name, shape in self.shapes.items() if "enum" in shape]

    def exceptions(self) -> list[str]:
        """The errors of the model."""
        return [name for name, shape in self.shapes.items() if shape.get("exception")]

    def page_of(self, name: str) -> str:
        """The name of the API reference page on which a shape is documented.

        AWS has a page for each operation and each value structure. It has none for requests, results
        and enums.
        """
        for operation in self._operations:
            if name in (self.io_name(operation, "input"), self.io_name(operation, "output")):
                return operation
        if self.shapes[name]["type"] == "structure":
            return name
        return self.page_of(self._owner_of(name))

    def _owner_of(self, name: str) -> str:
        """A structure that has a member of the shape; a value structure if there is one."""
        owners = [owner for owner, shape in self.shapes.items() if name in _members_of(shape)]
        lists = [owner for owner in owners if self.shapes[owner]["type"] == "list"]
        owners.extend(self._owner_of(owner) for owner in lists)
        values = self.model_shapes()
        structures = [owner for owner in owners if self.shapes[owner]["type"] == "structure"]
        return next((owner for owner in structures if owner in values), structures[0])


def _members_of(shape: Json) -> list[str]:
    if shape["type"] == "list":
        return [shape["member"]["shape"]]
    return [member["shape"] for member in shape.get("members", {}).values()]
