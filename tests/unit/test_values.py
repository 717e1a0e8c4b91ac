"""Unusual values are read or written, and invalid values raise an error."""

from __future__ import annotations

import copy
import pickle
from collections import UserDict
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.parsers import create_parser

from appstream_typed import (
    Application,
    ComputeCapacity,
    ComputeCapacityStatus,
    DirectoryConfig,
    ExportImageTask,
    Fleet,
    FleetState,
    Image,
    ImageBuilder,
    NetworkAccessConfiguration,
    PlatformType,
    ResponseError,
    ServiceAccountCredentials,
    Session,
    SessionState,
    User,
    VpcConfig,
)
from appstream_typed._conversion.frozen_map import FrozenMap
from tests.canned import Canned
from tests.shapes import SERVICE

SESSION = {"Id": "i", "UserId": "u", "StackName": "s", "FleetName": "f", "State": "ACTIVE"}
UTC = timezone.utc


def read(**members: object) -> Session:
    return Session.from_dict({**SESSION, **members})


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        (0, 0),
        (1762732800, 1762732800),
        (1762732800.5, 1762732800.5),
        (True.real, 1),
        ("1762732800", 1762732800),
        ("1762732800.5", 1762732800.5),
        ("2025-11-10T00:00:00Z", 1762732800),
        ("2025-11-10T00:00:00.500Z", 1762732800.5),
        ("2025-11-10T01:00:00+01:00", 1762732800),
        ("2025-11-10T00:00:00", 1762732800),
        ("Mon, 10 Nov 2025 00:00:00 GMT", 1762732800),
        ("Mon, 10 Nov 2025 00:00:00.500 GMT", 1762732800.5),
        ("Mon, 10 Nov 2025 01:00:00 +0100", 1762732800),
        (datetime(2025, 11, 10, tzinfo=UTC), 1762732800),
        (datetime(2025, 11, 10), 1762732800),  # noqa: DTZ001 - a datetime without a zone means UTC
        (datetime(2025, 11, 10, 1, tzinfo=timezone(timedelta(hours=1))), 1762732800),
    ],
)
def test_timestamps_of_every_form_are_read(raw: object, seconds: float) -> None:
    start = read(StartTime=raw).start_time
    assert start is not None
    assert start.timestamp() == seconds
    assert start.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "raw",
    [
        "noon",
        "",
        "Mon, 99 Nov 2025",
        "Mon, 10 Nov 2025 00:00:00.x GMT",
        1e400,
        10**30,
        float("nan"),
        "nan",
        "2025-13-01",
    ],
)
def test_invalid_timestamps_are_refused(raw: object) -> None:
    with pytest.raises(
        ResponseError, match=r"^Session\.StartTime: expected a timestamp: "
    ) as caught:
        read(StartTime=raw)
    assert caught.value.path == "Session.StartTime"
    assert caught.value.raw is raw


@pytest.mark.parametrize(
    ("member", "raw", "reason"),
    [
        ("StartTime", True, "expected a timestamp, got bool"),
        ("StartTime", [], "expected a timestamp, got list"),
        ("Id", 7, "expected a string, got int"),
        ("Id", b"i", "expected a string, got bytes"),
        ("State", 7, "expected a string, got int"),
        ("NetworkAccessConfiguration", "eni", "expected an object, got str"),
        ("NetworkAccessConfiguration", [], "expected an object, got list"),
    ],
)
def test_values_of_a_wrong_type_are_refused(member: str, raw: object, reason: str) -> None:
    with pytest.raises(ResponseError) as caught:
        read(**{member: raw})
    assert str(caught.value) == f"Session.{member}: {reason}"
    assert caught.value.raw == raw


@pytest.mark.parametrize(("raw", "value"), [(3, 3), (3.0, 3), (-1, -1), (10**20, 10**20)])
def test_integers_of_every_form_are_read(raw: object, value: int) -> None:
    read_value = ComputeCapacityStatus.from_dict({"Desired": raw}).desired
    assert read_value == value
    assert type(read_value) is int


@pytest.mark.parametrize("raw", [True, 3.5, "3", None.__class__, float("inf")])
def test_invalid_integers_are_refused(raw: object) -> None:
    with pytest.raises(
        ResponseError, match=r"^ComputeCapacityStatus\.Desired: expected an integer"
    ):
        ComputeCapacityStatus.from_dict({"Desired": raw})


@pytest.mark.parametrize("raw", [1, "true", 0.0])
def test_invalid_booleans_are_refused(raw: object) -> None:
    with pytest.raises(
        ResponseError, match=r"^ImageBuilder\.EnableDefaultInternetAccess: expected a b"
    ):
        ImageBuilder.from_dict({"Name": "b", "EnableDefaultInternetAccess": raw})


