"""The project's tasks: ``nox -l`` lists them, ``nox -s NAME`` runs one."""

from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "venv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "drift", "demo", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, *groups: str) -> None:
    """Install the project, editable, and the dependency groups named."""
    requirements = nox.project.dependency_groups(PROJECT, *groups)
    session.install("--quiet", "-e", ".", *requirements)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the tour against an embedded local AppStream; arguments go to the tour."""
    install(session)
    session.run("python", "examples/tour.py", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests; arguments go to pytest."""
    install(session, "tests", "generate")
    session.run("python", "-m", "pytest", *(session.posargs or ("-n", "auto", "-q")))


@nox.session(name="tests-oldest")
def tests_oldest(session: nox.Session) -> None:
    """Run the tests of the package with the lowest versions that it declares."""
    install(session, "tests")
    session.install("--quiet", "boto3==1.40.70", "attrs==24.1.0", "cattrs==24.1.0")
    session.run("python", "-m", "pytest", "-n", "auto", "-q", "--ignore=tests/codegen")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy and pyright, both strict."""
    install(session, "types")
    session.run("mypy")
    session.run("pyright", "--pythonpath", str(Path(session.bin) / "python"))


@nox.session
def generate(session: nox.Session) -> None:
    """Write the generated files."""
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "generate"))
    session.run("python", "-m", "codegen")


@nox.session
def drift(session: nox.Session) -> None:
    """Prove that the generated files are what the generator writes."""
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "generate"))
    session.run("python", "-m", "codegen", "--check")
