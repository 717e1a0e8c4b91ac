"""The generator stops at every difference between the model and the data, and names it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from codegen.build_service import build
from codegen.problems import CodegenError
from codegen.read_data import (
    CommonErrorData,
    Data,
    SourceData,
    WaiterData,
    WaitersData,
    load_data,
)
from codegen.read_model import Snapshot, read_snapshot

DATA = Path(__file__).resolve().parents[2] / "codegen" / "data"
Model = dict[str, Any]


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(DATA)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_snapshot("appstream")


def new_operation(model: Model) -> None:
    model["operations"]["TeleportUser"] = copy.deepcopy(model["operations"]["StopFleet"])


def vanished_operation(model: Model) -> None:
    del model["operations"]["StopFleet"]


def new_structure(model: Model) -> None:
    model["shapes"]["Teleporter"] = {"type": "structure", "members": {}}


def new_member(model: Model) -> None:
    model["shapes"]["Fleet"]["members"]["Smell"] = {"shape": "String"}


def vanished_member(model: Model) -> None:
    del model["shapes"]["Fleet"]["members"]["DisplayName"]


def new_parameter(model: Model) -> None:
    model["shapes"]["StopFleetRequest"]["members"]["Gently"] = {"shape": "Boolean"}


def new_value(model: Model) -> None:
    model["shapes"]["FleetState"]["enum"].append("DANCING")


def vanished_value(model: Model) -> None:
    model["shapes"]["FleetType"]["enum"].remove("ELASTIC")


def new_error(model: Model) -> None:
    shape = copy.deepcopy(model["shapes"]["ResourceNotFoundException"])
    model["shapes"]["TeleportException"] = shape


def new_enum(model: Model) -> None:
    model["shapes"]["Smell"] = {"type": "string", "enum": ["ROSES"]}


def new_pagination(model: Model) -> None:
    for shape in ("ListTagsForResourceRequest", "ListTagsForResourceResponse"):
        model["shapes"][shape]["members"]["NextToken"] = {"shape": "String"}


def second_list(model: Model) -> None:
    model["shapes"]["DescribeFleetsResult"]["members"]["More"] = {"shape": "FleetList"}


def unpinned_member(model: Model) -> None:
    del model["shapes"]["CreateFleetResult"]["members"]["Fleet"]


def documented_member_gone(model: Model) -> None:
    del model["shapes"]["User"]["members"]["Status"]


def changed_pattern(model: Model) -> None:
    model["shapes"]["Arn"]["pattern"] += "x"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (new_operation, "new operation TeleportUser"),
        (vanished_operation, "vanished operation StopFleet"),
        (new_structure, "new structure Teleporter"),
        (new_member, "new member Smell"),
        (vanished_member, "vanished member DisplayName"),
        (new_parameter, "new parameter Gently"),
        (new_value, "new value of FleetState DANCING"),
        (vanished_value, "vanished value of FleetType ELASTIC"),
        (new_error, "new error TeleportException"),
        (new_enum, "new enum Smell"),
        (new_pagination, "ListTagsForResource"),
        (second_list, "DescribeFleets"),
        (unpinned_member, "pinned to Fleet, which vanished"),
        (documented_member_gone, "User.Status"),
        (changed_pattern, "Arn"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_difference_is_named(
    snapshot: Snapshot, data: Data, change: Callable[[Model], None], named: str
) -> None:
    model = copy.deepcopy(snapshot.service)
    change(model)
    with pytest.raises(CodegenError, match=named):
        build(attrs.evolve(snapshot, service=model), data)


def test_an_error_code_that_is_placed_twice_is_named(snapshot: Snapshot, data: Data) -> None:
    other = CommonErrorData(summary="s", advice="a", codes=("LimitExceededException", "Throttling"))
    common = {**data.common_errors, "Other": other}
    with pytest.raises(CodegenError) as caught:
        build(snapshot, attrs.evolve(data, common_errors=common))
    assert "LimitExceededException is placed twice, also in Other" in str(caught.value)
    assert "Throttling is placed twice, also in Other" in str(caught.value)


def test_a_new_waiter_of_botocore_is_named(snapshot: Snapshot, data: Data) -> None:
    waiters = {**snapshot.waiters, "UserTeleported": {"acceptors": [], "operation": "StopFleet"}}
    with pytest.raises(CodegenError, match="new waiter UserTeleported"):
        build(attrs.evolve(snapshot, waiters=waiters), data)


def test_a_waiter_that_differs_from_that_of_botocore_is_named(
    snapshot: Snapshot, data: Data
) -> None:
    waiters = copy.deepcopy(snapshot.waiters)
    waiters["FleetStarted"]["acceptors"][0]["expected"] = "DANCING"
    with pytest.raises(CodegenError, match="fleet_running: botocore's FleetStarted"):
        build(attrs.evolve(snapshot, waiters=waiters), data)


Change = Callable[[dict[str, Any], dict[str, Any]], None]
"""Changes the data of ``fleet_running`` and of its source, passed as dicts."""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda w, _: w.update(before=()), "vanished|new value of FleetState STOPPED"),
        (lambda w, _: w.update(failure=("STOPPING", "STOPPED")), "a state is placed twice"),
        (lambda w, _: w.update(pending=("STARTING", "DANCING")), "vanished value .* DANCING"),
        (lambda w, _: w.update(action=""), "specify before and action together"),
        (lambda w, _: w.update(action="TeleportFleet"), "there is no operation TeleportFleet"),
        (lambda w, _: w.update(fails_on=("FleetSmells",)), "Fleet has no member FleetSmells"),
        (lambda w, _: w.update(missing="maybe"), "missing is 'maybe', neither success nor failure"),
        (
            lambda w, _: w.update(success=(), pending=("STARTING", "RUNNING")),
            "it has no target state",
        ),
        (lambda w, _: w.update(source="fleat"), "there is no source fleat"),
        (lambda _, s: s.update(operation="DescribeFleats"), "DescribeFleats is not an operation"),
        (lambda _, s: s.update(operation="StopFleet"), "StopFleet is not an operation that"),
        (lambda _, s: s.update(key="Id"), "Fleet has no member Id"),
        (lambda _, s: s.update(reasons=("Why",)), "Fleet has no member Why"),
        (lambda _, s: s.update(keys_parameter="Ids"), "DescribeFleets has no parameter Ids"),
        (
            lambda _, s: s.update(keys_parameter=""),
            "specify either keys_parameter or complete_with",
        ),
        (
            lambda _, s: s.update(complete_with="Names"),
            "specify either keys_parameter or complete_with",
        ),
        (
            lambda _, s: s.update(keys_parameter="", complete_with="Names"),
            "Names is not one of its parameters",
        ),
    ],
)
def test_a_mistake_in_the_data_of_a_waiter_is_named(
    snapshot: Snapshot, data: Data, change: Change, named: str
) -> None:
    waiters = data.waiters
    waiter = attrs.asdict(waiters.waiters["fleet_running"], recurse=False)
    source = attrs.asdict(waiters.sources["fleets"], recurse=False)
    change(waiter, source)
    changed = WaitersData(
        sources={**waiters.sources, "fleets": SourceData(**source)},
        waiters={**waiters.waiters, "fleet_running": WaiterData(**waiter)},
    )
    with pytest.raises(CodegenError, match=named):
        build(snapshot, attrs.evolve(data, waiters=changed))


def test_a_new_state_is_named_for_each_waiter(snapshot: Snapshot, data: Data) -> None:
    model = copy.deepcopy(snapshot.service)
    new_value(model)
    fleets = data.resources["fleets"]
    states = fleets.enums["FleetState"]
    states = attrs.evolve(states, values={**states.values, "DANCING": "Having fun."})
    fleets = attrs.evolve(fleets, enums={**fleets.enums, "FleetState": states})
    with pytest.raises(CodegenError) as caught:
        build(
            attrs.evolve(snapshot, service=model),
            attrs.evolve(data, resources={**data.resources, "fleets": fleets}),
        )
    assert str(caught.value).splitlines() == [
        f"new value of FleetState DANCING: the model has it, {where} does not; add it there"
        for where in (f"data/waiters.toml, waiters.fleet_{goal}" for goal in ("running", "stopped"))
    ]


def test_a_source_that_no_waiter_uses_is_named(snapshot: Snapshot, data: Data) -> None:
    waiters = {name: w for name, w in data.waiters.waiters.items() if w.source != "sessions"}
    changed = attrs.evolve(data.waiters, waiters=waiters)
    with pytest.raises(CodegenError, match=r"sources\.sessions: no waiter uses it; remove it"):
        build(snapshot, attrs.evolve(data, waiters=changed))


def test_a_bad_data_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "service.toml").write_text("service = [", encoding="utf-8")
    with pytest.raises(CodegenError, match=r"service\.toml"):
        load_data(tmp_path)
    (tmp_path / "service.toml").write_text("servise = 'x'", encoding="utf-8")
    with pytest.raises(CodegenError, match="servise"):
        load_data(tmp_path)


def test_the_model_has_the_numbers_of_the_contract(snapshot: Snapshot, data: Data) -> None:
    service = build(snapshot, data)
    operations = [operation for resource in service.resources for operation in resource.operations]
    assert len(operations) == 90
    assert sum(operation.returns.name == "PAGES" for operation in operations) == 22
    assert len(service.errors) == 15
    assert len(list(service.enums())) == 51 + 4
    assert len([resource for resource in service.resources if resource.operations]) == 14
    assert all(waiter.source.operation in operations for waiter in service.waiters)
