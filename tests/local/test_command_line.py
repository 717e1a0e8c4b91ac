"""Options of ``python -m appstream_typed.local``."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appstream_typed import (
    AppStreamClient,
    LimitExceededException,
    RetryPolicy,
    ThrottlingException,
)
from appstream_typed.local import LocalAppStream
from appstream_typed.local.__main__ import _parse, main
from tests.local.imaging import MEDIUM, WIN2022


@contextmanager
def running(*options: str) -> Iterator[tuple[str, AppStreamClient]]:
    """Run the command with options. Yield its URL, and a client without retries."""
    command = [sys.executable, "-m", "appstream_typed.local", "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            url = process.stdout.readline().strip().partition("=")[2]
            assert f"in a browser: {url}/" in process.stderr.readline()
            client = AppStreamClient(
                endpoint_url=url,
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )
            yield url, client.with_options(retries=RetryPolicy(max_attempts=1))
        finally:
            process.kill()


def control(url: str, path: str, body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return dict(json.load(response))


def test_options_reach_the_server() -> None:
    options = ("--manual-clock", "--timings", "realistic", "--quotas", "--latency", "0.001")
    more = ("--max-page-size", "2", "--request-log-bytes", "0", "--account", "111111111111")
    with running(*options, *more) as (url, client):
        state = control(url, "/_local/state")
        assert state["settings"] == {
            "latency": 0.001,
            "max_page_size": 2,
            "requests_per_second": None,
        }
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        control(url, "/_local/advance", {"seconds": 599})
        assert client.describe_image_builders().one().state == "PENDING"
        control(url, "/_local/advance", {"seconds": 1})
        assert client.describe_image_builders().one().state == "RUNNING"
        for number in range(10):
            client.create_stack(name=f"s{number}")
        with pytest.raises(LimitExceededException):
            client.create_stack(name="s10")
        assert [len(page.items) for page in client.describe_stacks().pages()] == [2] * 5
        arn = client.describe_stacks().first()
        assert arn is not None
        assert ":111111111111:" in str(arn.arn)
        assert control(url, "/_local/requests") == {"requests": []}


def test_the_clock_can_be_advanced_and_the_rate_is_limited() -> None:
    with running("--requests-per-second", "0.001") as (url, client):
        control(url, "/_local/advance", {"seconds": 3600})
        client.describe_stacks().all()
        with pytest.raises(ThrottlingException):
            client.describe_stacks().all()


@pytest.mark.parametrize(
    "options",
    [
        ["--latency=-1"],
        ["--latency=soon"],
        ["--latency=nan"],
        ["--latency=86401"],
        ["--requests-per-second=0"],
        ["--requests-per-second=inf"],
        ["--requests-per-second="],
        ["--timings=long"],
        ["--quotas=1"],
        ["--max-page-size=0"],
        ["--max-page-size=1.5"],
        ["--request-log-bytes=-1"],
        ["--request-log-bytes=64MB"],
        ["--speed=2", "--manual-clock"],
        ["--account=1"],
        ["--region=here"],
        ["--nothing"],
    ],
)
def test_a_bad_option_is_reported_on_one_line(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert told.count("\n") == 1
    option, _, value = options[-1].partition("=")
    assert option in told
    assert not value or repr(value) in told


def test_each_option_has_the_name_of_a_keyword() -> None:
    """The command passes all options to ``LocalAppStream`` as keyword arguments."""
    keywords = set(inspect.signature(LocalAppStream).parameters)
    assert set(vars(_parse([]))) <= keywords


def test_the_state_file_stores_how_far_the_clock_was_advanced(tmp_path: Path) -> None:
    file = str(tmp_path / "state")
    with running("--state", file) as (url, client):  # the process is killed at the end
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
        time = control(url, "/_local/advance", {"seconds": 3600})["time"]
    with running("--state", file) as (url, client):
        clock = control(url, "/_local/state")["clock"]
        assert isinstance(clock, dict)
        assert clock["time"] > time
        assert client.describe_image_builders().one().state == "RUNNING"