def test_an_error_names_the_item_of_a_list() -> None:
    raw = {"EniIpv6Addresses": ["a", None, "b", 7]}
    with pytest.raises(ResponseError) as caught:
        NetworkAccessConfiguration.from_dict(raw)
    assert caught.value.path == "NetworkAccessConfiguration.EniIpv6Addresses[3]"
    with pytest.raises(ResponseError, match=r"EniIpv6Addresses: expected a list, got str"):
        NetworkAccessConfiguration.from_dict({"EniIpv6Addresses": "a"})
    with pytest.raises(ResponseError, match=r"EniIpv6Addresses: expected a list, got dict"):
        NetworkAccessConfiguration.from_dict({"EniIpv6Addresses": {}})
    assert NetworkAccessConfiguration.from_dict(
        {"EniIpv6Addresses": ("a",)}
    ).eni_ipv6_addresses == ("a",)


def task(tags: object) -> ExportImageTask:
    raw = {
        "TaskId": "t",
        "ImageArn": "a",
        "AmiName": "n",
        "CreatedDate": 0,
        "TagSpecifications": tags,
    }
    return ExportImageTask.from_dict(raw)


def test_maps_are_read_and_invalid_maps_refused() -> None:
    tags = task({"a": "1", "b": None}).tag_specifications
    assert tags == {"a": "1"}
    assert repr(tags) == "{'a': '1'}"
    assert copy.deepcopy(tags) == tags == pickle.loads(pickle.dumps(tags))
    assert hash(tags) == hash(FrozenMap({"a": "1"}))
    assert tags != {"a": "2"}
    with pytest.raises(ResponseError, match=r"TagSpecifications: expected an object, got list"):
        task([])
    with pytest.raises(
        ResponseError, match=r"TagSpecifications\['a'\]: expected a string, got int"
    ):
        task({"a": 1})
    with pytest.raises(
        ResponseError, match=r"TagSpecifications: expected strings as keys, got int"
    ):
        task({1: "a"})


def test_other_mappings_and_models_are_read() -> None:
    network = NetworkAccessConfiguration(eni_id="e")
    assert Session.from_dict(UserDict(SESSION)).id == "i"  # type: ignore[arg-type]  # as a Mapping
    assert read(NetworkAccessConfiguration=network).network_access_configuration is network
    assert read(State=FleetState.RUNNING).state == "RUNNING"


def test_an_error_does_not_keep_a_sensitive_value() -> None:
    for raw in (
        {"ServiceAccountCredentials": {"AccountName": 17171717, "AccountPassword": "p"}},
        {"ServiceAccountCredentials": "17171717"},
        {"ServiceAccountCredentials": [17171717]},
    ):
        with pytest.raises(ResponseError) as caught:
            DirectoryConfig.from_dict({"DirectoryName": "d", **raw})
        assert caught.value.raw == "***"
        assert "17171717" not in str(caught.value)
    with pytest.raises(ResponseError) as whole:
        DirectoryConfig.from_dict("17171717")  # type: ignore[arg-type]  # the error under test
    assert whole.value.raw == "***"
    with pytest.raises(ResponseError) as text:
        DirectoryConfig.from_json("17171717{")
    assert text.value.raw == "***"
    with pytest.raises(ResponseError) as plain:
        Session.from_json("17171717{")
    assert plain.value.raw == "17171717{"


def test_missing_required_members_of_every_type_are_corrected() -> None:
    """The values are those of Smithy's client error correction."""
    fleet = Fleet.from_dict({})
    assert (fleet.arn, fleet.name, fleet.state, fleet.state.is_known) == ("", "", "", False)
    assert fleet.compute_capacity_status == ComputeCapacityStatus(desired=0)
    assert task({}).created_date.timestamp() == 0
    assert ExportImageTask.from_dict({}).created_date == datetime(1970, 1, 1, tzinfo=UTC)
    assert VpcConfig.from_dict({}).subnet_ids == ()


def test_constructors_refuse_values_of_the_wrong_type() -> None:
    with pytest.raises(TypeError, match="not a single str; put it in a list"):
        VpcConfig(subnet_ids="subnet-1")
    with pytest.raises(TypeError, match=r"not a single bytes$"):
        VpcConfig(subnet_ids=b"subnet-1")  # type: ignore[arg-type]  # the error under test
    with pytest.raises(TypeError, match=r"not a single dict$"):
        VpcConfig(subnet_ids={})  # type: ignore[arg-type]  # the error under test
    with pytest.raises(TypeError, match="takes a datetime, got str"):
        Image(name="i", created_time="now")  # type: ignore[arg-type]  # the error under test
    with pytest.raises(TypeError, match="takes a Mapping, got list"):
        ExportImageTask(
            task_id="t",
            image_arn="a",
            ami_name="n",
            created_date=datetime(2025, 1, 1, tzinfo=UTC),
            tag_specifications=["a"],  # type: ignore[arg-type]  # the error under test
        )
    with pytest.raises(TypeError, match="FleetState takes a string, got int"):
        FleetState(1)
    assert Image(name="i").created_time is None


