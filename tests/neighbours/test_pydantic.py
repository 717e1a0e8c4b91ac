"""pydantic accepts models and enums as fields. JSON schemas match botocore's model of AppStream.

The session ``neighbours`` runs this file with the oldest pydantic too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import pytest
from attrs import field, make_class
from botocore.model import ListShape, MapShape, Shape, StructureShape
from pydantic import BaseModel, TypeAdapter, ValidationError

from appstream_typed import (
    Application,
    DirectoryConfig,
    Fleet,
    FleetState,
    InstanceType,
    NetworkAccessConfiguration,
    ServiceAccountCredentials,
    Session,
    VpcConfig,
    enums,
    models,
)
from appstream_typed.enums.base import OpenEnum
from appstream_typed.models.base import Model
from tests.shapes import FORMS, INVENTED, structures, wire

STRUCTURES = structures()
ENUMS = [name for name in enums.__all__ if not name.endswith("Value")]
DOCUMENTED_ENUMS = {"InstanceType", "LicensedSoftware", "EntitlementAttributeName", "UserStatus"}
SECRET = "planted-5ecret"
FLEET = {
    "Arn": "a",
    "Name": "office",
    "InstanceType": "stream.standard.small",
    "ComputeCapacityStatus": {"Desired": 1},
    "State": "RUNNING",
    "CreatedTime": datetime(2026, 1, 2, tzinfo=timezone.utc),
}


class Plan(BaseModel):
    """A class that a user defines."""

    owner: str
    fleet: Fleet
    state: FleetState | None = None
    networks: dict[str, VpcConfig] = {}
    sizes: dict[InstanceType, int] = {}
    sessions: tuple[Session, ...] = ()


def model(shape: StructureShape) -> type[Model]:
    cls: type[Model] = getattr(models, shape.name)
    return cls


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shape", STRUCTURES, ids=lambda shape: shape.name)
def test_every_model_is_read_and_written_like_from_dict_and_to_dict(
    shape: StructureShape, form: str
) -> None:
    cls, data = model(shape), wire(shape, form)
    adapter = TypeAdapter(cls)
    expected = cls.from_dict(data)
    read = adapter.validate_python(data)
    assert type(read) is cls
    assert read == expected
    assert read.unknown_members == expected.unknown_members
    assert adapter.validate_python(expected) is expected
    assert adapter.dump_python(read) == expected.to_dict()
    text = adapter.dump_json(read)
    again = adapter.validate_json(text)
    assert again == read
    assert again.unknown_members == read.unknown_members
    assert cls.from_json(text) == read


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("shape", STRUCTURES, ids=lambda shape: shape.name)
def test_the_schema_of_every_model_matches_aws_model(shape: StructureShape, mode: Any) -> None:
    schema = TypeAdapter(model(shape)).json_schema(mode=mode)
    definitions = schema.pop("$defs", {})
    assert schema["type"] == "object"
    assert schema["title"] == shape.name
    assert schema["description"]
    assert set(schema.get("required", ())) == set(shape.required_members)
    assert set(schema["properties"]) == set(shape.members)
    for name, member in shape.members.items():
        assert_describes(schema["properties"][name], member, definitions, is_sensitive=False)
        assert schema["properties"][name]["description"]


def assert_describes(
    schema: dict[str, Any], shape: Shape, definitions: dict[str, Any], *, is_sensitive: bool
) -> None:
    """Check that a JSON schema has the type and the limits of the shape."""
    limits = shape.metadata
    if isinstance(shape, StructureShape):
        assert schema["$ref"] == f"#/$defs/{shape.name}"
        assert set(definitions[shape.name]["properties"]) == set(shape.members)
        return
    if reference := schema.get("$ref"):
        target = definitions[reference.rpartition("/")[2]]
        assert target["type"] == "string"
        assert "enum" not in target
        assert list(getattr(shape, "enum", ())) == target["examples"] or (
            target["title"] in DOCUMENTED_ENUMS
        )
        return
    is_sensitive = is_sensitive or bool(limits.get("sensitive"))
    expected: dict[str, Any]
    if isinstance(shape, ListShape):
        expected = {"type": "array", "minItems": limits.get("min"), "maxItems": limits.get("max")}
        inner = shape.member
        assert_describes(schema["items"], inner, definitions, is_sensitive=is_sensitive)
        is_sensitive = is_sensitive or bool(inner.metadata.get("sensitive"))
    elif isinstance(shape, MapShape):
        expected = {"type": "object", "maxProperties": limits.get("max")}
        for side, keyword in ((shape.key, "propertyNames"), (shape.value, "additionalProperties")):
            assert schema.get(keyword, {}).get("pattern") == side.metadata.get("pattern")
        assert schema["additionalProperties"]["type"] == "string"
    elif shape.type_name == "string":
        expected = {
            "type": "string",
            "minLength": limits.get("min"),
            "maxLength": limits.get("max"),
            "pattern": limits.get("pattern"),
            "format": "password" if is_sensitive else None,
        }
    else:
        kind, form = {
            "integer": ("integer", None),
            "long": ("integer", None),
            "boolean": ("boolean", None),
            "timestamp": ("string", "date-time"),
        }[shape.type_name]
        expected = {"type": kind, "format": form}
        expected |= {"minimum": limits.get("min"), "maximum": limits.get("max")}
    assert {key: schema.get(key) for key in expected} == expected
    if "description" in schema:  # a property, not the items of an array
        assert schema.get("writeOnly", False) == is_sensitive


@pytest.mark.parametrize("name", ENUMS)
def test_every_enum_accepts_any_string(name: str) -> None:
    cls: type[OpenEnum] = getattr(enums, name)
    adapter = TypeAdapter(cls)
    for member in cls:
        assert adapter.validate_python(str(member)) is member
        assert adapter.validate_python(member) is member
        assert type(adapter.dump_python(member)) is str
    unknown = adapter.validate_json('"A_VALUE_ADDED_LATER"')
    assert type(unknown) is cls
    assert not unknown.is_known
    assert adapter.validate_python(unknown) is unknown
    assert adapter.dump_json(unknown) == b'"A_VALUE_ADDED_LATER"'
    schema = adapter.json_schema()
    assert schema.pop("description")
    assert schema == {"type": "string", "title": name, "examples": [str(member) for member in cls]}
    with pytest.raises(ValidationError, match="expected a string, got int"):
        adapter.validate_python(3)


def test_a_users_class_may_contain_models() -> None:
    plan = Plan.model_validate(
        {
            "owner": "ada",
            "fleet": {**FLEET, INVENTED: 1},
            "state": "HIBERNATED",
            "networks": {"x": {"SubnetIds": ["s"]}},
            "sizes": {"stream.standard.small": 2},
        }
    )
    assert plan.fleet == Fleet.from_dict(FLEET)
    assert plan.state == FleetState("HIBERNATED")
    assert plan.networks == {"x": VpcConfig(subnet_ids=["s"])}
    assert plan.sizes == {InstanceType.STREAM_STANDARD_SMALL: 2}
    dumped = plan.model_dump()
    assert dumped["fleet"] == plan.fleet.to_dict()
    assert dumped["fleet"]["CreatedTime"] == FLEET["CreatedTime"]
    in_json = json.loads(plan.model_dump_json())
    assert in_json["fleet"]["CreatedTime"] == "2026-01-02T00:00:00Z"
    assert in_json["fleet"][INVENTED] == 1
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert Plan.model_validate(plan.model_dump(), strict=True) == plan


def test_an_error_has_the_path_of_the_value() -> None:
    bad = {**FLEET, "VpcConfig": {"SubnetIds": ["a", 7]}}
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate({"owner": "ada", "fleet": bad, "state": 3})
    first, second = caught.value.errors()
    assert first["loc"] == ("fleet", "VpcConfig", "SubnetIds", 1)
    assert first["msg"] == "expected a string, got int"
    assert first["input"] == 7
    assert second["loc"] == ("state",)
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(list[Fleet]).validate_python([FLEET, "office"])
    assert caught.value.errors()[0]["loc"] == (1,)


@pytest.mark.parametrize("key", ["plain", "it's", 'a "b"', "a.b[0]"])
def test_the_key_of_a_map_is_part_of_the_path(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Application).validate_python({"Metadata": {key: 7}})
    assert caught.value.errors()[0]["loc"] == ("Metadata", key)


def test_the_schema_of_a_map_has_the_type_of_its_values() -> None:
    """AppStream's maps have only string values, so the test defines a model with other maps."""

    office_type = make_class(
        "Office",
        {
            "networks": field(type=Mapping[str, VpcConfig]),
            "limits": field(type=Mapping[str, tuple[int, ...]] | None, default=None),
        },
        bases=(Model,),
        kw_only=True,
    )
    schema = TypeAdapter(office_type).json_schema()
    office = schema["$defs"]["Office"]["properties"] if "$ref" in schema else schema["properties"]
    assert office["Networks"]["additionalProperties"] == {"$ref": "#/$defs/VpcConfig"}
    limits = office["Limits"]["additionalProperties"]
    assert limits == {"type": "array", "items": {"type": "integer"}}


