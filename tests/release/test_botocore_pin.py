"""Reading and setting the version of botocore from which code is generated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.botocore_pin import PROJECT, main, read_pin, write_pin

TEXT = 'generate = [\n    "botocore == 1.44.5",\n    "botocore-stubs >= 1.43",\n]\n'


def test_the_project_has_one_pin() -> None:
    assert read_pin(PROJECT.read_text(encoding="utf-8")).count(".") == 2


def test_only_the_pin_changes() -> None:
    assert read_pin(TEXT) == "1.44.5"
    assert write_pin(TEXT, "1.45.0") == TEXT.replace("1.44.5", "1.45.0")


@pytest.mark.parametrize("text", ["", TEXT + TEXT, TEXT.replace("==", ">=")])
def test_no_pin_or_two_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must occur once"):
        write_pin(text, "1.45.0")


@pytest.mark.parametrize("version", ["", "1", "1.45.0\n", '1.0"', "latest"])
def test_only_versions_are_accepted(version: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        write_pin(TEXT, version)


def test_the_command_prints_and_sets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(TEXT, encoding="utf-8")
    assert main(["--project", str(project), "1.45.1"]) == 0
    assert main(["--project", str(project)]) == 0
    assert capsys.readouterr().out == "1.45.1\n"
