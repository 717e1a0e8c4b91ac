"""The HTTP controls under ``/_local``."""

from __future__ import annotations

import inspect
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from appstream_typed import AppStreamClient, RetryPolicy, __version__
from appstream_typed.local import AcceleratedClock, Controls, LocalAppStream, ManualClock, faults
from appstream_typed.local.clock import ServerClock
from appstream_typed.local.http_controls.fault_orders import fault_functions
from tests.local.control_requests import ask, done
from tests.local.imaging import MEDIUM, WIN2022

ONCE = RetryPolicy(max_attempts=1)
PAIR: dict[str, Any] = {
    "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
    "stacks": [{"Name": "s", "Fleets": ["f"]}],
}
THERE = "account_id=111111111111&region_name=eu-west-1"


# --- each control -----------------------------------------------------------------------------------


def test_health_returns_the_status_version_and_defects(local: LocalAppStream) -> None:
    assert done(local, "GET", "/_local/health") == {
        "status": "ok",
        "version": __version__,
        "defects": 0,
    }
    head = ask(local, "HEAD", "/_local/health")
    assert (head.status, head.text) == (200, "")
    assert int(head.headers["Content-Length"]) > 0


def test_advance_moves_the_clock(
    local: LocalAppStream, client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
    before = clock.now()
    answer = done(local, "POST", "/_local/advance", {"seconds": 60})
    assert clock.now() - before == timedelta(seconds=60)
    time = datetime.fromisoformat(answer["time"].replace("Z", "+00:00"))
    assert abs(time - clock.now()) < timedelta(milliseconds=1)
    assert client.describe_image_builders().one().state == "RUNNING"
    done(local, "POST", "/_local/advance", {"seconds": 0.5})
    assert clock.now() - before == timedelta(seconds=60.5)


def test_advance_needs_a_clock_that_can_be_advanced() -> None:
    with LocalAppStream(clock=AcceleratedClock(2)) as local:
        answer = ask(local, "POST", "/_local/advance", {"seconds": 1})
        assert answer.status == 409
        assert "AcceleratedClock, which cannot be advanced" in answer.error
        assert "ManualClock()" in answer.error
        clock = done(local, "GET", "/_local/state")["clock"]
        assert (clock["can_advance"], clock["speed"]) == (False, 2)


def test_a_server_clock_runs_and_can_be_advanced() -> None:
    clock = ServerClock(1000)
    first = clock.now()
    clock.advance(3600)
    assert clock.now() - first >= timedelta(hours=1)
    second = clock.now()
    while clock.now() == second:
        pass
    with pytest.raises(ValueError, match="go back"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="9999"):
        clock.advance(1e12)


def test_faults_are_injected_listed_and_cleared(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    order = {"fault": "error", "operation": "DescribeStacks", "times": 2, "code": "NoLuck"}
    answer = done(local, "POST", "/_local/faults", order)
    waiting = {"fault": "error NoLuck", "operation": "DescribeStacks", "skip": 0, "every": 1}
    assert answer == {"faults": [{**waiting, "times": 2}]}
    once = client.with_options(retries=ONCE)
    client.describe_fleets().all()
    with pytest.raises(ClientError, match="NoLuck"):
        once.describe_stacks().all()
    assert done(local, "GET", "/_local/state")["faults"] == [{**waiting, "times": 1}]
    assert done(local, "DELETE", "/_local/faults") == {}
    assert once.describe_stacks().all() == []
    forever = {"fault": "throttling", "times": None, "every": 20, "skip": 3}
    waiting = done(local, "POST", "/_local/faults", forever)["faults"][0]
    assert [waiting[key] for key in ("times", "every", "skip")] == [None, 20, 3]
    for _ in range(22):
        once.describe_stacks().all()
    with pytest.raises(ClientError, match="Rate exceeded"):
        once.describe_stacks().all()


FAULTS: dict[str, dict[str, Any]] = {
    "error": {"code": "InternalFailure", "message": "No.", "status": 503},
    "throttling": {},
    "server_error": {"status": 503},
    "response": {"body": "<html>", "status": 502, "content_type": "text/html"},
    "malformed_body": {},
    "truncated_body": {},
    "dropped_connection": {"after": 3},
    "slow_body": {"seconds_per_byte": 0},
    "delay": {"seconds": 0.01},
    "cycling_tokens": {"tokens": ["a", "b"]},
    "unknown_members": {"members": {"New": [1]}},
    "unknown_values": {"value": "NEWEST", "members": ["State"]},
}


def test_the_table_contains_every_fault() -> None:
    assert set(FAULTS) == set(fault_functions())
    public = {n for n in faults.__all__ if inspect.isfunction(getattr(faults, n))}
    assert public == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_can_be_injected_by_name(local: LocalAppStream, name: str) -> None:
    done(local, "POST", "/_local/seed", PAIR)
    done(local, "POST", "/_local/faults", {"fault": name, **FAULTS[name]})
    raw = AppStreamClient(local.boto3_client()).with_options(retries=ONCE)
    try:
        found: object = raw.describe_fleets().first()
    except Exception as error:  # noqa: BLE001 - most faults raise, with different types
        found = error
    met = done(local, "GET", "/_local/requests")["requests"][0]["fault"]
    assert met is not None
    if name in ("slow_body", "delay", "unknown_members"):
        assert found is not None
        assert not isinstance(found, Exception)
    elif name == "unknown_values":
        assert str(getattr(found, "state", "")) == "NEWEST"
    elif name == "response":
        assert isinstance(found, Exception)
    assert done(local, "GET", "/_local/state")["faults"] == []


def test_arguments_of_faults_do_not_clash_with_those_of_add_fault() -> None:
    taken = {"fault", "operation", "times", "skip", "every"}
    for name, make in fault_functions().items():
        assert not taken & set(inspect.signature(make).parameters), name


def test_seed_creates_resources_in_an_account_and_region(local: LocalAppStream) -> None:
    assert done(local, "POST", "/_local/seed", PAIR) == {}
    assert local.client().describe_fleets().one().name == "f"
    done(local, "POST", f"/_local/seed?{THERE}", {"stacks": [{"Name": "there"}]})
    other = local.client(account_id="111111111111", region_name="eu-west-1")
    assert other.describe_stacks().one().name == "there"
    answer = ask(local, "POST", "/_local/seed", {"stacks": [{"Nome": "s"}]})
    assert answer.status == 400
    assert "stacks[0]" in answer.error
    assert "Nome" in answer.error


def test_a_seed_may_be_larger_than_an_appstream_request(local: LocalAppStream) -> None:
    stacks = [{"Name": f"s{n}", "Description": "x" * 200} for n in range(6000)]
    assert len(json.dumps(stacks)) > 1 << 20
    done(local, "POST", "/_local/seed", {"stacks": stacks})
    state = done(local, "GET", "/_local/state?limit=10")["accounts"][0]
    assert (len(state["resources"]["stacks"]), state["totals"]["stacks"]) == (10, 6000)


def test_reset_deletes_everything_except_the_initial_seed(clock: ManualClock) -> None:
    with LocalAppStream(clock=clock, seed={"stacks": [{"Name": "home"}]}) as local:
        client = local.client()
        client.create_stack(name="s")
        done(local, "POST", "/_local/faults", {"fault": "throttling"})
        assert done(local, "POST", "/_local/reset") == {}
        assert done(local, "GET", "/_local/requests") == {"requests": []}
        assert done(local, "GET", "/_local/state")["faults"] == []
        assert client.describe_stacks().one().name == "home"


def test_restore_returns_to_a_snapshot(
    local: LocalAppStream, client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_stack(name="s")
    first = done(local, "POST", "/_local/snapshot")
    assert first["name"] == "snapshot-1"
    clock.advance(60)
    client.create_stack(name="t")
    assert done(local, "POST", "/_local/snapshot", {"name": "both"})["name"] == "both"
    for name, there in (("snapshot-1", ["s"]), ("both", ["s", "t"]), ("snapshot-1", ["s"])):
        done(local, "POST", "/_local/reset")
        restored = done(local, "POST", "/_local/restore", {"name": name})
        assert [stack.name for stack in client.describe_stacks()] == there
    assert restored["time"] == first["time"]
    answer = ask(local, "POST", "/_local/restore", {"name": "nothing"})
    assert answer.status == 404
    assert "'snapshot-1', 'both'" in answer.error


def test_the_oldest_snapshots_are_dropped(local: LocalAppStream) -> None:
    for _ in range(101):
        done(local, "POST", "/_local/snapshot")
    assert ask(local, "POST", "/_local/restore", {"name": "snapshot-1"}).status == 404
    done(local, "POST", "/_local/restore", {"name": "snapshot-2"})


def test_settings_can_be_changed(local: LocalAppStream, client: AppStreamClient) -> None:
    done(local, "POST", "/_local/seed", {"stacks": [{"Name": f"s{n}"} for n in range(3)]})
    changed = done(local, "POST", "/_local/settings", {"max_page_size": 2})
    assert changed == {"latency": 0.0, "max_page_size": 2, "requests_per_second": None}
    assert [len(page.items) for page in client.describe_stacks().pages()] == [2, 1]
    both = {"max_page_size": None, "requests_per_second": 0.001, "latency": 0.01}
    assert done(local, "POST", "/_local/settings", both) == both
    once = client.with_options(retries=ONCE)
    with pytest.raises(ClientError, match="Rate exceeded"):
        for _ in range(2):
            once.describe_stacks().all()
    for wrong in ({"latency": -1}, {"max_page_size": 0}, {"requests_per_second": 0}):
        answer = ask(local, "POST", "/_local/settings", {"latency": 0, **wrong})
        assert answer.status == 400
        assert f"{next(iter(wrong))} must be" in answer.error
    assert done(local, "GET", "/_local/state")["settings"] == both, (
        "a refused request changes nothing"
    )
    assert "'clock'" in ask(local, "POST", "/_local/settings", {"clock": 1}).error


def test_requests_are_listed_and_cleared(local: LocalAppStream, client: AppStreamClient) -> None:
    client.create_stack(name="s")
    with pytest.raises(ClientError):
        client.describe_stacks(names=["nobody"]).all()
    found = done(local, "GET", "/_local/requests")["requests"]
    assert [(each["operation"], each["status"], each["error_code"]) for each in found] == [
        ("CreateStack", 200, None),
        ("DescribeStacks", 404, "ResourceNotFoundException"),
    ]
    assert found[0]["parameters"] == {"Name": "s"}
    assert (found[0]["account_id"], found[0]["region_name"]) == ("123456789012", "us-east-1")
    newest = done(local, "GET", "/_local/requests?limit=1")["requests"]
    assert newest == found[1:]
    assert done(local, "GET", "/_local/requests?limit=0")["requests"] == []
    assert done(local, "DELETE", "/_local/requests") == {}
    assert done(local, "GET", "/_local/requests")["requests"] == []
    assert local.requests == ()


# --- Controls ---------------------------------------------------------------------------------------

METHODS = {
    name: member
    for name, member in vars(Controls).items()
    if inspect.isfunction(member) and not name.startswith("_")
}


@pytest.mark.parametrize("name", METHODS)
def test_every_method_of_controls_checks_its_arguments(local: LocalAppStream, name: str) -> None:
    """The errors name wrong and missing arguments, and resources that do not exist."""
    _, *parameters = inspect.signature(METHODS[name]).parameters.values()
    required = [each.name for each in parameters if each.default is each.empty]
    answer = ask(local, "POST", f"/_local/controls/{name}", {"nonsense": 1})
    assert answer.status == 400
    assert "there is no argument 'nonsense'" in answer.error
    for parameter in parameters:
        assert repr(parameter.name) in answer.error
    if not required:
        done(local, "POST", f"/_local/controls/{name}", {})
        return
    assert all(
        repr(r) in ask(local, "POST", f"/_local/controls/{name}", {}).error for r in required
    )
    wrong = ask(local, "POST", f"/_local/controls/{name}", dict.fromkeys(required, 1))
    assert wrong.status == 400
    assert "must be" in wrong.error
    if name != "seed":
        absent = ask(local, "POST", f"/_local/controls/{name}", dict.fromkeys(required, "absent"))
        assert absent.status == 400
        assert "absent" in absent.error


def test_every_method_of_controls_succeeds(
    local: LocalAppStream, client: AppStreamClient, clock: ManualClock
) -> None:
    used: set[str] = set()

    def play(name: str, /, **arguments: object) -> Any:
        used.add(name)
        answer = done(local, "POST", f"/_local/controls/{name}", arguments)
        assert set(answer) == {"result"}
        return answer["result"]

    builder = {"Name": "b", "InstanceType": MEDIUM, "State": "RUNNING"}
    images = [{"Name": "gold"}, {"Name": "bad"}]
    assert play("seed", data={**PAIR, "image_builders": [builder], "images": images}) is None
    session = play(
        "user_connects", stack_name="s", fleet_name="f", user_id="ada", authentication_type="SAML"
    )
    found = client.describe_sessions(stack_name="s", fleet_name="f").one()
    assert (found.id, found.authentication_type) == (session, "SAML")
    assert play("user_disconnects", session_id=session) is None
    play("fail_image", name="bad", message="Worn out.")
    assert client.describe_images(names=["bad"]).one().image_errors[0].error_message == "Worn out."
    client.associate_software_to_image_builder(
        image_builder_name="b", software_names=["Microsoft_Office_2021_LTSC_Standard_64Bit"]
    )
    client.start_software_deployment_to_image_builder(image_builder_name="b")
    play(
        "fail_software_deployment",
        image_builder_name="b",
        software_name="Microsoft_Office_2021_LTSC_Standard_64Bit",
    )
    play("make_image", image_builder_name="b", image_name="made")
    assert client.describe_images(names=["made"]).one().state == "PENDING"
    clock.advance(60)
    play("fail_image_builder", name="b")
    assert client.describe_image_builders().one().state == "FAILED"
    play("fail_fleet", name="f", error_code="NETWORK_INTERFACE_ERROR")
    assert client.describe_fleets().one().fleet_errors[0].error_code == "NETWORK_INTERFACE_ERROR"
    role = "arn:aws:iam::123456789012:role/r"
    task = client.create_export_image_task(
        image_name="gold", ami_name="gold-ami", iam_role_arn=role
    )
    play("fail_export_image_task", task_id=task.task_id)
    there = play("scope", region_name="eu-west-1")
    assert there == {"account_id": "123456789012", "region_name": "eu-west-1"}
    assert used == set(METHODS)


def test_the_query_selects_the_account_and_region(local: LocalAppStream) -> None:
    there = local.scope(account_id="111111111111", region_name="eu-west-1")
    there.seed(PAIR)
    assert (there.account_id, there.region_name) == ("111111111111", "eu-west-1")
    body = {"name": "f"}
    assert ask(local, "POST", "/_local/controls/fail_fleet", body).status == 400
    done(local, "POST", f"/_local/controls/fail_fleet?{THERE}", body)
    client = local.client(account_id="111111111111", region_name="eu-west-1")
    assert client.describe_fleets().one().fleet_errors


@pytest.mark.parametrize("name", ["nothing", "_inside", "__init__", "account_id", "", "a/b", "%0a"])
def test_an_unknown_control_is_not_found(local: LocalAppStream, name: str) -> None:
    answer = ask(local, "POST", f"/_local/controls/{name}", {})
    assert answer.status == 404
    assert all(method in answer.error for method in METHODS)


# --- controls and AppStream -------------------------------------------------------------------------


def test_controls_are_not_logged_delayed_limited_or_refused(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    done(local, "POST", "/_local/faults", {"fault": "server_error", "times": None})
    done(local, "POST", "/_local/settings", {"requests_per_second": 0.001, "latency": 3600})
    for method, path in (
        ("GET", "/_local/health"),
        ("GET", "/_local/state"),
        ("POST", "/_local/snapshot"),
        ("GET", "/_local/requests"),
    ):
        done(local, method, path)
    done(local, "POST", "/_local/settings", {"requests_per_second": None, "latency": 0})
    assert local.requests == ()
    with pytest.raises(ClientError, match="InternalFailure"):
        client.with_options(retries=ONCE).describe_stacks().all()
    assert len(local.requests) == 1


def test_a_defect_is_answered_and_counted(
    local: LocalAppStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(local._engine, "reset", broken)
    answer = ask(local, "POST", "/_local/reset")
    assert (answer.status, answer.error) == (500, "See the server's log.")
    assert done(local, "GET", "/_local/health")["defects"] == 1
    assert done(local, "GET", "/_local/state")["defects"] == 1
