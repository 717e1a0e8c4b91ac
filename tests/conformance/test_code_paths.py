"""Both ways of reading an answer, ours and botocore's, give the same, for every operation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore import xform_name
from botocore.parsers import create_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import Pager, ResponseError
from appstream_typed._transport.response_bodies import _EVENT, _ID
from appstream_typed.models.base import Model
from tests.canned import Canned
from tests.conformance.test_requests import SIZES
from tests.shapes import OPERATIONS, SERVICE, assert_agrees, typed_argument, wire, wires


def outcome(canned: Canned, operation: str, body: bytes) -> Any:
    """What a typed call gives for a body: its result, or its error."""
    shape = SERVICE.operation_model(operation).input_shape
    arguments = {
        xform_name(name): typed_argument(shape.members[name], wire(shape.members[name], "required"))
        for name in (shape.required_members if shape else ())
        if name not in SIZES
    }
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
    """The result without the members that botocore drops, and what they are in."""
    if isinstance(result, Model):
        return type(result), plain(result.to_dict())
    if isinstance(result, (list, tuple)):
        return [plain(item) for item in result]
    if isinstance(result, dict):
        return {key: plain(value) for key, value in result.items() if key != "OfTheFuture"}
    return result


@pytest.mark.parametrize("operation", OPERATIONS)
def test_both_roads_lead_to_the_same(operation: str) -> None:
    output = SERVICE.operation_model(operation).output_shape
    if output is None:
        output = SERVICE.shape_for("CreateUserResult")  # none has members
    with Canned() as direct, Canned() as ordinary:
        ordinary.boto3.meta.events.unregister(_EVENT, unique_id=_ID)

        @given(data=st.data())
        @settings(deadline=None, suppress_health_check=list(HealthCheck))
        def check(data: st.DataObject) -> None:
            body = json.dumps(data.draw(wires(output))).encode()
            ours, theirs = outcome(direct, operation, body), outcome(ordinary, operation, body)
            assert plain(ours) == plain(theirs)
            raw = {"status_code": 200, "headers": {}, "body": body}
            parsed = create_parser("json").parse(raw, output)
            parsed.pop("ResponseMetadata")
            if isinstance(ours, Model) and type(ours).__name__ == output.name:
                left = {k: v for k, v in ours.to_dict().items() if k != "OfTheFuture"}
                assert_agrees(output, parsed, plain(left), operation)

        check()
