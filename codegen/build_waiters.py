"""Builds the waiters of the intermediate model, and checks them against the model and botocore's waiters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botocore import xform_name

from codegen import ir
from codegen.read_data import Data, SourceData, WaiterData
from codegen.problems import Problems
from codegen.read_model import Snapshot

STATE = "State"
"""The member of an item that waiters observe."""
_FILE = "data/waiters.toml"


def build_waiters(
    snapshot: Snapshot, data: Data, resources: tuple[ir.Resource, ...], problems: Problems
) -> tuple[ir.Waiter, ...]:
    """Build the waiters, and add what is wrong with their data to the problems."""
    waiters = data.waiters.waiters
    known = [waiter.botocore for waiter in waiters.values() if waiter.botocore]
    problems.compare("waiter", _FILE, snapshot.waiters, known)
    found = {
        name: _build_source(name, source, resources, problems)
        for name, source in data.waiters.sources.items()
    }
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
            _check(waiter, source, methods, where, problems)
            built.append(_build(name, waiter, source, methods))
            _compare_with_botocore(waiter, source, snapshot, where, problems)
    return tuple(built)


def _build_source(
    name: str, data: SourceData, resources: tuple[ir.Resource, ...], problems: Problems
) -> ir.WaiterSource | None:
    where = f"{_FILE}, sources.{name}"
    operations = {o.name: o for r in resources for o in r.operations}
    models = {m.name: m for r in resources for m in r.models}
    enums = {e.name: e for r in resources for e in r.enums}
    operation = operations.get(data.operation)
    if operation is None or operation.type is None or operation.type.name not in models:
        problems.add(f"{where}: {data.operation} is not an operation that returns structures")
        return None
    item = models[operation.type.name]
    fields = {field.wire: field for field in item.fields}
    parameters = {parameter.wire: parameter for parameter in operation.parameters}
    missing = [member for member in (data.key, STATE, *data.reasons) if member not in fields]
    for member in missing:
        problems.add(f"{where}: {item.name} has no member {member}")
    needed = [*filter(None, [data.keys_parameter]), *data.parameters]
    unknown = [member for member in needed if member not in parameters]
    for member in unknown:
        problems.add(f"{where}: {data.operation} has no parameter {member}")
    if missing or unknown:
        return None
    if bool(data.keys_parameter) == bool(data.complete_with):
        problems.add(f"{where}: specify either keys_parameter or complete_with")
    if data.complete_with and data.complete_with not in data.parameters:
        problems.add(f"{where}: {data.complete_with} is not one of its parameters")
    key = fields[data.key]
    return ir.WaiterSource(
        name=name,
        operation=operation,
        item=item,
        state=enums[fields[STATE].type.name],
        key=key,
        keyword=f"{xform_name(item.name)}_id" if key.name == "id" else key.name,
        keys_parameter=parameters[data.keys_parameter].name if data.keys_parameter else "",
        parameters=tuple(parameters[member] for member in data.parameters),
        complete_with=parameters[data.complete_with].name if data.complete_with else "",
        reasons=tuple(fields[member].name for member in data.reasons),
    )


def _build(
    name: str, data: WaiterData, source: ir.WaiterSource, methods: Mapping[str, str]
) -> ir.Waiter:
    return ir.Waiter(
        name=name,
        doc=data.summary,
        source=source,
        success=data.success,
        pending=data.pending,
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
    known = [value.value for value in source.state.values]
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
        problems.add(f"{where}: it has no goal")


def _compare_with_botocore(
    data: WaiterData, source: ir.WaiterSource, snapshot: Snapshot, where: str, problems: Problems
) -> None:
    """The package's waiters must agree with botocore's on what is success and what is failure."""
    theirs = snapshot.waiters.get(data.botocore)
    if theirs is None:
        return
    failure = (*data.before, *data.failure)
    for outcome, ours in (("success", data.success), ("failure", failure)):
        values = set(_values(theirs["acceptors"], outcome))
        if theirs["operation"] != source.operation.name or values != set(ours):
            problems.add(
                f"{where}: botocore's {data.botocore} has {outcome} at {sorted(values)} of "
                f"{theirs['operation']}; compare"
            )


def _values(acceptors: list[dict[str, str]], outcome: str) -> Iterator[str]:
    for acceptor in acceptors:
        if acceptor["state"] == outcome:
            yield acceptor["expected"]
