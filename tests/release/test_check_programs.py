"""``tools.check_programs`` copies programs without the sources and reports their type errors."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tools.check_programs import (
    DOCUMENTATION,
    PROGRAMS,
    ROOT,
    AcceptedBreak,
    CheckerBug,
    copy_programs,
    extract_programs,
    find_problems,
    read_accepted,
    read_bugs,
    without_bugs,
)
from tools.docs_programs import blocks, program, write_programs
from tools.type_checkers import (
    Finding,
    read_mypy,
    read_pyrefly,
    read_pyright,
    read_ty,
    unmarked,
)

ERROR = Finding("mypy", "examples/tour.py", 3, 'Unexpected keyword argument "timeout" for "Client"')
ACCEPTED = AcceptedBreak(
    release="v1.0.0", file="examples/tour.py", message='argument "timeout"', reason="decided"
)
FILES = {
    "examples/tour.py": "print(1)\n",
    "pyproject.toml": "[project]\n",
    "src/appstream_typed/__init__.py": "",
    "tests/typing/program.py": "print(2)\n",
    "tests/unit/test_it.py": "",
}
COPIED = ["examples/tour.py", "pyproject.toml", "tests/typing/program.py"]


def git(root: Path, *arguments: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "tag.gpgSign=false"]
    command = ["git", "-C", str(root), *author, "-c", "commit.gpgSign=false", *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository whose programs changed after the release v1.0.0."""
    folder = tmp_path / "repository"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "tag", "v1.0.0")
    (folder / "examples" / "tour.py").write_text("print(3)\n", encoding="utf-8")
    (folder / "examples" / "new.py").write_text("", encoding="utf-8")
    return folder


