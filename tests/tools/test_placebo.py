"""placebo records typed calls like boto3 calls, and replays its recordings to both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
import placebo
import pytest

from appstream_typed import AppStreamClient, ResourceNotFoundException
from appstream_typed.local import LocalAppStream, ManualClock, faults
from tests.faults.wire import Wire, http, refusal, result
from tests.protocols import JSON
from tests.tools.calls import Call, Caller
from tests.tools.conftest import SEED

START = datetime(2026, 1, 2, 3, 4, 5, 125000, timezone.utc)
CALLS = (
    Call("DescribeStacks", "Stacks"),
    Call("DescribeFleets", "Fleets", {"Names": ["fleet"]}),
    Call("DescribeSessions", "Sessions", {"StackName": "office", "FleetName": "fleet"}),
    Call("DescribeApplications", "Applications"),
    Call("ListAssociatedFleets", "Names", {"StackName": "office"}),
    Call("DescribeStacks", "Stacks", {"Names": ["none"]}),
    Call("DeleteFleet", None, {"Name": "none"}),
    Call("StartFleet", None, {"Name": "idle"}),
)


class Recording:
    """A folder of recorded responses, attached to a separate session."""

    def __init__(self, folder: Path, new_session: Callable[[], boto3.session.Session]) -> None:
        self.session = new_session()
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.pill = placebo.attach(self.session, data_path=str(folder))

    @property
    def files(self) -> dict[str, Any]:
        """The recorded files without the parts that differ in every response."""
        return {
            path.name: _without_ids(json.loads(path.read_text(encoding="utf-8")))
            for path in sorted(self.folder.iterdir())
        }


def _without_ids(recorded: Any) -> Any:
    metadata = recorded["data"]["ResponseMetadata"]
    metadata.pop("RequestId")
    for name in ("date", "x-amzn-requestid"):
        metadata["HTTPHeaders"].pop(name, None)
    return recorded


@pytest.fixture
def open_recording(
    tmp_path: Path, new_session: Callable[[], boto3.session.Session]
) -> Callable[..., Recording]:
    """Return a function that opens a recording: ``open_recording(name)``. Equal names share files."""
    return lambda name: Recording(tmp_path / name, new_session)


def test_a_recording_of_typed_calls_equals_boto3s(
    open_recording: Callable[..., Recording], make: Callable[..., Caller], kind: str, ownership: str
) -> None:
    recorded = []
    for way in ("plain", "typed"):
        with LocalAppStream(clock=ManualClock(START)) as local:
            local.seed(SEED)
            this = open_recording(way)
            caller = make(local.endpoint_url, kind, ownership, session=this.session)
            this.pill.record()
            for call in CALLS:
                getattr(caller, way)(call)
        recorded.append(this.files)
    assert len(recorded[0]) == len(CALLS)
    assert len(recorded[0]["appstream2.DescribeStacks_1.json"]["data"]["Stacks"]) == 2
    assert recorded[1] == recorded[0]


@pytest.mark.parametrize("recorder", ["plain", "typed"])
def test_a_recording_is_replayed_to_both_clients(
    open_recording: Callable[..., Recording],
    make: Callable[..., Caller],
    local: LocalAppStream,
    kind: str,
    ownership: str,
    recorder: str,
) -> None:
    recording = open_recording("calls")
    caller = make(local.endpoint_url, kind, ownership, session=recording.session)
    recording.pill.record()
    expected = [getattr(caller, recorder)(call) for call in CALLS]
    recording.pill.stop()
    assert [stack["Name"] for stack in expected[0]] == ["office", "design"]
    local.stop()
    for player in ("plain", "typed"):
        playing = open_recording("calls")
        caller = make("http://127.0.0.1:9", kind, ownership, session=playing.session)
        playing.pill.playback()
        assert [getattr(caller, player)(call) for call in CALLS] == expected


def test_pages_and_polls_are_replayed(
    open_recording: Callable[..., Recording], make: Callable[..., Caller], local: LocalAppStream
) -> None:
    local.settings.max_page_size = 1
    url, names = local.endpoint_url, []
    for mode in ("record", "playback"):
        this = open_recording("calls")
        caller = make(url, session=this.session)
        getattr(this.pill, mode)()
        names.append([stack.name for stack in caller.client.describe_stacks()])
        if mode == "record":
            caller.client.start_fleet(name="idle")
            local.clock.advance(3600)
        names.append(caller.client.wait_until_fleet_running("idle", poll_interval=0.001).name)
        local.stop()
    assert names == [["office", "design"], "idle"] * 2


def test_a_recorded_error_is_replayed_as_a_typed_error(
    open_recording: Callable[..., Recording],
    make: Callable[..., Caller],
    local: LocalAppStream,
    kind: str,
) -> None:
    recording = open_recording("calls")
    caller = make(local.endpoint_url, kind, session=recording.session)
    recording.pill.record()
    with pytest.raises(ResourceNotFoundException) as wire:
        caller.run(CALLS[5])
    playing = open_recording("calls")
    caller = make("http://127.0.0.1:9", kind, session=playing.session)
    playing.pill.playback()
    with pytest.raises(ResourceNotFoundException) as played:
        caller.run(CALLS[5])
    assert played.value.message == wire.value.message
    assert played.value.request_id == wire.value.request_id
    assert played.value.http_status == wire.value.http_status == 404


def test_replayed_throttling_is_retried_as_often_as_recorded(
    open_recording: Callable[..., Recording],
    make: Callable[..., Caller],
    local: LocalAppStream,
    kind: str,
) -> None:
    """This package retries outside botocore, so each attempt is recorded separately."""
    recording = open_recording("calls")
    caller = make(local.endpoint_url, kind, session=recording.session)
    recording.pill.record()
    local.add_fault(faults.throttling(), "DescribeStacks", times=2)
    with caller.client.capture_metadata() as sent:
        stacks = caller.run(CALLS[0])
    assert len(recording.files) == 3
    playing = open_recording("calls")
    caller = make("http://127.0.0.1:9", kind, session=playing.session)
    playing.pill.playback()
    with caller.client.capture_metadata() as played:
        assert caller.run(CALLS[0]) == stacks
    assert [call.error_code for call in played] == [call.error_code for call in sent]
    assert played[-1].retry_attempts == sent[-1].retry_attempts == 2


@pytest.mark.parametrize(
    "answer",
    [
        result(JSON, Stacks=[{"Name": "s", "CreatedTime": 1763000000.125}]),
        result(JSON, Stacks=[{"Name": "s", "Smell": "roses"}], NextToken="t"),
        http(JSON, b"{}"),
        refusal(JSON, "AccessDeniedException", 403),
    ],
    ids=["timestamps", "unknown members", "an empty object", "an error"],
)
def test_recorded_files_are_byte_for_byte_equal(
    open_recording: Callable[..., Recording],
    make: Callable[..., Caller],
    wire: Wire,
    kind: str,
    ownership: str,
    answer: Any,
) -> None:
    """The responses contain no current time and no unique id."""
    wire.play(answer)
    files = []
    for way in ("plain", "typed"):
        this = open_recording(way)
        caller = make(wire.url, kind, ownership, session=this.session)
        this.pill.record()
        getattr(caller, way)(CALLS[0])
        files.append([path.read_bytes() for path in sorted(this.folder.iterdir())])
    assert files[0] == files[1] != []


def test_a_recording_may_start_after_the_client_was_used(
    open_recording: Callable[..., Recording],
    make: Callable[..., Caller],
    local: LocalAppStream,
    kind: str,
) -> None:
    """The recording starts after the typed client was used."""
    this = open_recording("calls")
    caller = make(local.endpoint_url, kind, session=this.session)
    expected = caller.typed(CALLS[0])
    this.pill.record()
    assert caller.typed(CALLS[0]) == expected
    this.pill.stop()
    assert caller.typed(CALLS[0]) == expected
    assert [len(file["data"]["Stacks"]) for file in this.files.values()] == [2]


def test_a_sweep_is_recorded_and_replayed(
    open_recording: Callable[..., Recording], make: Callable[..., Caller], local: LocalAppStream
) -> None:
    """The sweep has one worker, because placebo replays the responses of an operation in order."""
    url, users = local.endpoint_url, []
    for mode in ("record", "playback"):
        this = open_recording("calls")
        client: AppStreamClient = make(url, session=this.session).client
        getattr(this.pill, mode)()
        users.append([session.user_id for session in client.iter_all_sessions(workers=1)])
        local.stop()
    assert users == [["ada"], ["ada"]]


def test_concurrent_asyncio_tasks_are_recorded(
    open_recording: Callable[..., Recording], make: Callable[..., Caller], local: LocalAppStream
) -> None:
    this = open_recording("calls")
    client = make(local.endpoint_url, "async", session=this.session).client

    async def main() -> Any:
        return await asyncio.gather(
            client.describe_stacks().all(),
            client.describe_fleets().all(),
            client.describe_image_builders().all(),
        )

    this.pill.record()
    assert [len(found) for found in asyncio.run(main())] == [2, 2, 1]
    members = [set(file["data"]) - {"ResponseMetadata"} for file in this.files.values()]
    assert sorted(min(names) for names in members) == ["Fleets", "ImageBuilders", "Stacks"]
