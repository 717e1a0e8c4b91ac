"""Seeds, the command line, and the fixtures for pytest."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream
from appstream_typed.local.__main__ import main
from appstream_typed.local.seeding import load_seed

PAIR: dict[str, Any] = {
    "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
    "stacks": [{"Name": "s", "Fleets": ["f"]}],
}


def test_a_large_inventory(local: LocalAppStream, client: AppStreamClient) -> None:
    local.seed({**PAIR, "sessions": [{"StackName": "s", "FleetName": "f", "Count": 5000}]})
    sessions = client.describe_sessions(stack_name="s", fleet_name="f", page_size=50).all()
    assert len({session.id for session in sessions}) == 5000
    assert sessions[0].user_id == "user-1"


def test_the_demo(local: LocalAppStream, client: AppStreamClient) -> None:
    local.seed(load_seed("demo"))
    assert {b.name: b.state for b in client.describe_image_builders()} == {
        "design-builder": "RUNNING",
        "office-builder": "STOPPED",
        "linux-builder": "PENDING",
    }
    users = [
        s.user_id for s in client.describe_sessions(stack_name="office", fleet_name="office-fleet")
    ]
    assert users == ["ada", "grace"]


@pytest.mark.parametrize(
    ("seed", "place"),
    [
        ({"fleet": []}, "fleet is not a key"),
        ({"fleets": {}}, "fleets: expected a list"),
        ({"fleets": [3]}, r"fleets\[0\]: expected an object"),
        ({"fleets": [{"Name": "f"}]}, r"fleets\[0\]: .*instanceType"),
        ({"stacks": [{"Name": "s"}, {"Name": "s"}]}, r"stacks\[1\]: .*already exists"),
        ({"stacks": [{"Name": "s", "State": "RUNNING"}]}, r"stacks\[0\]: State 'RUNNING'"),
        ({**PAIR, "sessions": [{"StackName": "s"}]}, r"sessions\[0\]: 'FleetName'"),
        ({**PAIR, "sessions": [{"Who": "s"}]}, r"sessions\[0\]: Who is not a key"),
    ],
)
def test_a_bad_seed_names_the_place(local: LocalAppStream, seed: Any, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        local.seed(seed)


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the URL that it prints."""
    command = [sys.executable, "-m", "appstream_typed.local", "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("export AWS_ENDPOINT_URL_APPSTREAM=http://127.0.0.1:")
        try:
            yield process, line.strip().partition("=")[2]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_logs_and_stops(number: signal.Signals) -> None:
    with running("--seed", "demo", "--speed", "100") as (process, url):
        client: Any = boto3.client(
            "appstream",
            endpoint_url=url,
            aws_access_key_id="123456789012",
            aws_secret_access_key="x",
        )
        assert len(client.describe_stacks()["Stacks"]) == 2
        process.send_signal(number)
        _, shown = process.communicate(timeout=10)
        assert process.returncode == 0
    assert "DescribeStacks 200" in shown
    assert shown.rstrip().endswith("stopped")
    assert "Traceback" not in shown


def test_a_busy_port_and_a_bad_seed_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err
    for text in ("{", "[]", json.dumps({"fleets": [{}]})):
        seed = tmp_path / "seed.json"
        seed.write_text(text, encoding="utf-8")
        assert main(["--port", "0", "--seed", str(seed)]) == 2
        assert "error: the seed cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--port", "x"], ["--port", "70000"], ["--speed", "0"]])
def test_bad_options_are_told(options: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2


def test_the_fixtures(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import boto3, os\n"
        "def test_typed(appstream, local_appstream):\n"
        "    appstream.create_image_builder(name='b', instance_type='stream.standard.small')\n"
        "    local_appstream.clock.advance(2)\n"
        "    assert appstream.describe_image_builders().one().state == 'RUNNING'\n"
        "    assert boto3.client('appstream').describe_image_builders()['ImageBuilders']\n"
        "    assert 'AWS_PROFILE' not in os.environ\n"
        "def test_fresh(appstream):\n"
        "    assert appstream.describe_image_builders().all() == []\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "AWS_PROFILE": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
