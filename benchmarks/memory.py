"""The memory of a session, and the growth of memory during a long pagination."""

from __future__ import annotations

import gc
import json
import resource
import tracemalloc
from collections.abc import Iterator
from typing import Any

import boto3
from aws_resource_validator.pydantic_models.appstream import appstream_classes
from botocore.awsrequest import AWSResponse
from calls import CREDENTIALS
from peers import parse, read_dataclasses, session

from appstream_typed import AppStreamClient, Session
from appstream_typed._conversion.converter import structure_list

_COUNT = 5000


def memory() -> dict[str, float]:
    """Return the bytes of a session as boto3's dict, as a model, and as an object of each other package."""
    body = json.dumps({"Sessions": [session(n) for n in range(_COUNT)]}).encode()
    validated = appstream_classes.SessionTypeDef
    found = {}
    for name, make in {
        "boto3": lambda: parse("sessions", body),
        "appstream-typed": lambda: structure_list(json.loads(body)["Sessions"], Session, "x"),
        "boto3 + aws-resource-validator": lambda: [
            validated.model_validate(item) for item in parse("sessions", body)
        ],
        "boto3 + boto3-dataclass": lambda: read_dataclasses("Session", parse("sessions", body)),
    }.items():
        make()
        gc.collect()
        tracemalloc.start()
        kept: object = make()
        gc.collect()
        found[name] = tracemalloc.get_traced_memory()[0] / _COUNT
        tracemalloc.stop()
        del kept
    return found


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.body


def growth(sessions: int) -> float:
    """Return the growth of the process in MiB while it iterates over a number of sessions."""
    boto: Any = boto3.client("appstream", region_name="us-east-1", **CREDENTIALS)
    pages = iter(range(sessions // 50))
    items = json.dumps([session(n) for n in range(50)])

    def send(request: Any, **_: object) -> AWSResponse:
        number = next(pages)
        token = f', "NextToken": "token-{number}"' if number + 1 < sessions // 50 else ""
        raw: Any = _Raw(f'{{"Sessions": {items}{token}}}'.encode())
        return AWSResponse(request.url, 200, {}, raw)

    boto.meta.events.register("before-send.appstream", send)
    walk = iter(AppStreamClient(boto).describe_sessions(stack_name="s", fleet_name="f"))
    for _ in range(5000):
        next(walk)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = 5000 + sum(1 for _ in walk)
    assert count == sessions, count
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
