"""The table of read-only operations agrees with AWS's model."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore import xform_name

from appstream_typed._diagnosis.probes import MOST_CANDIDATES, PROBES, Found, Probe, Source
from appstream_typed._diagnosis.probes import arguments_of as arguments
from tests.shapes import OPERATIONS, SERVICE, came_later

BY_NAME = {probe.operation: probe for probe in PROBES}
WRITING = (
    "Associate",
    "Batch",
    "Copy",
    "Create",
    "Delete",
    "Disable",
    "Disassociate",
    "Drain",
    "Enable",
    "Expire",
    "Start",
    "Stop",
    "Tag",
    "Untag",
    "Update",
)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if not came_later(name)])
def test_every_operation_that_does_not_write_is_in_the_table(operation: str) -> None:
    writes = operation.startswith(WRITING)
    assert writes is not (operation in BY_NAME), (
        f"{operation} is new: add it to PROBES, or its prefix to WRITING"
    )


def test_no_operation_that_writes_can_be_added_to_the_table() -> None:
    with pytest.raises(ValueError, match="Describe, List, Get"):
        Probe("CreateStreamingURL", "StreamingURL")
    with pytest.raises(ValueError, match="Describe, List, Get"):
        Source("StartFleet", {})


@pytest.mark.parametrize(
    "probe",
    # An old botocore lacks some operations.
    [probe for probe in PROBES if probe.operation in OPERATIONS],
    ids=lambda probe: probe.operation,
)
def test_arguments_match_the_parameters_of_the_model(probe: Probe) -> None:
    operation = SERVICE.operation_model(probe.operation)
    assert operation.input_shape is not None
    assert operation.output_shape is not None
    assert probe.member in operation.output_shape.members
    names = {xform_name(name) for name in operation.input_shape.members}
    required = {xform_name(name) for name in operation.input_shape.required_members}
    keyword_sets = [set(fixed) for fixed in probe.fixed]
    keyword_sets += [{*source.arguments, *source.repeated} for source in probe.sources]
    for keywords in keyword_sets or [set[str]()]:
        assert required <= keywords <= names
    assert bool(probe.sources) == bool(probe.missing)
    assert not (probe.sources and probe.fixed)


def test_operations_come_after_the_operations_that_provide_their_arguments() -> None:
    order = list(BY_NAME)
    assert len(order) == len(PROBES)
    for probe in PROBES:
        for source in probe.sources:
            assert order.index(source.operation) < order.index(probe.operation)


def found(*names: str, **more: Any) -> list[Found]:
    return [Found(SimpleNamespace(name=name, arn=f"arn-{name}", **more), {}) for name in names]


def test_candidates_are_limited_and_alternate_between_sources() -> None:
    stacks = found(*(f"s{number}" for number in range(9)))
    asked = list(arguments(BY_NAME["DescribeEntitlements"], {"DescribeStacks": stacks}))
    assert asked == [{"stack_name": f"s{number}"} for number in range(MOST_CANDIDATES)]
    both = {"DescribeStacks": stacks, "DescribeFleets": found("f")}
    asked = list(arguments(BY_NAME["ListTagsForResource"], both))
    assert [item["resource_arn"] for item in asked] == [
        "arn-s0",
        "arn-f",
        "arn-s1",
        "arn-s2",
        "arn-s3",
    ]


def test_an_argument_may_be_the_item_itself_or_come_from_its_request() -> None:
    names = {"ListAssociatedFleets": [Found("f", {"stack_name": "s"})]}
    asked = list(arguments(BY_NAME["DescribeSessions"], names))
    assert asked == [{"stack_name": "s", "fleet_name": "f"}]


def test_items_that_lack_an_argument_are_skipped() -> None:
    public, own = found("public", visibility="PUBLIC"), found("own", visibility="PRIVATE")
    images = {"DescribeImages": [*public, *own]}
    assert list(arguments(BY_NAME["DescribeImagePermissions"], images)) == [{"name": "own"}]
    unnamed = {"DescribeFleets": [Found(SimpleNamespace(name=None), {})]}
    assert list(arguments(BY_NAME["ListAssociatedStacks"], unnamed)) == []
    assert list(arguments(BY_NAME["ListAssociatedStacks"], {})) == []


def test_the_billing_period_is_a_year_and_a_month() -> None:
    (asked,) = arguments(BY_NAME["DescribeAppLicenseUsage"], {})
    year, month = asked["billing_period"].split("-")
    assert int(year) >= 2026
    assert 1 <= int(month) <= 12
