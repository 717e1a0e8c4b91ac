"""The texts of fields, parameters and returned values that the generator composes."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import ir
from codegen.build_service import build
from codegen.read_data import load_data
from codegen.read_model import read_snapshot
from codegen.render import render
from codegen.render.text import describe

DATA = Path(__file__).resolve().parents[2] / "codegen" / "data"
COLORS = ir.EnumType(
    name="Color",
    resource="paints",
    doc="The colors.",
    link="",
    values=(ir.Value("RED", "RED", "Red."), ir.Value("BLUE", "BLUE", "Blue.")),
    base="OpenEnum",
)


def field(doc: str, type_: ir.Type) -> ir.Field:
    return ir.Field(name="color", wire="Color", type=type_, required=False, doc=doc)


def described(doc: str, type_: ir.Type) -> str:
    return describe(field(doc, type_), {"Color": COLORS})


def test_a_text_is_followed_by_the_values_of_its_enum() -> None:
    text = described("The color.", ir.Type(ir.Kind.ENUM, name="Color"))
    assert text == "The color. One of ``RED``, ``BLUE``."


def test_a_text_that_names_values_is_not_followed_by_all_of_them() -> None:
    text = described("Must be ``RED``.", ir.Type(ir.Kind.ENUM, name="Color"))
    assert text == "Must be ``RED``."


def test_limits_of_keys_and_values_of_a_map_are_listed() -> None:
    value = ir.Type(ir.Kind.STRING, limits=("At most 9 characters.", "Pattern: ``x``."))
    type_ = ir.Type(
        ir.Kind.MAP, item=value, limits=("At most 2 entries.",), key_limits=("Not empty.",)
    )
    assert described("The tags.", type_) == (
        "The tags. At most 2 entries. Each key: not empty. "
        "Each value: at most 9 characters. Pattern: ``x``."
    )


def test_a_pattern_of_items_without_other_limits_has_one_colon() -> None:
    item = ir.Type(ir.Kind.STRING, limits=("Pattern: ``x``.",))
    text = described("The names.", ir.Type(ir.Kind.LIST, item=item))
    assert text == "The names. Pattern of each item: ``x``."


def test_items_without_limits_are_not_mentioned() -> None:
    type_ = ir.Type(ir.Kind.LIST, item=ir.Type(ir.Kind.STRING))
    assert described("The names.", type_) == "The names."


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    files = render(build(read_snapshot("appstream"), load_data(DATA)))
    return {path: " ".join(text.split()) for path, text in files.items()}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("operations/images.py", "AWS can return fewer. From 0 to 25."),
        ("operations/users.py", "AWS can return fewer. From 0 to 500."),
        ("operations/images.py", "From 0 to 500. AWS documents 1 to 500, with a default of 50."),
        ("operations/sessions.py", "AWS's default is 20, and its maximum is 50."),
        ("operations/app_block_builders.py", "AWS documents a maximum of 25."),
        ("operations/tags.py", "Each key: 1 to 128 characters. Letters, digits, spaces and"),
        ("operations/tags.py", "Each value: at most 256 characters. Letters, digits, spaces and"),
        ("operations/fleets.py", "Returns: The new fleet."),
        ("operations/fleets.py", "Returns: The fleet after the change."),
        ("async_operations/fleets.py", "Returns: The fleet after the change."),
    ],
)
def test_limits_and_returned_values_are_in_the_docstrings(
    files: dict[str, str], path: str, text: str
) -> None:
    assert text in files[path]
