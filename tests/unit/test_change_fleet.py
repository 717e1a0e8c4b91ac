"""``change_fleet`` with both clients and a local AppStream, also with a crash before every step."""

from __future__ import annotations

import asyncio
import inspect
import pickle
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    ComputeCapacity,
    Fleet,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceNotFoundException,
    S3Location,
    VpcConfig,
)
from appstream_typed.local import AcceleratedClock, LocalAppStream, Timings, faults
from appstream_typed.workflows import (
    FleetChanges,
    WorkflowError,
    WorkflowStep,
    change_fleet,
    change_fleet_async,
)

MEDIUM = "stream.standard.medium"
WRITES = (
    "Create",
    "Update",
    "Delete",
    "Start",
    "Stop",
    "Tag",
    "Untag",
    "Associate",
    "Disassociate",
)
REFUSED = faults.error("InvalidParameterCombinationException")
STOPPING = ["TagResource", "StopFleet", "UpdateFleet", "StartFleet", "UntagResource"]


@pytest.fixture
def local() -> Iterator[LocalAppStream]:
    with LocalAppStream(clock=AcceleratedClock(2000)) as running:
        seed(running)
        yield running


def seed(local: LocalAppStream) -> None:
    vpc = {"SubnetIds": ["a", "b"], "SecurityGroupIds": ["sg"]}
    common = {"InstanceType": MEDIUM, "VpcConfig": vpc}
    large = {"DesiredInstances": 3}
    local.seed(
        {
            "fleets": [
                {"Name": "on", "State": "RUNNING", "ComputeCapacity": large, **common},
                {"Name": "off", "State": "STOPPED", "ComputeCapacity": large, **common},
                {
                    "Name": "elastic",
                    "State": "RUNNING",
                    "FleetType": "ELASTIC",
                    "MaxConcurrentSessions": 5,
                    "Platform": "WINDOWS_SERVER_2019",
                    **common,
                },
            ]
        }
    )
    local.clear_requests()


Change = Callable[..., Fleet]


@pytest.fixture(params=["sync", "async"])
def change(request: pytest.FixtureRequest, local: LocalAppStream) -> Change:
    """Return ``change_fleet`` for the sync and the async client."""
    if request.param == "sync":
        client = local.client()
        return lambda name, **given: change_fleet(client, name, poll_interval=0.001, **given)

    def call(name: str, **given: Any) -> Fleet:
        async def run() -> Fleet:
            async with AsyncAppStreamClient(local.boto3_client()) as client:
                return await change_fleet_async(client, name, poll_interval=0.001, **given)

        return asyncio.run(run())

    return call


def writes(local: LocalAppStream) -> list[str]:
    found = [r.operation for r in local.requests if r.operation.startswith(WRITES)]
    local.clear_requests()
    return found


def read_fleet(local: LocalAppStream, name: str) -> Fleet:
    return local.client().describe_fleets(names=[name]).one()


def tags(local: LocalAppStream, name: str) -> dict[str, str]:
    return local.client().list_tags_for_resource(resource_arn=read_fleet(local, name).arn)


def test_attributes_that_can_change_on_a_running_fleet_do_not_stop_it(
    local: LocalAppStream, change: Change
) -> None:
    steps: list[WorkflowStep] = []
    fleet = change("on", display_name="Office", on_step=steps.append)
    assert (fleet.display_name, fleet.state) == ("Office", "RUNNING")
    assert [r.operation for r in local.requests] == ["DescribeFleets", "UpdateFleet"]
    assert [str(step) for step in steps] == ["Read fleet on", "Update fleet on: display_name"]
    assert [step.kind for step in steps] == ["read", "change"]


def test_other_attributes_stop_and_start_the_fleet(local: LocalAppStream, change: Change) -> None:
    steps: list[WorkflowStep] = []
    fleet = change("on", stream_view="DESKTOP", display_name="Office", on_step=steps.append)
    assert (fleet.stream_view, fleet.display_name, fleet.state) == ("DESKTOP", "Office", "RUNNING")
    assert writes(local) == STOPPING
    assert [step.method for step in steps] == [
        "describe_fleets",
        "tag_resource",
        "stop_fleet",
        "wait_until_fleet_stopped",
        "update_fleet",
        "start_fleet",
        "wait_until_fleet_running",
        "untag_resource",
    ]
    assert tags(local, "on") == {}


