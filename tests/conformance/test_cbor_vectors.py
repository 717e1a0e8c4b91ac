"""The public test vectors of Smithy RPC v2 CBOR, read by this package and by botocore."""

# Annotations are not deferred, because attrs and cattrs evaluate those of the classes below.

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import frozen
from botocore.model import ShapeResolver
from botocore.parsers import create_parser

from appstream_typed import ApiError
from appstream_typed._conversion.converter import structure
from appstream_typed._transport.bodies import read_body
from appstream_typed.models.base import Model
from tests.canned import Canned
from tests.conformance.test_protocol_vectors import Foo, kinds, seconds
from tests.protocols import CBOR, Protocol
from tests.shapes import SERVICE, came_later

DATA: Any = json.loads(
    (Path(__file__).parent / "protocol_vectors" / "rpc_v2_cbor.json").read_text(encoding="utf-8")
)


@frozen(kw_only=True, repr=False, weakref_slot=False, getstate_setstate=False)
class Pair(Model):
    """A structure that is an item of a list."""

    __wire_names__: ClassVar[Mapping[str, str]] = {"a": "a", "b": "b"}

    a: str | None = None
    b: str | None = None


@frozen(kw_only=True, repr=False, weakref_slot=False, getstate_setstate=False)
class Sink(Model):
    """Members of the vectors whose types AppStream's model uses."""

    __wire_names__: ClassVar[Mapping[str, str]] = {
        "string": "stringValue",
        "integer": "integerValue",
        "short": "shortValue",
        "byte": "byteValue",
        "long": "longValue",
        "true": "trueBooleanValue",
        "false": "falseBooleanValue",
        "time": "datetime",
        "strings": "stringList",
        "string_set": "stringSet",
        "times": "timestampList",
        "enums": "enumList",
        "pairs": "structureList",
    }

    string: str | None = None
    integer: int | None = None
    short: int | None = None
    byte: int | None = None
    long: int | None = None
    true: bool | None = None
    false: bool | None = None
    time: datetime | None = None
    strings: tuple[str, ...] = ()
    string_set: tuple[str, ...] = ()
    times: tuple[datetime, ...] = ()
    enums: tuple[Foo, ...] = ()
    pairs: tuple[Pair, ...] = ()


KINDS = {
    "String": ("stringValue",),
    "Integer": ("integerValue", "shortValue", "byteValue", "longValue"),
    "Boolean": ("trueBooleanValue", "falseBooleanValue"),
    "Timestamp": ("datetime",),
    "Strings": ("stringList", "stringSet", "enumList"),
    "Timestamps": ("timestampList",),
    "Pairs": ("structureList",),
}
SHAPE = ShapeResolver(
    {
        "Sink": {
            "type": "structure",
            "members": {name: {"shape": kind} for kind, names in KINDS.items() for name in names},
        },
        "Pair": {
            "type": "structure",
            "members": {"a": {"shape": "String"}, "b": {"shape": "String"}},
        },
        "Pairs": {"type": "list", "member": {"shape": "Pair"}},
        "Strings": {"type": "list", "member": {"shape": "String"}},
        "Timestamps": {"type": "list", "member": {"shape": "Timestamp"}},
        "String": {"type": "string"},
        "Integer": {"type": "integer"},
        "Boolean": {"type": "boolean"},
        "Timestamp": {"type": "timestamp"},
    }
).get_shape_by_name("Sink")
MEMBERS = set(Sink.__wire_names__.values())


def known(members: dict[str, Any]) -> dict[str, Any]:
    """Return the non-empty members that ``Sink`` has."""
    return {k: seconds(v) for k, v in members.items() if k in MEMBERS and v != []}


@pytest.mark.parametrize("vector", DATA["responses"], ids=lambda vector: vector["id"])
def test_package_and_botocore_read_the_expected_result(vector: Any) -> None:
    body = b64decode(vector["body"])
    sink = structure(read_body(body, {}, "Op", CBOR.name), Sink, "Op")
    assert known(sink.to_dict()) == known(vector["value"])
    assert set(sink.unknown_members) >= set(vector["value"]) - MEMBERS
    response: Any = {"status_code": 200, "headers": {}, "body": body or b"\xa0"}
    assert known(create_parser(CBOR.name).parse(response, SHAPE)) == known(vector["value"])


@pytest.mark.parametrize("vector", DATA["errors"], ids=lambda vector: vector["id"])
def test_an_error_has_the_expected_code_message_and_status(
    clients: dict[Protocol, Canned], vector: Any
) -> None:
    canned = clients[CBOR]
    canned.reset()
    canned.headers |= vector["headers"]
    canned.answer(b64decode(vector["body"]), status=vector["status"])
    with pytest.raises(ApiError) as caught:
        canned.client.delete_fleet(name="f")
    assert caught.value.code == vector["code"]
    assert caught.value.message == vector.get("message", "")
    assert caught.value.http_status == vector["status"]


def test_appstreams_model_uses_no_skipped_type() -> None:
    shapes = {name: SERVICE.shape_for(name) for name in SERVICE.shape_names}
    found = {kind for shape in shapes.values() for kind in kinds(shape)}
    later = {kind for name, shape in shapes.items() if came_later(name) for kind in kinds(shape)}
    assert set(DATA["out_of_scope"]) & (found - later) == set()


def test_every_vector_is_either_run_or_listed_as_skipped() -> None:
    run = [vector["id"] for vector in (*DATA["responses"], *DATA["errors"])]
    listed = [id_ for ids in DATA["out_of_scope"].values() for id_ in ids]
    assert len(run) + len(listed) == len({*run, *listed}) == 37
