"""The project's tasks: ``nox -l`` lists them, ``nox -s NAME`` runs one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "venv"
nox.options.reuse_venv = "yes"
nox.options.sessions = [
    *("lint", "prose", "types", "drift", "docs", "surface", "compatibility"),
    # Last, so that the output ends with the number of tests.
    *("demo", "tests"),
]
nox.options.error_on_missing_interpreters = False  # sessions of missing Pythons are skipped

PROJECT = nox.project.load_toml("pyproject.toml")
PROJECT_PACKAGE = "appstream_typed"
PYTHONS = nox.project.python_versions(PROJECT)
SNAPSHOT = Path("src/appstream_typed/_snapshot.json")
IS_INSTALLED = """
import pathlib, sysconfig, appstream_typed
file = pathlib.Path(appstream_typed.__file__)
assert file.is_relative_to(sysconfig.get_path("purelib")), f"{file} is not the installed wheel"
"""


def install(session: nox.Session, *groups: str) -> None:
    """Install the project in editable mode, and the named dependency groups."""
    requirements = nox.project.dependency_groups(PROJECT, *groups)
    session.install("--quiet", "-e", ".", *requirements)


def install_wheel(session: nox.Session, *groups: str) -> list[str]:
    """Install the project as users do, and the named dependency groups.

    The wheel is built from this checkout, unless ``-- --wheel FILE`` passes one. In that case, nothing
    is imported from ``src``, which may be deleted.

    Returns:
        The remaining arguments of the session.
    """
    package, arguments = ".", list(session.posargs)
    if "--wheel" in arguments:
        at = arguments.index("--wheel")
        _, package = arguments[at : at + 2]
        del arguments[at : at + 2]
    # Forced, because pip keeps an installed wheel of the same version.
    session.install("--quiet", "--force-reinstall", "--no-deps", package)
    requirements = nox.project.dependency_groups(PROJECT, *groups)
    session.install("--quiet", PROJECT["project"]["name"], *requirements)
    session.run("python", "-c", IS_INSTALLED)
    return arguments


def last_release() -> str | None:
    """Return the tag of the last release before this commit, or ``None`` if there is none."""
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^"]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    return found.stdout.strip() or None


def check_programs(session: nox.Session, *arguments: str) -> None:
    """Type-check programs against the installed wheel. Arguments are passed to the tool."""
    # pyright may download Node first, whose messages would otherwise be part of the report.
    session.run("pyright", "--version")
    session.run("python", "-m", "tools.check_programs", *arguments)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the tour against an embedded local AppStream. Arguments are passed to the tour."""
    install(session)
    session.run("python", "examples/tour.py", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests against the wheel. Arguments except ``--wheel FILE`` are passed to pytest."""
    arguments = install_wheel(session, "tests", "tools", "generate")
    workers = str(2 * (os.cpu_count() or 1))  # many tests wait for a clock or a process
    session.run("python", "-m", "pytest", *(arguments or ("-n", workers, "-q")))


@nox.session(python=PYTHONS)
@nox.parametrize("models", ["oldest", "newest"])
@nox.parametrize("boto3", ["oldest", "newest"])
def matrix(session: nox.Session, boto3: str, models: str) -> None:
    """Run the client's tests on each installed Python with the oldest and newest dependencies.

    Tests of the local AppStream are excluded, because they call operations that older botocore models
    lack. The session ``clients`` tests the local AppStream with an old boto3.
    """
    if session.python in ("3.14", "3.15") and models == "oldest":
        session.skip("cattrs 24.1 uses a function that Python 3.14 deprecates")
    install_wheel(session, "tests")
    versions = {
        ("boto3", "oldest"): ["boto3==1.40.70"],
        ("boto3", "newest"): ["--upgrade", "boto3"],
        ("models", "oldest"): ["attrs==24.1.0", "cattrs==24.1.0"],
        ("models", "newest"): ["--upgrade", "attrs", "cattrs"],
    }
    for name, age in (("boto3", boto3), ("models", models)):
        session.install("--quiet", *versions[name, age])
    folders = ["tests/unit", "tests/conformance", "tests/faults"]
    session.run("python", "-m", "pytest", "-n", "auto", "-q", *folders)


@nox.session
@nox.parametrize("boto3", ["oldest", "newest"])
def environments(session: nox.Session, boto3: str) -> None:
    """Compare the typed clients with boto3 in every AWS environment, and print the table.

    Each client is created in every possible way, each time in a new interpreter. The tests take about
    ten minutes for each boto3 version. Arguments are names of environments, or ``--jobs NUMBER``.
    """
    arguments = install_wheel(session, "tests")
    versions = {"oldest": ["boto3==1.40.70", "botocore==1.40.70"], "newest": ["--upgrade", "boto3"]}
    session.install("--quiet", *versions[boto3])
    session.run("python", "-m", "tests.environment", *arguments)


@nox.session
def tools(session: nox.Session) -> None:
    """Test typed calls with the newest tools that observe or replace boto3's traffic.

    Arguments are passed to pytest.
    """
    arguments = install_wheel(session, "tests", "tools")
    newest = nox.project.dependency_groups(PROJECT, "tools")
    session.install("--quiet", "--upgrade", "--upgrade-strategy", "eager", *newest)
    session.run("python", "-m", "pytest", "-q", *(arguments or ("-n", "auto", "tests/tools")))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting, and imports between modules."""
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})


