"""``ProbeRunner``: run one probe after another, and return an ``Observation`` of each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import trustme
from attrs import frozen

from tests.environment.environment import Environment
from tests.environment.fake_aws.server import FakeAws

_R = TypeVar("_R", bound="ProbeRunner")

ROOT = Path(__file__).parents[2]


@frozen(kw_only=True)
class Observation:
    """The observed behaviour of a client in an environment, for one way of creating the client."""

    requests: tuple[str, ...]
    """The requests that the fake AWS received. Repeated AppStream requests are listed once."""
    attempts: int
    """The number of AppStream requests."""
    error: str | None
    message: str | None
    """The message of the error, which is not compared."""
    settings: Mapping[str, str]
    timeouts: tuple[float, ...]
    """The timeouts that the process set on its sockets."""

    def __str__(self) -> str:
        """Return a summary: the operations, the last request, the attempts and the error."""
        operations = [line.partition(" ")[0] for line in self.requests[:-1]]
        parts = [", ".join([*operations, *self.requests[-1:]])] if self.requests else []
        if self.attempts > 1:
            parts.append(f"attempts: {self.attempts}")
        return "; ".join([*parts, *([] if self.error is None else [self.error])])


class ProbeRunner:
    """A home folder, a fake AWS, and the processes that run the probes.

    Args:
        folder: An empty folder.
        new_interpreters: Whether each probe starts a new interpreter. Otherwise each probe is forked
            from a process that has already imported botocore and this package.
    """

    def __init__(self, folder: Path, *, new_interpreters: bool) -> None:
        self._home = folder / "home"
        self._report = folder / "report.json"
        self._keys = folder / "keys"
        self._keys.mkdir()
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self._keys / "ca.pem"))
        trustme.CA().cert_pem.write_to_path(str(self._keys / "strangers.pem"))
        own = authority.issue_cert("client.example", common_name="client.example")
        own.private_key_and_cert_chain_pem.write_to_path(str(self._keys / "certificate.pem"))
        self._fake_aws = FakeAws(authority)
        self._fork_server = (
            None if new_interpreters else self._start("fork_server", self._variables({}))
        )

    def __enter__(self: _R) -> _R:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the processes and the servers."""
        if self._fork_server is not None:
            assert self._fork_server.stdin is not None
            assert self._fork_server.stdout is not None
            self._fork_server.stdin.close()
            self._fork_server.stdout.close()
            self._fork_server.wait(60)
        self._fake_aws.stop()

    def observe(self, environment: Environment, way: str) -> Observation:
        """Run a probe with this way of creating the client."""
        self._write_files(environment)
        record = self._fake_aws.expect(environment.answer, is_instance=environment.instance)
        job = {
            "way": way,
            "options": self._filled(environment.options),
            "session": self._filled(environment.session),
            "default_session": self._filled(environment.default_session),
            "ports": self._fake_aws.ports,
            "report": str(self._report),
            "variables": self._variables(environment.variables),
        }
        status = self._run(job)
        assert status == 0, f"{environment.name}, {way}: the exit status of the probe is {status}"
        record.wait_until_complete()
        report = json.loads(self._report.read_text(encoding="utf-8"))
        self._report.unlink()
        return Observation(
            requests=tuple(record.lines),
            attempts=record.attempts,
            error=report["error"],
            message=report["message"],
            settings=report["settings"],
            timeouts=tuple(report["timeouts"]),
        )

    def _write_files(self, environment: Environment) -> None:
        shutil.rmtree(self._home, ignore_errors=True)
        files = {
            ".aws/config": environment.config,
            ".aws/credentials": environment.credentials,
            **environment.files,
        }
        for name, text in files.items():
            if text:
                path = self._home / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(self._filled(text), encoding="utf-8")

    def _variables(self, given: Mapping[str, str]) -> dict[str, str]:
        usual = {"HOME": "{home}", "AWS_CA_BUNDLE": "{ca}"}
        kept = {name: os.environ.get(name, "") for name in ("PATH", "PYTHONPATH")}
        every = {**kept, **self._filled({**usual, **given})}
        return {name: value for name, value in every.items() if value}

    def _filled(self, value: Any) -> Any:
        """Replace the placeholders in all texts of a value."""
        if isinstance(value, str):
            value = value.replace("{home}", str(self._home))
            for name in ("ca", "strangers", "certificate"):
                value = value.replace(f"{{{name}}}", str(self._keys / f"{name}.pem"))
            return value
        if isinstance(value, Mapping):
            return {name: self._filled(each) for name, each in value.items()}
        return value

    def _run(self, job: Mapping[str, Any]) -> int:
        text = json.dumps(job)
        if self._fork_server is None:
            process = self._start("probe", job["variables"])
            process.communicate(text)
            return process.returncode
        assert self._fork_server.stdin is not None
        assert self._fork_server.stdout is not None
        self._fork_server.stdin.write(f"{text}\n")
        self._fork_server.stdin.flush()
        return int(self._fork_server.stdout.readline())

    @staticmethod
    def _start(module: str, variables: Mapping[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"tests.environment.{module}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=variables,
        )
