"""Functions of attrs work with models."""

from __future__ import annotations

import attrs
import pytest
from botocore.model import StructureShape

from appstream_typed import Fleet, NetworkAccessConfiguration, models
from appstream_typed.enums.base import OpenEnum
from appstream_typed.models.base import Model
from tests.shapes import structures, wire

STRUCTURES = structures()


def model(shape: StructureShape) -> type[Model]:
    cls: type[Model] = getattr(models, shape.name)
    return cls


@pytest.mark.parametrize("shape", STRUCTURES, ids=lambda shape: shape.name)
def test_asdict_has_every_field_at_any_depth(shape: StructureShape) -> None:
    read = model(shape).from_dict(wire(shape, "full"))
    assert_is_dict_of(read, attrs.asdict(read))
    assert list(attrs.asdict(read, recurse=False)) == [f.name for f in attrs.fields(type(read))]
    assert attrs.astuple(read, recurse=False) == tuple(
        getattr(read, field.name) for field in attrs.fields(type(read))
    )


def assert_is_dict_of(value: object, data: object) -> None:
    """Check that models became dicts with field names, and that other values are unchanged."""
    if isinstance(value, Model):
        assert isinstance(data, dict)
        assert list(data) == [field.name for field in attrs.fields(type(value))]
        for name, item in data.items():
            assert_is_dict_of(getattr(value, name), item)
    elif isinstance(value, tuple):
        assert isinstance(data, tuple)
        for ours, theirs in zip(value, data, strict=True):
            assert_is_dict_of(ours, theirs)
    else:
        assert data == value
        assert type(data) is type(value)


@pytest.mark.parametrize("shape", STRUCTURES, ids=lambda shape: shape.name)
def test_fields_have_types_and_required_fields_have_no_default(shape: StructureShape) -> None:
    cls = model(shape)
    assert attrs.has(cls)
    unknown, *fields = attrs.fields(cls)
    assert unknown.alias == "unknown_members"
    assert len(fields) == len(shape.members)
    for field, (name, member) in zip(fields, shape.members.items(), strict=True):
        required = name in shape.required_members
        assert (field.default is attrs.NOTHING) == required, field.name
        assert field.type is not None
        assert not isinstance(field.type, str)
        assert field.kw_only
        assert member is not None
    assert attrs.fields_dict(cls).keys() == {unknown.name, *(field.name for field in fields)}


def test_a_constructor_accepts_the_result_of_asdict_without_nested_models() -> None:
    network = NetworkAccessConfiguration(eni_id="eni-1", eni_ipv6_addresses=["2001:db8::1"])
    data = attrs.asdict(network, filter=lambda field, _: field.alias != "unknown_members")
    assert NetworkAccessConfiguration(**data) == network


def test_asdict_can_serialize_enums() -> None:
    fleet = Fleet.from_dict({"Name": "f", "State": "RUNNING"})
    data = attrs.asdict(
        fleet, value_serializer=lambda _, __, v: str(v) if isinstance(v, OpenEnum) else v
    )
    assert type(data["state"]) is str
