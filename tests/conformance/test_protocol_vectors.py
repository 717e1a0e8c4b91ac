"""The public test vectors of AWS JSON 1.1, read by this package and by botocore."""

# Annotations are not deferred, because attrs and cattrs evaluate those of the classes below.

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen
from botocore.model import ListShape, MapShape, Shape, ShapeResolver, StructureShape
from botocore.parsers import create_parser

from appstream_typed import ApiError, ResourceNotFoundException
from appstream_typed._conversion.converter import structure
from appstream_typed._transport.bodies import read_body
from appstream_typed.enums.base import OpenEnum
from appstream_typed.models.base import Model
from tests.canned import Canned
from tests.protocols import JSON
from tests.shapes import SERVICE, came_later

DATA: Any = json.loads(
    (Path(__file__).parent / "protocol_vectors" / "aws_json_1_1.json").read_text(encoding="utf-8")
)


class Foo(OpenEnum):
    """An enum with one value."""

    FOO = "Foo"


@frozen(kw_only=True, repr=False, weakref_slot=False, getstate_setstate=False)
class Inner(Model):
    """A structure that is a member of another structure."""

    value: str | None = None
    time: datetime | None = None


@frozen(kw_only=True, repr=False, weakref_slot=False, getstate_setstate=False)
class Sink(Model):
    """A member of each type that AppStream's model uses."""

    string: str | None = None
    integer: int | None = None
    long: int | None = None
    boolean: bool | None = None
    timestamp: datetime | None = None
    enum: Foo | None = None
    strings: tuple[str, ...] = ()
    structures: tuple[Inner, ...] = ()
    structure: Inner | None = None
    map: Mapping[str, str] | None = field(default=None)


SHAPE = ShapeResolver(
    {
        "Sink": {
            "type": "structure",
            "members": {
                "String": {"shape": "String"},
                "Integer": {"shape": "Integer"},
                "Long": {"shape": "Long"},
                "Boolean": {"shape": "Boolean"},
                "Timestamp": {"shape": "Timestamp"},
                "Enum": {"shape": "String"},
                "Strings": {"shape": "Strings"},
                "Structures": {"shape": "Inners"},
                "Structure": {"shape": "Inner"},
                "Map": {"shape": "Map"},
            },
        },
        "Inner": {
            "type": "structure",
            "members": {"Value": {"shape": "String"}, "Time": {"shape": "Timestamp"}},
        },
        "Inners": {"type": "list", "member": {"shape": "Inner"}},
        "Strings": {"type": "list", "member": {"shape": "String"}},
        "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
        "String": {"type": "string"},
        "Integer": {"type": "integer"},
        "Long": {"type": "long"},
        "Boolean": {"type": "boolean"},
        "Timestamp": {"type": "timestamp"},
    }
).get_shape_by_name("Sink")


def seconds(value: Any) -> Any:
    """Return the value with timestamps as seconds, as in the vectors."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {key: seconds(item) for key, item in value.items()}
    return [seconds(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("vector", DATA["responses"], ids=lambda vector: vector["id"])
def test_package_and_botocore_read_the_expected_result(vector: Any) -> None:
    member, expected = vector["member"], vector["value"]
    body = json.dumps({member: vector["raw"]}).encode()
    sink = structure(read_body(body, {}, "Op", JSON.name), Sink, "Op")
    ours = {k: v for k, v in sink.to_dict().items() if k not in sink.unknown_members}
    assert seconds(ours) == ({} if expected is None else {member: expected})
    theirs = create_parser("json").parse({"status_code": 200, "headers": {}, "body": body}, SHAPE)
    del theirs["ResponseMetadata"]
    assert seconds(ours) == seconds(theirs)
    again = structure(json.loads(sink.to_json()), Sink, "Op")
    assert again == sink


@pytest.mark.parametrize("vector", DATA["errors"], ids=lambda vector: vector["id"])
def test_an_error_has_the_expected_class_message_and_status(canned: Canned, vector: Any) -> None:
    """AppStream's model has no FooError, so ResourceNotFoundException replaces it."""
    text = json.dumps(vector.get("body", {})).replace("FooError", "ResourceNotFoundException")
    canned.headers |= {
        name: value.replace("FooError", "ResourceNotFoundException")
        for name, value in vector.get("headers", {}).items()
    }
    canned.answer(json.loads(text) if "body" in vector else b"", status=vector["status"])
    with pytest.raises(ApiError) as caught:
        canned.client.delete_fleet(name="f")
    assert type(caught.value) is ResourceNotFoundException
    assert caught.value.message == vector.get("message", "")
    assert caught.value.http_status == vector["status"]


def kinds(shape: Shape, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the types and traits in a shape, and nested types such as ``list of structure``."""
    yield shape.type_name
    if shape.name in above:
        yield "recursion"
        return
    above = (*above, shape.name)
    inner: dict[str, list[Shape]] = {
        "list": [shape.member] if isinstance(shape, ListShape) else [],
        "map": [shape.value] if isinstance(shape, MapShape) else [],
        "structure": list(shape.members.values()) if isinstance(shape, StructureShape) else [],
    }
    for kind, members in inner.items():
        for member in members:
            yield f"{kind} of {member.type_name}"
            yield from kinds(member, above)
    for trait in ("union", "document", "eventstream", "jsonvalue", "sparse"):
        if shape.metadata.get(trait) or getattr(shape, f"is_{trait}_type", False):
            yield trait


def test_appstreams_model_uses_no_skipped_type() -> None:
    shapes = {name: SERVICE.shape_for(name) for name in SERVICE.shape_names}
    found = {kind for shape in shapes.values() for kind in kinds(shape)}
    later = {kind for name, shape in shapes.items() if came_later(name) for kind in kinds(shape)}
    assert {"list of structure", "map of string", "timestamp"} <= found
    assert set(DATA["out_of_scope"]) & (found - {"blob"} - later) == set()


def test_every_vector_is_either_run_or_listed_as_skipped() -> None:
    run = [vector["id"] for vector in (*DATA["responses"], *DATA["errors"])]
    listed = [id_ for ids in DATA["out_of_scope"].values() for id_ in ids]
    assert len(run) + len(listed) == len({*run, *listed}) >= 70
