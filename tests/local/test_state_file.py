"""The content of a state file: all resources and their planned changes."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appstream_typed import AppStreamClient
from appstream_typed.local import (
    AcceleratedClock,
    LocalAppStream,
    ManualClock,
    StateFileError,
    record_seed,
)
from appstream_typed.local.controls import Controls
from appstream_typed.local.settings import Settings
from appstream_typed.local.simulation import Simulation
from appstream_typed.local.state.state_rows import all_rows, key_texts, value_text
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import ServiceError
from tests.local.imaging import MEDIUM, WIN2022
from tests.local.random_requests import SEED, STEPS, requests
from tests.whole_account import one_of_each

HERE = Scope("123456789012", "us-east-1")
START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "appstream.state"


@contextmanager
def running(path: Path, **options: Any) -> Iterator[tuple[LocalAppStream[Any], AppStreamClient]]:
    """Yield a local AppStream with a state file, and a client of it."""
    with LocalAppStream(state=path, **options) as local, local.client() as client:
        yield local, client


def test_all_resources_are_restored_from_the_file(path: Path) -> None:
    clock = ManualClock(START)
    with running(path, clock=clock) as (local, client):
        one_of_each(local, clock)
        before = record_seed(client)
        theirs = record_seed(local.client(account_id="2" * 12))
    with running(path, clock=ManualClock()) as (local, client):
        assert local.clock.now() == clock.now()
        assert record_seed(client) == before
        assert record_seed(local.client(account_id="2" * 12)) == theirs
        assert len(before) > 10


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=20, max_size=40))
def test_the_file_equals_the_memory_after_random_requests(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    """Opening the file again restores the state."""
    path = tmp_path_factory.mktemp("random") / "state"
    clock = ManualClock()
    simulation = Simulation(Settings(clock=clock), HERE, path, None)
    controls = Controls(simulation, HERE)
    controls.seed(SEED)
    session = controls.user_connects("b", "b", "grace")
    for operation, request in requests(steps, clock, session):
        with suppress(ServiceError):
            simulation.call(operation, request, HERE)
    simulation.stop()
    memory = texts(simulation)
    with closing(sqlite3.connect(path)) as file:
        found = {row[:5]: row[5] for row in file.execute("SELECT * FROM rows WHERE account <> ''")}
    assert {k: v for k, v in found.items() if k[2] != "last"} == memory
    again = Simulation(Settings(clock=ManualClock()), HERE, path, None)
    assert texts(again) == memory
    assert again.settings.clock.now() == clock.now()
    again.stop()


def texts(simulation: Simulation) -> dict[Any, str | None]:
    """Return the rows of all accounts, without the last assigned numbers."""
    states = simulation.accounts.states().values()
    rows = [row for state in states for row in all_rows(state)]
    return {key_texts(row): value_text(row, source) for row, source in rows if row.kind != "last"}


def test_planned_changes_are_applied_after_a_restart(path: Path) -> None:
    """The clock continues while no server runs, as the machine's clock does."""

    class WallClock:
        time = START

        def now(self) -> datetime:
            return self.time

    clock = WallClock()
    with running(path, clock=clock) as (_, client):
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        client.create_stack(name="s")
    clock.time += timedelta(hours=1)
    with running(path, clock=clock) as (_, client):
        assert client.describe_image_builders().one().state == "RUNNING"
        client.delete_image_builder(name="b")
    clock.time += timedelta(hours=1)
    with running(path, clock=clock) as (_, client):
        assert client.describe_image_builders().all() == []
        assert client.describe_stacks().one().created_time == START


def test_a_manual_clock_continues_at_its_last_time(path: Path) -> None:
    with running(path, clock=ManualClock(START)) as (local, client):
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        local.clock.advance(1)
        client.describe_stacks().all()
    with running(path, clock=ManualClock()) as (local, client):
        assert local.clock.now() == START + timedelta(seconds=1)
        assert client.describe_image_builders().one().state == "PENDING"
        local.clock.advance(1)
        assert client.describe_image_builders().one().state == "RUNNING"


@pytest.mark.parametrize("year", [2001, 2999])
def test_the_time_of_an_accelerated_clock_never_goes_back(path: Path, year: int) -> None:
    """The clock continues at the time in the file, or at the machine's time if that is later."""
    clock = AcceleratedClock(1)
    then, now = datetime(year, 1, 1, tzinfo=timezone.utc), clock.now()
    clock.set_time(then)
    with running(path, clock=clock) as (_, client):
        client.create_stack(name="s")
    with running(path, clock=AcceleratedClock(1)) as (local, _):
        assert max(then, now) < local.clock.now() < max(then, now) + timedelta(hours=1)