@pytest.mark.parametrize(
    ("name", "changes", "stops"),
    [
        ("on", {"compute_capacity": ComputeCapacity(desired_instances=4)}, False),
        ("on", {"idle_disconnect_timeout_in_seconds": 600}, False),
        ("on", {"max_user_duration_in_seconds": 6000}, True),
        ("on", {"attributes_to_delete": ["VPC_CONFIGURATION"]}, True),
        ("on", {"usb_device_filter_strings": iter(["Class1,,,,,,1,1"])}, True),
        ("elastic", {"max_concurrent_sessions": 6}, False),
        (
            "elastic",
            {"session_script_s3_location": S3Location(s3_bucket="bucket", s3_key="key")},
            False,
        ),
        ("elastic", {"instance_type": "stream.standard.large"}, True),
    ],
)
def test_the_fleet_type_determines_whether_it_is_stopped(
    local: LocalAppStream, name: str, changes: FleetChanges, *, stops: bool
) -> None:
    change_fleet(local.client(), name, poll_interval=0.001, **changes)
    assert ("StopFleet" in writes(local)) is stops
    assert read_fleet(local, name).state == "RUNNING"


def test_a_second_call_changes_nothing(local: LocalAppStream, change: Change) -> None:
    vpc = VpcConfig(subnet_ids=["c", "d"])
    given: dict[str, Any] = {
        "vpc_config": vpc,
        "compute_capacity": ComputeCapacity(desired_instances=5),
        "attributes_to_delete": ["IAM_ROLE_ARN"],
        "description": "d",
        "delete_vpc_config": False,
    }
    first = change("on", **given)
    assert writes(local) == STOPPING
    assert change("on", **given) == first
    assert writes(local) == []


def test_only_different_attributes_are_sent(local: LocalAppStream, change: Change) -> None:
    change("on", instance_type=MEDIUM, display_name="Office")
    sent = [r.parameters for r in local.requests if r.operation == "UpdateFleet"]
    assert sent == [{"Name": "on", "DisplayName": "Office"}]


def test_a_stopped_fleet_stays_stopped(local: LocalAppStream, change: Change) -> None:
    fleet = change("off", stream_view="DESKTOP")
    assert (fleet.stream_view, fleet.state) == ("DESKTOP", "STOPPED")
    assert writes(local) == ["UpdateFleet"]


def test_the_change_waits_for_a_fleet_in_a_transitional_state(
    local: LocalAppStream, change: Change
) -> None:
    client = local.client()
    client.start_fleet(name="off")
    assert change("off", display_name="Office").state == "RUNNING"
    client.stop_fleet(name="off")
    assert change("off", display_name="Design").state == "STOPPED"


# --- failures ------------------------------------------------------------------------------------


def test_a_refused_update_restarts_the_unchanged_fleet(
    local: LocalAppStream, change: Change
) -> None:
    before = read_fleet(local, "on")
    local.add_fault(REFUSED, "UpdateFleet")
    with pytest.raises(WorkflowError) as caught:
        change("on", stream_view="DESKTOP")
    assert read_fleet(local, "on") == before
    assert tags(local, "on") == {}
    error = caught.value
    assert isinstance(error.error, InvalidParameterCombinationException)
    assert error.__cause__ is error.error
    assert error.step.method == "update_fleet"
    assert [step.method for step in error.done] == [
        "tag_resource",
        "stop_fleet",
        "wait_until_fleet_stopped",
        "start_fleet",
        "wait_until_fleet_running",
        "untag_resource",
    ]
    assert error.undo_error is None
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.step, copy.done, str(copy)) == (error.step, error.done, str(error))


def test_a_refused_update_of_a_running_fleet_changes_nothing(
    local: LocalAppStream, change: Change
) -> None:
    local.add_fault(REFUSED, "UpdateFleet")
    with pytest.raises(WorkflowError, match=r"Update fleet on: display_name failed: .*: nothing"):
        change("on", display_name="Office")
    assert read_fleet(local, "on").state == "RUNNING"


def test_a_refused_stop_changes_nothing(local: LocalAppStream, change: Change) -> None:
    local.add_fault(REFUSED, "StopFleet")
    with pytest.raises(WorkflowError, match="Stop fleet on failed"):
        change("on", stream_view="DESKTOP")
    assert (read_fleet(local, "on").state, tags(local, "on")) == ("RUNNING", {})


def test_both_errors_are_reported_if_the_fleet_cannot_be_restarted(
    local: LocalAppStream, change: Change
) -> None:
    local.add_fault(REFUSED, "UpdateFleet")
    local.add_fault(faults.error("OperationNotPermittedException"), "StartFleet")
    with pytest.raises(WorkflowError, match="undoing it failed too") as caught:
        change("on", stream_view="DESKTOP")
    assert caught.value.step.method == "update_fleet"
    assert isinstance(caught.value.undo_error, OperationNotPermittedException)
    assert isinstance(
        pickle.loads(pickle.dumps(caught.value)).undo_error, type(caught.value.undo_error)
    )
    assert read_fleet(local, "on").state == "STOPPED"
    fleet = change("on", stream_view="DESKTOP")  # the second call starts the fleet
    assert (fleet.state, fleet.stream_view, tags(local, "on")) == ("RUNNING", "DESKTOP", {})


