"""A user's own cattrs converter reads and writes models after ``configure_converter``."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import cattrs
import pytest
from attrs import field, frozen
from cattrs.preconf.json import make_converter as make_json_converter
from cattrs.preconf.pyyaml import make_converter as make_yaml_converter

from appstream_typed import (
    DirectoryConfig,
    ExportImageTask,
    Fleet,
    FleetState,
    ResponseError,
    Session,
    VpcConfig,
    configure_converter,
    models,
)
from tests.shapes import SERVICE, wire

SECRET = "planted-5ecret"
MOMENT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
FLEET = {
    "Name": "f",
    "Arn": "a",
    "InstanceType": "stream.standard.small",
    "ComputeCapacityStatus": {"Desired": 1},
    "State": "RUNNING",
    "CreatedTime": MOMENT,
}
PLAN = {
    "name": "p",
    "number": 5,
    "start": MOMENT,
    "fleet": FLEET,
    "states": ["RUNNING", "HIBERNATED"],
    "networks": {"x": {"SubnetIds": ["a"]}},
    "tags": {"team": "design"},
    "session": None,
}

Convert = Callable[[Any], Any]


@frozen
class Plan:
    """A class that a user defines."""

    name: str
    number: int
    start: dt.datetime
    fleet: Fleet
    states: tuple[FleetState, ...]
    networks: Mapping[str, VpcConfig]
    tags: Mapping[str, str]
    session: Session | None = None


def configured(converter: cattrs.Converter) -> cattrs.Converter:
    assert configure_converter(converter) is None
    # The user's converter must handle datetime. Passing the value through is the simplest way.
    converter.register_structure_hook(dt.datetime, lambda value, _: value)
    return converter


OPTIONS = [
    {},
    {"detailed_validation": False},
    {"forbid_extra_keys": True},
    {"forbid_extra_keys": True, "detailed_validation": False},
    {"prefer_attrib_converters": True},
    {"omit_if_default": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_class_with_models_is_read_and_written(options: dict[str, Any]) -> None:
    converter = configured(cattrs.Converter(**options))
    plan = converter.structure(PLAN, Plan)
    assert plan.fleet == Fleet.from_dict(FLEET)
    assert plan.states == (FleetState.RUNNING, FleetState("HIBERNATED"))
    assert not plan.states[1].is_known
    assert plan.networks["x"] == VpcConfig(subnet_ids=["a"])
    written = converter.unstructure(plan)
    assert written == {name: PLAN[name] for name in written}
    assert written.keys() >= PLAN.keys() - {"session"}
    assert {type(state) for state in written["states"]} == {str}
    assert converter.structure(written, Plan) == plan


@pytest.mark.parametrize("form", ["full", "required"])
@pytest.mark.parametrize("name", [name for name in models.__all__ if name in SERVICE.shape_names])
def test_every_model_is_read_and_written(name: str, form: str) -> None:
    converter = configured(cattrs.Converter())
    cls = getattr(models, name)
    model = cls.from_dict(wire(SERVICE.shape_for(name), form))
    assert converter.unstructure(model) == model.to_dict()
    assert converter.structure(model.to_dict(), cls) == model
    assert converter.structure([model.to_dict()], list[cls]) == [model]
    assert converter.structure(None, cls | None) is None


@pytest.mark.parametrize("make", [make_json_converter, make_yaml_converter])
def test_preconfigured_converters_read_and_write_models(make: Callable[[], Any]) -> None:
    """The hooks of these converters write the timestamps of models."""
    converter = make()
    configure_converter(converter)
    plan = converter.structure({**PLAN, "start": converter.unstructure(MOMENT)}, Plan)
    text = converter.dumps(plan)
    assert "2026-01-02" in text
    assert "RUNNING" in text
    assert converter.loads(text, Plan) == plan


def test_a_map_of_a_model_is_written_as_a_dict() -> None:
    converter = configured(cattrs.Converter())
    task = ExportImageTask.from_dict({"TaskId": "t", "TagSpecifications": {"a": "1"}})
    assert converter.unstructure(task)["TagSpecifications"] == {"a": "1"}
    assert type(converter.unstructure(task.tag_specifications)) is dict


def test_hooks_of_the_user_for_other_types_are_kept() -> None:
    """Only models are strict, for example about numbers in strings."""
    converter = cattrs.Converter()
    configure_converter(converter)
    before = cattrs.Converter()
    for value, target in (
        (5, str),
        ("5", int),
        ("x", bool),
        (5, str | None),
        ({1: 2}, dict[str, str]),
    ):
        assert converter.structure(value, target) == before.structure(value, target)
    assert type(converter.structure({"a": "b"}, Mapping[str, str])) is type(
        before.structure({"a": "b"}, Mapping[str, str])
    )
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        converter.structure("2026-01-01", dt.datetime)
    assert converter.structure({**FLEET, "CreatedTime": 0}, Fleet).created_time is not None


@frozen
class Doubled:
    """A class that a user defines. Its fields have attrs converters."""

    number: int = field(converter=lambda value: int(value) * 2)
    fleet: Fleet = field(converter=lambda value: Fleet.from_dict({**FLEET, **value}))


def test_attrs_converters_of_the_user_are_preferred_on_request() -> None:
    converter = configured(cattrs.Converter(prefer_attrib_converters=True))
    doubled = converter.structure({"number": "4", "fleet": {"Name": "g"}}, Doubled)
    assert (doubled.number, doubled.fleet.name) == (8, "g")


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_detailed", [True, False])
def test_errors_name_the_path_of_an_unreadable_value(*, is_detailed: bool) -> None:
    converter = configured(cattrs.Converter(detailed_validation=is_detailed))
    bad = {**PLAN, "networks": {"x": {"SubnetIds": ["a", 7]}}}
    if is_detailed:
        with pytest.raises(cattrs.ClassValidationError) as group:
            converter.structure(bad, Plan)
        (message,) = cattrs.transform_error(group.value)
        assert "VpcConfig.SubnetIds[1]: expected a string, got int" in message
        assert message.endswith("@ $.networks['x']")
    else:
        with pytest.raises(ResponseError, match=r"^VpcConfig\.SubnetIds\[1\]: expected a string"):
            converter.structure(bad, Plan)
    with pytest.raises(ResponseError, match="FleetState: expected a string, got int"):
        converter.structure(5, FleetState)
    with pytest.raises(ResponseError, match="where 'name' is 'Name'"):
        converter.structure({"name": "f"}, Fleet)


def test_errors_show_nothing_sensitive() -> None:
    converter = configured(cattrs.Converter())
    raw = {"ServiceAccountCredentials": {"AccountPassword": [SECRET], "AccountName": "a"}}
    with pytest.raises(ResponseError) as caught:
        converter.structure(raw, DirectoryConfig)
    assert SECRET not in f"{caught.value}{caught.value!r}{vars(caught.value)}"


def test_unknown_members_are_kept_or_forbidden() -> None:
    raw = {**FLEET, "Smell": "roses", "VpcConfig": {"SubnetIds": ["a"], "Depth": 1}}
    lenient = configured(cattrs.Converter())
    fleet = lenient.structure(raw, Fleet)
    assert fleet.unknown_members == {"Smell": "roses"}
    assert lenient.unstructure(fleet) == raw
    strict = configured(cattrs.Converter(forbid_extra_keys=True))
    with pytest.raises(cattrs.ClassValidationError) as group:
        strict.structure({**PLAN, "fleet": raw}, Plan)
    assert sorted(cattrs.transform_error(group.value)) == [
        "extra fields found (Depth) @ $.fleet",
        "extra fields found (Smell) @ $.fleet",
    ]
    plain = configured(cattrs.Converter(forbid_extra_keys=True, detailed_validation=False))
    with pytest.raises(cattrs.ForbiddenExtraKeysError, match="Smell"):
        plain.structure(raw, Fleet)
    with pytest.raises(cattrs.ForbiddenExtraKeysError, match="Lost"):
        plain.structure({**PLAN, "Lost": 1}, Plan)


def test_converters_do_not_share_hooks() -> None:
    configure_converter(cattrs.Converter())
    with pytest.raises(Exception, match="Fleet"):
        cattrs.Converter().structure(FLEET, Fleet)
    copied = configured(cattrs.Converter()).copy()
    copied.register_unstructure_hook(dt.datetime, lambda value: value.year)
    assert copied.unstructure(Fleet.from_dict(FLEET))["CreatedTime"] == 2026


def test_configure_converter_belongs_to_the_package() -> None:
    assert configure_converter.__module__ == "appstream_typed"
    assert list(inspect.signature(configure_converter).parameters) == ["converter"]
