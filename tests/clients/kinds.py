"""How each kind of client is installed and run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.clients.sandbox import (
    SCRIPTS,
    CannotInstall,
    CommandFailed,
    Sandbox,
    programs,
    run,
)

GO_PACKAGES = Path("/usr/share/gocode")
"""Debian's folder for Go packages."""


@dataclass(frozen=True)
class PythonClient:
    """A client that pip installs in a separate virtual environment."""

    name: str
    script: str
    requirements: Sequence[str]
    moto: bool = False
    """Whether the client also needs other services, such as STS."""

    def run_check(self, sandbox: Sandbox) -> str:
        """Install the requirements and run the script."""
        python = sandbox.python(self.name, *self.requirements)
        return sandbox.run(python, SCRIPTS / self.script, moto=self.moto)


@dataclass(frozen=True)
class AwsCli2:
    """Every AWS CLI of version 2 on PATH. PyPI has none."""

    name: str
    script: str

    def run_check(self, sandbox: Sandbox) -> str:
        """Run the script with each program."""
        found = {
            version: program
            for program in reversed(programs("aws"))
            if (version := _version(program)).startswith("aws-cli/2")
        }
        if not found:
            msg = "no aws on PATH has version 2; install Debian's package awscli"
            raise CannotInstall(msg)
        return "\n".join(
            sandbox.run(sys.executable, SCRIPTS / self.script, program)
            for program in found.values()
        )


@dataclass(frozen=True)
class DebianProgram:
    """A program with a Debian package of the same name."""

    name: str
    script: str

    def run_check(self, sandbox: Sandbox) -> str:
        """Run the script. Its argument is the version of the package."""
        if shutil.which(self.name) is None:
            msg = f"needs Debian's package {self.name}"
            raise CannotInstall(msg)
        version = run("dpkg-query", "--show", "--showformat=${Version}", self.name)
        return sandbox.run(sys.executable, SCRIPTS / self.script, version, moto=True)


@dataclass(frozen=True)
class GoClient:
    """An SDK for Go from a Debian package."""

    name: str
    script: str
    package: str
    """The name of the Debian package."""
    service: str
    """The folder of the package that contains AppStream's client."""

    def run_check(self, sandbox: Sandbox) -> str:
        """Run the script."""
        if shutil.which("go") is None or not (GO_PACKAGES / "src" / self.service).is_dir():
            msg = f"needs Debian's packages golang-go and {self.package}"
            raise CannotInstall(msg)
        return sandbox.run(
            *("go", "run", SCRIPTS / self.script),
            GO111MODULE="off",
            GOPATH=str(GO_PACKAGES),
            GOCACHE=str(sandbox.folder / "go"),
        )


@dataclass(frozen=True)
class JavaScriptClient:
    """A Node.js script that uses npm packages."""

    name: str
    script: str
    packages: Sequence[str]

    def run_check(self, sandbox: Sandbox) -> str:
        """Install the packages and run the script in their folder."""
        if shutil.which("npm") is None:
            msg = "npm is not installed"
            raise CannotInstall(msg)
        folder = sandbox.folder / self.name
        folder.mkdir(exist_ok=True)
        try:
            run("npm", "install", "--silent", "--no-audit", "--no-fund", *self.packages, cwd=folder)
        except CommandFailed as error:
            msg = f"npm cannot install {' '.join(self.packages)}: {error.last_line}"
            raise CannotInstall(msg) from None
        return sandbox.run("node", shutil.copy(SCRIPTS / self.script, folder))


@dataclass(frozen=True)
class Terraform:
    """Terraform with AWS's provider from its registry."""

    name: str
    script: str

    def run_check(self, sandbox: Sandbox) -> str:
        """Apply a configuration, check that a second plan has no changes, and destroy it."""
        if shutil.which("terraform") is None:
            msg = "terraform is not installed"
            raise CannotInstall(msg)
        folder = sandbox.folder / self.name
        folder.mkdir(exist_ok=True)
        shutil.copy(SCRIPTS / self.script, folder)
        at = ("terraform", f"-chdir={folder}")
        try:
            sandbox.run(*at, "init", "-no-color", "-input=false")
        except CommandFailed:
            msg = "terraform init cannot install hashicorp/aws"
            raise CannotInstall(msg) from None
        sandbox.run(*at, "apply", "-no-color", "-auto-approve")
        # The exit status is 2 if this second plan has changes.
        sandbox.run(*at, "plan", "-no-color", "-detailed-exitcode")
        sandbox.run(*at, "destroy", "-no-color", "-auto-approve")
        version = sandbox.run(*at, "version", "-no-color").split()[1]
        return f"Terraform {version}: apply, a second plan without changes, destroy"


def _version(program: Path) -> str:
    try:
        return run(program, "--version").split()[0]
    except CommandFailed:
        return ""
