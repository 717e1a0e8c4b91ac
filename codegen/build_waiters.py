"""Builds the waiters of the intermediate model, and checks their data against botocore's model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botocore import xform_name

from codegen import ir
from codegen.problems import Problems
from codegen.read_data import Data, SourceData, WaiterData
from codegen.read_model import Snapshot

_FILE = "data/waiters.toml"


def build_waiters(
    snapshot: Snapshot, data: Data, resources: tuple[ir.Resource, ...], problems: Problems
) -> tuple[ir.Waiter, ...]:
    """Build the waiters, and report problems in their data."""
    waiters = data.waiters.waiters
    known = [waiter.botocore for waiter in waiters.values() if waiter.botocore]
    for name in snapshot.waiters:
        if name not in known:
            problems.note(
                f"new waiter {name} of botocore: no waiter in {_FILE} corresponds to it; add one"
            )
    problems.compare("waiter", _FILE, [n for n in snapshot.waiters if n in known], known)
    builder = _SourceBuilder(data, resources, problems)
    found = {name: builder.source(name, source) for name, source in data.waiters.sources.items()}
    sources = {name: source for name, source in found.items() if source is not None}
    for name in set(found) - {waiter.source for waiter in waiters.values()}:
        problems.add(f"{_FILE}, sources.{name}: no waiter uses it; remove it")
    methods = {operation.name: operation.method for r in resources for operation in r.operations}
    built: list[ir.Waiter] = []
    for name, waiter in waiters.items():
        where = f"{_FILE}, waiters.{name}"
        if waiter.source not in found:
            problems.add(f"{where}: there is no source {waiter.source}")
        if waiter.source in sources:
            source = sources[waiter.source]
            new = _new_states(waiter, source, where, problems)
            _check(waiter, source, methods, where, problems)
            built.append(_build(name, waiter, source, methods, new))
            _compare_with_botocore(waiter, source, snapshot, where, problems)
    return tuple(built)


class _SourceBuilder:
    def __init__(self, data: Data, resources: tuple[ir.Resource, ...], problems: Problems) -> None:
        self._state_member = data.service.state_member
        self._problems = problems
        self._operations = {o.name: o for resource in resources for o in resource.operations}
        self._models = {m.name: m for resource in resources for m in resource.models}
        self._enums = {e.name: e for resource in resources for e in resource.enums}

    def source(self, name: str, data: SourceData) -> ir.WaiterSource | None:
        """Build a source; report a problem and return ``None`` if its data is wrong."""
        where = f"{_FILE}, sources.{name}"
        operation = self._operations.get(data.operation)
        item = None if operation is None else self._item(operation)
        if operation is None or item is None:
            self._problems.add(
                f"{where}: {data.operation} is not an operation that returns structures"
            )
            return None
        fields = {field.wire: field for field in item.fields}
        parameters = {parameter.wire: parameter for parameter in operation.parameters}
        if not self._has_all(data, item, operation, where):
            return None
        if bool(data.keys_parameter) == bool(data.complete_with):
            self._problems.add(f"{where}: specify either keys_parameter or complete_with")
        if data.complete_with and data.complete_with not in data.parameters:
            self._problems.add(f"{where}: {data.complete_with} is not one of its parameters")
        key = fields[data.key]
        return ir.WaiterSource(
            name=name,
            noun=data.noun,
            operation=operation,
            item=item,
            state=self._enums[fields[self._state_member].type.name],
            key=key,
            keyword=f"{xform_name(item.name)}_id" if key.name == "id" else key.name,
            keys_parameter=parameters[data.keys_parameter].name if data.keys_parameter else "",
            parameters=tuple(parameters[member] for member in data.parameters),
            complete_with=parameters[data.complete_with].name if data.complete_with else "",
            reasons=tuple(fields[member].name for member in data.reasons),
        )

    def _item(self, operation: ir.Operation) -> ir.Model | None:
        if operation.returns is ir.Returns.RESULT:
            return self._models[operation.result]
        return None if operation.type is None else self._models.get(operation.type.name)

    def _has_all(
        self, data: SourceData, item: ir.Model, operation: ir.Operation, where: str
    ) -> bool:
        """Report members and parameters that do not exist, and return whether all exist."""
        fields = {field.wire for field in item.fields}
        parameters = {parameter.wire for parameter in operation.parameters}
        named = (data.key, self._state_member, *data.reasons)
        missing = [member for member in named if member not in fields]
        for member in missing:
            self._problems.add(f"{where}: {item.name} has no member {member}")
        needed = [*filter(None, [data.keys_parameter]), *data.parameters]
        unknown = [member for member in needed if member not in parameters]
        for member in unknown:
            self._problems.add(f"{where}: {data.operation} has no parameter {member}")
        return not missing and not unknown


def _new_states(
    data: WaiterData, source: ir.WaiterSource, where: str, problems: Problems
) -> tuple[str, ...]:
    """Return the states that are in no list of the data. Waiters treat them as pending."""
    placed = {*data.success, *data.pending, *data.before, *data.failure}
    new = tuple(value.value for value in source.state.values if value.value not in placed)
    for state in new:
        problems.note(
            f"new value of {source.state.name} {state}: no list of {where} has it; "
            f"waiters treat it as pending until you add it to a list of states"
        )
    return new


def _build(
    name: str,
    data: WaiterData,
    source: ir.WaiterSource,
    methods: Mapping[str, str],
    new_states: tuple[str, ...],
) -> ir.Waiter:
    return ir.Waiter(
        name=name,
        doc=data.summary,
        source=source,
        success=data.success,
        pending=(*data.pending, *new_states),
        before=data.before,
        failure=data.failure,
        action=methods.get(data.action, ""),
        fails_on=tuple(xform_name(member) for member in data.fails_on),
        missing_is_success=data.missing == "success",
    )


def _check(
    data: WaiterData,
    source: ir.WaiterSource,
    methods: Mapping[str, str],
    where: str,
    problems: Problems,
) -> None:
    placed = [*data.success, *data.pending, *data.before, *data.failure]
    known = [value.value for value in source.state.values if value.value in placed]
    problems.compare(f"value of {source.state.name}", where, known, placed)
    if len(placed) != len(set(placed)):
        problems.add(f"{where}: a state is placed twice")
    if data.action and data.action not in methods:
        problems.add(f"{where}: there is no operation {data.action}")
    if bool(data.before) != bool(data.action):
        problems.add(f"{where}: specify before and action together or not at all")
    fields = {field.wire for field in source.item.fields}
    for member in data.fails_on:
        if member not in fields:
            problems.add(f"{where}: {source.item.name} has no member {member}")
    if data.missing not in ("success", "failure"):
        problems.add(f"{where}: missing is {data.missing!r}, neither success nor failure")
    if not data.success and data.missing != "success":
        problems.add(f"{where}: it has no target state")


def _compare_with_botocore(
    data: WaiterData, source: ir.WaiterSource, snapshot: Snapshot, where: str, problems: Problems
) -> None:
    """Compare the success and failure states with those of botocore's waiter."""
    theirs = snapshot.waiters.get(data.botocore)
    if theirs is None:
        return
    failure = (*data.before, *data.failure)
    for outcome, ours in (("success", data.success), ("failure", failure)):
        values = set(_values(theirs["acceptors"], outcome))
        if theirs["operation"] != source.operation.name or values != set(ours):
            problems.add(
                f"{where}: botocore's {data.botocore} treats {sorted(values)} of {theirs['operation']} "
                f"as {outcome}; correct the lists of states"
            )


def _values(acceptors: list[dict[str, str]], outcome: str) -> Iterator[str]:
    for acceptor in acceptors:
        if acceptor["state"] == outcome:
            yield acceptor["expected"]
