"""Builds the waiters of the intermediate model, and checks them against botocore's."""

from __future__ import annotations

from collections.abc import Iterator

from botocore import xform_name

from codegen import ir
from codegen.data import Data, WaiterData
from codegen.problems import Problems
from codegen.read import Snapshot

STATE = "State"
"""The member of an item that is waited on."""


def build_waiters(
    snapshot: Snapshot, data: Data, resources: tuple[ir.Resource, ...], problems: Problems
) -> tuple[ir.Waiter, ...]:
    """Build the waiters; what is wrong with them is noted as problems."""
    known = [waiter.botocore for waiter in data.waiters.values() if waiter.botocore]
    problems.compare("waiter", "data/waiters.toml", snapshot.waiters, known)
    built: list[ir.Waiter] = []
    for name, waiter in data.waiters.items():
        where = f"data/waiters.toml, {name}"
        found = _build(name, waiter, resources, where, problems)
        if found is not None:
            built.append(found)
        _compare_with_botocore(waiter, snapshot, where, problems)
    return tuple(built)


def _build(
    name: str,
    data: WaiterData,
    resources: tuple[ir.Resource, ...],
    where: str,
    problems: Problems,
) -> ir.Waiter | None:
    operations = {o.name: o for r in resources for o in r.operations}
    models = {m.name: m for r in resources for m in r.models}
    enums = {e.name: e for r in resources for e in r.enums}
    looks = operations.get(data.looks)
    if looks is None or looks.type is None or looks.type.name not in models:
        problems.add(f"{where}: {data.looks} is no operation that gives structures")
        return None
    item = models[looks.type.name]
    fields = {field.wire: field for field in item.fields}
    for member in (data.key, STATE, *data.reasons, *data.fails_on):
        if member not in fields:
            problems.add(f"{where}: {item.name} has no member {member}")
            return None
    parameters = {parameter.wire: parameter for parameter in looks.parameters}
    for member in (*data.parameters, *([data.asks_with] if data.asks_with else [])):
        if member not in parameters:
            problems.add(f"{where}: {data.looks} has no parameter {member}")
            return None
    state = enums[fields[STATE].type.name]
    placed = [*data.success, *data.pending, *data.failure]
    problems.compare(f"value of {state.name}", where, (v.value for v in state.values), placed)
    if len(placed) != len(set(placed)):
        problems.add(f"{where}: a state is placed twice")
    if data.gone not in ("success", "failure"):
        problems.add(f"{where}: gone is {data.gone!r}, neither success nor failure")
    key = fields[data.key]
    return ir.Waiter(
        name=name,
        doc=data.summary,
        looks=looks,
        item=item,
        state=state,
        key=key,
        keyword=f"{xform_name(item.name)}_id" if key.name == "id" else key.name,
        asks_with=parameters[data.asks_with].name if data.asks_with else "",
        parameters=tuple(parameters[member] for member in data.parameters),
        success=data.success,
        failure=data.failure,
        reasons=tuple(fields[member].name for member in data.reasons),
        fails_on=tuple(fields[member].name for member in data.fails_on),
        gone_is_success=data.gone == "success",
    )


def _compare_with_botocore(
    data: WaiterData, snapshot: Snapshot, where: str, problems: Problems
) -> None:
    """Ours must agree with botocore's on what is success and what is failure."""
    theirs = snapshot.waiters.get(data.botocore)
    if theirs is None:
        return
    for outcome, ours in (("success", data.success), ("failure", data.failure)):
        values = set(_values(theirs["acceptors"], outcome))
        if theirs["operation"] != data.looks or values != set(ours):
            problems.add(
                f"{where}: botocore's {data.botocore} has {outcome} at {sorted(values)} of "
                f"{theirs['operation']}; compare"
            )


def _values(acceptors: list[dict[str, str]], outcome: str) -> Iterator[str]:
    for acceptor in acceptors:
        if acceptor["state"] == outcome:
            yield acceptor["expected"]
