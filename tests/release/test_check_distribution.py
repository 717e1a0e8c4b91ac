"""``tools.check_distribution`` detects every defect of a wheel or an sdist."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.check_distribution import LARGEST_WHEEL, find_problems, main, read_version

WHEEL = "appstream_typed-1.2.3-py3-none-any.whl"
SDIST = "appstream_typed-1.2.3.tar.gz"
INFO = "appstream_typed-1.2.3.dist-info"
REPOSITORY = {
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3 (2027-01-31)\n\n## 1.2.2 (unreleased)\n",
    "LICENSE": "Do as you like.\n",
    "README.md": "# Read me\n",
    "codegen/__init__.py": "",
    "docs/index.md": "# Documentation\n",
    "examples/tour.py": "",
    "noxfile.py": "",
    "pyproject.toml": "[project]\n",
    "src/appstream_typed/__init__.py": "",
    "src/appstream_typed/_version.py": '"""Doc."""\n\n__version__ = "1.2.3"\n',
    "src/appstream_typed/local/seeding/demo.json": "{}",
    "src/appstream_typed/py.typed": "",
    "tests/conftest.py": "",
    "tools/__init__.py": "",
}
METADATA = """\
Metadata-Version: 2.4
Name: appstream-typed
Version: 1.2.3
License-Expression: Apache-2.0
License-File: LICENSE
Classifier: Programming Language :: Python :: 3 :: Only
Classifier: Programming Language :: Python :: 3.10
Classifier: Programming Language :: Python :: 3.11
Classifier: Typing :: Typed
Requires-Python: >=3.10
Description-Content-Type: text/markdown

# Read me
"""
Files = dict[str, str]


def valid_files() -> tuple[Files, Files]:
    """Return the files of a valid wheel and a valid sdist."""
    wheel = {
        name.removeprefix("src/"): text
        for name, text in REPOSITORY.items()
        if name.startswith("src/")
    }
    wheel[f"{INFO}/METADATA"] = METADATA
    wheel[f"{INFO}/licenses/LICENSE"] = REPOSITORY["LICENSE"]
    wheel[f"{INFO}/entry_points.txt"] = "[pytest11]\nx = appstream_typed.local.pytest_plugin\n"
    return wheel, {**REPOSITORY, "PKG-INFO": METADATA}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a git repository with one untracked file."""
    folder = tmp_path_factory.mktemp("repository")
    for name, text in REPOSITORY.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "."], check=True)
    (folder / "src" / "appstream_typed" / "scratch.py").write_text("mine", encoding="utf-8")
    return folder


def write(dist: Path, wheel: Files, sdist: Files) -> Path:
    with zipfile.ZipFile(dist / WHEEL, "w") as archive:
        for name, text in wheel.items():
            archive.writestr(name, text)
    with tarfile.open(dist / SDIST, "w:gz") as tar:
        for name, text in sdist.items():
            content = text.encode()
            member = tarfile.TarInfo(f"appstream_typed-1.2.3/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return dist


def test_valid_distributions_have_no_problem(root: Path, tmp_path: Path) -> None:
    assert find_problems(write(tmp_path, *valid_files()), root, tag="v1.2.3") == []


def without(name: str) -> Callable[[Files], object]:
    return lambda files: files.pop(name)


def with_file(name: str, text: str = "") -> Callable[[Files], object]:
    return lambda files: files.update({name: text})


def with_metadata(old: str, new: str) -> Callable[[Files], object]:
    assert old in METADATA
    return with_file(f"{INFO}/METADATA", METADATA.replace(old, new))


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (without("appstream_typed/py.typed"), "appstream_typed/py.typed is missing"),
        (
            without("appstream_typed/local/seeding/demo.json"),
            "appstream_typed/local/seeding/demo.json is missing",
        ),
        (with_file("codegen/__init__.py"), "codegen is not part of the package"),
        (with_file("tests/conftest.py"), "tests is not part of the package"),
        (with_file("docs/index.md"), "docs is not part of the package"),
        (
            with_file("appstream_typed/scratch.py"),
            "appstream_typed/scratch.py is not in git",
        ),
        (
            with_file("appstream_typed/__pycache__/a.pyc"),
            "appstream_typed/__pycache__/a.pyc is not in git",
        ),
        (
            with_file("appstream_typed/_version.py", '__version__ = "1.2.2"\n'),
            "appstream_typed/_version.py differs from the one in src",
        ),
        (
            without(f"{INFO}/licenses/LICENSE"),
            "the license file is missing, or is not the repository's",
        ),
        (
            with_file(f"{INFO}/licenses/LICENSE", "All rights reserved.\n"),
            "the license file is missing, or is not the repository's",
        ),
        (without(f"{INFO}/entry_points.txt"), "the entry point of the pytest plugin is missing"),
        (with_metadata("Version: 1.2.3", "Version: 1.2.2"), "Version is '1.2.2', not '1.2.3'"),
        (
            with_metadata("License-Expression: Apache-2.0\n", ""),
            "License-Expression is None, not 'Apache-2.0'",
        ),
        (with_metadata("# Read me\n", ""), "the description is empty"),
        (
            with_metadata("Classifier: Typing :: Typed\n", ""),
            "the classifier Typing :: Typed is missing",
        ),
        (
            with_metadata("Python :: 3.11", "Python :: 3.12"),
            "the classifiers name Python 3.10, 3.12; expected every version from 3.10",
        ),
        (
            with_metadata("Requires-Python: >=3.10", "Requires-Python: >=3.9"),
            "the classifiers name Python 3.10, 3.11; expected every version from 3.9",
        ),
        (
            with_metadata("Requires-Python: >=3.10\n", ""),
            "Requires-Python is None, not a lower bound",
        ),
        (
            with_file("appstream_typed/__init__.py", "#" * LARGEST_WHEEL),
            f"bytes exceed the limit of {LARGEST_WHEEL}",
        ),
    ],
)
def test_an_invalid_wheel_is_a_problem(
    edit: Callable[[Files], object], problem: str, root: Path, tmp_path: Path
) -> None:
    wheel, sdist = valid_files()
    edit(wheel)
    problems = find_problems(write(tmp_path, wheel, sdist), root)
    assert [line for line in problems if line.startswith(WHEEL) and line.endswith(problem)]


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (without("LICENSE"), "LICENSE is missing"),
        (without("README.md"), "README.md is missing"),
        (without("CHANGELOG.md"), "CHANGELOG.md is missing"),
        (without("tests/conftest.py"), "tests/conftest.py is missing"),
        (without("codegen/__init__.py"), "codegen/__init__.py is missing"),
        (with_file("docs/_build/index.html"), "docs/_build/index.html is not in git"),
        (
            with_file("tests/__pycache__/a.pyc"),
            "tests/__pycache__/a.pyc is not in git",
        ),
        (with_file("../evil.py"), "appstream_typed-1.2.3/../evil.py is outside of"),
        (
            with_file("PKG-INFO", METADATA.replace("1.2.3", "1.2.4")),
            "Version is '1.2.4', not '1.2.3'",
        ),
    ],
)
def test_an_invalid_sdist_is_a_problem(
    edit: Callable[[Files], object], problem: str, root: Path, tmp_path: Path
) -> None:
    wheel, sdist = valid_files()
    edit(sdist)
    problems = find_problems(write(tmp_path, wheel, sdist), root)
    assert len(problems) == 1
    assert problems[0].startswith(f"{SDIST}: {problem}")