def files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_programs_are_copied_without_sources(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    copy_programs(root, copy)
    assert files(copy) == ["examples/new.py", *COPIED]


def test_programs_of_a_release_come_from_its_tag(root: Path, tmp_path: Path) -> None:
    extract_programs(root, "v1.0.0", tmp_path / "old")
    assert files(tmp_path / "old") == COPIED
    assert (tmp_path / "old" / "examples" / "tour.py").read_text(encoding="utf-8") == "print(1)\n"


def test_an_unknown_release_is_an_error(root: Path, tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        extract_programs(root, "v9.9.9", tmp_path / "old")


def test_this_checkout_has_every_folder_of_programs() -> None:
    assert all(list((ROOT / name).glob("*.py")) for name in PROGRAMS)


def test_only_errors_of_mypy_are_read() -> None:
    entry = {"file": ERROR.file, "line": ERROR.line, "message": ERROR.message, "severity": "error"}
    note = {**entry, "severity": "note"}
    assert list(read_mypy(f"{json.dumps(entry)}\n{json.dumps(note)}\n")) == [ERROR]
    assert list(read_mypy("\n")) == []  # the output if there are no errors


def report(folder: Path, severity: str = "error", analyzed: int = 1) -> str:
    """Return an output of pyright, which numbers lines from 0."""
    entry = {
        "file": str(folder / "examples" / "tour.py"),
        "severity": severity,
        "message": "No parameter\n  named x",
        "range": {"start": {"line": 2, "character": 0}},
    }
    summary = {"filesAnalyzed": analyzed}
    return json.dumps({"generalDiagnostics": [entry], "summary": summary})


def test_only_errors_of_pyright_are_read(tmp_path: Path) -> None:
    assert list(read_pyright(report(tmp_path), tmp_path)) == [
        Finding("pyright", "examples/tour.py", 3, "No parameter named x")
    ]
    assert list(read_pyright(report(tmp_path, severity="warning"), tmp_path)) == []


def test_a_pyright_report_without_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no program"):
        list(read_pyright(report(tmp_path, analyzed=0), tmp_path))


def test_an_error_is_a_problem_unless_it_was_accepted() -> None:
    assert find_problems([ERROR], []) == [
        'examples/tour.py:3: Unexpected keyword argument "timeout" for "Client" (mypy)'
    ]
    assert find_problems([ERROR, ERROR._replace(line=9)], [ACCEPTED]) == []
    elsewhere = ERROR._replace(file="examples/portal.py")
    assert find_problems([ERROR, elsewhere], [ACCEPTED]) == [str(elsewhere)]
    other = ERROR._replace(message="Missing return statement")
    assert find_problems([ERROR, other], [ACCEPTED]) == [str(other)]


def test_an_accepted_error_that_no_checker_reports_is_a_problem() -> None:
    (problem,) = find_problems([], [ACCEPTED])
    assert problem.startswith("examples/tour.py: no checker reports 'argument \"timeout\"'")


def test_accepted_errors_apply_only_to_their_release(tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    lines = ["[[breaks]]", *(f"{key} = {json.dumps(value)}" for key, value in ACCEPTED.items())]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert read_accepted("v1.0.0", file) == [ACCEPTED]
    assert read_accepted("v1.1.0", file) == []
    assert read_accepted(None, file) == []


def test_the_committed_file_can_be_read() -> None:
    assert read_accepted(None) == []


# The ignore comment belongs to a deliberate mistake on the page. The tool adds that of pyright.
PAGE = """\
# A page

```python
first = client.describe_stacks().first()
```

```python
async def name() -> str:
    return "a"


print(await name())
```

```python
print(first)
client.create_stack(nam="s")  # type: ignore[call-arg]
```

```sh
ls
```
"""


def test_a_block_becomes_a_program_with_the_blocks_that_it_uses() -> None:
    first, second, third = blocks("docs/page.md", PAGE)
    assert (first.line, second.line, third.line) == (4, 8, 16)
    relaxed = "reportUnusedImport=false"
    assert program(first, []).splitlines()[1:] == [first.code.strip()]
    text = program(second, [first])
    assert first.code not in text
    assert relaxed not in text
    assert "async def page() -> None:\n    async def name" in text
    text = program(third, [first, second])
    assert first.code in text
    assert relaxed in text
    assert "name()" not in text
    assert text.endswith("# type: ignore[call-arg]  # pyright: ignore\n")


def test_every_block_of_the_documentation_becomes_a_program(tmp_path: Path) -> None:
    write_programs(ROOT, tmp_path)
    written = list((tmp_path / DOCUMENTATION).glob("*.py"))
    assert len(written) > 60
    saved = (tmp_path / "stop_builders.py").read_text(encoding="utf-8")
    assert saved.startswith("# stop_builders.py\nfrom appstream_typed import")
    for path in written:
        compile(path.read_text(encoding="utf-8"), str(path), "exec")


def test_an_ignore_comment_without_an_error_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "examples" / "a.py"
    file.parent.mkdir()
    file.write_text("a()  # type: ignore[x]\nb()  # type: ignore[x]\nc()\n", encoding="utf-8")
    found = [Finding("ty", "examples/a.py", line, "wrong") for line in (1, 3)]
    assert unmarked(iter(found), tmp_path, ["examples"], "ty") == [
        found[1],
        Finding("ty", "examples/a.py", 2, "does not find this mistake"),
    ]


def test_only_severe_errors_of_ty_and_pyrefly_are_read() -> None:
    place = {"path": "a.py", "positions": {"begin": {"line": 2}}}
    entries = [
        {"severity": severity, "description": "no\n such", "location": place}
        for severity in ("minor", "major")
    ]
    assert list(read_ty(json.dumps(entries))) == [Finding("ty", "a.py", 2, "no such")]
    entry = {"severity": "error", "path": "a.py", "line": 2, "description": "no\n such"}
    assert list(read_pyrefly(json.dumps({"errors": [entry]}))) == [
        Finding("pyrefly", "a.py", 2, "no such")
    ]


def test_a_listed_checker_bug_is_a_problem_only_after_it_is_fixed() -> None:
    bug = CheckerBug(checker="ty", file="a.py", message="such", link="https://example.com/1")
    found = Finding("ty", "a.py", 2, "no such")
    assert without_bugs([found], [bug]) == []
    assert without_bugs([found._replace(checker="mypy")], [bug])[0].checker == "mypy"
    assert "delete it" in without_bugs([], [bug])[0].message
    assert all(entry["link"].startswith("https://") for entry in read_bugs())