def test_constructors_convert_their_arguments() -> None:
    made = ExportImageTask(
        task_id="t",
        image_arn="a",
        ami_name="n",
        created_date=datetime(2025, 1, 1),  # noqa: DTZ001 - a datetime without a zone means UTC
        tag_specifications={"a": "1"},
    )
    assert made.created_date == datetime(2025, 1, 1, tzinfo=UTC)
    assert isinstance(made.tag_specifications, FrozenMap)
    again = ExportImageTask(
        task_id="t",
        image_arn="a",
        ami_name="n",
        created_date=made.created_date,
        tag_specifications=made.tag_specifications,
    )
    assert again.tag_specifications is made.tag_specifications
    assert hash(again) == hash(made)


def test_to_dict_refuses_a_dict_instead_of_a_model() -> None:
    for wrong, words in (
        ({"EniId": "e"}, r"got dict; read it with NetworkAccessConfiguration\.from_dict"),
        ("eni", "got str$"),
    ):
        session: Any = Session(
            id="i",
            user_id="u",
            stack_name="s",
            fleet_name="f",
            state="ACTIVE",
            network_access_configuration=wrong,  # type: ignore[arg-type]  # the error under test
        )
        with pytest.raises(TypeError, match=rf"^Session\.network_access_configuration: .*{words}"):
            session.to_dict()


def test_to_json_refuses_values_without_a_json_form() -> None:
    credentials = ServiceAccountCredentials(account_name="a", account_password=object())  # type: ignore[arg-type]  # the error under test
    with pytest.raises(TypeError, match="a model cannot contain a value of class object"):
        credentials.to_json()


def test_nested_models_are_written_in_boto3s_form() -> None:
    capacity = ComputeCapacity(desired_instances=2)
    assert capacity.to_dict() == {"DesiredInstances": 2}
    raw = {
        **SESSION,
        "StartTime": 1762732800,
        "NetworkAccessConfiguration": {"EniIpv6Addresses": ["a"]},
    }
    shape = SERVICE.shape_for("Session")
    body = Session.from_dict(raw).to_json().encode()
    parsed = create_parser("json").parse({"status_code": 200, "headers": {}, "body": body}, shape)
    del parsed["ResponseMetadata"]
    assert parsed == Session.from_dict(raw).to_dict()


def test_an_invalid_item_of_a_list_is_named() -> None:
    application = Application.from_dict({"Platforms": ["WINDOWS", "SOLARIS"]})
    assert application.platforms == ("WINDOWS", "SOLARIS")
    assert [type(platform) for platform in application.platforms] == [PlatformType] * 2
    assert [platform.is_known for platform in application.platforms] == [True, False]
    with pytest.raises(ResponseError, match=r"EniIpv6Addresses\[0\]: expected a string, got int"):
        NetworkAccessConfiguration.from_dict({"EniIpv6Addresses": [7]})
    assert NetworkAccessConfiguration.from_dict({"EniIpv6Addresses": []}).eni_ipv6_addresses == ()


def test_an_error_keeps_other_values_of_a_model_with_sensitive_fields() -> None:
    with pytest.raises(ResponseError) as caught:
        DirectoryConfig.from_dict({"DirectoryName": 7})
    assert (caught.value.path, caught.value.raw) == ("DirectoryConfig.DirectoryName", 7)
    with pytest.raises(ResponseError) as other:
        DirectoryConfig.from_dict({"DirectoryName": "d", "CreatedTime": "noon"})
    assert (other.value.path, other.value.raw) == ("DirectoryConfig.CreatedTime", "noon")
    with pytest.raises(ResponseError) as user:
        User.from_dict({"UserName": "u", "Enabled": "yes", "AuthenticationType": "API"})
    assert (user.value.path, user.value.raw) == ("User.Enabled", "yes")


def test_unknown_members_are_kept_and_nulls_are_not() -> None:
    session = read(Invented={"A": [1]}, Null=None)
    assert session.unknown_members == {"Invented": {"A": [1]}}
    assert session.to_dict() == {**SESSION, "Invented": {"A": [1]}}
    assert read(Null=None).unknown_members == {}
    assert read(Null=None).unknown_members is read(Other=None).unknown_members


def test_a_known_value_is_an_enum_member() -> None:
    assert read(State="ACTIVE").state is SessionState.ACTIVE
    assert read(State=SessionState("ACTIVE")).state is SessionState.ACTIVE
    assert not read(State="DREAMING").state.is_known


def test_an_operation_returns_a_map_as_a_dict(canned: Canned) -> None:
    canned.answer({"Tags": {"a": "1"}}, {})
    tags = canned.client.list_tags_for_resource(resource_arn="arn:aws:appstream:::x")
    assert tags == {"a": "1"}
    assert type(tags) is dict
    assert canned.client.list_tags_for_resource(resource_arn="arn:aws:appstream:::x") == {}
