"""The diagnosis compares a typed result with botocore's result of the same response."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.model import ServiceModel, StructureShape
from botocore.parsers import create_parser
from botocore.session import Session

import appstream_typed
from appstream_typed import EntitlementAttribute, Fleet
from appstream_typed._diagnosis.compare import Comparison, compare_response
from appstream_typed._diagnosis.probes import PROBES
from tests.diagnosis.answers import body, filled, leaves, numbered, output_of
from tests.shapes import SERVICE

SERVICE_MODEL = ("appstream", "service-2")
PARSER = create_parser("json")


def by_botocore(operation: str, response: Any) -> dict[str, Any]:
    content = {"status_code": 200, "headers": {}, "body": body(response)}
    plain: dict[str, Any] = PARSER.parse(content, output_of(operation))
    return plain


def typed(member: str, operation: str, response: Any) -> dict[str, Any]:
    """Return the typed result of a response whose only member is ``member``."""
    shape = output_of(operation).members[member]
    if shape.type_name == "list":
        cls = getattr(appstream_typed, shape.member.name, None)
        items = response.get(member, [])
        return {member: tuple(cls.from_dict(item) if cls else item for item in items)}
    cls = getattr(appstream_typed, shape.name, None)
    return {member: cls.from_dict(response[member]) if cls else response[member]}


def compared(operation: str, member: str, response: Any, plain: Any = None) -> Comparison:
    theirs = by_botocore(operation, response) if plain is None else plain
    ours = typed(member, operation, response)
    return compare_response(ours, theirs, response, output_of(operation))


def fleets(**members: Any) -> dict[str, Any]:
    required = {"Name": "f", "Arn": "a", "InstanceType": "stream.standard.small"}
    capacity = {"Desired": 1}
    whole = {**required, "State": "RUNNING", "ComputeCapacityStatus": capacity, **members}
    return {"Fleets": [{name: value for name, value in whole.items() if value is not None}]}


@pytest.mark.parametrize(
    "probe",
    # An old botocore lacks some operations.
    [probe for probe in PROBES if probe.operation in SERVICE.operation_names],
    ids=lambda probe: probe.operation,
)
def test_every_change_of_boto3s_dict_is_detected(probe: Any) -> None:
    """The response has every member. The test changes each value, and then removes it."""
    shape = output_of(probe.operation)
    whole = filled(shape, numbered("text-"))
    response = {probe.member: whole[probe.member]}
    plain = by_botocore(probe.operation, response)
    ours = typed(probe.member, probe.operation, response)
    unchanged = compare_response(ours, plain, response, shape)
    assert not unchanged.differences | unchanged.unknown_members | unchanged.omitted
    places = list(leaves(plain[probe.member], (probe.member,)))
    assert places
    for *parents, last in places:
        holder: Any = plain
        for key in parents:
            holder = holder[key]
        kept = holder[last]
        holder[last] = other_value(kept)
        changed = compare_response(ours, plain, response, shape)
        assert changed.differences, (parents, last)
        del holder[last]
        missing = compare_response(ours, plain, response, shape)
        assert missing.differences or missing.omitted, (parents, last)
        if isinstance(holder, list):
            holder.insert(last, kept)
        else:
            holder[last] = kept


def other_value(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    return value + 1 if isinstance(value, int) else f"{value}x"


def test_an_empty_list_equals_an_absent_list() -> None:
    assert compared("DescribeFleets", "Fleets", fleets(FleetErrors=[])) == Comparison()
    assert compared("DescribeFleets", "Fleets", {"Fleets": []}) == Comparison()
    assert compared("DescribeFleets", "Fleets", {}) == Comparison()


def test_a_number_differs_from_a_boolean() -> None:
    response = fleets(EnableDefaultInternetAccess=True)
    plain = by_botocore("DescribeFleets", response)
    plain["Fleets"][0]["EnableDefaultInternetAccess"] = 1
    found = compared("DescribeFleets", "Fleets", response, plain)
    assert found.differences == {"Fleet.EnableDefaultInternetAccess: bool instead of boto3's int"}


def test_differences_name_the_member_but_never_its_value() -> None:
    response = fleets(FleetErrors=[{"ErrorCode": "STS_DISABLED_IN_REGION"}])
    plain = by_botocore("DescribeFleets", response)
    fleet = plain["Fleets"][0]
    fleet["Name"] = "secret"
    fleet["FleetErrors"].append({"ErrorMessage": "secret"})
    fleet["Description"] = "secret"
    del fleet["ComputeCapacityStatus"]["Desired"], fleet["State"]
    found = compared("DescribeFleets", "Fleets", response, plain)
    assert found == Comparison(
        differences=frozenset(
            {
                "Fleet.Name: different value",
                "Fleet.FleetErrors: different number of items",
                "Fleet.Description: only in boto3's dict",
            }
        ),
        omitted=frozenset({"Fleet.State", "ComputeCapacityStatus.Desired"}),
    )


def test_maps_are_compared_key_by_key() -> None:
    response = {"Tags": {"team": "it", "cost": "1"}}
    assert compared("ListTagsForResource", "Tags", response) == Comparison()
    other_keys = compared("ListTagsForResource", "Tags", response, {"Tags": {"secret": "it"}})
    assert other_keys.differences == {"ListTagsForResourceResponse.Tags: different keys"}
    changed = {"Tags": {"team": "secret", "cost": "1"}}
    other_value = compared("ListTagsForResource", "Tags", response, changed)
    assert other_value.differences == {"ListTagsForResourceResponse.Tags[]: different value"}


def test_members_in_neither_model_are_reported_as_unknown() -> None:
    response = {**fleets(Planted={"a": 1}), "AlsoPlanted": 3, "Nothing": None}
    found = compared("DescribeFleets", "Fleets", response)
    assert found == Comparison(
        unknown_members=frozenset({"Fleet.Planted", "DescribeFleetsResult.AlsoPlanted"})
    )


def newer_result() -> StructureShape:
    """Return the result shape of DescribeFleets from a model that is newer than this release."""
    model = copy.deepcopy(Session().get_component("data_loader").load_service_model(*SERVICE_MODEL))
    model["shapes"]["Fleet"]["members"]["Planted"] = {"shape": "Timestamp"}
    model["shapes"]["DescribeFleetsResult"]["members"]["AlsoPlanted"] = {"shape": "Tags"}
    shape = ServiceModel(model, "appstream").operation_model("DescribeFleets").output_shape
    assert shape is not None
    return shape


def test_members_only_in_botocores_model_are_reported_as_unknown() -> None:
    """boto3's dict contains the members, but they are not a difference."""
    response = {**fleets(Planted=1763000000), "AlsoPlanted": {"a": "b"}}
    shape = newer_result()
    content = {"status_code": 200, "headers": {}, "body": body(response)}
    plain = PARSER.parse(content, shape)
    assert isinstance(plain["Fleets"][0]["Planted"], datetime)
    found = compare_response(typed("Fleets", "DescribeFleets", response), plain, response, shape)
    assert found == Comparison(
        unknown_members=frozenset({"Fleet.Planted", "DescribeFleetsResult.AlsoPlanted"})
    )


