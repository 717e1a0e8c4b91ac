"""The kinds of clients: how each is installed and run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.clients.workplace import (
    SCRIPTS,
    CommandFailed,
    NotTried,
    Workplace,
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
    """Whether it needs other services too, such as STS."""

    def try_out(self, place: Workplace) -> str:
        """Install the requirements and run the script."""
        python = place.python(self.name, *self.requirements)
        return place.run(python, SCRIPTS / self.script, moto=self.moto)


@dataclass(frozen=True)
class AwsCli2:
    """Every version 2 of the AWS CLI on PATH, since PyPI has none."""

    name: str
    script: str

    def try_out(self, place: Workplace) -> str:
        """Run the script with each."""
        found = {
            version: program
            for program in reversed(programs("aws"))
            if (version := _version(program)).startswith("aws-cli/2")
        }
        if not found:
            msg = "no aws on PATH is of version 2; Debian's package awscli is"
            raise NotTried(msg)
        return "\n".join(
            place.run(sys.executable, SCRIPTS / self.script, program) for program in found.values()
        )


@dataclass(frozen=True)
class DebianProgram:
    """A program with a Debian package of the same name."""

    name: str
    script: str

    def try_out(self, place: Workplace) -> str:
        """Run the script with the version of the package."""
        if shutil.which(self.name) is None:
            msg = f"needs Debian's package {self.name}"
            raise NotTried(msg)
        version = run("dpkg-query", "--show", "--showformat=${Version}", self.name)
        return place.run(sys.executable, SCRIPTS / self.script, version, moto=True)


@dataclass(frozen=True)
class GoClient:
    """An SDK for Go from a Debian package."""

    name: str
    script: str
    package: str
    """The name of the Debian package."""
    service: str
    """A folder of the package."""

    def try_out(self, place: Workplace) -> str:
        """Run the script."""
        if shutil.which("go") is None or not (GO_PACKAGES / "src" / self.service).is_dir():
            msg = f"needs Debian's packages golang-go and {self.package}"
            raise NotTried(msg)
        return place.run(
            *("go", "run", SCRIPTS / self.script),
            GO111MODULE="off",
            GOPATH=str(GO_PACKAGES),
            GOCACHE=str(place.folder / "go"),
        )


@dataclass(frozen=True)
class JavaScriptClient:
    """A script for Node.js with packages of npm."""

    name: str
    script: str
    packages: Sequence[str]

    def try_out(self, place: Workplace) -> str:
        """Install the packages and run the script in their folder."""
        if shutil.which("npm") is None:
            msg = "npm is not installed"
            raise NotTried(msg)
        folder = place.folder / self.name
        folder.mkdir(exist_ok=True)
        try:
            run("npm", "install", "--silent", "--no-audit", "--no-fund", *self.packages, cwd=folder)
        except CommandFailed as error:
            msg = f"npm cannot install {' '.join(self.packages)}: {error.last_line}"
            raise NotTried(msg) from None
        return place.run("node", shutil.copy(SCRIPTS / self.script, folder))


@dataclass(frozen=True)
class Terraform:
    """Terraform with AWS's provider from its registry."""

    name: str
    script: str

    def try_out(self, place: Workplace) -> str:
        """Apply a configuration, plan it again, and destroy it."""
        if shutil.which("terraform") is None:
            msg = "terraform is not installed"
            raise NotTried(msg)
        folder = place.folder / self.name
        folder.mkdir(exist_ok=True)
        shutil.copy(SCRIPTS / self.script, folder)
        at = ("terraform", f"-chdir={folder}")
        try:
            place.run(*at, "init", "-no-color", "-input=false")
        except CommandFailed:
            msg = "terraform init cannot install hashicorp/aws"
            raise NotTried(msg) from None
        place.run(*at, "apply", "-no-color", "-auto-approve")
        # The exit status is 2 if the second plan has changes.
        place.run(*at, "plan", "-no-color", "-detailed-exitcode")
        place.run(*at, "destroy", "-no-color", "-auto-approve")
        version = place.run(*at, "version", "-no-color").split()[1]
        return f"Terraform {version}: apply, a second plan without changes, destroy"


def _version(program: Path) -> str:
    try:
        return run(program, "--version").split()[0]
    except CommandFailed:
        return ""
