"""The GitHub workflows run existing nox sessions and have minimal permissions."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
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
"""The write permissions of each job that has any."""

Workflow = dict[Any, Any]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="an sdist contains no workflows")


def load(path: Path) -> Workflow:
    loaded: Workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def triggers(workflow: Workflow) -> set[str]:
    return set(workflow[True])  # YAML 1.1 reads the key `on` as `True`


def steps(workflow: Workflow) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", ())


def sessions_of(workflow: Workflow) -> set[str]:
    """Return the nox sessions that a workflow runs."""
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


def noxfile_sessions() -> set[str]:
    """Return the names of the sessions in the noxfile."""
    names: set[str] = set()
    for node in ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8")).body:
        for decorator in getattr(node, "decorator_list", ()):
            text = ast.unparse(decorator)
            if text.startswith("nox.session"):
                match = re.search(r"name='([^']+)'", text)
                names.add(match[1] if match else getattr(node, "name", ""))
    return names


def test_the_workflows_run_nox() -> None:
    ran = set().union(*(sessions_of(load(path)) for path in PATHS))
    assert ran > {"update_model", "tests"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
class TestEveryWorkflow:
    def test_it_runs_only_sessions_of_the_noxfile(self, path: Path) -> None:
        assert sessions_of(load(path)) <= noxfile_sessions()

    def test_it_grants_write_permissions_only_to_listed_jobs(self, path: Path) -> None:
        workflow = load(path)
        assert workflow["permissions"] in ({}, {"contents": "read"})
        for name, job in workflow["jobs"].items():
            granted = job.get("permissions", {})
            assert isinstance(granted, dict)
            writes = {scope for scope, access in granted.items() if access == "write"}
            assert writes == WRITING.get((path.name, name), set())

    def test_a_pull_request_starts_no_job_that_may_write(self, path: Path) -> None:
        allowed = {"push", "pull_request", "schedule", "workflow_dispatch", "workflow_call"}
        workflow = load(path)
        # pull_request_target and workflow_run are not allowed.
        assert triggers(workflow) <= allowed
        if "pull_request" in triggers(workflow):
            assert not any(file == path.name for file, _ in WRITING)

    def test_it_pins_actions_to_commits_and_names_their_versions(self, path: Path) -> None:
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

    def test_it_inserts_no_expression_into_a_script(self, path: Path) -> None:
        for step in steps(load(path)):
            assert "${{" not in step.get("run", "")

    def test_its_jobs_have_timeouts_and_a_concurrency_group(self, path: Path) -> None:
        workflow = load(path)
        assert workflow["concurrency"]["group"]
        for job in workflow["jobs"].values():
            assert "uses" in job or job["timeout-minutes"] <= 60

    def test_it_runs_only_existing_tools(self, path: Path) -> None:
        for tool in re.findall(r"python -m tools\.(\w+)", path.read_text(encoding="utf-8")):
            assert (ROOT / "tools" / f"{tool}.py").is_file()


def test_the_same_action_has_the_same_pin_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in PATHS:
        for action, pin in re.findall(r"uses: ([\w./-]+)@(.+)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert pins
    assert {action: pin for action, pin in pins.items() if len(pin) > 1} == {}


def ci() -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = load(FOLDER / "ci.yml")["jobs"]
    return jobs


def test_ci_tests_the_python_versions_of_the_classifiers() -> None:
    matrix = ci()["tests"]["strategy"]["matrix"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert matrix["python"] == re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project)
    assert {"tests", "matrix", "typing"} <= set(matrix["session"])


def test_ci_runs_every_session_that_a_change_can_break() -> None:
    assert sessions_of(load(FOLDER / "ci.yml")) >= {
        *("build", "lint", "types", "drift", "docs", "surface", "audit"),
        *("tests", "matrix", "typing", "compatibility", "tools", "environments"),
    }


def test_the_wheel_is_built_once_and_tested_without_sources() -> None:
    testing = {name: job for name, job in ci().items() if job.get("needs") == "build"}
    assert set(testing) == {"tests", "surroundings"}
    for job in testing.values():
        scripts = [step["run"] for step in job["steps"] if "run" in step]
        delete = scripts.index("rm -r src")
        runs = [script for script in scripts if script.startswith("nox ")]
        assert [script.endswith(" -- --wheel dist/*.whl") for script in runs] == [True]
        assert delete < scripts.index(runs[0])
    for name, job in ci().items():
        builds = [step for step in job.get("steps", ()) if "-s build" in step.get("run", "")]
        assert len(builds) == (name == "build")


class TestAllPassed:
    """The job ``all-passed``, the only one that the rules of ``main`` require."""

    def test_it_waits_for_every_other_job_whatever_their_outcome(self) -> None:
        jobs = ci()
        job = jobs.pop("all-passed")
        assert set(job["needs"]) == set(jobs)
        assert job["if"] == "always()"

    def test_no_other_job_is_ever_skipped_on_purpose(self) -> None:
        jobs = ci()
        assert [name for name, job in jobs.items() if "if" in job] == ["all-passed"]
        assert not any("continue-on-error" in str(job) for job in jobs.values())

    @pytest.mark.parametrize("result", ["success", "failure", "cancelled", "skipped", None])
    def test_its_script_accepts_only_success(self, result: str | None) -> None:
        (step,) = ci()["all-passed"]["steps"]
        assert step["shell"] == "python"
        jobs = {} if result is None else {"a": {"result": "success"}, "b": {"result": result}}
        command = [sys.executable, "-c", step["run"]]
        env = {**os.environ, "JOBS": json.dumps(jobs)}
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
        assert (done.returncode == 0) is (result == "success")
        if result == "failure":
            assert "{'b': 'failure'}" in done.stderr


def test_the_upload_job_runs_no_code_of_the_repository() -> None:
    publish = load(FOLDER / "release.yml")["jobs"]["publish"]
    assert publish["needs"] == "checks"
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]


def test_the_tested_distributions_are_uploaded() -> None:
    workflow = load(FOLDER / "ci.yml")
    output = workflow[True]["workflow_call"]["outputs"]["dist"]["value"]
    assert output == "${{ jobs.build.outputs.dist }}"
    assert workflow["jobs"]["build"]["outputs"]["dist"] == "${{ steps.upload.outputs.artifact-id }}"
    release = load(FOLDER / "release.yml")["jobs"]
    assert release["checks"]["uses"] == "./.github/workflows/ci.yml"
    download = release["publish"]["steps"][0]["with"]
    assert download["artifact-ids"] == "${{ needs.checks.outputs.dist }}"


def test_issue_forms_and_the_dependabot_file_are_valid() -> None:
    for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        form = load(path)
        if path.name != "config.yml":
            assert form["name"]
            assert form["description"]
            assert [part for part in form["body"] if part["type"] == "textarea"]
    updates = load(ROOT / ".github" / "dependabot.yml")["updates"]
    assert {entry["package-ecosystem"] for entry in updates} == {"github-actions", "npm", "pip"}


class TestWatchBotocore:
    """The workflow that opens a pull request for a new model every week."""

    def test_it_runs_weekly(self) -> None:
        (schedule,) = load(FOLDER / "watch-botocore.yml")[True]["schedule"]
        minute, hour, day, month, weekday = schedule["cron"].split()
        assert (day, month, weekday) == ("*", "*", "1")
        assert minute.isdigit()
        assert hour.isdigit()

    def test_the_check_installs_nothing(self) -> None:
        compare = load(FOLDER / "watch-botocore.yml")["jobs"]["compare"]
        (script,) = [step["run"] for step in compare["steps"] if "run" in step]
        assert "python -m tools.newest_model" in script
        assert "install" not in script

    def test_the_pull_request_contains_all_files_of_the_update(self) -> None:
        jobs = load(FOLDER / "watch-botocore.yml")["jobs"]
        kept = next(s["run"] for s in jobs["generate"]["steps"] if "git diff" in s.get("run", ""))
        taken = next(s["run"] for s in jobs["propose"]["steps"] if "git apply" in s.get("run", ""))
        for folder in ("src", "codegen/data", "tests/unit", "changelog.d"):
            assert folder in kept
            assert f"--include='{folder}/*'" in taken
        assert "pyproject.toml" in kept
        assert "--include=pyproject.toml" in taken
