"""Models are frozen attrs classes that convert from and to boto3's form."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from datetime import datetime, timedelta, timezone

import attrs
import pytest

from appstream_typed import (
    ComputeCapacityStatus,
    Fleet,
    FleetState,
    Image,
    ImageBuilder,
    ImageBuilderState,
    InstanceType,
    NetworkAccessConfiguration,
    ResponseError,
    Session,
    VpcConfig,
    models,
)

SESSION = {
    "Id": "s-1",
    "UserId": "ada",
    "StackName": "office",
    "FleetName": "fleet",
    "State": "ACTIVE",
    "StartTime": datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
    "NetworkAccessConfiguration": {
        "EniPrivateIpAddress": "10.0.0.5",
        "EniIpv6Addresses": ["2001:db8::1", "2001:db8::2"],
        "EniId": "eni-1",
    },
}


def test_every_structure_is_a_frozen_slotted_keyword_only_class() -> None:
    for name in models.__all__:
        cls = getattr(models, name)
        assert attrs.has(cls), name
        assert "__slots__" in vars(cls), name
        assert all(field.kw_only for field in attrs.fields(cls)), name
        with pytest.raises(TypeError):
            cls("positional")


def test_a_model_is_frozen() -> None:
    session = Session.from_dict(SESSION)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        session.user_id = "eve"  # type: ignore[misc]  # the error under test
    with pytest.raises(AttributeError):
        session.nickname = "eve"  # type: ignore[attr-defined]  # the error under test


def test_a_model_can_be_hashed_compared_pickled_and_copied() -> None:
    one, other = Session.from_dict(SESSION), Session.from_dict(SESSION)
    assert one == other
    assert len({one, other}) == 1
    assert one != attrs.evolve(one, user_id="grace")
    for twin in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert twin == one
        assert hash(twin) == hash(one)


def test_fields_have_the_types_of_their_members() -> None:
    session = Session.from_dict(SESSION)
    assert session.state.is_known
    assert session.network_access_configuration == NetworkAccessConfiguration(
        eni_private_ip_address="10.0.0.5",
        eni_ipv6_addresses=["2001:db8::1", "2001:db8::2"],
        eni_id="eni-1",
    )
    assert session.connection_state is None
    assert session.to_dict() == SESSION


def test_a_constructor_converts_sequences_to_tuples() -> None:
    for subnets in (["a", "b"], ("a", "b")):
        assert VpcConfig(subnet_ids=subnets).subnet_ids == ("a", "b")
    assert VpcConfig().subnet_ids == ()


def test_a_string_is_refused_as_a_list() -> None:
    with pytest.raises(TypeError, match="put it in a list"):
        VpcConfig(subnet_ids="subnet-1")


def test_a_constructor_accepts_an_enum_or_its_string() -> None:
    builder = ImageBuilder(name="b", state="RUNNING", instance_type="stream.of.tomorrow")
    assert builder.state is ImageBuilderState.RUNNING
    assert builder.instance_type == InstanceType("stream.of.tomorrow")


def test_an_unknown_keyword_names_the_nearest_field() -> None:
    with pytest.raises(TypeError, match="did you mean 'subnet_ids'"):
        VpcConfig(subnet_id=["a"])  # type: ignore[call-arg]  # the error under test


def test_timestamps_are_aware_and_in_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    image = Image(name="i", created_time=datetime(2026, 1, 1, 1, tzinfo=berlin))
    assert image.created_time == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert image.created_time is not None
    assert image.created_time.tzinfo is timezone.utc
    for written in ("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", 1767225600, 1767225600.0):
        assert (
            Image.from_dict({"Name": "i", "CreatedTime": written}).created_time
            == image.created_time
        )


def test_json_is_written_and_read() -> None:
    session = Session.from_dict(SESSION)
    text = session.to_json()
    assert Session.from_json(text) == session
    assert Session.from_json(text.encode()) == session
    assert json.loads(text)["Id"] == "s-1"


@pytest.mark.parametrize("text", ["{", "[]", "3", "null", "[" * 100_000])
def test_invalid_json_is_a_response_error(text: str) -> None:
    with pytest.raises(ResponseError):
        Session.from_json(text)


def test_a_response_error_names_the_path_and_keeps_the_value() -> None:
    broken = {**SESSION, "NetworkAccessConfiguration": {"EniIpv6Addresses": ["::1", 7]}}
    with pytest.raises(ResponseError) as caught:
        Session.from_dict(broken)
    error = caught.value
    assert error.path == "Session.NetworkAccessConfiguration.EniIpv6Addresses[1]"
    assert error.raw == 7
    assert str(error) == f"{error.path}: expected a string, got int"
    twin = pickle.loads(pickle.dumps(error))
    assert (twin.path, twin.reason, twin.raw) == (error.path, error.reason, error.raw)


def test_missing_required_members_are_corrected_with_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "appstream_typed"):
        fleet = Fleet.from_dict({"Name": "f"})
    assert fleet.arn == ""
    assert fleet.state == FleetState("")
    assert not fleet.state.is_known
    assert fleet.compute_capacity_status == ComputeCapacityStatus(desired=0)
    (record,) = caplog.records
    assert "Fleet.Arn" in record.getMessage()
    assert "ComputeCapacityStatus.Desired" in record.getMessage()


def test_nulls_are_absent_and_removed_from_lists() -> None:
    vpc = VpcConfig.from_dict({"SubnetIds": ["a", None, "b"], "SecurityGroupIds": None})
    assert vpc == VpcConfig(subnet_ids=["a", "b"])


def test_a_repr_shows_the_fields_with_a_value() -> None:
    assert repr(VpcConfig(subnet_ids=["a"])) == "VpcConfig(subnet_ids=('a',))"
