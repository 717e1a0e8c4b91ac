"""The workflows call what is there, and may do no more than they need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"
PATHS = sorted(FOLDER.glob("*.y*ml"))
WRITING = {
    ("docs.yml", "deploy"): {"pages", "id-token"},
    ("release.yml", "publish"): {"id-token"},
    ("watch-botocore.yml", "propose"): {"contents", "pull-requests", "actions"},
}
"""The jobs that may write, and what."""

Workflow = dict[Any, Any]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="an sdist has no workflows")


def load(path: Path) -> Workflow:
    loaded: Workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def triggers(workflow: Workflow) -> set[str]:
    return set(workflow[True])  # YAML 1.1 reads the key `on` as a truth value


def steps(workflow: Workflow) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", ())


def sessions_of(workflow: Workflow) -> set[str]:
    """The nox sessions that a workflow runs."""
    named: set[str] = set()
    for job in workflow["jobs"].values():
        for step in job.get("steps", ()):
            for found in re.findall(r"(?m)^nox [^\n|]*?-s (\S+)", step.get("run", "")):
                name = found.strip('"')
                if not name.startswith("$"):
                    named.add(name)
                    continue
                expression = step["env"][name.removeprefix("$")]
                assert expression == "${{ matrix.session }}", expression
                matrix = job["strategy"]["matrix"]
                named.update(matrix["session"])
                named.update(entry["session"] for entry in matrix.get("include", ()))
    return named


def sessions_there_are() -> set[str]:
    """The sessions that the noxfile defines, by the names that nox knows them by."""
    names: set[str] = set()
    for node in ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8")).body:
        for decorator in getattr(node, "decorator_list", ()):
            text = ast.unparse(decorator)
            if text.startswith("nox.session"):
                match = re.search(r"name='([^']+)'", text)
                names.add(match[1] if match else getattr(node, "name", ""))
    return names


def test_there_are_workflows_and_they_run_nox() -> None:
    ran = set().union(*(sessions_of(load(path)) for path in PATHS))
    assert ran >= {"lint", "types", "drift", "docs", "tests", "matrix", "generate", "build"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
class TestEveryWorkflow:
    def test_its_sessions_are_in_the_noxfile(self, path: Path) -> None:
        assert sessions_of(load(path)) <= sessions_there_are()

    def test_it_sets_permissions_and_only_a_job_may_write(self, path: Path) -> None:
        workflow = load(path)
        assert workflow["permissions"] in ({}, {"contents": "read"})
        for name, job in workflow["jobs"].items():
            granted = job.get("permissions", {})
            assert isinstance(granted, dict)
            writes = {scope for scope, access in granted.items() if access == "write"}
            assert writes == WRITING.get((path.name, name), set())

    def test_strangers_start_nothing_that_may_write(self, path: Path) -> None:
        allowed = {"push", "pull_request", "schedule", "workflow_dispatch", "workflow_call"}
        workflow = load(path)
        assert triggers(workflow) <= allowed  # no pull_request_target, no workflow_run
        if "pull_request" in triggers(workflow):
            assert not any(file == path.name for file, _ in WRITING)

    def test_its_actions_are_pinned_and_name_the_version(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        for used, comment in re.findall(r"uses: (\S+)(.*)", text):
            if used.startswith("./"):
                assert (ROOT / used).is_file()
                continue
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", used)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)

    def test_no_checkout_keeps_the_token(self, path: Path) -> None:
        for step in steps(load(path)):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False

    def test_nothing_is_pasted_into_a_script(self, path: Path) -> None:
        for step in steps(load(path)):
            assert "${{" not in step.get("run", "")

    def test_its_jobs_end_and_do_not_pile_up(self, path: Path) -> None:
        workflow = load(path)
        assert workflow["concurrency"]["group"]
        for job in workflow["jobs"].values():
            assert "uses" in job or job["timeout-minutes"] <= 60

    def test_its_tools_are_there(self, path: Path) -> None:
        for tool in re.findall(r"python -m tools\.(\w+)", path.read_text(encoding="utf-8")):
            assert (ROOT / "tools" / f"{tool}.py").is_file()


def test_the_same_action_has_the_same_pin_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in PATHS:
        for action, pin in re.findall(r"uses: ([\w./-]+)@(.+)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert pins
    assert {action: pin for action, pin in pins.items() if len(pin) > 1} == {}


def test_the_pythons_that_ci_tries_are_those_that_the_classifiers_name() -> None:
    matrix = load(FOLDER / "ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert matrix["python"] == re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project)


def test_the_upload_runs_no_code_of_ours() -> None:
    publish = load(FOLDER / "release.yml")["jobs"]["publish"]
    assert set(publish["needs"]) == {"checks", "build"}
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]


def test_issue_forms_and_dependabot_are_readable() -> None:
    for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        form = load(path)
        if path.name != "config.yml":
            assert form["name"]
            assert form["description"]
            assert [part for part in form["body"] if part["type"] == "textarea"]
    updates = load(ROOT / ".github" / "dependabot.yml")["updates"]
    assert {entry["package-ecosystem"] for entry in updates} == {"github-actions", "pip"}
