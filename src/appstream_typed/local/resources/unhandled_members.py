"""Stores request members that no handler reads, so that later requests return them.

The installed botocore may have members that are newer than this release. A member that the handler
does not read is stored with the resource if the resource has the same member in the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from botocore.model import OperationModel, Shape, StructureShape

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.table_names import STRUCTURES
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body

_READING = ("Describe", "List", "Get")
"""Prefixes of read-only operations."""


class TrackedRequest(Body):
    """A request that records which of its members a handler reads."""

    def __init__(self, request: Body) -> None:
        super().__init__(request)
        self.read: set[str] = set()

    def __getitem__(self, member: str) -> Any:
        self.read.add(member)
        return super().__getitem__(member)

    def __contains__(self, member: object) -> bool:
        self.read.add(cast("str", member))
        return super().__contains__(member)

    def get(self, member: str, default: Any = None) -> Any:
        """Return the value of a member."""
        self.read.add(member)
        return super().get(member, default)


def store_unread(
    request: TrackedRequest, result: Body, state: AccountState, operation: OperationModel
) -> Body:
    """Store the members of a request that its handler did not read, and return the result with them.

    Args:
        request: The request, after the handler has read it.
        result: The result of the handler.
        state: The caller's account, whose tables record which resources the handler added and
            found.
        operation: The operation.
    """
    given = _members(operation.input_shape)
    unread = {name: request[name] for name in request.keys() - request.read if name in given}
    if not unread or operation.name.startswith(_READING):
        return result
    for shape, record in _touched(state, operation):
        members = _members(shape)
        kept = {
            name: value
            for name, value in unread.items()
            if name in members and members[name].type_name == given[name].type_name
        }
        record.body.update(kept)
        for member, returned in _members(operation.output_shape).items():
            if kept and returned.name == shape.name and member in result:
                result = {**result, member: {**result[member], **kept}}
    return result


def _touched(
    state: AccountState, operation: OperationModel
) -> Iterator[tuple[StructureShape, Record]]:
    """Yield the records that an operation created, with their shapes.

    If it created none, yield the records that it looked up.
    """
    service = operation.service_model
    changed = [
        (cast("StructureShape", service.shape_for(STRUCTURES[name])), table)
        for name, table in state.tables.items()
        if STRUCTURES.get(name) in service.shape_names
    ]
    changed = [(shape, table) for shape, table in changed if _is_about(shape, operation)]
    created = [(shape, record) for shape, table in changed for record in table.added]
    yield from created or [(shape, record) for shape, table in changed for record in table.found]


def _is_about(structure: Shape, operation: OperationModel) -> bool:
    """Return whether an operation changes resources of a shape.

    Such an operation returns the shape, or its name ends with the name of the shape.
    """
    returned = [shape.name for shape in _members(operation.output_shape).values()]
    return structure.name in returned or operation.name.endswith(structure.name)


def _members(shape: Shape | None) -> Mapping[str, Shape]:
    return cast("Mapping[str, Shape]", getattr(shape, "members", {}))
