"""If an older botocore is installed, its model lacks some members of the responses."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.parsers import create_parser

from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.protocols import CBOR, JSON, Protocol


@pytest.mark.parametrize(
    ("protocol", "name"), [(JSON, "json"), (CBOR, "smithy-rpc-v2-cbor")], ids=["json", "cbor"]
)
def test_members_that_the_model_lacks_are_omitted(protocol: Protocol, name: str) -> None:
    image = {"Name": "i", "ImagePermissions": {"allowFleet": True, "allowDreams": True}}
    result = {"Images": [{**image, "Mood": "good"}], "Weather": {"Sun": 1}, "NextToken": "t"}
    model = load_model()
    body = protocol.write(result, model.mirrored["DescribeImages"])
    response: dict[str, Any] = {"body": body, "headers": {}, "status_code": 200}
    parsed = create_parser(name).parse(response, model.operations["DescribeImages"].output_shape)
    assert parsed["Images"] == [{"Name": "i", "ImagePermissions": {"allowFleet": True}}]
    assert parsed["NextToken"] == "t"
    assert b"Mood" not in body
    assert b"allowDreams" not in body
