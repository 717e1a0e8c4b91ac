"""The tested functions, and the errors that they may raise. Any other error is a defect."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

from botocore import xform_name
from botocore.serialize import create_serializer

from appstream_typed import ApiError, Pager, ResponseError, models
from appstream_typed.local import LocalAppStream
from appstream_typed.local.resources.dispatch import Dispatcher
from appstream_typed.local.seeding import load_seed
from appstream_typed.local.settings import Settings
from appstream_typed.local.wire.front_end import FrontEnd
from appstream_typed.local.wire.messages import Request
from tests.canned import Canned
from tests.fuzz.mutate import changed, document, text
from tests.protocols import CBOR, JSON, Protocol
from tests.shapes import OPERATIONS, SERVICE, structures, typed_argument, wire


class Input(NamedTuple):
    """An input, and the name of its class or operation."""

    subject: str
    body: bytes


class Target(NamedTuple):
    """A tested function, and a function that creates inputs for it."""

    make: Callable[[random.Random], Input]
    """Create an input."""
    feed: Callable[[Input], str]
    """Test an input. Return the outcome, or raise an error if it is a defect."""


_SHAPES = {shape.name: shape for shape in structures()}
_NAMES = sorted(_SHAPES)


def _model_text(chance: random.Random) -> Input:
    name = chance.choice(_NAMES)
    return Input(name, text(_SHAPES[name], chance))


def _from_json(given: Input) -> str:
    try:
        model = getattr(models, given.subject).from_json(given.body)
    except ResponseError:
        return "ResponseError"
    # A model from a valid document can be displayed, written and read again.
    repr(model)
    _check_round_trip(model)
    return "read"


def _check_round_trip(model: Any) -> None:
    written = model.to_dict()
    if written and written.keys() == model.unknown_members.keys():
        return  # from_dict refuses a dict without a known key
    assert type(model).from_dict(written) == model
    assert type(model).from_json(model.to_json()) == model


def _model_dict(chance: random.Random) -> Input:
    name = chance.choice(_NAMES)
    return Input(name, json.dumps(document(_SHAPES[name], chance)).encode())


def _from_dict(given: Input) -> str:
    cls = getattr(models, given.subject)
    try:
        raw = json.loads(given.body)
    except (ValueError, RecursionError):
        return "no JSON"
    try:
        model = cls.from_dict(raw)
    except ResponseError:
        return "ResponseError"
    hash(model)
    _check_round_trip(model)
    return "read"


def _answer_text(chance: random.Random) -> Input:
    name = chance.choice(OPERATIONS)
    status = chance.choice(["200", "200", "200", "400", "500"])
    body = text(SERVICE.operation_model(name).output_shape, chance)
    if status != "200" and chance.random() < 0.5:
        body = json.dumps(
            {chance.choice(["__type", "code", "x"]): document(None, chance), "message": "m"}
        ).encode()
    return Input(f"{name} {status}", body)


def _response_cbor(chance: random.Random) -> Input:
    name = chance.choice(OPERATIONS)
    status = chance.choice(["200", "200", "200", "400", "500"])
    content = document(SERVICE.operation_model(name).output_shape, chance)
    if status != "200" and chance.random() < 0.5:
        content = {chance.choice(["__type", "code", "x"]): content, "message": "m"}
    try:
        body = CBOR.encode(content)
    except ValueError:  # CBOR cannot encode surrogates
        body = b""
    return Input(f"{name} {status}", _changed_bytes(body, chance))


def _changed_bytes(body: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few changes. Some results are truncated."""
    found = bytearray(body)
    for _ in range(chance.randrange(8)):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found[: chance.randrange(len(found) + 1)] if chance.random() < 0.3 else found)


_client = cache(Canned)


def _read_response(given: Input, protocol: Protocol) -> str:
    """Read a response with the typed client and botocore."""
    canned = _client(protocol)
    operation, status = given.subject.split()
    shape = SERVICE.operation_model(operation).input_shape
    arguments = {
        xform_name(name): typed_argument(shape.members[name], wire(shape.members[name], "required"))
        for name in (shape.required_members if shape else ())
    }
    canned.reset()
    canned.answer(given.body, status=int(status))
    try:
        result = getattr(canned.client, xform_name(operation))(**arguments)
        if isinstance(result, Pager):
            next(result.pages())
    except (ResponseError, ApiError) as error:
        return type(error).__name__
    return "result"


_CBOR: Any = create_serializer("smithy-rpc-v2-cbor", include_validation=False)
_settings = Settings()
_front_end = FrontEnd(_settings, Dispatcher(_settings).call)
_HEADERS = {
    "content-type": "application/x-amz-json-1.1",
    "authorization": (
        "AWS4-HMAC-SHA256 Credential=123456789012/20251110/us-east-1/appstream/aws4_request, "
        "SignedHeaders=host, Signature=0"
    ),
}


def _request(chance: random.Random) -> Input:
    name = chance.choice(OPERATIONS)
    return Input(name, text(SERVICE.operation_model(name).input_shape, chance))


def _local(given: Input) -> str:
    """Check that the local AppStream answers any request with a valid response."""
    headers = {**_HEADERS, "x-amz-target": f"PhotonAdminProxyService.{given.subject}"}
    response = _front_end.handle(Request(path="/", query="", headers=headers, body=given.body))
    assert response.status in {200, 400, 404, 409, 403}, response
    json.loads(response.body)
    return str(response.status)


def _cbor_request(chance: random.Random) -> Input:
    name = chance.choice(OPERATIONS)
    shape = SERVICE.operation_model(name)
    try:
        document_ = wire(shape.input_shape, chance.choice(["full", "required"]))
        body = bytes(_CBOR.serialize_to_request(document_, shape)["body"])
    except (KeyError, TypeError, ValueError, AttributeError):
        body = b""
    return Input(name, _changed_bytes(body, chance))


def _local_cbor(given: Input) -> str:
    headers = {**_HEADERS, "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    path = f"/service/PhotonAdminProxyService/operation/{given.subject}"
    response = _front_end.handle(Request(path=path, query="", headers=headers, body=given.body))
    assert response.status in {200, 400, 404, 409, 403}, response
    return str(response.status)


def _seed(chance: random.Random) -> Input:
    seed: Any = dict(load_seed("demo"))
    kind = chance.choice(list(seed))
    entry = json.loads(json.dumps(seed[kind]))
    for _ in range(chance.randrange(1, 4)):
        entry = changed(entry, chance)
    return Input("seed", json.dumps({kind: entry}).encode())


def _load_seed(given: Input) -> str:
    try:
        seed = json.loads(given.body)
    except (ValueError, RecursionError):
        return "no JSON"
    try:
        LocalAppStream().seed(seed)
    except ValueError:
        return "ValueError"
    return "planted"


TARGETS = {
    "from_json": Target(_model_text, _from_json),
    "from_dict": Target(_model_dict, _from_dict),
    "answers": Target(_answer_text, partial(_read_response, protocol=JSON)),
    "responses in CBOR": Target(_response_cbor, partial(_read_response, protocol=CBOR)),
    "requests": Target(_request, _local),
    "requests in CBOR": Target(_cbor_request, _local_cbor),
    "seeds": Target(_seed, _load_seed),
}
