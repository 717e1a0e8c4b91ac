"""What typed calls send is what boto3 sends for the same parameters, for every operation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import ListShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import Pager, ResponseError
from tests.canned import Canned
from tests.shapes import OPERATIONS, SERVICE, typed_argument, wire, wires, without_empty

SIZES = ("MaxResults", "Limit")


def sent(canned: Canned, operation: str, parameters: dict[str, Any]) -> tuple[Any, Any]:
    """The bodies that boto3 and a typed call send."""
    shape = SERVICE.operation_model(operation).input_shape
    canned.answer({}, {})
    method = xform_name(operation)
    getattr(canned.boto3, method)(**parameters)
    paged = "NextToken" in (shape.members if shape else {}) and "NextToken" in getattr(
        SERVICE.operation_model(operation).output_shape, "members", {}
    )
    arguments = {
        ("page_size" if paged and name in SIZES else xform_name(name)): typed_argument(
            shape.members[name], value
        )
        for name, value in parameters.items()
    }
    try:
        result = getattr(canned.client, method)(**arguments)
        if isinstance(result, Pager):
            result.first()
    except ResponseError:
        pass  # the answer is empty, the request went out
    theirs, ours = canned.requests[-2:]
    assert theirs.headers["X-Amz-Target"] == ours.headers["X-Amz-Target"]
    return json.loads(theirs.body), json.loads(ours.body)


@pytest.mark.parametrize("form", ["full", "required"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_typed_call_sends_what_boto3_sends(canned: Canned, operation: str, form: str) -> None:
    shape = SERVICE.operation_model(operation).input_shape
    parameters = wire(shape, form)
    theirs, ours = sent(canned, operation, parameters)
    assert ours == theirs


@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_subset_of_parameters_is_sent_as_boto3_sends_it(operation: str) -> None:
    shape = SERVICE.operation_model(operation).input_shape
    if shape is None or not shape.members:
        return
    with Canned() as canned:

        @given(data=st.data())
        @settings(deadline=None, suppress_health_check=list(HealthCheck))
        def check(data: st.DataObject) -> None:
            drawn = without_empty(data.draw(wires(shape)))
            parameters = {
                name: fitted(
                    shape.members[name], drawn.get(name, wire(shape.members[name], "full"))
                )
                for name in shape.members
                if name in drawn or name in shape.required_members
            }
            if parameters.get("NextToken") == "":
                del parameters["NextToken"]  # no token, for us
            theirs, ours = sent(canned, operation, parameters)
            assert without_empty(ours) == without_empty(theirs)

        check()


def fitted(shape: Any, value: Any) -> Any:
    """The value as botocore's validator takes it: no unknown members, no missing ones, no empties."""
    if shape.type_name == "structure":
        return {
            name: fitted(member, value.get(name, wire(member, "required")))
            for name, member in shape.members.items()
            if value.get(name) is not None or name in shape.required_members
        }
    if isinstance(shape, ListShape):
        return [fitted(shape.member, item) for item in value] or [wire(shape.member, "full")]
    if shape.type_name == "map":
        return {key or "k": item for key, item in value.items()} or {"k": "v"}
    if shape.type_name == "string":
        return value.ljust(max(shape.metadata.get("min", 0), 1), "x")
    if shape.type_name in ("integer", "long"):
        return max(value, shape.metadata.get("min", value))
    return value
