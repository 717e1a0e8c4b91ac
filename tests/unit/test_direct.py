"""Bodies are read without botocore's parser, and nobody else notices."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from appstream_typed import AppStreamClient, ImageBuilder, ResponseError, Stack, UnknownApiError
from tests.canned import Canned


def test_whoever_uses_the_boto3_client_gets_dicts(canned: Canned) -> None:
    canned.answer(*[{"Stacks": [{"Name": "s", "CreatedTime": 1763000000}]}] * 3)
    before = canned.boto3.describe_stacks()
    typed = canned.client.describe_stacks().one()
    after = canned.boto3.describe_stacks()
    assert before["Stacks"] == after["Stacks"]
    assert typed.to_dict() == before["Stacks"][0]


def test_two_typed_clients_on_one_boto3_client(canned: Canned) -> None:
    canned.answer(*[{"Stacks": [{"Name": "s"}]}] * 2)
    other = AppStreamClient(canned.boto3)
    assert other.describe_stacks().all() == canned.client.describe_stacks().all()


def test_the_ordinary_road_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "ImageBuilders": [
            {"Name": "b", "State": "RUNNING", "CreatedTime": when, "ImageBuilderErrors": []}
            for when in (1763000000, 1763000000.5, "2026-01-02T03:04:05Z", "1763000000")
        ]
        + [{"Name": "b", "CreatedTime": "Fri, 02 Jan 2026 03:04:05 GMT", "VpcConfig": None}]
    }
    roads: list[Any] = []
    for direct in (True, False):
        with Canned() as canned, monkeypatch.context() as patch:
            if not direct:
                patch.setattr("appstream_typed._transport.calls.call_directly", lambda call, r: call(**r))
            canned.answer(answer)
            roads.append(canned.client.describe_image_builders().all())
    assert roads[0] == roads[1]
    assert len(roads[0]) == 5


def test_a_stubbed_client_goes_the_ordinary_road() -> None:
    boto = boto3.client("appstream")
    with Stubber(boto) as stub:
        stub.add_response("describe_stacks", {"Stacks": [{"Name": "s"}]})
        assert AppStreamClient(boto).describe_stacks().one().name == "s"


def test_unknown_members_survive(canned: Canned) -> None:
    raw = {"Name": "s", "Smell": "roses", "ApplicationSettings": {"Enabled": True, "Deep": [1]}}
    canned.answer({"Stacks": [raw]})
    stack = canned.client.describe_stacks().one()
    assert stack.unknown_members == {"Smell": "roses"}
    assert stack.application_settings is not None
    assert stack.application_settings.unknown_members == {"Deep": [1]}
    for twin in (stack, pickle.loads(pickle.dumps(stack)), copy.deepcopy(stack)):
        assert twin.to_dict() == raw
    assert Stack.from_dict(stack.to_dict()) == stack
    assert "roses" not in repr(stack)
    assert Stack(name="s").unknown_members == {}


def test_unknown_members_are_not_sent(canned: Canned) -> None:
    raw = {"Name": "b", "VpcConfig": {"SubnetIds": ["a"], "Smell": "roses"}, "Colour": 3}
    builder = ImageBuilder.from_dict(raw)
    canned.answer({"ImageBuilder": raw})
    canned.client.create_image_builder(
        name="c", instance_type="stream.standard.small", vpc_config=builder.vpc_config
    )
    assert canned.bodies[0]["VpcConfig"] == {"SubnetIds": ["a"]}


@pytest.mark.parametrize("body", [b"{", b"[]", b"3", b"null", b"\xff{}", b"<html/>", b"[" * 99_999])
def test_a_body_that_is_no_object_is_a_response_error(canned: Canned, body: bytes) -> None:
    canned.answer(body)
    with pytest.raises(ResponseError, match="DescribeStacks") as caught:
        canned.client.describe_stacks().all()
    assert caught.value.raw is None, "there may be secrets in it"
    assert caught.value.__cause__ is None


def test_an_empty_body_is_no_empty_listing(canned: Canned) -> None:
    canned.answer(b"", b"{}", b"")
    with pytest.raises(ResponseError, match=r"^DescribeStacks: the body is empty"):
        canned.client.describe_stacks().all()
    assert canned.client.describe_stacks().all() == []
    canned.client.delete_stack(name="s")


@pytest.mark.parametrize(
    "body", [b"[]", b"\xff\xfe", b'{"__type": 5}', b'{"message": {}}', b"[" * 10**5]
)
def test_an_error_that_botocore_cannot_read_is_told_by_its_status(
    canned: Canned, body: bytes
) -> None:
    canned.answer(body, status=400)
    with pytest.raises(UnknownApiError) as caught:
        canned.client.describe_stacks().all()
    assert (caught.value.code, caught.value.http_status) == ("400", 400)


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_body_that_ends_early_is_a_response_error(canned: Canned, status: int) -> None:
    canned.headers["Content-Length"] = "10"
    canned.answer(b"{}", status=status)
    with pytest.raises(ResponseError, match="DescribeStacks: the body ends after 2 of 10 bytes"):
        canned.client.describe_stacks().all()
    canned.headers["Content-Encoding"] = "gzip"  # the length is that of the packed body
    canned.answer(b"{}")
    assert canned.client.describe_stacks().all() == []


@pytest.mark.parametrize("value", [10**40, -(10**40)])
def test_huge_numbers(canned: Canned, value: int) -> None:
    canned.answer(json.dumps({"Fleets": [{"MaxConcurrentSessions": value}]}).encode())
    assert canned.client.describe_fleets().one().max_concurrent_sessions == value
    canned.answer(json.dumps({"Fleets": [{"CreatedTime": value}]}).encode())
    with pytest.raises(ResponseError, match=r"Fleets\[0\].CreatedTime: expected a timestamp"):
        canned.client.describe_fleets().all()
