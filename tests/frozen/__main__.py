"""Package ``program.py`` with each tool, run it, and compare the output with the plain program's.

    python -m tests.frozen

The script needs the installed package, PyInstaller and shiv. It prints a table with the size and the
running time of each program. The exit code is 1 if a program prints something else or writes to a
read-only folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipapp
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(__file__).with_name("program.py")
ROUNDS = 3


class Frozen(NamedTuple):
    """A packaged program."""

    command: Sequence[str]
    size: int
    """The size on disk in bytes."""
    env: Mapping[str, str] = {}
    read_only: Path | None = None
    """A folder to which the program must not write."""


def plain(_: Path) -> Frozen:
    """Return the program without packaging."""
    return Frozen([sys.executable, str(PROGRAM)], PROGRAM.stat().st_size)


def one_folder(folder: Path) -> Frozen:
    """Freeze with PyInstaller into a folder."""
    _pyinstaller(folder, "--onedir")
    return Frozen([str(folder / "dist" / "program" / "program")], _size(folder / "dist"))


def one_file(folder: Path) -> Frozen:
    """Freeze with PyInstaller into one file, which is unpacked at each start."""
    _pyinstaller(folder, "--onefile")
    return Frozen([str(folder / "dist" / "program")], _size(folder / "dist"))


def shiv(folder: Path) -> Frozen:
    """Pack with shiv into one file, which is unpacked at the first start."""
    packages = _layer(folder / "packages")
    shutil.copy(PROGRAM, packages / "program.py")
    file = folder / "program.pyz"
    _run("-m", "shiv", "--site-packages", str(packages), "-e", "program:main", "-o", str(file))
    return Frozen([sys.executable, str(file)], _size(file), {"SHIV_ROOT": str(folder / "root")})


def zipped(folder: Path) -> Frozen:
    """Pack this package with ``zipapp``.

    botocore is not in the archive, because it reads its data from files.
    """
    packages, archive = _layer(folder / "packages"), folder / "archive"
    archive.mkdir()
    for name in ("appstream_typed", "attr", "attrs", "cattrs"):
        shutil.move(packages / name, archive / name)
    shutil.copy(PROGRAM, archive / "__main__.py")
    file = folder / "program.pyz"
    zipapp.create_archive(archive, file)
    # -S ignores site-packages, where this package is installed too.
    return Frozen([sys.executable, "-S", str(file)], _size(file), {"PYTHONPATH": str(packages)})


def lambda_layer(folder: Path) -> Frozen:
    """Put the packages into a read-only folder, as AWS Lambda does with a layer."""
    packages = _layer(folder / "build" / "python")
    file = shutil.make_archive(str(folder / "layer"), "zip", packages.parent)
    layer = folder / "opt"
    shutil.unpack_archive(file, layer)
    for path in layer.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    # Nothing may write bytecode: root can write to read-only files, which AWS Lambda forbids.
    env = {"PYTHONPATH": str(layer / "python"), "PYTHONDONTWRITEBYTECODE": "1"}
    return Frozen([sys.executable, "-S", str(PROGRAM)], Path(file).stat().st_size, env, layer)


PACKAGERS: Mapping[str, Callable[[Path], Frozen]] = {
    "plain": plain,
    "PyInstaller, one folder": one_folder,
    "PyInstaller, one file": one_file,
    "shiv": shiv,
    "zipapp": zipped,
    "AWS Lambda layer": lambda_layer,
}


def _pyinstaller(folder: Path, mode: str) -> None:
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "work")]
    options = ["--noconfirm", "--log-level", "ERROR", "--specpath", str(folder)]
    _run("-m", "PyInstaller", mode, *options, *places, str(PROGRAM))


def _layer(target: Path) -> Path:
    """Copy the installed packages that the program needs."""
    target.mkdir(parents=True)
    import appstream_typed

    installed = Path(appstream_typed.__file__).parents[1]
    names = (
        "appstream_typed",
        "attr",
        "attrs",
        "cattrs",
        "boto3",
        "botocore",
        "dateutil",
        "jmespath",
    )
    more = ("s3transfer", "six.py", "urllib3", "typing_extensions.py", "exceptiongroup")
    ignored = shutil.ignore_patterns("__pycache__")
    for path in [installed / name for name in (*names, *more)]:
        if path.is_dir():
            shutil.copytree(path, target / path.name, ignore=ignored)
        elif path.is_file():
            shutil.copy(path, target)
    for path in installed.glob("appstream_typed-*.dist-info"):
        shutil.copytree(path, target / path.name)
    return target


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir())


def _listing(folder: Path | None) -> list[Path]:
    return [] if folder is None else sorted(folder.rglob("*"))


def main() -> int:
    """Package and run the program with each tool. Return the exit code."""
    wrong, expected = 0, ""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with tempfile.TemporaryDirectory() as temporary:
        for name, freeze in PACKAGERS.items():
            folder = Path(temporary) / name.replace(" ", "-").replace(",", "")
            folder.mkdir()
            frozen = freeze(folder)
            before, times, output = _listing(frozen.read_only), list[float](), ""
            for _ in range(ROUNDS):
                start = time.perf_counter()
                # In another folder, so that nothing is imported from this one.
                done = subprocess.run(
                    frozen.command,
                    cwd=temporary,
                    env={**kept, **frozen.env},
                    check=False,
                    capture_output=True,
                    text=True,
                )
                times.append(time.perf_counter() - start)
                output = done.stdout if done.returncode == 0 else done.stderr[-2000:]
            expected = expected or output
            changed = _listing(frozen.read_only) != before
            good = output == expected and not changed
            wrong += not good
            figures = (
                f"{frozen.size / 1e6:8.1f} MB {times[0]:6.2f} s first, {min(times):6.2f} s best"
            )
            print(
                f"{name:25}{figures}  {'as expected' if good else output or 'wrote to a read-only folder'}"
            )
    print(f"{len(PACKAGERS) - wrong} of {len(PACKAGERS)} programs printed the expected output")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