@nox.session
def prose(session: nox.Session) -> None:
    """Check the terms of tools/prose/glossary.json in Markdown files.

    Arguments are passed to textlint. tests/docs/test_python_prose.py checks Python files.
    """
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "prose"))
    folder = Path(session.create_tmp())
    shutil.copy("tools/prose/package.json", folder)
    with session.chdir(folder):
        session.run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock")
    patterns = Path("tools/prose/paths.txt").read_text("utf-8").split()
    paths = [str(path) for pattern in patterns for path in sorted(Path().glob(pattern))]
    textlint = folder / "node_modules" / "textlint" / "bin" / "textlint.js"
    options = ("--config", "tools/prose/glossary.json", *session.posargs)
    session.run("node", str(textlint), *options, *paths)


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy and pyright, both strict, and whether public names have complete types."""
    install(session, "types")
    session.run("mypy")
    session.run("pyright", "--pythonpath", str(Path(session.bin) / "python"))
    # Fails if the type of a public name is missing or unknown.
    session.run("pyright", "--verifytypes", PROJECT_PACKAGE, "--ignoreexternal")
    session.run("python", "tests/typing/hover.py")


@nox.session(python=PYTHONS)
def typing(session: nox.Session) -> None:
    """Check programs and the documentation's code against the wheel with five type checkers.

    The session runs on each installed Python.
    """
    install_wheel(session, "types")
    check_programs(session)


@nox.session
def compatibility(session: nox.Session) -> None:
    """Type-check tests/typing and the examples of the last release with the new wheel."""
    release = last_release()
    if release is None:
        session.log("skipped: there is no earlier release to compare with")
        return
    install_wheel(session, "types")
    check_programs(session, "--release", release)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build. Warnings are errors."""
    install(session, "docs")
    # A full build (-E): the search index of a partial build lacks entries of unchanged pages.
    session.run(
        *("sphinx-build", "-E", "-W", "--keep-going", "-q", "-b", "html"),
        *("docs", "docs/_build/html"),
    )


@nox.session
def site(session: nox.Session) -> None:
    """Check the documentation and the local AppStream's page in Chromium.

    ``-- --shots FOLDER`` saves screenshots.
    """
    install(session, "docs", "site")
    session.run("sphinx-build", "-E", "-W", "-q", "-b", "html", "docs", "docs/_build/html")
    session.run("python", "tests/site/check_site.py", "docs/_build/html", *session.posargs)
    session.run("python", "tests/site/check_local_page.py", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the sdist into dist, check them, and run the tour.

    ``-- --tag v1.2.3`` also checks whether they can be released with this tag.
    """
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "release"))
    dist, folder = Path("dist"), Path(session.create_tmp()) / "wheel"
    for old in (dist, folder):
        shutil.rmtree(old, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(dist))
    session.run("twine", "check", "--strict", *(str(path) for path in sorted(dist.iterdir())))
    session.run("python", "-m", "tools.check_distribution", str(dist), *session.posargs)
    bin_ = make_venv(session, folder, str(next(dist.glob("*.whl"))))
    # Isolated, so that nothing is imported from this folder.
    session.run(str(bin_ / "python"), "-I", "examples/tour.py", external=True)


@nox.session
def generate(session: nox.Session) -> None:
    """Write the generated files."""
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "generate"))
    session.run("python", "-m", "codegen")
    session.run("python", "-m", "tools.seed_schema", env={"PYTHONPATH": "src"})


@nox.session
def newest_model(session: nox.Session) -> None:
    """Check whether the newest botocore has a different AppStream model.

    The session needs only the package index.
    """
    session.run("python", "-m", "tools.newest_model", *session.posargs)


@nox.session
def update_model(session: nox.Session) -> None:
    """Update to a botocore version and its model, except for new texts.

    The version is an argument, such as ``-- 1.45.0``.
    """
    (version,) = session.posargs
    session.run("python", "-m", "tools.botocore_pin", version)
    session.run("python", "-m", "tools.first_versions")
    moved = nox.project.load_toml("pyproject.toml")
    # pytest, because the public surface includes a pytest plugin.
    requirements = [*nox.project.dependency_groups(moved, "generate"), "pytest", "-e", "."]
    session.install("--quiet", *requirements)
    # session.create_tmp() would set TMPDIR to a folder in .nox, where ruff skips all files.
    with tempfile.TemporaryDirectory() as folder:
        before = shutil.copy(SNAPSHOT, folder)
        session.run("python", "-m", "codegen")
        news = session.run("python", "-m", "tools.model_news", before, str(SNAPSHOT), silent=True)
    if news:  # the model may have no new names
        fragment = Path(f"changelog.d/+botocore-{version}.added.md")
        fragment.write_text(str(news), encoding="utf-8")
    surface = session.run("python", "-m", "tests.unit.surface", silent=True)
    Path("tests/unit/surface.txt").write_text(str(surface), encoding="utf-8")


@nox.session
def drift(session: nox.Session) -> None:
    """Check that the generated files are equal to the generator's output."""
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "generate"))
    session.run("python", "-m", "codegen", "--check")
    session.run("python", "-m", "tools.seed_schema", "--check", env={"PYTHONPATH": "src"})


