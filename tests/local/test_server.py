"""Start, stop, clocks and concurrent requests."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ConnectionClosedError,
    EndpointConnectionError,
)

from appstream_typed import (
    AppStreamClient,
    ImageBuilderState,
    RetryPolicy,
)
from appstream_typed.local import (
    AcceleratedClock,
    LocalAppStream,
    ManualClock,
    RealClock,
    Timings,
)
from tests.local.imaging import WIN2022

MEDIUM = "stream.standard.medium"
ONCE = RetryPolicy(max_attempts=1)


# --- starting and stopping ------------------------------------------------------------------------


def test_a_local_appstream_starts_and_stops() -> None:
    local = LocalAppStream()
    assert repr(local) == "LocalAppStream(stopped)"
    with pytest.raises(RuntimeError, match="is not running"):
        _ = local.endpoint_url
    local.start()
    with pytest.raises(RuntimeError, match="already running"):
        local.start()
    client = local.client().with_options(retries=ONCE)
    client.create_stack(name="s")
    local.stop()
    local.stop()
    with pytest.raises((EndpointConnectionError, ConnectionClosedError)):
        client.describe_stacks().all()
    with local:
        assert local.client().describe_stacks().one().name == "s", "the resources remain"


def test_a_busy_port_is_an_error(local: LocalAppStream) -> None:
    with pytest.raises(OSError, match=r"[Aa]ddress already in use"):
        LocalAppStream(port=local.port).start()


def test_stopping_sends_responses_in_progress_and_does_not_wait_for_idle_connections() -> None:
    before = threading.active_count()
    local = LocalAppStream(latency=0.3)
    local.start()
    idle, busy = local.client(), local.client()
    local.settings.latency = 0
    idle.describe_stacks().all()
    local.settings.latency = 0.3
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: busy.describe_stacks().all())
        time.sleep(0.1)
        started = time.monotonic()
        local.stop()
        assert time.monotonic() - started < 3
        assert answer.result() == []
    assert threading.active_count() <= before + 1


def test_an_address_other_than_loopback_logs_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), LocalAppStream(host="0.0.0.0"):
        assert "0.0.0.0" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING), LocalAppStream(host="localhost"):
        assert not caplog.records


def test_several_servers_are_isolated() -> None:
    with LocalAppStream() as one, LocalAppStream() as two:
        one.client().create_stack(name="s")
        assert two.client().describe_stacks().all() == []


def test_clocks_run_and_check_their_arguments(clock: ManualClock) -> None:
    assert RealClock().now().tzinfo is not None
    fast = AcceleratedClock(1000)
    first = fast.now()
    time.sleep(0.01)
    assert (fast.now() - first).total_seconds() >= 10
    with pytest.raises(ValueError, match="speed"):
        AcceleratedClock(0)
    with pytest.raises(ValueError, match="go back"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="aware"):
        ManualClock(clock.now().replace(tzinfo=None))


def test_timings_are_settable() -> None:
    with LocalAppStream(timings=Timings(image_builder_start=0)) as local:
        client = local.client()
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        assert client.describe_image_builders().one().state is ImageBuilderState.RUNNING


def test_requests_of_many_threads_are_neither_lost_nor_duplicated() -> None:
    with LocalAppStream(max_page_size=10) as local:
        boto = local.boto3_client(config=Config(max_pool_connections=64))
        client = AppStreamClient(boto)

        def work(worker: int) -> list[str]:
            kept = []
            for number in range(3):
                name = f"w{worker}-{number}"
                client.create_stack(name=name)
                if number % 2:
                    client.delete_stack(name=name)
                else:
                    kept.append(name)
                listed = [stack.name for stack in client.describe_stacks()]
                assert len(set(listed)) == len(listed)
                assert set(kept) <= set(listed)
            return kept

        with ThreadPoolExecutor(64) as pool:
            kept = {name for names in pool.map(work, range(64)) for name in names}
        assert {stack.name for stack in client.describe_stacks()} == kept
        assert {request.status for request in local.requests} == {200}