def test_members_that_an_older_botocore_drops_are_not_a_difference() -> None:
    ours = {"Fleets": (Fleet.from_dict(fleets()["Fleets"][0]),), "Later": "x"}
    plain = by_botocore("DescribeFleets", fleets())
    assert compare_response(ours, plain, {}, output_of("DescribeFleets")) == Comparison()


def test_unknown_values_are_reported_with_their_enum() -> None:
    response = fleets(State="HIBERNATING", InstanceType="stream.quantum.small")
    found = compared("DescribeFleets", "Fleets", response)
    assert found.unknown_values == {
        ("FleetState", "HIBERNATING"),
        ("InstanceType", "stream.quantum.small"),
    }
    assert not found.differences


def test_unknown_values_that_an_administrator_chose_are_hidden() -> None:
    attribute = EntitlementAttribute(name="secret", value="x")
    entitlement = {"Name": "e", "StackName": "s", "AppVisibility": "ALL"}
    response = {"Entitlements": [{**entitlement, "Attributes": [attribute.to_dict()]}]}
    found = compared("DescribeEntitlements", "Entitlements", response)
    assert found.unknown_values == {("EntitlementAttributeName", "(not shown)")}


@pytest.mark.parametrize(
    "planted", ["arn:aws:iam::1", "https://x", "name@example.com", "x" * 65, "number 123456789", ""]
)
def test_values_without_the_form_of_an_enum_value_are_hidden(planted: str) -> None:
    session = {"Id": "i", "UserId": "u", "StackName": "s", "FleetName": "f", "State": planted}
    found = compared("DescribeSessions", "Sessions", {"Sessions": [session]})
    assert found.unknown_values == ({("SessionState", "(not shown)")} if planted else set())


def test_names_without_the_form_of_a_member_are_hidden() -> None:
    session = appstream_typed.Session.from_dict({"Id": "i", "arn:aws:x": 1, "i123456789": 2})
    found = compare_response({"Sessions": (session,)}, {}, {}, output_of("DescribeSessions"))
    assert found.unknown_members == {"Session.(not shown)"}


def test_comparisons_can_be_combined() -> None:
    one = Comparison(differences=frozenset({"a"}), omitted=frozenset({"b"}))
    two = Comparison(unknown_members=frozenset({"c"}), unknown_values=frozenset({("d", "e")}))
    assert one | two == Comparison(
        differences=frozenset({"a"}),
        omitted=frozenset({"b"}),
        unknown_members=frozenset({"c"}),
        unknown_values=frozenset({("d", "e")}),
    )
