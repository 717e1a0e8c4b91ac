"""Enums accept unknown values."""

from __future__ import annotations

import copy
import pickle

import pytest

from appstream_typed import (
    EntitlementAttributeName,
    ImageBuilder,
    ImageBuilderState,
    InstanceType,
    LicensedSoftware,
    UserStatus,
    enums,
)
from tests.shapes import SERVICE


def test_a_member_equals_its_string() -> None:
    assert ImageBuilderState.RUNNING == "RUNNING"
    assert f"{ImageBuilderState.RUNNING} {ImageBuilderState.RUNNING!s}" == "RUNNING RUNNING"
    assert hash(ImageBuilderState.RUNNING) == hash("RUNNING")
    assert ImageBuilderState("RUNNING") is ImageBuilderState.RUNNING
    assert ImageBuilderState.RUNNING.is_known


def test_an_unknown_value_becomes_a_member_like_object() -> None:
    value = ImageBuilderState("LEVITATING")
    assert value == "LEVITATING"
    assert isinstance(value, ImageBuilderState)
    assert not value.is_known
    assert value not in list(ImageBuilderState)
    assert value == ImageBuilderState("LEVITATING")
    assert value != ImageBuilderState.RUNNING
    assert str(value) == "LEVITATING"
    assert hash(value) == hash("LEVITATING")
    assert "LEVITATING" in repr(value)


@pytest.mark.parametrize("value", [ImageBuilderState.RUNNING, ImageBuilderState("LEVITATING")])
def test_values_can_be_pickled_and_copied(value: ImageBuilderState) -> None:
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert other == value
        assert type(other) is ImageBuilderState
        assert other.is_known is value.is_known


def test_an_unknown_value_is_sent_back_unchanged() -> None:
    builder = ImageBuilder.from_dict({"Name": "b", "State": "LEVITATING"})
    assert builder.to_dict() == {"Name": "b", "State": "LEVITATING"}
    assert type(builder.to_dict()["State"]) is str


@pytest.mark.parametrize("bad", [None, 1, b"RUNNING"])
def test_other_types_are_refused(bad: object) -> None:
    with pytest.raises(TypeError, match="ImageBuilderState"):
        ImageBuilderState(bad)


def test_an_instance_type_has_a_family_and_a_size() -> None:
    kind = InstanceType.STREAM_GRAPHICS_G4DN_12XLARGE
    assert (kind.family, kind.size, kind.retired) == ("graphics.g4dn", "12xlarge", False)
    assert InstanceType.STREAM_STANDARD_SMALL.family == "standard"
    assert InstanceType.STREAM_GRAPHICS_PRO_4XLARGE.retired
    assert InstanceType("stream.quantum.q1.9xlarge").family == "quantum.q1"
    assert not InstanceType("stream.quantum.q1.9xlarge").retired
    assert InstanceType("odd").family == ""


def test_enums_have_the_values_that_only_documentation_lists() -> None:
    assert len(InstanceType) == 62
    assert sum(kind.retired for kind in InstanceType) == 8
    assert len(LicensedSoftware) == 24
    assert [name.value for name in EntitlementAttributeName][-2:] == ["costCenter", "userType"]
    assert EntitlementAttributeName.COST_CENTER.value == "costCenter"
    assert {status.value for status in UserStatus} >= {"CONFIRMED", "UNKNOWN"}


def test_every_value_of_the_installed_model_is_known() -> None:
    for name in SERVICE.shape_names:
        values = getattr(SERVICE.shape_for(name), "enum", None)
        if values:
            ours = getattr(enums, name)
            assert set(values) <= {member.value for member in ours}, name