def test_a_clock_that_is_behind_the_file_is_logged(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(path, clock=ManualClock(datetime(2999, 1, 1, tzinfo=timezone.utc))) as (_, client):
        client.create_stack(name="s")
    with caplog.at_level(logging.WARNING), running(path) as (_, client):
        assert client.describe_stacks().one().name == "s"
    assert "2999-01-01" in caplog.text


def test_pagination_tokens_remain_valid(path: Path) -> None:
    with running(path) as (_, client):
        for name in "abc":
            client.create_stack(name=name)
    with running(path, max_page_size=2) as (_, client):
        page = next(client.describe_stacks().pages())
        client.delete_stack(name="c")
        client.create_stack(name="d")
    with running(path, max_page_size=2) as (_, client):
        rest = client.describe_stacks(next_token=page.next_token).all()
    assert [stack.name for stack in (*page.items, *rest)] == ["a", "b", "d"]


def test_sequence_numbers_are_never_reused(path: Path) -> None:
    """Resources created after a restart follow all earlier ones, even deleted ones."""
    with running(path, max_page_size=1) as (_, client):
        client.create_stack(name="a")
        client.create_stack(name="b")
        page = next(client.describe_stacks().pages())
        client.delete_stack(name="b")
    with running(path, max_page_size=1) as (_, client):
        client.create_stack(name="c")
        assert [s.name for s in client.describe_stacks(next_token=page.next_token)] == ["c"]


def test_sessions_that_a_stop_ended_are_restored(path: Path) -> None:
    seed = {
        "fleets": [{"Name": "f", "InstanceType": MEDIUM, "State": "RUNNING"}],
        "stacks": [{"Name": "s", "Fleets": ["f"]}],
        "sessions": [{"StackName": "s", "FleetName": "f", "Count": 30}],
    }
    place = {"stack_name": "s", "fleet_name": "f"}
    clock = ManualClock(START)
    with running(path, clock=clock, seed=seed) as (local, client):
        client.stop_fleet(name="f")
        clock.advance(1)
        client.start_fleet(name="f")
        clock.advance(2)
        local.user_connects("s", "f", "ada")
        before = client.describe_sessions(**place).all()
    with running(path, clock=clock) as (_, client):
        assert client.describe_sessions(**place).all() == before
        states = [session.state for session in before]
        assert (states.count("EXPIRED"), len(states)) == (30, 31)
        status = client.describe_fleets().one().compute_capacity_status
        assert status is not None
        assert status.in_use == 1
        clock.advance(61)
        assert [s.user_id for s in client.describe_sessions(**place)] == ["ada"]
    with closing(sqlite3.connect(path)) as file:
        kinds = [kind for (kind,) in file.execute("SELECT kind FROM rows")]
    assert (kinds.count("session"), kinds.count("run")) == (1, 0), (
        "the rows of sessions that are no longer listed are deleted"
    )


def test_a_seed_is_created_only_once(path: Path) -> None:
    seed = {"stacks": [{"Name": "seeded"}]}
    with running(path, seed=seed) as (local, client):
        client.delete_stack(name="seeded")
        client.create_stack(name="own")
        assert local.client(region_name="eu-west-1").describe_stacks().one().name == "seeded"
    with running(path, seed=seed) as (local, client):
        assert [stack.name for stack in client.describe_stacks()] == ["own"]
        assert local.client(region_name="eu-west-2").describe_stacks().one().name == "seeded"


def test_a_seed_is_created_in_a_region_without_resources(path: Path) -> None:
    with running(path) as (_, client):
        assert client.describe_stacks().all() == []
    with running(path, seed={"stacks": [{"Name": "seeded"}]}) as (_, client):
        assert client.describe_stacks().one().name == "seeded"


def test_an_invalid_seed_leaves_no_resources(path: Path) -> None:
    wrong = {"stacks": [{"Name": "s"}, {"Name": "s"}]}
    with pytest.raises(ValueError, match=r"stacks\[1\]"):
        LocalAppStream(state=path, seed=wrong)
    with running(path, seed={"stacks": [{"Name": "right"}]}) as (_, client):
        assert client.describe_stacks().one().name == "right"


def test_reset_and_restore_are_stored(path: Path) -> None:
    seed = {"stacks": [{"Name": "seeded"}]}
    with running(path, clock=ManualClock(START), seed=seed) as (local, client):
        client.create_stack(name="first")
        before = local.snapshot()
        client.create_stack(name="second")
        local.restore(before)
        client.create_stack(name="third")
    with running(path, clock=ManualClock(), seed=seed) as (local, client):
        assert [stack.name for stack in client.describe_stacks()] == ["seeded", "first", "third"]
        local.reset()
    with running(path, clock=ManualClock()) as (_, client):
        assert client.describe_stacks().all() == [], "the seed is created only at the next use"


def test_a_second_start_continues_with_the_file(path: Path) -> None:
    local = LocalAppStream(state=path)
    local.seed({"stacks": [{"Name": "s"}]})
    local.stop()
    with pytest.raises(StateFileError, match=r"is closed; start the local AppStream first"):
        local.seed({"stacks": [{"Name": "lost"}]})
    with running(path) as (_, client):
        client.create_stack(name="of-another")
    with local, local.client() as client:
        assert [stack.name for stack in client.describe_stacks()] == ["s", "of-another"]


def test_faults_and_logged_requests_are_not_stored(path: Path) -> None:
    from appstream_typed.local import faults

    with running(path) as (local, client):
        local.add_fault(faults.throttling(), times=None, skip=1)
        client.describe_stacks().all()
    with running(path) as (local, client):
        assert local.requests == ()
        client.describe_stacks().all()
        client.describe_stacks().all()
        assert [request.fault for request in local.requests] == [None, None]
