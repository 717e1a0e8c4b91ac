"""VCR.py records typed calls like boto3 calls, and replays its cassettes without a server."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import vcr
import yaml
from vcr.request import Request

from appstream_typed import ResourceNotFoundException
from appstream_typed.local import LocalAppStream, faults
from tests.tools.calls import Call, Caller

# Before version 9, VCR.py does not close the socket of a replaced connection.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

CALLS = (
    Call("DescribeStacks", "Stacks"),
    Call("DescribeFleets", "Fleets"),
    Call("DescribeFleets", "Fleets", {"Names": ["fleet"]}),
    Call("DescribeSessions", "Sessions", {"StackName": "office", "FleetName": "fleet"}),
    Call("DescribeApplications", "Applications"),
    Call("DescribeStacks", "Stacks", {"Names": ["none"]}),
    Call(
        "TagResource",
        None,
        {
            "ResourceArn": "arn:aws:appstream:us-east-1:123456789012:stack/office",
            "Tags": {"team": "it"},
        },
    ),
)


def same_operation(first: Request, second: Request) -> None:
    """Compare the header with the operation, because all requests have the same URL."""
    assert first.headers["X-Amz-Target"] == second.headers["X-Amz-Target"]


@pytest.fixture(autouse=True)
def collect_sockets() -> Iterator[None]:
    """Collect the sockets that VCR.py did not close. They would make the next test fail."""
    yield
    gc.collect()


@pytest.fixture
def cassette(tmp_path: Path) -> Callable[..., Any]:
    """Return a function that opens a cassette: ``cassette(name, mode)``.

    Cassettes contain no headers with signatures.
    """
    recorder = vcr.VCR(
        cassette_library_dir=str(tmp_path),
        filter_headers=["Authorization", "X-Amz-Date", "amz-sdk-invocation-id"],
    )
    recorder.register_matcher("operation", same_operation)
    recorder.match_on = ("method", "operation", "body")
    return lambda name, mode: recorder.use_cassette(f"{name}.yaml", record_mode=mode)


def recorded(path: Path) -> list[Any]:
    """Return the requests and responses of a cassette, without ids and dates."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]
    found = []
    for entry in entries:
        sent = {name.lower(): value for name, value in entry["request"]["headers"].items()}
        agent = sent.pop("user-agent")  # its features have no fixed order
        got = {name.lower(): value for name, value in entry["response"]["headers"].items()}
        for name in ("date", "x-amzn-requestid"):
            assert got.pop(name)
        body = entry["response"]["body"]["string"]
        found.append((len(agent[0]), sent, entry["request"]["body"], got, json.loads(body)))
    return found


def test_a_cassette_of_typed_calls_equals_boto3s(
    cassette: Callable[..., Any], caller: Caller, tmp_path: Path
) -> None:
    for way in ("plain", "typed"):
        with cassette(way, "once"):
            for call in CALLS:
                getattr(caller, way)(call)
    plain = recorded(tmp_path / "plain.yaml")
    assert len(plain) == len(CALLS)
    assert recorded(tmp_path / "typed.yaml") == plain


@pytest.mark.parametrize("recorder", ["plain", "typed"])
def test_a_cassette_is_replayed_to_both_clients(
    cassette: Callable[..., Any], caller: Caller, local: LocalAppStream, recorder: str
) -> None:
    with cassette("calls", "once"):
        expected = [getattr(caller, recorder)(call) for call in CALLS]
    assert [stack["Name"] for stack in expected[0]] == ["office", "design"]
    local.stop()
    for player in ("plain", "typed"):
        with cassette("calls", "none") as opened:
            assert [getattr(caller, player)(call) for call in CALLS] == expected
            assert opened.all_played


def test_a_client_created_inside_is_recorded_and_replayed(
    cassette: Callable[..., Any], make: Callable[..., Caller], local: LocalAppStream, kind: str
) -> None:
    url = local.endpoint_url
    found = []
    for mode in ("once", "none"):
        with cassette("calls", mode):
            found.append(make(url, kind).typed(CALLS[0]))
        local.stop()
    assert found[0] == found[1] != []


def test_an_error_is_replayed_as_a_typed_error(
    cassette: Callable[..., Any], caller: Caller, local: LocalAppStream
) -> None:
    ids = []
    for mode in ("once", "none"):
        with cassette("calls", mode), pytest.raises(ResourceNotFoundException) as caught:
            caller.run(CALLS[5])
        ids.append(caught.value.request_id)
        local.stop()
    assert ids[0] == ids[1] is not None


def test_pages_throttling_and_polls_are_replayed(
    cassette: Callable[..., Any], make: Callable[..., Caller], local: LocalAppStream
) -> None:
    """Each attempt is recorded separately, and all are replayed in order."""
    local.settings.max_page_size = 1
    caller = make(local.endpoint_url)
    found = []
    for mode in ("once", "none"):
        with cassette("calls", mode) as opened, caller.client.capture_metadata() as calls:
            if mode == "once":
                local.add_fault(faults.throttling(), "DescribeStacks", skip=1)
            names = [stack.name for stack in caller.client.describe_stacks()]
            caller.client.start_fleet(name="idle")
            local.clock.advance(3600)
            fleet = caller.client.wait_until_fleet_running("idle", poll_interval=0.001)
            assert len(opened) == len(calls)
        found.append((names, fleet, [(call.operation, call.error_code) for call in calls]))
        local.stop()
    assert found[0] == found[1]
    assert found[0][0] == ["office", "design"]
    assert [code for _, code in found[0][2]].count("ThrottlingException") == 1


def test_a_sweep_is_recorded_and_replayed(
    cassette: Callable[..., Any], make: Callable[..., Caller], local: LocalAppStream
) -> None:
    """The recorded sweep has one worker, because VCR.py misses requests of concurrent threads."""
    client = make(local.endpoint_url).client
    users = []
    for mode, workers in (("once", 1), ("none", 8)):
        with cassette("calls", mode):
            users.append([session.user_id for session in client.iter_all_sessions(workers=workers)])
        local.stop()
    assert users == [["ada"], ["ada"]]
