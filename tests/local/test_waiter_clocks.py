"""The waiters of a local AppStream's clients use its clock."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest

from appstream_typed import AsyncAppStreamClient, RetryPolicy, WaiterTimeout
from appstream_typed.local import AcceleratedClock, LocalAppStream, ManualClock, RealClock, Timings
from appstream_typed.local.waiter_clocks import pause_by_clock, real_pauses
from tests.local.imaging import MEDIUM, WIN2022

pytest_plugins = ["pytester"]

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def no_real_sleep(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The real sleeps in seconds. They are recorded and take no time."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def test_a_manual_clock_is_advanced(no_real_sleep: list[float]) -> None:
    clock = ManualClock(START)
    with LocalAppStream(clock=clock, timings=Timings.realistic()) as local:
        client = local.client().with_options(retries=RetryPolicy(max_attempts=2))
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        builder = client.wait_until_image_builder_running("b", poll_interval=20)
    assert builder.state == "RUNNING"
    assert 600 <= (clock.now() - START).total_seconds() <= 650
    assert sum(no_real_sleep) == 0


def test_a_timeout_follows_the_clock(no_real_sleep: list[float]) -> None:
    clock = ManualClock(START)
    with LocalAppStream(clock=clock, timings=Timings(image_builder_start=1e9)) as local:
        client = local.client()
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        with pytest.raises(WaiterTimeout):
            client.wait_until_image_builder_running("b", timeout=1800)
    assert 1790 <= (clock.now() - START).total_seconds() <= 1800
    assert sum(no_real_sleep) == 0


@pytest.mark.parametrize("timeout", [0.01, 1 / 3])
def test_a_pause_shorter_than_a_microsecond_moves_the_clock(timeout: float) -> None:
    clock = ManualClock(datetime(2026, 11, 29, 9, 0, 0, 123457, tzinfo=timezone.utc))
    with LocalAppStream(clock=clock, timings=Timings(image_builder_start=1e9)) as local:
        client = local.client()
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        with pytest.raises(WaiterTimeout):
            client.wait_until_image_builder_running("b", timeout=timeout, poll_interval=timeout)


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 4e-7])
def test_every_pause_moves_a_clock_that_can_be_advanced(seconds: float) -> None:
    clock = ManualClock(START)
    assert list(real_pauses(clock, seconds)) == [0.0]
    assert clock.now() > START


def test_the_fixtures_waiters_do_not_hang(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        def test_it(appstream, local_appstream):
            appstream.create_image_builder(
                name="b", instance_type="{MEDIUM}", image_name="{WIN2022}"
            )
            appstream.wait_until_image_builder_running("b")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=1)


def test_clients_in_several_threads_share_the_clock() -> None:
    clock = ManualClock(START)
    with LocalAppStream(clock=clock, timings=Timings(image_builder_start=600)) as local:
        names = [f"b{number}" for number in range(4)]

        def wait(name: str) -> str:
            client = local.client()
            client.create_image_builder(name=name, instance_type=MEDIUM, image_name=WIN2022)
            return str(client.wait_until_image_builder_running(name).state)

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(wait, names)) == ["RUNNING"] * 4


def test_asynchronous_waiters_use_the_clock() -> None:
    clock = ManualClock(START)
    with LocalAppStream(clock=clock, timings=Timings(image_builder_start=600)) as local:

        async def wait(client: AsyncAppStreamClient, name: str) -> str:
            await client.create_image_builder(name=name, instance_type=MEDIUM, image_name=WIN2022)
            return str((await client.wait_until_image_builder_running(name)).state)

        async def main() -> list[str]:
            async with AsyncAppStreamClient(
                endpoint_url=local.endpoint_url,
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            ) as client:
                pause_by_clock(client, local.clock)
                return await asyncio.gather(*(wait(client, name) for name in ("a", "b", "c")))

        assert asyncio.run(main()) == ["RUNNING"] * 3
    assert (clock.now() - START).total_seconds() >= 600


def test_an_accelerated_clock_shortens_the_pauses() -> None:
    assert list(real_pauses(AcceleratedClock(100), 30)) == [0.3]
    assert list(real_pauses(RealClock(), 30)) == [30]


class Standing:
    """A user-defined clock that does not move."""

    def now(self) -> datetime:
        return START


class Running:
    """A user-defined clock that moves whenever it is read."""

    def __init__(self) -> None:
        self._reads = 0

    def now(self) -> datetime:
        self._reads += 1
        return datetime.fromtimestamp(START.timestamp() + self._reads, timezone.utc)


def test_a_user_defined_clock_must_move(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 3 <= len(list(real_pauses(Running(), 5))) <= 5
    ticks = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))
    with pytest.raises(RuntimeError, match=r"no method advance\(seconds\)"):
        list(real_pauses(Standing(), 5))
