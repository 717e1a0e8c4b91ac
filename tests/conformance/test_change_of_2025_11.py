"""Every parameter, field and value of AWS's change of 2025-11-10 works.

The JSON file has the syntax of the six operations that changed. ``A|B`` lists the values of an enum.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import StructureShape

from appstream_typed import (
    ImageBuilder,
    InstanceType,
    LicensedSoftware,
    NetworkAccessConfiguration,
    Pager,
    Session,
)
from appstream_typed.models.base import Model
from tests.canned import Canned
from tests.shapes import SERVICE, typed_argument

SYNTAX = json.loads(Path(__file__).with_name("change_of_2025_11.json").read_text(encoding="utf-8"))
VALUES = SYNTAX.pop("values")


def variants(value: Any) -> Iterator[Any]:
    """Yield variants of the value that together contain each alternative of its enums."""
    flat = {value} if isinstance(value, str) else set(filter(None, strings(value)))
    most = max([1, *(text.count("|") + 1 for text in flat)])
    for number in range(most):
        yield pick(value, number)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def pick(value: Any, number: int) -> Any:
    if isinstance(value, str):
        choices = value.split("|")
        return choices[number % len(choices)]
    if isinstance(value, dict):
        return {key: pick(item, number) for key, item in value.items()}
    if isinstance(value, list):
        return [pick(item, number) for item in value]
    return value


def test_the_syntax_file_has_all_six_operations() -> None:
    assert sorted(SYNTAX) == [
        "CreateImageBuilder",
        "DeleteImageBuilder",
        "DescribeImageBuilders",
        "DescribeSessions",
        "StartImageBuilder",
        "StopImageBuilder",
    ]


@pytest.mark.parametrize("operation", sorted(SYNTAX))
def test_every_parameter_is_accepted_and_sent(canned: Canned, operation: str) -> None:
    shape = SERVICE.operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)
    for request in variants(SYNTAX[operation]["request"]):
        arguments = {}
        for name, value in request.items():
            keyword = "page_size" if name in ("MaxResults", "Limit") else xform_name(name)
            arguments[keyword] = typed_argument(shape.members[name], value)
        canned.answer(next(variants(SYNTAX[operation]["response"])))
        result = getattr(canned.client, xform_name(operation))(**arguments)
        if isinstance(result, Pager):
            result.first()
        assert canned.bodies[-1] == request


@pytest.mark.parametrize("operation", sorted(SYNTAX))
def test_every_field_and_value_is_read(canned: Canned, operation: str) -> None:
    required = {
        xform_name(name): "x"
        for name in SERVICE.operation_model(operation).input_shape.required_members
    }
    for response in variants(SYNTAX[operation]["response"]):
        response.pop("NextToken", None)
        canned.answer(response)
        result = getattr(canned.client, xform_name(operation))(**required)
        model: Model = result.one() if isinstance(result, Pager) else result
        (value,) = response.values()
        assert timed(model.to_dict()) == (value[0] if isinstance(value, list) else value)
        assert isinstance(model, (ImageBuilder, Session))
        assert model.state is not None
        assert model.state.is_known
        network = model.network_access_configuration
        assert isinstance(network, NetworkAccessConfiguration)
        assert network.eni_ipv6_addresses == ("string",)


def timed(value: Any) -> Any:
    """Convert datetimes to seconds, as AppStream sends them."""
    if isinstance(value, dict):
        return {key: timed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [timed(item) for item in value]
    return value.timestamp() if hasattr(value, "timestamp") else value


def test_every_instance_type_and_licensed_software_is_an_enum_member() -> None:
    assert len(VALUES["InstanceType"]) == 54
    assert all(InstanceType(value).is_known for value in VALUES["InstanceType"])
    assert len(VALUES["LicensedSoftware"]) == 24
    assert all(LicensedSoftware(value).is_known for value in VALUES["LicensedSoftware"])
