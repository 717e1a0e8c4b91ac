"""For every operation, the default path and the path through botocore's parser return the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore import xform_name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import Pager, ResponseError
from appstream_typed._transport.body_reader import install
from appstream_typed.models.base import Model
from tests.canned import Canned
from tests.conformance.test_requests import SIZES
from tests.conformance.test_responses import parse
from tests.protocols import PROTOCOLS, Protocol
from tests.shapes import OPERATIONS, SERVICE, assert_agrees, typed_argument, wire, wires


def outcome(canned: Canned, operation: str, body: bytes) -> Any:
    """Return the outcome of a typed call: its result, or its error."""
    shape = SERVICE.operation_model(operation).input_shape
    arguments = {
        xform_name(name): typed_argument(shape.members[name], wire(shape.members[name], "required"))
        for name in (shape.required_members if shape else ())
        if name not in SIZES
    }
    canned.reset()
    canned.answer(body)
    try:
        result = getattr(canned.client, xform_name(operation))(**arguments)
        if not isinstance(result, Pager):
            return result
        page = next(result.pages())
    except ResponseError as error:
        return type(error), error.path, error.reason
    return page.items, page.next_token, page.result


def plain(result: Any) -> Any:
    """Return the result as plain data, without unknown members, which botocore drops."""
    if isinstance(result, Model):
        return type(result), plain(result.to_dict())
    if isinstance(result, (list, tuple)):
        return [plain(item) for item in result]
    if isinstance(result, dict):
        return {key: plain(value) for key, value in result.items() if key != "AlsoAddedLater"}
    return result


@contextmanager
def read_by_botocore(canned: Canned) -> Iterator[None]:
    """Let botocore's parser read the bodies."""
    canned.boto3.meta.events.unregister("before-parse.appstream", unique_id="appstream-typed-read")
    try:
        yield
    finally:
        install(canned.boto3)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_both_code_paths_return_the_same(clients: dict[Protocol, Canned], operation: str) -> None:
    output = SERVICE.operation_model(operation).output_shape

    @given(data=st.data(), protocol=st.sampled_from(PROTOCOLS))
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    def check(data: st.DataObject, protocol: Protocol) -> None:
        body = protocol.encode(data.draw(wires(output)))
        ours = outcome(clients[protocol], operation, body)
        with read_by_botocore(clients[protocol]):
            theirs = outcome(clients[protocol], operation, body)
        assert plain(ours) == plain(theirs)
        if isinstance(ours, Model) and type(ours).__name__ == output.name:
            known = {k: v for k, v in ours.to_dict().items() if k != "AlsoAddedLater"}
            assert_agrees(output, parse(protocol, body, output), plain(known), operation)

    check()