def test_a_snake_case_key_is_refused_with_the_correct_key() -> None:
    with pytest.raises(ValidationError, match="'name' is 'Name'") as caught:
        Plan.model_validate({"owner": "ada", "fleet": {"name": "office"}})
    assert caught.value.errors()[0]["loc"] == ("fleet",)


def test_an_error_hides_sensitive_values() -> None:
    data = {"AccountName": "n", "AccountPassword": [SECRET]}
    for cls, value in (
        (ServiceAccountCredentials, data),
        (DirectoryConfig, {"DirectoryName": "d", "ServiceAccountCredentials": data}),
        (DirectoryConfig, {"DirectoryName": "d", "ServiceAccountCredentials": SECRET}),
    ):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(cls).validate_python(value)
        assert SECRET not in str(caught.value)
        assert SECRET not in str(caught.value.errors())


def test_a_subclass_is_read_as_itself() -> None:
    class Mine(NetworkAccessConfiguration):
        """A class that a user defines."""

    read = TypeAdapter(Mine).validate_python({"EniId": "eni-1"})
    assert type(read) is Mine
    assert TypeAdapter(NetworkAccessConfiguration).validate_python(read) is read


def test_nothing_imports_pydantic() -> None:
    code = (
        "import sys, appstream_typed as a\n"
        "for m in (a, a.models, a.enums, a.errors, a.waiters, a.local):\n"
        "    for name in m.__all__: getattr(m, name)\n"
        "a.VpcConfig.from_dict({'SubnetIds': ['s']}).to_json()\n"
        "assert not {'pydantic', 'pydantic_core'} & sys.modules.keys()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
