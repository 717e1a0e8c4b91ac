"""Checks the output of `python -m build` before it is published.

    python -m tools.check_distribution [dist] [--tag v1.2.3]

The folder must contain exactly one wheel and one sdist. The wheel must contain the whole package and
nothing else. The sdist must contain everything that the tests need, and only files in git. With a tag,
the version must equal the tag, and the changelog must list it as released. The script prints each
problem on a line. The exit code is 1 if there are problems.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import Parser
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
NAME = "appstream-typed"
STEM = "appstream_typed"
LARGEST_WHEEL = 400_000
"""The maximum size of the wheel in bytes."""
IN_THE_SDIST = (
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "pyproject.toml",
    f"src/{STEM}/py.typed",
    "tests/conftest.py",
    # Files that the tests import and run.
    "codegen/__init__.py",
    "docs/index.md",
    "examples/tour.py",
    "noxfile.py",
    "tools/__init__.py",
)
_BACKEND_WRITES = frozenset({"PKG-INFO"})
_PYTHON = re.compile(r"Programming Language :: Python :: 3\.([0-9]+)")


def find_problems(dist: Path, root: Path = ROOT, tag: str | None = None) -> list[str]:
    """Compare a folder of distributions with the repository from which they were built.

    Args:
        dist: The folder with the wheel and the sdist.
        root: The repository.
        tag: The tag to release.

    Returns:
        A line for each problem.
    """
    version = read_version((root / "src" / STEM / "_version.py").read_text(encoding="utf-8"))
    problems: list[str] = []
    wheel, sdist = f"{STEM}-{version}-py3-none-any.whl", f"{STEM}-{version}.tar.gz"
    found = {path.name for path in dist.iterdir()} if dist.is_dir() else set()
    problems += [f"{name} is not in {dist}" for name in (wheel, sdist) if name not in found]
    problems += [f"{name} in {dist} is unexpected" for name in sorted(found - {wheel, sdist})]
    if wheel in found:
        problems += [f"{wheel}: {problem}" for problem in wheel_problems(dist / wheel, root)]
    if sdist in found:
        problems += [f"{sdist}: {problem}" for problem in sdist_problems(dist / sdist, root)]
    if tag is not None:
        changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
        problems += tag_problems(tag, version, changelog)
    return problems


def read_version(text: str) -> str:
    """Return the version in a ``_version.py``.

    Raises:
        ValueError: The text contains no version.
    """
    match = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if match is None:
        raise ValueError("_version.py has no line __version__ = ...")
    return match[1]


def wheel_problems(path: Path, root: Path) -> Iterator[str]:
    """Yield the problems of a wheel."""
    if path.stat().st_size > LARGEST_WHEEL:
        yield f"{path.stat().st_size} bytes exceed the limit of {LARGEST_WHEEL}"
    with zipfile.ZipFile(path) as wheel:
        files = {name: wheel.read(name) for name in wheel.namelist() if not name.endswith("/")}
    folders = {name.partition("/")[0] for name in files}
    info = next((folder for folder in folders if folder.endswith(".dist-info")), None)
    if info is None:
        yield "no .dist-info"
        return
    for folder in sorted(folders - {STEM, info}):
        yield f"{folder} is not part of the package"
    sources = root / "src"
    tracked = tracked_files(root)
    expected = {name.removeprefix("src/") for name in tracked if name.startswith(f"src/{STEM}/")}
    packed = {name for name in files if name.startswith(f"{STEM}/")}
    yield from (f"{name} is missing" for name in sorted(expected - packed))
    yield from (f"{name} is not in git" for name in sorted(packed - expected))
    yield from (
        f"{name} differs from the one in src"
        for name in sorted(expected & packed)
        if files[name] != (sources / name).read_bytes()
    )
    if files.get(f"{info}/licenses/LICENSE") != (root / "LICENSE").read_bytes():
        yield "the license file is missing, or is not the repository's"
    if f"{STEM}.local.pytest_plugin" not in _decode(files.get(f"{info}/entry_points.txt")):
        yield "the entry point of the pytest plugin is missing"
    yield from metadata_problems(_decode(files.get(f"{info}/METADATA")), root)


def metadata_problems(text: str, root: Path) -> Iterator[str]:
    """Yield the problems in the metadata of a wheel or an sdist."""
    metadata = Parser().parsestr(text)
    version = read_version((root / "src" / STEM / "_version.py").read_text(encoding="utf-8"))
    for key, value in (
        ("Name", NAME),
        ("Version", version),
        ("License-Expression", "Apache-2.0"),
        ("License-File", "LICENSE"),
        ("Description-Content-Type", "text/markdown"),
    ):
        if metadata[key] != value:
            yield f"{key} is {metadata[key]!r}, not {value!r}"
    if not str(metadata.get_payload()).strip():
        yield "the description is empty"
    yield from _classifier_problems(metadata)


def _classifier_problems(metadata: Message) -> Iterator[str]:
    classifiers: list[str] = metadata.get_all("Classifier", [])
    if "Typing :: Typed" not in classifiers:
        yield "the classifier Typing :: Typed is missing"
    matches = [match for match in map(_PYTHON.fullmatch, classifiers) if match is not None]
    minors = sorted(int(match[1]) for match in matches)
    lowest = re.fullmatch(r">=3\.([0-9]+)", metadata["Requires-Python"] or "")
    if lowest is None:
        yield f"Requires-Python is {metadata['Requires-Python']!r}, not a lower bound"
    elif not minors or minors != list(range(int(lowest[1]), minors[-1] + 1)):
        named = ", ".join(f"3.{minor}" for minor in minors) or "none"
        yield f"the classifiers name Python {named}; expected every version from 3.{lowest[1]}"


def sdist_problems(path: Path, root: Path) -> Iterator[str]:
    """Yield the problems of an sdist."""
    top = path.name.removesuffix(".tar.gz")
    names: set[str] = set()
    metadata = ""
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            parts = PurePosixPath(member.name).parts
            if parts[0] != top or ".." in parts:
                yield f"{member.name} is outside of {top}"
                continue
            name = "/".join(parts[1:])
            if member.isfile():
                names.add(name)
            elif not member.isdir():
                yield f"{name} is neither a file nor a folder"
            if name == "PKG-INFO" and (content := archive.extractfile(member)) is not None:
                metadata = _decode(content.read())
    yield from (f"{name} is missing" for name in IN_THE_SDIST if name not in names)
    yield from (
        f"{name} is not in git" for name in sorted(names - tracked_files(root) - _BACKEND_WRITES)
    )
    yield from metadata_problems(metadata, root)


def tracked_files(root: Path) -> set[str]:
    """Return the files in git, relative to the repository.

    Raises:
        subprocess.CalledProcessError: The folder is not a repository.
    """
    command = ["git", "-C", str(root), "ls-files", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 - a fixed command
    return set(listed.stdout.split("\0")) - {""}


def tag_problems(tag: str, version: str, changelog: str) -> Iterator[str]:
    """Yield the reasons why a tag must not be released."""
    if tag != f"v{version}":
        yield f"the tag is {tag}, but _version.py has {version}"
    heading = re.search(rf"^## {re.escape(version)}(?= |$)(.*)$", changelog, re.MULTILINE)
    if heading is None:
        yield f"CHANGELOG.md has no section {version}"
    elif "unreleased" in heading[1]:
        yield f"CHANGELOG.md marks {version} as unreleased"


def _decode(content: bytes | None) -> str:
    return (content or b"").decode("utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_distribution", description=__doc__)
    parser.add_argument("dist", nargs="?", type=Path, default=ROOT / "dist")
    parser.add_argument(
        "--root", type=Path, default=ROOT, help="the repository of the distributions"
    )
    parser.add_argument("--tag", help="the tag to release, for example v1.2.3")
    options = parser.parse_args(arguments)
    problems = find_problems(options.dist, options.root, tag=options.tag)
    sys.stdout.write(
        "".join(f"{problem}\n" for problem in problems) or f"{options.dist}: no problems found\n"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
