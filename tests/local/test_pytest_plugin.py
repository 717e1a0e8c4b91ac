"""The pytest fixtures of the package."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from appstream_typed import AppStreamClient, AsyncAppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022

pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True)
def profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of the machine that the fixtures must hide."""
    monkeypatch.setenv("AWS_PROFILE", "of-the-machine")


def test_the_client_uses_a_fresh_local_appstream(profile: None, appstream: AppStreamClient) -> None:
    assert appstream.describe_stacks().all() == []
    assert appstream.create_stack(name="s").name == "s"


def test_the_clock_moves_only_when_advanced(
    appstream: AppStreamClient, local_appstream: LocalAppStream[ManualClock]
) -> None:
    appstream.create_image_builder(
        name="b", instance_type="stream.standard.small", image_name=WIN2022
    )
    assert appstream.describe_image_builders().one().state == "PENDING"
    local_appstream.clock.advance(60)
    assert appstream.describe_image_builders().one().state == "RUNNING"


def test_other_clients_use_the_local_appstream_and_no_machine_settings(
    profile: None, local_appstream: LocalAppStream
) -> None:
    assert "AWS_PROFILE" not in os.environ
    plain = boto3.client("appstream")
    assert plain.meta.endpoint_url == local_appstream.endpoint_url
    plain.create_stack(Name="s")
    with AppStreamClient() as client:
        assert client.describe_stacks().one().name == "s"
    with AppStreamClient(region_name="eu-west-1") as elsewhere:
        assert elsewhere.describe_stacks().all() == []


def test_a_configured_proxy_is_bypassed(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "intranet")
    client: AppStreamClient = request.getfixturevalue("appstream")
    assert client.describe_stacks().all() == []
    assert os.environ["no_proxy"] == "intranet,127.0.0.1"


def test_the_asynchronous_client_needs_no_plugin(
    async_appstream: AsyncAppStreamClient, local_appstream: LocalAppStream[ManualClock]
) -> None:
    async def main() -> None:
        assert (await async_appstream.create_stack(name="s")).name == "s"

    asyncio.run(main())
    assert local_appstream.client().describe_stacks().one().name == "s"


BODY = """
    from appstream_typed import AsyncAppStreamClient, ComputeCapacity
    assert isinstance(async_appstream, AsyncAppStreamClient)
    await async_appstream.create_fleet(
        name="f",
        instance_type="stream.standard.small",
        image_name="AppStream-WinServer2022-07-12-2026",
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    await async_appstream.start_fleet(name="f")
    local_appstream.clock.advance(60)
    assert (await async_appstream.describe_fleets().one()).state == "RUNNING"
"""
ANYIO = """
import pytest

@pytest.fixture
def anyio_backend():
    return "asyncio"

@pytest.mark.anyio
"""


LOOP = ["-o", "asyncio_default_fixture_loop_scope=function"]
"""Without this setting, pytest-asyncio warns."""


@pytest.mark.parametrize(
    ("head", "options"),
    [
        ("import pytest\n@pytest.mark.asyncio\n", [*LOOP, "-p", "no:anyio"]),
        ("", [*LOOP, "-o", "asyncio_mode=auto", "-p", "no:anyio"]),
        (ANYIO, ["-p", "no:asyncio"]),
    ],
    ids=["pytest-asyncio", "pytest-asyncio-auto", "anyio"],
)
def test_the_asynchronous_client_works_with_asyncio_plugins(
    head: str, options: list[str], tmp_path: Path
) -> None:
    code = f"{head}async def test_fleet(async_appstream, local_appstream):{BODY}"
    # Two tests: the second one has another event loop and another client.
    path = tmp_path / "test_shown.py"
    path.write_text(code + code.replace("test_fleet", "test_again"), encoding="utf-8")
    plain = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*plain, *options, "-p", "no:ddtrace", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_a_defect_fails_the_test_that_triggers_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from appstream_typed.local.resources.registry import handlers

        def test_it(appstream, monkeypatch):
            handler, calls = handlers["DescribeStacks"], []

            def broken(state, request):
                calls.append(request)
                if len(calls) == 1:
                    raise ZeroDivisionError("nobody meant this")
                return handler(state, request)

            monkeypatch.setitem(handlers, "DescribeStacks", broken)
            assert appstream.describe_stacks().all() == []  # the client retried
            assert len(calls) == 2

        def test_all_is_well(appstream):
            assert appstream.describe_stacks().all() == []
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*has a defect*ZeroDivisionError: nobody meant this*"])
