"""``kill -9`` during requests loses no change that was answered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock

from botocore.config import Config
from botocore.exceptions import BotoCoreError

from appstream_typed import AppStreamClient, AppStreamError
from appstream_typed.local import LocalAppStream

THREADS, ROUNDS, ANSWERS = 4, 3, 60


@contextmanager
def server(path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a local AppStream in a separate process. Yield the process and the URL."""
    module = [sys.executable, "-m", "appstream_typed.local", "--port", "0", "--state", str(path)]
    with subprocess.Popen(
        module, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip().partition("=")[2]
        finally:
            process.kill()


def client(url: str) -> AppStreamClient:
    return AppStreamClient(
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=10),
    )


def test_no_answered_change_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "state"
    answered, lock = set[str](), Lock()
    for number in range(ROUNDS):
        with server(path) as (process, url), ThreadPoolExecutor(THREADS) as pool:
            goal, dead = len(answered) + ANSWERS, Event()
            asking = client(url)

            def create(thread: int, number: int = number) -> None:
                """Create stacks until the server is killed."""
                count = 0
                while not dead.is_set():  # noqa: B023 - used only in this iteration
                    count += 1
                    name = f"s-{number}-{thread}-{count}"
                    try:
                        asking.create_stack(name=name)  # noqa: B023 - used only in this iteration
                    except (BotoCoreError, AppStreamError):
                        return
                    with lock:
                        answered.add(name)
                        if len(answered) >= goal:  # noqa: B023 - used only in this iteration
                            process.kill()
                            dead.set()  # noqa: B023 - used only in this iteration

            list(pool.map(create, range(THREADS)))
            assert process.wait() != 0
    with LocalAppStream(state=path) as local:
        there = {stack.name for stack in local.client().describe_stacks()}
    assert len(answered) >= ROUNDS * ANSWERS
    assert answered <= there
    assert len(there - answered) <= ROUNDS * THREADS, (
        "only stacks of requests that were in progress"
    )
