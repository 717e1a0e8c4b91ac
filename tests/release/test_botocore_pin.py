"""``tools.botocore_pin`` reads and sets the botocore version from which the code is generated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.botocore_pin import PROJECT, main, read_pin, write_pin

TEXT = 'generate = [\n    "botocore == 1.44.5",\n    "botocore-stubs >= 1.43",\n]\n'


def test_the_project_pins_one_version() -> None:
    assert read_pin(PROJECT.read_text(encoding="utf-8")).count(".") == 2


def test_setting_the_pin_changes_nothing_else() -> None:
    assert read_pin(TEXT) == "1.44.5"
    assert write_pin(TEXT, "1.45.0") == TEXT.replace("1.44.5", "1.45.0")


@pytest.mark.parametrize("text", ["", TEXT + TEXT, TEXT.replace("==", ">=")])
def test_a_missing_or_second_pin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must occur once"):
        write_pin(text, "1.45.0")


@pytest.mark.parametrize("version", ["", "1", "1.45.0\n", '1.0"', "latest"])
def test_anything_but_a_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        write_pin(TEXT, version)


def test_the_command_prints_and_sets_the_pin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(TEXT, encoding="utf-8")
    assert main(["--project", str(project), "1.45.1"]) == 0
    assert main(["--project", str(project)]) == 0
    assert capsys.readouterr().out == "1.45.1\n"
