"""The generator stops at breaking changes and at mistakes in the data, and names each of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from codegen.accepted_model import FILE as ACCEPTED
from codegen.accepted_model import render_accepted
from codegen.build_service import build
from codegen.problems import CodegenError, Problems
from codegen.read_data import (
    CommonErrorData,
    Data,
    SourceData,
    WaiterData,
    WaitersData,
    load_data,
)
from codegen.read_model import Snapshot, read_snapshot
from codegen.run import Run

DATA = Path(__file__).resolve().parents[2] / "codegen" / "data"
Model = dict[str, Any]


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(DATA)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_snapshot("appstream")


def removed_operation(model: Model) -> None:
    del model["operations"]["StopFleet"]


def removed_parameter(model: Model) -> None:
    del model["shapes"]["CreateFleetRequest"]["members"]["DisplayName"]


def removed_structure(model: Model) -> None:
    del model["shapes"]["FleetError"]
    del model["shapes"]["Fleet"]["members"]["FleetErrors"]


def removed_member(model: Model) -> None:
    del model["shapes"]["Fleet"]["members"]["DisplayName"]


def removed_enum(model: Model) -> None:
    del model["shapes"]["StreamView"]["enum"]


def removed_value(model: Model) -> None:
    model["shapes"]["FleetType"]["enum"].remove("ELASTIC")


def removed_error(model: Model) -> None:
    del model["shapes"]["InvalidRoleException"]
    for operation in model["operations"].values():
        kept = [e for e in operation.get("errors", ()) if e["shape"] != "InvalidRoleException"]
        operation["errors"] = kept


def new_pagination(model: Model) -> None:
    for shape in ("BatchAssociateUserStackRequest", "BatchAssociateUserStackResult"):
        model["shapes"][shape]["members"]["NextToken"] = {"shape": "String"}


def removed_pagination(model: Model) -> None:
    for shape in ("ListAssociatedFleetsRequest", "ListAssociatedFleetsResult"):
        del model["shapes"][shape]["members"]["NextToken"]


def removed_list(model: Model) -> None:
    del model["shapes"]["DescribeFleetsResult"]["members"]["Fleets"]


def unpinned_member(model: Model) -> None:
    del model["shapes"]["CreateFleetResult"]["members"]["Fleet"]


def removed_documented_member(model: Model) -> None:
    del model["shapes"]["User"]["members"]["Status"]


def new_structure_with_a_taken_name(model: Model) -> None:
    model["shapes"]["Pager"] = {"type": "structure", "members": {}}


def recursive_structure(model: Model) -> None:
    model["shapes"]["VpcConfig"]["members"]["Inner"] = {"shape": "VpcConfig"}


def member_of_an_unsupported_type(model: Model) -> None:
    model["shapes"]["Strange"] = {"type": "bigdecimal"}
    model["shapes"]["VpcConfig"]["members"]["Strange"] = {"shape": "Strange"}


def parameter_of_another_type(model: Model) -> None:
    model["shapes"]["StopFleetRequest"]["members"]["Name"] = {"shape": "Integer"}


def member_of_another_type(model: Model) -> None:
    model["shapes"]["Fleet"]["members"]["InstanceType"] = {"shape": "FleetState"}


def required_parameter(model: Model) -> None:
    model["shapes"]["CreateFleetRequest"]["required"].append("Description")


def new_required_parameter(model: Model) -> None:
    shape = model["shapes"]["StopFleetRequest"]
    shape["members"]["Reason"] = {"shape": "String"}
    shape["required"].append("Reason")


def required_member(model: Model) -> None:
    model["shapes"]["VpcConfig"]["required"] = ["SubnetIds"]


def optional_member(model: Model) -> None:
    model["shapes"]["Fleet"]["required"].remove("State")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (removed_operation, "removed operation StopFleet: .* breaks programs that call it"),
        (removed_parameter, "removed parameter DisplayName: .*CreateFleet.* calls that pass it"),
        (removed_structure, "removed structure FleetError: .* programs that import it"),
        (removed_member, "removed member DisplayName: .* programs that read or pass it"),
        (removed_enum, "removed enum StreamView: .* programs that import it"),
        (removed_value, "removed value of FleetType ELASTIC: .* programs that name it"),
        (removed_error, "removed error InvalidRoleException: .* programs that catch it"),
        (new_pagination, "BatchAssociateUserStack: pinned to 'member errors', but it is paged"),
        (removed_pagination, "ListAssociatedFleets: pinned to 'pages', but it is not paged"),
        (removed_list, "DescribeFleets: pinned to 'pages', but it is not paged"),
        (unpinned_member, "pinned to Fleet, which was removed .* breaks programs that use"),
        (removed_documented_member, r"removed member User\.Status"),
        (recursive_structure, "VpcConfig contains itself; add support"),
        (member_of_an_unsupported_type, "shape Strange is a bigdecimal; add support"),
        (new_structure_with_a_taken_name, "Pager: the package uses this name for something else"),
        (
            parameter_of_another_type,
            (
                r"StopFleetRequest\.Name: its type changed from str to int; it breaks "
                r"calls of stop_fleet\(\) that pass name="
            ),
        ),
        (
            member_of_another_type,
            (
                r"Fleet\.InstanceType: its type changed from str to FleetState; it breaks "
                r"programs that read or pass Fleet\.instance_type"
            ),
        ),
        (
            required_parameter,
            (
                r"CreateFleetRequest\.Description: it is required now; it breaks "
                r"calls of create_fleet\(\) without description="
            ),
        ),
        (
            new_required_parameter,
            (
                r"StopFleetRequest: the new member Reason is required; it breaks "
                r"calls of stop_fleet\(\) without reason="
            ),
        ),
        (
            required_member,
            (
                r"VpcConfig\.SubnetIds: it is required now; it breaks "
                r"calls of VpcConfig\(\) without subnet_ids="
            ),
        ),
        (
            optional_member,
            (
                r"Fleet\.State: it is no longer required; it breaks "
                r"programs that read Fleet\.state without a check for None"
            ),
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_breaking_change_stops_the_generator_and_is_named(
    snapshot: Snapshot, change: Callable[[Model], None], named: str
) -> None:
    model = copy.deepcopy(snapshot.service)
    change(model)
    with pytest.raises(CodegenError, match=named):
        Run(DATA, snapshot=attrs.evolve(snapshot, service=model))


@pytest.mark.parametrize(
    "change",
    [
        parameter_of_another_type,
        required_parameter,
        new_required_parameter,
        required_member,
        optional_member,
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_changed_type_can_be_accepted(
    snapshot: Snapshot, change: Callable[[Model], None]
) -> None:
    model = copy.deepcopy(snapshot.service)
    change(model)
    changed = attrs.evolve(snapshot, service=model)
    accepted = Run(DATA, snapshot=changed, accept=True).data_files[ACCEPTED]
    assert accepted == render_accepted(changed)
    assert accepted != render_accepted(snapshot)


def test_changes_that_break_nothing_do_not_stop_the_generator(snapshot: Snapshot) -> None:
    model = copy.deepcopy(snapshot.service)
    model["shapes"]["StopFleetRequest"]["required"].remove("Name")
    model["shapes"]["Description"]["max"] = 9999
    del model["operations"]["StopFleet"]["errors"]
    run = Run(DATA, snapshot=attrs.evolve(snapshot, service=model))
    assert "Added to the data" not in run.report()


def test_an_error_code_that_is_placed_twice_is_named(snapshot: Snapshot, data: Data) -> None:
    other = CommonErrorData(summary="s", advice="a", codes=("LimitExceededException", "Throttling"))
    common = {**data.common_errors, "Other": other}
    with pytest.raises(CodegenError) as caught:
        build(snapshot, attrs.evolve(data, common_errors=common))
    assert "LimitExceededException is placed twice, also in Other" in str(caught.value)
    assert "Throttling is placed twice, also in Other" in str(caught.value)


def notes_of(snapshot: Snapshot, data: Data) -> str:
    problems = Problems()
    build(snapshot, data, problems=problems)
    return "\n".join(problems.notes)


def test_a_new_waiter_of_botocore_is_noted(snapshot: Snapshot, data: Data) -> None:
    waiters = {**snapshot.waiters, "UserTeleported": {"acceptors": [], "operation": "StopFleet"}}
    noted = notes_of(attrs.evolve(snapshot, waiters=waiters), data)
    assert "new waiter UserTeleported" in noted


def test_a_waiter_that_botocore_no_longer_has_is_named(snapshot: Snapshot, data: Data) -> None:
    with pytest.raises(CodegenError, match="removed waiter FleetStarted"):
        build(attrs.evolve(snapshot, waiters={}), data)


def test_a_changed_pattern_is_noted_and_shown_instead_of_its_description(
    snapshot: Snapshot, data: Data
) -> None:
    model = copy.deepcopy(snapshot.service)
    model["shapes"]["KmsKeyArn"]["pattern"] = "^new$"
    assert "pattern of KmsKeyArn changed" in notes_of(attrs.evolve(snapshot, service=model), data)
    service = build(attrs.evolve(snapshot, service=model), data)
    limits = [f.type.limits for m in service.models() for f in m.fields if f.wire == "KmsKeyArn"]
    assert limits
    assert all("Pattern: ``^new$``." in texts for texts in limits)


def test_a_difference_from_the_waiter_of_botocore_is_named(snapshot: Snapshot, data: Data) -> None:
    waiters = copy.deepcopy(snapshot.waiters)
    waiters["FleetStarted"]["acceptors"][0]["expected"] = "DANCING"
    with pytest.raises(CodegenError, match="fleet_running: botocore's FleetStarted"):
        build(attrs.evolve(snapshot, waiters=waiters), data)


Change = Callable[[dict[str, Any], dict[str, Any]], None]
"""Changes the data of ``fleet_running`` and of its source, passed as dicts."""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda w, _: w.update(before=()), "specify before and action together"),
        (lambda w, _: w.update(failure=("STOPPING", "STOPPED")), "a state is placed twice"),
        (lambda w, _: w.update(pending=("STARTING", "DANCING")), "removed value .* DANCING"),
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


def test_a_new_state_is_noted_for_each_waiter_and_counts_as_pending(
    snapshot: Snapshot, data: Data
) -> None:
    model = copy.deepcopy(snapshot.service)
    model["shapes"]["FleetState"]["enum"].append("DANCING")
    fleets = data.resources["fleets"]
    states = fleets.enums["FleetState"]
    states = attrs.evolve(states, values={**states.values, "DANCING": "Having fun."})
    fleets = attrs.evolve(fleets, enums={**fleets.enums, "FleetState": states})
    changed = attrs.evolve(snapshot, service=model)
    placed = attrs.evolve(data, resources={**data.resources, "fleets": fleets})
    assert notes_of(changed, placed).splitlines() == [
        f"new value of FleetState DANCING: no list of data/waiters.toml, waiters.fleet_{goal} has it; "
        f"waiters treat it as pending until you add it to a list of states"
        for goal in ("running", "stopped")
    ]
    waiters = [w for w in build(changed, placed).waiters if w.source.state.name == "FleetState"]
    assert [waiter.pending[-1] for waiter in waiters] == ["DANCING", "DANCING"]


def test_a_source_that_no_waiter_uses_is_named(snapshot: Snapshot, data: Data) -> None:
    waiters = {name: w for name, w in data.waiters.waiters.items() if w.source != "sessions"}
    changed = attrs.evolve(data.waiters, waiters=waiters)
    with pytest.raises(CodegenError, match=r"sources\.sessions: no waiter uses it; remove it"):
        build(snapshot, attrs.evolve(data, waiters=changed))


def test_an_invalid_data_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "service.toml").write_text("service = [", encoding="utf-8")
    with pytest.raises(CodegenError, match=r"service\.toml"):
        load_data(tmp_path)
    (tmp_path / "service.toml").write_text("servise = 'x'", encoding="utf-8")
    with pytest.raises(CodegenError, match="servise"):
        load_data(tmp_path)


def test_the_service_has_at_least_the_expected_numbers_of_names(
    snapshot: Snapshot, data: Data
) -> None:
    service = build(snapshot, data)
    operations = [operation for resource in service.resources for operation in resource.operations]
    assert len(operations) >= 90
    assert sum(operation.returns.name == "PAGES" for operation in operations) >= 22
    assert len(service.errors) >= 15
    assert len(list(service.enums())) >= 51 + 4
    assert len([resource for resource in service.resources if resource.operations]) >= 14
    assert all(waiter.source.operation in operations for waiter in service.waiters)
