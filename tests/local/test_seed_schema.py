"""The JSON schema of seeds, and the checks that use it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from appstream_typed.local import LocalAppStream, load_seed
from appstream_typed.local.seeding.schema_checks import problems
from appstream_typed.local.seeding.seed_format import KINDS
from appstream_typed.local.seeding.seed_schema import seed_schema
from tests.local.test_recording import RICH

FILE = files("appstream_typed.local.seeding").joinpath("seed.schema.json")
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
THEIRS = Draft202012Validator(SCHEMA)


def test_the_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == {*KINDS, "$schema", "origin"}


def test_the_file_matches_the_model() -> None:
    """Compare only members that the installed model has. ``nox -s drift`` compares the whole file."""

    def compare(ours: Any, theirs: Any, path: str = "") -> int:
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return sum(compare(ours[k], theirs[k], f"{path}.{k}") for k in ours.keys() & theirs)
        if path.endswith((".enum", ".required")):
            return len(set(ours) & set(theirs))
        assert ours == theirs, path
        return 1

    assert compare(seed_schema(), SCHEMA) > 800


def test_valid_seeds_are_accepted() -> None:
    for seed in (RICH, load_seed("demo"), {}):
        assert list(THEIRS.iter_errors(seed)) == []
        assert list(problems(seed, SCHEMA)) == []


KEYS = st.sampled_from(
    ["Name", "InstanceType", "State", "VpcConfig", "SubnetIds", "Tags", "fleets", "stacks", "Count"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from(["RUNNING", "x", "2026-01-31T12:00:00Z", ""])
)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def spoiled() -> st.SearchStrategy[Any]:
    """Return valid seeds in which one value at a random place is replaced."""

    def replace(value: Any, path: list[Any], new: Any) -> Any:
        if not path:
            return new
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[path[0]] = replace(value[path[0]], path[1:], new)
        return copy

    def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if not isinstance(value, (dict, list)):
            return [path]
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        return [path, *(found for key, item in inner for found in paths(item, (*path, key)))]

    every = st.sampled_from(paths(RICH))
    return st.builds(lambda path, new: replace(RICH, list(path), new), every, DATA)


@given(DATA | spoiled())
def test_the_checks_agree_with_jsonschema(seed: Any) -> None:
    assert bool(list(problems(seed, SCHEMA))) == bool(list(THEIRS.iter_errors(seed)))


@pytest.mark.parametrize("suffix", ["yaml", "yml", "YAML"])
def test_a_yaml_file_is_read(tmp_path: Path, local: LocalAppStream, suffix: str) -> None:
    file = tmp_path / f"seed.{suffix}"
    file.write_text(
        "stacks:\n"
        "- Name: s\n"
        "  CreatedTime: 2026-01-31T12:00:00Z\n"
        "users:\n"
        "- {UserName: a@example.com, Status: CONFIRMED}\n",
        encoding="utf-8",
    )
    local.seed(load_seed(str(file)))
    created = local.client().describe_stacks().one().created_time
    assert created is not None
    assert created.isoformat() == "2026-01-31T12:00:00+00:00"


def test_invalid_yaml_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text("a: [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"seed\.yaml: it is not valid YAML"):
        load_seed(file)
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    with pytest.raises(ValueError, match="pip install PyYAML"):
        load_seed(file)


def test_an_invalid_time_is_refused(local: LocalAppStream) -> None:
    with pytest.raises(ValueError, match=r"^stacks\[0\]\.CreatedTime: 'yesterday' is not a time"):
        local.seed({"stacks": [{"Name": "s", "CreatedTime": "yesterday"}]})
