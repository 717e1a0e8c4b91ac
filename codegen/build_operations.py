"""Builds the operations of the intermediate model."""

from __future__ import annotations

from botocore import xform_name

from codegen import ir
from codegen.build_types import TypeBuilder
from codegen.facts import describe_operation
from codegen.model_queries import ModelQueries
from codegen.problems import Problems
from codegen.read_data import Data, OperationData


class OperationBuilder:
    """Builds operations, and checks that their results match the pinned return types."""

    def __init__(
        self, queries: ModelQueries, types: TypeBuilder, data: Data, problems: Problems
    ) -> None:
        self._queries = queries
        self._types = types
        self._data = data
        self._problems = problems

    def operation(self, name: str, resource: str) -> ir.Operation:
        """Build an operation of a resource."""
        data = self._data.resources[resource].operations[name]
        members, owner = (
            self._queries.input_of(name)["members"],
            self._queries.io_name(name, "input"),
        )
        sizes = [member for member in members if member in self._data.service.size_members]
        paged = self._queries.is_paged(name)
        wires = self._queries.parameters_of(name, self._data.service.size_members)
        where = f"{resource}.toml, operations.{name}"
        self._problems.compare("parameter", where, wires, data.parameters)
        fields = [self._types.field(owner, wire, data.parameters.get(wire, "")) for wire in wires]
        returns, member, type_, result = self._returns(name, data.returns, paged=paged)
        return ir.Operation(
            name=name,
            method=xform_name(name),
            doc=data.summary or describe_operation(name),
            details=data.details,
            link=self._data.service.reference.format(name=name),
            parameters=tuple(sorted(fields, key=lambda field: not field.required)),
            returns=returns,
            member=member,
            type=type_,
            result=result,
            size_member=sizes[0] if paged and sizes else "",
            size_limits=self._size_limits(owner, sizes[0], data) if paged and sizes else (),
            returned=data.returned,
            errors=tuple(sorted(self._queries.errors_of(name))),
        )

    def _size_limits(self, owner: str, member: str, data: OperationData) -> tuple[str, ...]:
        limits = self._types.field(owner, member, "").type.limits
        return (*limits, data.page_size) if data.page_size else limits

    def _returns(
        self, operation: str, pin: str, *, paged: bool
    ) -> tuple[ir.Returns, str, ir.Type | None, str]:
        kind, _, member = pin.partition(" ")
        if paged != (kind == "pages"):
            self._problems.add(
                f"{operation}: pinned to {pin!r}, but it is {'' if paged else 'not '}paged in the model; "
                f"this breaks programs that use the returned value"
            )
        owner = self._queries.io_name(operation, "output")
        if kind == "pages":
            return self._pages(operation, owner, member)
        members = self._queries.output_of(operation)["members"]
        if kind == "member":
            if member not in members:
                self._problems.add(
                    f"{operation}: pinned to {member}, which was removed from {owner}; "
                    f"this breaks programs that use the returned value"
                )
                return ir.Returns.NOTHING, "", None, ""
            type_ = self._types.type(members[member]["shape"], owner, member)
            return ir.Returns.MEMBER, member, type_, ""
        if kind == "result":
            return ir.Returns.RESULT, "", None, owner
        if kind != "nothing":
            self._problems.add(
                f"{operation}: returns {pin!r} is not one of nothing, member, result, pages"
            )
        return ir.Returns.NOTHING, "", None, ""

    def _pages(
        self, operation: str, owner: str, pinned: str
    ) -> tuple[ir.Returns, str, ir.Type | None, str]:
        members = self._queries.output_of(operation)["members"]
        lists = [name for name in self._queries.lists_of(operation) if pinned in ("", name)]
        if len(lists) != 1:
            expected = f"the list {pinned}" if pinned else "one list"
            self._problems.add(f"{operation}: expected {expected} in its result, got {lists}")
            return ir.Returns.PAGES, "", None, ""
        type_ = self._types.type(members[lists[0]]["shape"], owner, lists[0])
        result = owner if owner in self._queries.model_shapes() else ""
        return ir.Returns.PAGES, lists[0], type_.item, result
