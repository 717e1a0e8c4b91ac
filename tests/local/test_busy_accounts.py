"""Many sessions are processed in short steps, so that other requests do not wait long."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest

from appstream_typed.local import LocalAppStream, ManualClock
from appstream_typed.local.resources.dispatch import STEP
from appstream_typed.local.state.ordered import Ordered
from appstream_typed.local.state.session_pools import SessionPool
from appstream_typed.local.state.session_records import Session
from appstream_typed.local.wire.service_errors import ServiceError
from tests.local.test_every_operation import plausible
from tests.shapes import OPERATIONS, came_later

MANY = 3 * STEP
SEED = {
    "fleets": [{"Name": "absent", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
    "stacks": [{"Name": "absent", "Fleets": ["absent"]}],  # plausible() uses this name
    "sessions": [{"StackName": "absent", "FleetName": "absent", "Count": MANY}],
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of sessions that each step processed."""
    found: list[int] = []
    settle = SessionPool.settle

    def counted(self: SessionPool, now: datetime, most: int | None = None) -> int:
        found.append(settle(self, now, most))
        return found[-1]

    monkeypatch.setattr(SessionPool, "settle", counted)
    return found


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if not came_later(name)])
def test_ended_sessions_are_removed_from_counts_in_steps(operation: str, steps: list[int]) -> None:
    clock = ManualClock()
    local = LocalAppStream(clock=clock, seed=SEED)  # the test calls it without a server
    clock.advance(57_601)
    steps.clear()
    with suppress(ServiceError):
        local._engine.call(operation, plausible(operation), local._scope)
    assert max(steps, default=0) <= STEP
    fleet = local._engine.call("DescribeFleets", {}, local._scope)["Fleets"][0]
    assert fleet["ComputeCapacityStatus"]["InUse"] == 0


def test_controls_update_the_counts_in_steps(
    local: LocalAppStream, clock: ManualClock, steps: list[int]
) -> None:
    local.seed(SEED)
    clock.advance(57_601)
    steps.clear()
    local.user_connects("absent", "absent", "ada")
    assert 0 < max(steps) <= STEP


@pytest.mark.parametrize("stopped", [False, True])
def test_sessions_that_are_no_longer_listed_are_removed(
    local: LocalAppStream, clock: ManualClock, *, stopped: bool
) -> None:
    """The memory use must not grow with the number of past sessions."""
    local.seed(SEED)
    client = local.client()
    if stopped:
        client.stop_fleet(name="absent")
    else:
        clock.advance(57_601)
    place = {"stack_name": "absent", "fleet_name": "absent"}
    assert len(client.describe_sessions(**place).all()) == MANY
    clock.advance(61)
    assert client.describe_sessions(**place).all() == []
    (state,) = local._engine.accounts.states().values()
    pool = state.pools["absent", "absent"]
    assert len(pool.sessions) == 0
    assert not pool._users._by_value
    assert not pool._instances._by_value
    assert not pool._kinds._by_value
    assert not pool._stopped
    assert not pool.runs


def test_a_removal_changes_only_one_block() -> None:
    """The time of a removal does not depend on the number of records."""
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    ordered: Ordered[Session] = Ordered()
    every = [
        Session(
            id=str(number),
            user_id="u",
            authentication_type="API",
            instance=1,
            started=now,
            ready=now,
            expires=now + timedelta(hours=1),
            number=number,
        )
        for number in range(1, 2001)
    ]
    for session in every:
        ordered.append(session)
    for session in every[::3] + every[1::3]:
        number, session.number = session.number, -session.number
        ordered.count_removed(number)
    left = [session.number for session in every if session.number > 0]
    assert [session.number for session in ordered.after(0)] == left
    assert [session.number for session in ordered.after(999)] == [n for n in left if n > 999]
    assert max(len(block.records) for block in ordered._blocks) <= 256
    for session in every[2::3]:
        number, session.number = session.number, -session.number
        ordered.count_removed(number)
    assert not ordered
    assert list(ordered.after(0)) == []
