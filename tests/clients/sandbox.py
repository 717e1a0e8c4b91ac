"""The environment in which clients are installed and run: folder, variables and commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

SCRIPTS = Path(__file__).parent
TIMEOUT = 1200
"""The timeout of a command in seconds. pip needs ten minutes to resolve Prowler's requirements."""


class CannotInstall(Exception):  # noqa: N818 - it is a reason to skip a client, not an error
    """A client cannot be installed on this machine. The text is the reason."""


class CommandFailed(Exception):  # noqa: N818 - the name is clear
    """A command failed. The text is its output."""

    @property
    def last_line(self) -> str:
        """The last line of the output, which usually names the error."""
        return str(self).strip().rpartition("\n")[2] or "no output"


class Sandbox:
    """A folder for installations, and the environment variables of the clients."""

    def __init__(
        self,
        folder: Path,
        exported: Mapping[str, str],
        moto: Callable[[Path], AbstractContextManager[str]],
    ) -> None:
        """Create a sandbox.

        Args:
            folder: The folder for installations.
            exported: The variables that the printed commands of a local AppStream set.
            moto: Runs a moto server with the given Python, and yields its URL.
        """
        self.folder = folder
        self._env = {**_without_aws(), **exported}
        self._moto = moto
        self._running: AbstractContextManager[str] | None = None
        self._moto_url = ""

    def run(self, *command: str | Path, moto: bool = False, **variables: str) -> str:
        """Run a client. Its only AWS settings are the given variables. Return its output."""
        env = {**self._env, **variables}
        if moto:
            env["AWS_ENDPOINT_URL"] = self._moto_server()  # for all services except AppStream
        return run(*command, env=env)

    def python(self, name: str, *requirements: str) -> Path:
        """Create a virtual environment. Return its Python.

        Raises:
            CannotInstall: pip cannot install the requirements.
        """
        folder = self.folder / name
        python = folder / "bin" / "python"
        if not python.exists():
            # An old pip resolves requirements slowly.
            run(sys.executable, "-m", "venv", "--upgrade-deps", folder)
        try:
            run(python, "-m", "pip", "install", "--quiet", "--upgrade", *requirements)
        except CommandFailed as error:
            msg = f"pip cannot install {' '.join(requirements)}: {error.last_line}"
            raise CannotInstall(msg) from None
        return python

    def close(self) -> None:
        """Stop moto if it is running."""
        if self._running is not None:
            self._running.__exit__(None, None, None)
            self._running = None

    def _moto_server(self) -> str:
        if self._running is None:
            running = self._moto(self.python("moto", "moto[server]"))
            self._moto_url = running.__enter__()
            self._running = running
        return self._moto_url


def run(*command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a command. Return its output.

    Raises:
        CommandFailed: Its exit status is not 0, or it timed out.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd=cwd,
            env=None if env is None else dict(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(str(error)) from None
    if done.returncode:
        raise CommandFailed(f"{command[0]}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def programs(name: str) -> Sequence[Path]:
    """Return every program with this name on PATH, in the order of PATH."""
    found = (Path(folder) / name for folder in os.environ["PATH"].split(os.pathsep))
    return [path for path in found if os.access(path, os.X_OK)]


def _without_aws() -> dict[str, str]:
    """Return the environment without AWS settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return env | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
