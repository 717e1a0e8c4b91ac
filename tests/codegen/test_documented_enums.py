"""Enums whose values only AWS's documentation lists: each value has a text, and the text is true."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from codegen.build_service import build
from codegen.problems import CodegenError
from codegen.read_data import load_data
from codegen.read_model import read_snapshot

DATA = load_data(Path(__file__).resolve().parents[2] / "codegen" / "data")
INSTANCE_TYPES = DATA.documented_enums["InstanceType"]


@pytest.mark.parametrize("name", DATA.documented_enums)
def test_every_value_has_a_text(name: str) -> None:
    enum = DATA.documented_enums[name]
    assert [value for value in enum.values if not enum.value_doc(value)] == []


def listed(operation: str) -> tuple[set[str], set[str]]:
    """Return the instance types that an operation documents, and those of Elastic fleets among them."""
    shapes = read_snapshot("appstream").shapes
    text = shapes[f"{operation}Request"]["members"]["InstanceType"]["documentation"]
    common, _, elastic = text.partition("available for Elastic fleets")
    return (
        set(re.findall(r"stream\.[\w.-]+\w", common)),
        set(re.findall(r"stream\.[\w.-]+\w", elastic)),
    )


def test_texts_name_the_resources_that_the_model_lists() -> None:
    builders, _ = listed("CreateImageBuilder")
    app_block_builders, _ = listed("CreateAppBlockBuilder")
    fleets, elastic = listed("CreateFleet")
    for value in INSTANCE_TYPES.values:
        text = INSTANCE_TYPES.value_doc(value)
        assert (" image builders" in text) == (value in builders), value
        assert ("app block builders" in text) == (value in app_block_builders), value
        assert ("fleets of all types" in text) == (value in elastic), value
        assert ("On-Demand fleets" in text) == (value in fleets - elastic), value
        assert ("Available" in text) == (value not in INSTANCE_TYPES.retired), value


def test_texts_name_the_size() -> None:
    for value in INSTANCE_TYPES.values:
        assert f"size {value.rpartition('.')[2]}," in INSTANCE_TYPES.value_doc(value)


def test_the_longest_prefix_wins_unless_a_value_has_its_own_text() -> None:
    enum = attrs.evolve(
        INSTANCE_TYPES,
        value_docs={"stream.memory.z1d.large": "own"},
        value_docs_by_prefix={
            "stream.memory.": "short {rest}",
            "stream.memory.z1d.": "long {rest}",
        },
    )
    values = ("memory.large", "memory.z1d.xlarge", "memory.z1d.large", "compute.large")
    texts = [enum.value_doc(f"stream.{value}") for value in values]
    assert texts == ["short large", "long xlarge", "own", ""]


def test_a_prefix_that_no_value_has_is_reported() -> None:
    enum = attrs.evolve(INSTANCE_TYPES, value_docs_by_prefix={"stream.storage.": "{rest}"})
    data = attrs.evolve(DATA, documented_enums={**DATA.documented_enums, "InstanceType": enum})
    with pytest.raises(CodegenError, match=r"no value starts with stream\.storage\."):
        build(read_snapshot("appstream"), data)
