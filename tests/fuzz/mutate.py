"""Create inputs that are almost valid: documents of the model with a few changes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from botocore.model import Shape

from tests.protocols import JSON
from tests.shapes import FORMS, wire

ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    7.5,
    10**40,
    -(2**63) - 1,
    1e308,
    float("inf"),
    float("-inf"),
    float("nan"),
    "",
    "x",
    "\x00",
    "\ud800",
    "é" * 300,
    "2025-11-10T00:00:00Z",
    "9999-12-31T23:59:59.999999999+14:00",
    "Mon, 10 Nov 2025 00:00:00 GMT",
    "1e999",
    [],
    [None],
    [[]],
    {},
    {"": None},
    {"__type": "X"},
    {"A": {"B": [{"C": None}]}},
]
"""Unusual values that replace valid ones."""


def document(shape: Shape | None, chance: random.Random) -> Any:
    """Return a document of the shape with up to four changes."""
    found = JSON.decode(JSON.encode(wire(shape, chance.choice(FORMS))))
    for _ in range(chance.randrange(5)):
        found = changed(found, chance)
    return found


def changed(value: Any, chance: random.Random) -> Any:
    """Return the value with one change somewhere in it."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        act = chance.randrange(5)
        if act == 0:
            return {name: item for name, item in value.items() if name != key}
        if act == 1:
            return {**value, chance.choice(["", "Other", key.lower(), f"{key}s"]): value[key]}
        return {**value, key: changed(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        place = chance.randrange(len(value))
        if chance.random() < 0.2:
            return value * chance.choice([0, 2, 50])
        return [*value[:place], changed(value[place], chance), *value[place + 1 :]]
    return chance.choice(ODD)


def text(shape: Shape | None, chance: random.Random) -> bytes:
    """Return the bytes of a document. About one in three is malformed or has unusual JSON."""
    body = json.dumps(document(shape, chance)).encode()
    return chance.choice(_BREAKS)(body, chance) if chance.random() < 0.35 else body


def _cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _flip(body: bytes, chance: random.Random) -> bytes:
    found = bytearray(body)
    for _ in range(chance.randrange(1, 6)):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def _insert(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    part = chance.choice(
        [b"\x00", b"{", b"}", b"[", b",", b'"', b"\\ud83d", b"\xff", b"NaN", b"1e999", b"/**/"]
    )
    return body[:place] + part * chance.choice([1, 1, 1, 40]) + body[place:]


def _deep(_: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([10, 500, 5_000, 100_000])
    return chance.choice([b"[" * depth + b"]" * depth, b'{"A":' * depth + b"1" + b"}" * depth])


def _number(_: bytes, chance: random.Random) -> bytes:
    return b'{"Limit": ' + b"9" * chance.choice([20, 400, 5_000]) + b', "StartTime": -1e400}'


def _long(_: bytes, chance: random.Random) -> bytes:
    return b'{"Id": "' + b"x" * chance.choice([1_000, 100_000]) + b'"}'


def _twice(body: bytes, _: random.Random) -> bytes:
    return body[:-1] + b", " + body[1:] if body[:1] == b"{" else body * 2


def _other_encoding(body: bytes, chance: random.Random) -> bytes:
    return body.decode("utf-8", "replace").encode(
        chance.choice(["utf-16", "utf-32", "latin-1"]), "replace"
    )


_BREAKS: list[Callable[[bytes, random.Random], bytes]] = [
    _cut,
    _cut,
    _flip,
    _flip,
    _insert,
    _insert,
    _deep,
    _number,
    _long,
    _twice,
    _other_encoding,
]