def test_a_link_in_an_sdist_is_a_problem(root: Path, tmp_path: Path) -> None:
    write(tmp_path, *valid_files())
    with tarfile.open(tmp_path / SDIST, "w:gz") as tar:
        for name, text in valid_files()[1].items():
            member = tarfile.TarInfo(f"appstream_typed-1.2.3/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("appstream_typed-1.2.3/docs/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    assert find_problems(tmp_path, root) == [f"{SDIST}: docs/link is neither a file nor a folder"]


def test_a_wheel_without_metadata_is_a_problem(root: Path, tmp_path: Path) -> None:
    wheel, sdist = valid_files()
    plain = {name: text for name, text in wheel.items() if not name.startswith(INFO)}
    assert find_problems(write(tmp_path, plain, sdist), root) == [f"{WHEEL}: no .dist-info"]


def test_missing_and_unexpected_files_are_problems(root: Path, tmp_path: Path) -> None:
    assert find_problems(tmp_path / "dist", root) == [
        f"{WHEEL} is not in {tmp_path / 'dist'}",
        f"{SDIST} is not in {tmp_path / 'dist'}",
    ]
    write(tmp_path, *valid_files())
    (tmp_path / "appstream_typed-1.2.2.tar.gz").touch()
    assert find_problems(tmp_path, root) == [
        f"appstream_typed-1.2.2.tar.gz in {tmp_path} is unexpected",
    ]


@pytest.mark.parametrize(
    ("tag", "changelog", "problem"),
    [
        ("v1.2.4", "## 1.2.3 (2027-01-31)", "the tag is v1.2.4, but _version.py has 1.2.3"),
        ("1.2.3", "## 1.2.3 (2027-01-31)", "the tag is 1.2.3, but _version.py has 1.2.3"),
        ("v1.2.3", "## 1.2.30 (2027-01-31)", "CHANGELOG.md has no section 1.2.3"),
        ("v1.2.3", "## 1.2.3 (unreleased)", "CHANGELOG.md marks 1.2.3 as unreleased"),
    ],
)
def test_a_tag_that_does_not_match_is_a_problem(
    tag: str, changelog: str, problem: str, root: Path, tmp_path: Path
) -> None:
    dist = write(tmp_path, *valid_files())
    before = (root / "CHANGELOG.md").read_bytes()
    (root / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    try:
        assert find_problems(dist, root, tag=tag) == [problem]
    finally:
        (root / "CHANGELOG.md").write_bytes(before)


def test_the_command_fails_and_prints_the_problem(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--root", str(root)]) == 1
    assert f"{SDIST} is not in" in capsys.readouterr().out


def test_a_version_file_without_a_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no line __version__"):
        read_version('version = "1.2.3"\n')