def test_a_wait_ends_at_its_timeout(local: LocalAppStream, change: Change) -> None:
    local.settings.timings = Timings(fleet_stop=1e6)
    with pytest.raises(WorkflowError, match="Wait until fleet on is stopped failed") as caught:
        change("on", stream_view="DESKTOP", timeout=0.01)
    assert [step.method for step in caught.value.done] == ["tag_resource", "stop_fleet"]


def test_a_fleet_that_does_not_exist_is_an_error(local: LocalAppStream, change: Change) -> None:
    with pytest.raises(ResourceNotFoundException):
        change("none", display_name="x")


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"steam_view": "APP"}, TypeError, "'steam_view'; did you mean 'stream_view'"),
        ({"name": "b"}, TypeError, "multiple values|got an unexpected"),
        ({"qqqq": 1}, TypeError, "see update_fleet"),
        ({"max_user_duration_in_seconds": "x"}, ParamValidationError, "valid types"),
        ({"vpc_config": "x"}, ParamValidationError, "it takes a VpcConfig"),
    ],
)
def test_wrong_arguments_are_refused_before_any_request(
    local: LocalAppStream,
    change: Change,
    changes: dict[str, Any],
    kind: type[Exception],
    message: str,
) -> None:
    with pytest.raises(kind, match=message):
        change("on", **changes)
    assert local.requests == ()


# --- crashes -------------------------------------------------------------------------------------


class Crash(BaseException):
    """Simulates the end of the process."""


def crash_at(number: int) -> Callable[[WorkflowStep], None]:
    """Return a callback that crashes before the step with this number, which starts at 0."""
    seen = iter(range(1000))

    def on_step(_: WorkflowStep) -> None:
        if next(seen) == number:
            raise Crash

    return on_step


CASES: list[tuple[str, dict[str, Any]]] = [
    ("on", {"stream_view": "DESKTOP"}),
    ("on", {"stream_view": "DESKTOP", "display_name": "Office"}),
    ("on", {"display_name": "Office"}),
    ("off", {"stream_view": "DESKTOP"}),
    ("elastic", {"instance_type": "stream.standard.large"}),
]


@pytest.mark.parametrize(("name", "changes"), CASES)
def test_a_second_call_completes_the_change_after_a_crash(
    local: LocalAppStream, change: Change, name: str, changes: dict[str, Any]
) -> None:
    before = read_fleet(local, name)
    assert crash_everywhere(local, change, name, changes, before, crashes=1) >= 2


@pytest.mark.parametrize(("name", "changes"), [CASES[0]])
def test_a_third_call_completes_the_change_after_two_crashes(
    local: LocalAppStream, name: str, changes: dict[str, Any]
) -> None:
    client = local.client()
    change: Change = lambda name, **given: change_fleet(client, name, poll_interval=0.001, **given)  # noqa: E731 - the same type as the fixture
    before = read_fleet(local, name)
    assert crash_everywhere(local, change, name, changes, before, crashes=2) >= 4


def crash_everywhere(
    local: LocalAppStream,
    change: Change,
    name: str,
    changes: dict[str, Any],
    before: Fleet,
    *,
    crashes: int,
) -> int:
    """Let calls crash before every step. Check that a further call then completes the change.

    With ``crashes=2``, two calls crash in turn, before every combination of steps.

    Returns:
        The number of combinations.
    """
    cases = 0
    back = {key: getattr(before, key) or "" for key in changes}
    all_steps: list[WorkflowStep] = []
    change(name, on_step=all_steps.append, **changes)
    for steps in product(range(len(all_steps) + 1), repeat=crashes):
        change_fleet(local.client(), name, poll_interval=0.001, **back)  # type: ignore[arg-type]  # as in the fixture
        assert (read_fleet(local, name).state, tags(local, name)) == (before.state, {})
        if not all(crashed(change, name, step, changes) for step in steps):
            continue  # the second call had fewer steps left
        cases += 1
        fleet = change(name, **changes)
        assert {key: getattr(fleet, key) for key in changes} == changes
        assert fleet == read_fleet(local, name)
        assert (fleet.state, tags(local, name)) == (before.state, {})
    return cases


def crashed(change: Change, name: str, step: int, changes: dict[str, Any]) -> bool:
    try:
        change(name, on_step=crash_at(step), **changes)
    except Crash:
        return True
    return False


def test_a_change_without_a_tag_needs_no_permission_for_tags(
    local: LocalAppStream, change: Change
) -> None:
    change("on", stream_view="DESKTOP", resumable=False)
    assert writes(local) == ["StopFleet", "UpdateFleet", "StartFleet"]


def test_the_keywords_equal_those_of_update_fleet() -> None:
    for client in (AppStreamClient, AsyncAppStreamClient):
        parameters = inspect.signature(client.update_fleet).parameters
        assert FleetChanges.__optional_keys__ == set(parameters) - {"self", "name"}