@nox.session
def surface(session: nox.Session) -> None:
    """Compare the public names with those of the last release. Breaking changes fail."""
    release = last_release()
    if release is None:
        session.log("skipped: there is no earlier release to compare with")
        return
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "surface"))
    session.run("griffe", "check", "appstream_typed", "--search", "src", "--against", release)


@nox.session
def audit(session: nox.Session) -> None:
    """Check the dependencies for known vulnerabilities."""
    install(session)
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "audit"))
    session.run("pip-audit", "--strict", "--skip-editable", "--progress-spinner", "off")


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure the branch coverage of the handwritten code."""
    install(session, "coverage")
    env = {"HYPOTHESIS_PROFILE": "quick"}
    names = ("unit", "conformance", "faults", "fuzz", "local", "diagnosis")
    folders = [f"tests/{name}" for name in names]
    session.run("coverage", "run", "-m", "pytest", "-q", *folders, env=env)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Test models, client and local AppStream with a million invalid inputs. This takes minutes."""
    install(session, "tests")
    session.run("python", "-m", "tests.fuzz", *(session.posargs or ("--count", "1000000")))


@nox.session
def soak(session: nox.Session) -> None:
    """Send requests with faults for half an hour. Fail if an item is lost or memory grows."""
    install(session, "tests")
    session.run("python", "-m", "tests.soak", *session.posargs)


@nox.session
def conformance(session: nox.Session) -> None:
    """Run the conformance tests with 10,000 cases of each operation, not 100. This takes hours."""
    install(session, "tests")
    env = {"HYPOTHESIS_PROFILE": "long"}
    session.run(
        "python", "-m", "pytest", "-n", "auto", "tests/conformance", *session.posargs, env=env
    )


@nox.session
def mutants(session: nox.Session) -> None:
    """Run mutation tests of the core. They may take more than an hour."""
    install(session, "mutants")
    session.run("python", "-m", "tools.mutants", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed and memory against boto3 and other packages. Arguments are passed to the script."""
    arguments = install_wheel(session, "bench")
    session.run("python", "benchmarks/bench.py", *arguments)


@nox.session
def frozen(session: nox.Session) -> None:
    """Package a program with PyInstaller, shiv, zipapp and an AWS Lambda layer, and run each package."""
    install_wheel(session, "frozen")
    session.run("python", "-m", "tests.frozen")


@nox.session
@nox.parametrize("pydantic", ["oldest", "newest"])
def neighbours(session: nox.Session, pydantic: str) -> None:
    """Test models with the oldest and newest pydantic, with FastAPI and with data frame libraries."""
    arguments = install_wheel(session, "tests")
    if pydantic == "newest":
        newest = ["pydantic", "fastapi", "pandas", "polars", "rich"]
        session.install("--quiet", "--upgrade", *newest)
        session.run("python", "-m", "pytest", "-q", *(arguments or ["tests/neighbours"]))
        return
    # The oldest version with wheels for this Python. Versions before 2.5 warn about enums as dict keys.
    version = session.run("python", "-c", "import sys; print(sys.version_info.minor)", silent=True)
    oldest = {"10": "2.5", "11": "2.5", "12": "2.5", "13": "2.8", "14": "2.12", "15": "2.14"}
    session.install("--quiet", f"pydantic=={oldest[str(version).strip()]}")
    session.run("python", "-m", "pytest", "-q", "tests/neighbours/test_pydantic.py")


@nox.session
def clients(session: nox.Session) -> None:
    """Test a local AppStream with other clients and tools. Arguments are names of clients."""
    install(session)
    folder = Path(session.create_tmp()) / "clients"
    session.run("python", "-m", "tests.clients", "--folder", str(folder), *session.posargs)


def make_venv(session: nox.Session, folder: Path, *requirements: str) -> Path:
    """Create a virtual environment with packages. Return its ``bin`` folder."""
    session.run("python", "-m", "venv", str(folder))
    bin_ = folder / "bin"
    session.run(
        str(bin_ / "python"), "-m", "pip", "install", "--quiet", *requirements, external=True
    )
    return bin_
