"""For every operation, typed calls and boto3 send the same requests."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import xform_name
from botocore.model import ListShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import Pager, ResponseError
from tests.canned import Canned
from tests.protocols import PROTOCOLS, Protocol
from tests.shapes import OPERATIONS, SERVICE, typed_argument, wire, wires, without_empty

SIZES = ("MaxResults", "Limit")


def sent(canned: Canned, operation: str, parameters: dict[str, Any]) -> tuple[Any, Any]:
    """Return the bodies of the requests that boto3 and a typed call send."""
    shape = SERVICE.operation_model(operation).input_shape
    canned.reset()
    canned.answer({}, {})
    method = xform_name(operation)
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
        pass  # the empty response is an error, but the request was sent
    # A typed call sends required parameters first. boto3 sends them in the order of the arguments.
    order = canned.bodies[-1]
    getattr(canned.boto3, method)(**{name: parameters[name] for name in {**order, **parameters}})
    ours, theirs = canned.requests
    assert theirs.url == ours.url
    assert unsigned(theirs) == unsigned(ours)
    return theirs.body, ours.body


def unsigned(request: Any) -> dict[str, Any]:
    """Return the headers that do not change with each request."""
    changing = ("Authorization", "X-Amz-Date", "amz-sdk-invocation-id", "Content-Length")
    return {name: value for name, value in request.headers.items() if name not in changing}


@pytest.mark.parametrize("form", ["full", "required"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_typed_call_sends_what_boto3_sends(canned: Canned, operation: str, form: str) -> None:
    shape = SERVICE.operation_model(operation).input_shape
    parameters = wire(shape, form)
    theirs, ours = sent(canned, operation, parameters)
    assert ours == theirs


@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_subset_of_parameters_is_sent_as_boto3_sends_it(
    clients: dict[Protocol, Canned], operation: str
) -> None:
    shape = SERVICE.operation_model(operation).input_shape
    if shape is None or not shape.members:
        return

    @given(data=st.data(), protocol=st.sampled_from(PROTOCOLS))
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    def check(data: st.DataObject, protocol: Protocol) -> None:
        drawn = without_empty(data.draw(wires(shape)))
        parameters = {
            name: fitted(shape.members[name], drawn.get(name, wire(shape.members[name], "full")))
            for name in shape.members
            if name in drawn or name in shape.required_members
        }
        if parameters.get("NextToken") == "":
            del parameters["NextToken"]  # a typed call does not send an empty token
        theirs, ours = map(protocol.decode, sent(clients[protocol], operation, parameters))
        assert without_empty(ours) == without_empty(theirs)

    check()


def fitted(shape: Any, value: Any) -> Any:
    """Return a value that botocore's validator accepts.

    It has all required members and no unknown members. Strings, lists and maps are not empty.
    """
    if shape.type_name == "structure":
        return {
            name: fitted(member, value.get(name, wire(member, "required")))
            for name, member in shape.members.items()
            if value.get(name) is not None or name in shape.required_members
        }
    if isinstance(shape, ListShape):
        return [fitted(shape.member, item) for item in value] or [wire(shape.member, "full")]
    if shape.type_name == "map":
        entries = {key or "k": fitted(shape.value, item) for key, item in value.items()}
        return entries or {"k": wire(shape.value, "full")}
    if shape.type_name == "string":
        return value.ljust(max(shape.metadata.get("min", 0), 1), "x")
    if shape.type_name in ("integer", "long"):
        return max(value, shape.metadata.get("min", value))
    return value
