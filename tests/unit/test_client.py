"""How clients are created, and how they check arguments."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ParamValidationError

from appstream_typed import AppStreamClient, AsyncAppStreamClient, ImageBuilderState, VpcConfig
from appstream_typed.metadata import ResponseMetadata
from tests.canned import Canned


def test_a_client_is_created_from_the_options_of_boto3() -> None:
    client = AppStreamClient(
        region_name="eu-west-1",
        endpoint_url="http://localhost:9",
        config=Config(max_pool_connections=3),
    )
    meta = client.boto3.meta
    assert (meta.region_name, meta.endpoint_url) == ("eu-west-1", "http://localhost:9")
    assert meta.config.max_pool_connections == 3  # type: ignore[attr-defined]  # boto3 sets the attribute at run time


def test_a_session_creates_the_client() -> None:
    session = boto3.session.Session(region_name="ap-south-1")
    assert AppStreamClient(session=session).boto3.meta.region_name == "ap-south-1"


def test_a_client_that_is_passed_in_is_wrapped_and_stays_open(canned: Canned) -> None:
    client = AppStreamClient(canned.boto3)
    assert client.boto3 is canned.boto3
    with client:
        pass
    canned.answer({"Stacks": []})
    assert canned.boto3.describe_stacks()["Stacks"] == []


def test_a_client_of_another_service_is_refused() -> None:
    with pytest.raises(TypeError, match="got a client of 'sts'"):
        AppStreamClient(boto3.client("sts"))
    with pytest.raises(TypeError, match="got str"):
        AppStreamClient("appstream")  # type: ignore[arg-type]  # the error under test


def test_options_are_refused_if_a_client_is_passed_in(canned: Canned) -> None:
    with pytest.raises(TypeError, match="no effect: region_name"):
        AppStreamClient(canned.boto3, region_name="eu-west-1")


def test_an_unknown_keyword_names_the_nearest_and_sends_nothing(canned: Canned) -> None:
    with pytest.raises(TypeError, match=r"create_stack\(\) .*'nam'; did you mean 'name'\?"):
        canned.client.create_stack(nam="s")  # type: ignore[call-arg]  # the error under test
    assert canned.requests == []


def test_positional_arguments_are_refused(canned: Canned) -> None:
    with pytest.raises(TypeError):
        canned.client.create_stack("s")  # type: ignore[misc, call-arg]  # the error under test


def test_a_wrong_type_raises_botocores_error_and_sends_nothing(canned: Canned) -> None:
    with pytest.raises(ParamValidationError, match="parameter Name"):
        canned.client.create_stack(name=3)  # type: ignore[arg-type]  # the error under test
    assert canned.requests == []


def test_a_dict_instead_of_a_model_is_refused(canned: Canned) -> None:
    with pytest.raises(ParamValidationError, match=r"VpcConfig\.from_dict"):
        canned.client.create_image_builder(
            name="b",
            instance_type="stream.standard.small",
            vpc_config={"SubnetIds": ["a"]},  # type: ignore[arg-type]  # the error under test
        )
    assert canned.requests == []


def test_none_is_omitted_and_empty_lists_are_sent(canned: Canned) -> None:
    canned.answer({"ImageBuilder": {"Name": "b", "State": "PENDING"}})
    builder = canned.client.create_image_builder(
        name="b",
        instance_type="stream.standard.small",
        description=None,
        vpc_config=VpcConfig(subnet_ids=("a",)),
        tags={"team": "x"},
        softwares_to_install=(),
    )
    assert builder.state is ImageBuilderState.PENDING
    assert canned.bodies == [
        {
            "Name": "b",
            "InstanceType": "stream.standard.small",
            "VpcConfig": {"SubnetIds": ["a"]},
            "Tags": {"team": "x"},
            "SoftwaresToInstall": [],
        }
    ]


def test_an_operation_that_botocore_lacks_raises_an_error_with_advice(
    canned: Canned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(canned.boto3), "describe_stacks", None)
    with pytest.raises(Exception, match="upgrade boto3"):
        canned.client.describe_stacks().all()


def test_metadata_is_captured_and_reported() -> None:
    seen: list[ResponseMetadata] = []
    with Canned() as canned:
        client = AppStreamClient(canned.boto3, on_response=seen.append)
        canned.answer({"Stacks": []}, {"Fleets": []})
        canned.refuse("ResourceNotFoundException")
        with client.capture_metadata() as outer:
            client.describe_stacks().all()
            with client.capture_metadata() as inner:
                client.describe_fleets().all()
            with pytest.raises(Exception, match="ResourceNotFound"):
                client.start_fleet(name="f")
        canned.answer({"Stacks": []})
        client.describe_stacks().all()
    assert [call.operation for call in inner] == ["DescribeFleets"]
    names = ["DescribeStacks", "DescribeFleets", "StartFleet"]
    assert [call.operation for call in outer] == names
    assert [call.operation for call in seen] == [*names, "DescribeStacks"]
    last = outer[-1]
    assert (last.request_id, last.http_status, last.error_code) == (
        "request-3",
        400,
        "ResourceNotFoundException",
    )
    assert last.duration > 0


def test_metadata_belongs_to_its_context(canned: Canned) -> None:
    canned.answer(*[{"Stacks": []}] * 4)

    def look(_: int) -> list[str]:
        with canned.client.capture_metadata() as calls:
            canned.client.describe_stacks().all()
        return [call.operation for call in calls]

    with canned.client.capture_metadata() as outer, ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [["DescribeStacks"]] * 4
    assert outer == []


def test_metadata_belongs_to_its_task(canned: Canned) -> None:
    canned.answer(*[{"Stacks": []}] * 4)

    async def look() -> int:
        with canned.client.capture_metadata() as calls:
            await asyncio.sleep(0)
            canned.client.describe_stacks().all()
            await asyncio.sleep(0)
        return len(calls)

    async def main() -> list[int]:
        return await asyncio.gather(*(look() for _ in range(4)))

    assert asyncio.run(main()) == [1, 1, 1, 1]


def test_an_error_in_a_hook_does_not_affect_the_call(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Any) -> None:
        msg = "hook"
        raise RuntimeError(msg)

    with Canned() as canned, caplog.at_level(logging.ERROR):
        canned.answer({"Stacks": []})
        assert AppStreamClient(canned.boto3, on_response=fail).describe_stacks().all() == []
    assert "on_response raised an exception after DescribeStacks" in caplog.text


@pytest.mark.parametrize("name", ["connect_timeout", "read_timeout"])
@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_timeout_is_greater_than_zero(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be more than 0 seconds, got "):
        AppStreamClient(**{name: seconds})  # type: ignore[arg-type]  # both options are floats


def test_timeouts_are_merged_into_the_config() -> None:
    config = Config(max_pool_connections=3, read_timeout=7)
    with AppStreamClient(config=config, connect_timeout=2) as client:
        found = cast("Any", client.boto3.meta.config)
        assert (found.connect_timeout, found.read_timeout) == (2, 7)
        assert found.max_pool_connections == 3
    with AppStreamClient(read_timeout=2.5) as client:
        assert cast("Any", client.boto3.meta.config).read_timeout == 2.5


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"read_timeout": "5"}, r"read_timeout takes a number of seconds, got '5' \(str\)"),
        ({"config": {}}, r"config takes a botocore.config.Config, got dict; use Config\(\*\*...\)"),
        ({"session": "ops"}, r"session=boto3.Session\(profile_name='ops'\)"),
        (
            {"retries": 3},
            r"retries takes a RetryPolicy, got int; use RetryPolicy\(max_attempts=3\)",
        ),
        ({"on_response": "print"}, "on_response takes a function, got str"),
    ],
)
def test_options_of_a_wrong_type_are_refused(options: dict[str, Any], text: str) -> None:
    for cls in (AppStreamClient, AsyncAppStreamClient):
        with pytest.raises(TypeError, match=text):
            cls(**options)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("get_paginator", "every paged method returns a Pager"),
        ("get_waiter", "client.wait_until_fleet_running"),
        ("exceptions", "from appstream_typed import ResourceNotFoundException"),
        ("meta", "client.boto3.meta"),
        ("describe_fleet", "did you mean 'describe_fleets'"),
    ],
)
def test_names_that_only_boto3_has_raise_an_error_with_advice(
    canned: Canned, name: str, text: str
) -> None:
    with pytest.raises(AttributeError, match=f"^'AppStreamClient' object has no attribute.*{text}"):
        getattr(canned.client, name)


@pytest.mark.parametrize(
    ("keyword", "instead"),
    [
        ("region", "region_name"),
        ("profile_name", r"session=boto3.Session\(profile_name=...\)"),
        ("timeout", "connect_timeout and read_timeout"),
        ("regon_name", "region_name"),
    ],
)
def test_unknown_options_raise_an_error_with_advice(keyword: str, instead: str) -> None:
    for cls in (AppStreamClient, AsyncAppStreamClient):
        with pytest.raises(TypeError, match=f"^{cls.__name__}.*{keyword!r}.*{instead}"):
            cls(**{keyword: "eu-west-1"})


def test_region_name_is_the_region_of_the_client(canned: Canned) -> None:
    assert canned.client.region_name == "us-east-1"


def test_an_operation_without_parameters_refuses_arguments(canned: Canned) -> None:
    with pytest.raises(TypeError, match=r"; it takes no keywords$|; use one of: "):
        canned.client.create_usage_report_subscription(bucket="b")  # type: ignore[call-arg]  # the error under test
