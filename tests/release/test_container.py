"""``Dockerfile`` and ``examples/compose.yaml`` are valid. No test needs a container engine."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from appstream_typed.local import LocalAppStream
from appstream_typed.local.__main__ import _parse
from appstream_typed.local.wire.http_rules import host_refusal

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "examples" / "compose.yaml"


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage with their arguments."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    found: list[list[tuple[str, str]]] = []
    for line in lines:
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest.strip()))
    return found


def last_stage(name: str) -> str:
    (argument,) = [rest for found, rest in stages()[-1] if found == name]
    return argument


def test_copied_files_exist_and_are_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [rest.split()[:-1] for name, rest in stages()[0] if name == "COPY"]
    for path in (path for paths in copied for path in paths):
        assert (ROOT / path).exists(), path
        assert f"!{path}" in ignored, path


def test_the_container_does_not_run_as_root() -> None:
    names = [name for name, _ in stages()[-1]]
    user = last_stage("USER")
    assert int(user) > 0, "Kubernetes recognises a non-root user only if USER is a number"
    assert f"--uid {user}" in last_stage("RUN")
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_the_server_accepts_the_options_of_the_entrypoint() -> None:
    command = json.loads(last_stage("ENTRYPOINT"))
    assert command[:3] == ["python", "-m", "appstream_typed.local"]
    options = _parse(command[3:])
    assert options.host == "0.0.0.0"
    assert str(options.port) == last_stage("EXPOSE")


@pytest.fixture
def health_check() -> list[str]:
    _, _, command = last_stage("HEALTHCHECK").partition("CMD ")
    program, *arguments = json.loads(command)
    assert program == "python"
    return [sys.executable, *arguments]


def test_the_health_check_succeeds_while_the_server_runs(
    local: LocalAppStream, health_check: list[str]
) -> None:
    command = [part.replace("4600", str(local.port)) for part in health_check]
    subprocess.run(command, check=True)


def test_the_health_check_fails_without_a_server(health_check: list[str]) -> None:
    with LocalAppStream() as stopped:
        port = str(stopped.port)
    command = [part.replace("4600", port) for part in health_check]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1


def test_the_compose_example_matches_the_image_and_the_server() -> None:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    server, app = services["appstream"], services["app"]
    assert (COMPOSE.parent / server["build"] / "Dockerfile").resolve() == DOCKERFILE
    options = _parse([*json.loads(last_stage("ENTRYPOINT"))[3:], *server["command"]])
    url = urlsplit(app["environment"]["AWS_ENDPOINT_URL_APPSTREAM"])
    assert url.hostname == "appstream", "the host is not the name of the service"
    assert (url.scheme, url.port) == ("http", options.port)
    assert host_refusal(url.netloc, options.allow_hosts) is None
    assert app["depends_on"] == {"appstream": {"condition": "service_healthy"}}
    address, _, container = server["ports"][0].rpartition(":")
    assert address.startswith("127.0.0.1:"), "the port is open to the network"
    assert int(container) == options.port


def test_the_command_in_the_comment_has_valid_options() -> None:
    (line,) = re.findall(r"docker run .*", DOCKERFILE.read_text(encoding="utf-8"))
    _, _, arguments = line.partition("local-appstream ")
    assert _parse(shlex.split(arguments)).seed == "demo"
