"""Clients work in many threads and after a fork, and objects can be passed between processes."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.model import StructureShape

import appstream_typed
from appstream_typed import AppStreamClient, enums, errors, models
from appstream_typed.local import AcceleratedClock, LocalAppStream
from appstream_typed.local.seeding import load_seed
from tests.canned import Canned
from tests.local.imaging import WIN2022
from tests.shapes import FORMS, structures, wire

ROOT = Path(__file__).resolve().parents[2]

FORK = """
import asyncio, os, sys, warnings
warnings.simplefilter("ignore")  # Python warns that the child of a fork lacks the threads of the server
from appstream_typed import AsyncAppStreamClient
from appstream_typed.local import LocalAppStream

with LocalAppStream() as local:
    client = local.client()
    asynchronous = AsyncAppStreamClient(
        endpoint_url=local.endpoint_url, region_name="us-east-1",
        aws_access_key_id="123456789012", aws_secret_access_key="x")
    client.create_stack(name="before")
    asyncio.run(asynchronous.describe_stacks().all())
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for turn in range(25):
                    name = f"child-{number}-{turn}"
                    assert client.create_stack(name=name).name == name
                    assert client.describe_stacks(names=[name]).one().name == name
                assert asyncio.run(asynchronous.describe_stacks(names=["before"]).one())
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    for turn in range(25):
        name = f"parent-{turn}"
        assert client.create_stack(name=name).name == name
        assert client.describe_stacks(names=[name]).one().name == name
    failed = [os.waitpid(child, 0)[1] for child in children]
    assert failed == [0] * 4, failed
    assert len(client.describe_stacks().all()) == 1 + 5 * 25
"""

SPAWN = """
import multiprocessing
from appstream_typed import ResourceNotFoundException
from appstream_typed.local import LocalAppStream

def read_stacks_and_fail(url):
    from appstream_typed import AppStreamClient
    client = AppStreamClient(endpoint_url=url, region_name="us-east-1",
                             aws_access_key_id="123456789012", aws_secret_access_key="x")
    try:
        client.start_fleet(name="nobody")
    except ResourceNotFoundException as error:
        return client.describe_stacks().all(), next(client.describe_stacks().pages()), error

if __name__ == "__main__":
    with LocalAppStream() as local:
        client = local.client()
        stack = client.create_stack(name="s")
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            for stacks, page, error in pool.map(read_stacks_and_fail, [local.endpoint_url] * 2):
                assert stacks == [stack] and page.items == (stack,)
                assert error.code == "ResourceNotFoundException" and error.operation == "StartFleet"
"""


def run(script: str, folder: Path) -> None:
    path = folder / "program.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_used_client_works_after_a_fork(tmp_path: Path) -> None:
    run(FORK, tmp_path)


def test_results_and_errors_return_from_spawned_processes(tmp_path: Path) -> None:
    run(SPAWN, tmp_path)


def test_32_threads_share_a_client_with_its_pagers_and_waiters() -> None:
    with LocalAppStream(clock=AcceleratedClock(60)) as local:
        local.seed(load_seed("demo"))
        client: AppStreamClient = local.client()
        together = threading.Barrier(32)

        def work(number: int) -> int:
            together.wait()
            name = f"thread-{number}"
            if number % 4 == 0:
                client.create_image_builder(
                    name=name, instance_type="stream.standard.small", image_name=WIN2022
                )
                builder = client.wait_until_image_builder_running(name, poll_interval=0.05)
                assert builder.name == name
            for turn in range(5):
                stack = client.create_stack(name=f"{name}-{turn}", tags={"n": str(number)})
                assert client.describe_stacks(names=[stack.name]).one() == stack
                assert client.list_tags_for_resource(resource_arn=stack.arn or "")["n"] == str(
                    number
                )
            listed = [stack.name for stack in client.describe_stacks()]
            assert len(listed) == len(set(listed))
            return sum(listed.count(f"{name}-{turn}") for turn in range(5))

        with ThreadPoolExecutor(32) as threads:
            assert list(threads.map(work, range(32))) == [5] * 32
        names = {stack.name for stack in client.describe_stacks()}
        assert names >= {f"thread-{number}-{turn}" for number in range(32) for turn in range(5)}


def pickled_copy(value: Any) -> Any:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert type(again) is type(value)
        yield again


@pytest.mark.parametrize("shape", structures(), ids=lambda shape: shape.name)
def test_every_model_can_be_passed_between_processes(shape: StructureShape) -> None:
    for form in FORMS:
        model = getattr(models, shape.name).from_dict(wire(shape, form))
        for again in pickled_copy(model):
            assert again == model
            assert again.to_dict() == model.to_dict()
            assert again.unknown_members == model.unknown_members


def test_every_enum_value_can_be_passed_between_processes() -> None:
    for name in enums.__all__:
        cls = getattr(enums, name)
        if name.endswith("Value"):
            continue
        for member in (*cls, cls("NEWER_THAN_THIS")):
            for again in pickled_copy(member):
                assert again == member
                assert again.is_known == member.is_known
                assert again is member or not member.is_known


def test_every_error_can_be_passed_between_processes() -> None:
    for name in errors.__all__:
        cls = getattr(errors, name)
        if not issubclass(cls, errors.ApiError):
            continue
        error = cls({"Error": {"Code": name, "Message": "m"}}, "CreateFleet")
        for again in pickled_copy(error):
            assert (str(again), again.code, again.operation) == (str(error), name, "CreateFleet")


def test_a_page_can_be_passed_between_processes(canned: Canned) -> None:
    canned.answer({"Stacks": [{"Name": "s"}], "NextToken": "t"})
    page = next(canned.client.describe_stacks().pages())
    for again in pickled_copy(page):
        assert again == page
        assert again.metadata.operation == "DescribeStacks"


def test_a_status_can_be_passed_between_processes() -> None:
    status = appstream_typed.model_status()
    for again in pickled_copy(status):
        assert again == status
