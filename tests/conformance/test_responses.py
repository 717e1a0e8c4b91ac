"""For every operation, typed calls return the results that botocore parses."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from botocore import xform_name
from botocore.parsers import create_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appstream_typed import Pager, ResponseError, _descriptions, models
from appstream_typed.models.base import Model
from tests.canned import Canned
from tests.protocols import PROTOCOLS, Protocol
from tests.shapes import (
    FORMS,
    OPERATIONS,
    SERVICE,
    assert_agrees,
    structures,
    typed_argument,
    wire,
    wires,
)

MISSING_IS_AN_ERROR = "missing in AppStream's response"


def call(canned: Canned, operation: str) -> Any:
    """Call the typed method with its required arguments."""
    shape = SERVICE.operation_model(operation).input_shape
    arguments = {
        xform_name(name): typed_argument(shape.members[name], parsed(shape.members[name]))
        for name in (shape.required_members if shape else ())
    }
    return getattr(canned.client, xform_name(operation))(**arguments)


def parsed(shape: Any) -> Any:
    return wire(shape, "required")


def parse(protocol: Protocol, body: bytes, shape: Any) -> Any:
    """Return the result as botocore parses it."""
    response: Any = {"status_code": 200, "headers": {}, "body": body}
    result = create_parser(protocol.name).parse(response, shape)
    del result["ResponseMetadata"]
    return result


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_typed_call_returns_what_botocore_parses(
    canned: Canned, operation: str, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    output = SERVICE.operation_model(operation).output_shape
    response = wire(output, form)
    response.pop("NextToken", None)
    body = canned.protocol.encode(response)
    theirs = parse(canned.protocol, body, output)
    canned.answer(body)
    caplog.set_level(logging.WARNING, "appstream_typed")
    try:
        result = call(canned, operation)
        if isinstance(result, Pager):
            pages = list(result.pages())
            assert len(pages) == 1
            member = getattr(_descriptions, xform_name(operation).upper()).member
            items = [i.to_dict() if isinstance(i, Model) else i for i in pages[0].items]
            assert_agrees(output.members[member], theirs.get(member, []), items, member)
            if pages[0].result is not None:
                assert_agrees(output, theirs, pages[0].result.to_dict(), operation)
            return
    except ResponseError as error:
        # The call returns the result's only member, so AWS must not omit it.
        assert form in ("empty", "required")
        assert error.reason == MISSING_IS_AN_ERROR
        return
    if result is None:
        return
    if type(result).__name__ == (output.name if output else ""):
        assert_agrees(output, theirs, result.to_dict(), operation)
        return
    member = getattr(_descriptions, xform_name(operation).upper()).member
    plain = result.to_dict() if isinstance(result, Model) else result
    if isinstance(plain, tuple):
        plain = [item.to_dict() if isinstance(item, Model) else item for item in plain]
    assert_agrees(output.members[member], theirs.get(member, type(plain)()), plain, operation)


@pytest.mark.parametrize("shape", structures(), ids=lambda shape: shape.name)
@given(data=st.data(), protocol=st.sampled_from(PROTOCOLS))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_any_response_round_trips(shape: Any, data: st.DataObject, protocol: Protocol) -> None:
    theirs = parse(protocol, protocol.encode(data.draw(wires(shape))), shape)
    cls: type[Model] = getattr(models, shape.name)
    model = cls.from_dict(theirs)
    assert_agrees(shape, theirs, model.to_dict(), shape.name)
    assert cls.from_dict(model.to_dict()) == model
    assert cls.from_json(model.to_json()) == model
    assert hash(cls.from_json(model.to_json())) == hash(model)
