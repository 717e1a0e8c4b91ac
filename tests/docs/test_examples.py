"""Every Python block in the documentation runs, page by page, as a reader would paste it."""

from __future__ import annotations

import ast
import asyncio
import csv
import importlib.util
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from appstream_typed.local import AcceleratedClock, LocalAppStream, faults
from appstream_typed.local.seeding import load_seed

ROOT = Path(__file__).resolve().parents[2]
BESIDE_STUBS = ROOT / "tests" / "typing" / "beside_stubs.py"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^(`{3,})(\S+)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"# (\w+\.py)\n")
"""The first line of a block that the reader saves as a file."""
NOT_PYTHON = ("sh", "text")  # and Sphinx directives, which are in braces


def blocks(page: Path) -> list[str]:
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [code for _, language, code in found if language == "python"]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LocalAppStream]:
    """Yield a local AppStream that replaces AWS: some pages create clients without an endpoint."""
    with LocalAppStream(clock=AcceleratedClock(5), seed=load_seed("demo")) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", server.endpoint_url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
        config = tmp_path / "config"
        config.write_text("[profile ops]\nregion = us-east-1\n", encoding="utf-8")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        monkeypatch.chdir(tmp_path)  # some pages write files
        yield server


@pytest.fixture
def names(aws: LocalAppStream, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Yield the global names of a page. They are empty at first: a page must create what it uses."""
    for name in ("AWS_DEFAULT_REGION", "AWS_SECRET_ACCESS_KEY"):  # pages may set them
        monkeypatch.setenv(name, os.environ[name])
    found: dict[str, Any] = {}
    yield found
    for value in found.values():
        if isinstance(value, LocalAppStream):
            value.stop()


def test_python_blocks_are_marked_as_python() -> None:
    """Blocks of another language would not be tested."""
    for page in PAGES:
        for _, language, _ in FENCE.findall(page.read_text(encoding="utf-8")):
            assert language in ("python", *NOT_PYTHON) or language.startswith("{"), page.name
    assert sum(len(blocks(page)) for page in PAGES) >= 40


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_a_page_run(page: Path, names: dict[str, Any], tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for code in blocks(page):
        if file := NAMED.match(code):
            (tmp_path / file[1]).write_text(code, encoding="utf-8")
        line = text[: text.index(code)].count("\n")
        if "def test_" in code:
            run_tests(code, tmp_path)
            continue
        compiled = compile(
            "\n" * line + code,
            str(page.relative_to(ROOT)),
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,  # because pages do not import from __future__
        )
        if (awaitable := eval(compiled, names)) is not None:
            asyncio.run(awaitable)


def run_tests(code: str, folder: Path) -> None:
    """Run tests that a page shows, as its reader would."""
    path = folder / "test_shown.py"
    path.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


def test_both_samples_of_the_landing_page_have_the_same_result(
    aws: LocalAppStream, names: dict[str, Any]
) -> None:
    client = aws.client()
    while any(builder.state == "PENDING" for builder in client.describe_image_builders()):
        """Wait, because a builder that starts between the two blocks would change the result."""
    found = []
    for code in blocks(ROOT / "docs" / "index.md")[:2]:
        exec(code, names)
        found.append(names["addresses"])
    assert found[0] == found[1] != []


def test_the_program_beside_the_stubs_runs(names: dict[str, Any]) -> None:
    program = runpy.run_path(str(BESIDE_STUBS))
    plain = boto3.client("appstream")
    assert program["running"](plain) == ["office-fleet", "design-fleet"]
    answer = plain.describe_sessions(StackName="office", FleetName="office-fleet")
    assert [program["user_of"](session) for session in answer["Sessions"]] == ["ada", "grace"]


def test_the_tour_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["tour.py"])
        runpy.run_path(str(ROOT / "examples" / "tour.py"), run_name="__main__")
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert re.search(r"tour-office +RUNNING +stream\.standard\.medium +10\.\S+ +2001:db8:", shown)
    assert "ResourceNotFoundException: Image builder no-such-builder was not found." in shown
    assert "page 2: tour-modelling" in shown
    assert re.search(r"image_builder +3\n", shown)
    assert "Update fleet office-fleet: display_name\n" in shown
    assert re.search(r"Stop fleet office-fleet, .*\n(.*\n)+ +6\. Delete stack office\n", shown)


def script(name: str, *arguments: str) -> str:
    """Run an example in a separate process, as users do. Return its output."""
    path = str(ROOT / "examples" / name)
    done = subprocess.run(
        [sys.executable, path, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_many_accounts_example_finds_every_session(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DASK_TEMPORARY_DIRECTORY", str(tmp_path))
    rows = list(csv.DictReader(script("many_accounts.py", "--local").splitlines()))
    places = [(row["account"], row["region"]) for row in rows]
    assert [places.count(place) for place in dict.fromkeys(places)] == [1, 2, 3, 4]
    assert len({row["eni"] for row in rows}) == 10
    assert all(row["ipv4"] and row["ipv6"] for row in rows)


def test_the_start_builder_example_ends_with_a_running_builder() -> None:
    assert (
        script("start_builder.py", "--local")
        .splitlines()[-1]
        .startswith("office-builder RUNNING 10.")
    )


def test_the_inventory_example_lists_every_address(tmp_path: Path) -> None:
    path = tmp_path / "addresses.csv"
    script("ipv6_inventory.py", "--local", "--output", str(path))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    kinds = [row["kind"] for row in rows]
    # The second image builder and the third session are starting, and may be ready or not.
    assert kinds.count("image builder") in (1, 2)
    assert kinds.count("session") in (2, 3)
    assert kinds == sorted(kinds)
    assert len({row["eni"] for row in rows}) == len(rows)
    assert all(ip_address(row["ipv6"]).version == 6 for row in rows)
    assert all(ip_address(row["ipv4"]).version == 4 for row in rows)


def test_the_nightly_stop_example_stops_running_builders() -> None:
    arguments = ("--local", "--hours", "0")
    would = script("nightly_stop.py", *arguments, "--dry-run").splitlines()
    # The second image builder is starting, and may be running or not.
    running = ["design-builder", "linux-builder"][: len(would)]
    assert would == [f"would stop {name}" for name in running] != []
    *stopping, last = script("nightly_stop.py", *arguments).splitlines()
    running = ["design-builder", "linux-builder"][: len(stopping)]
    assert stopping == [f"stopping {name}" for name in running] != []
    assert last == f"{len(running)} of {len(running)} stopped"
    assert script("nightly_stop.py", "--local").splitlines() == ["0 of 0 stopped"]


def test_the_pipeline_example_moves_the_fleet_to_a_new_image() -> None:
    lines = script("build_pipeline.py", "--local").splitlines()
    assert lines[0] == "creating office-updated from office-image"
    assert lines[-1] == "office-fleet is RUNNING with office-updated"


def test_the_pipeline_example_restores_the_fleet_after_a_failure() -> None:
    pipeline = load("build_pipeline")
    with LocalAppStream(clock=AcceleratedClock(200)) as local, local.client() as client:
        pipeline.plant(local, client, "fleet")
        local.add_fault(faults.error("OperationNotPermittedException"), "StartFleet")
        with pytest.raises(SystemExit, match="fleet is running with office-image again"):
            pipeline.run(client, "fleet", "new", 0.05)
        fleet = client.describe_fleets(names=["fleet"]).one()
        assert (fleet.state, fleet.image_name) == ("RUNNING", "office-image")


def test_the_pandas_example_prints_sessions_with_addresses() -> None:
    lines = script("to_pandas.py", "--local").splitlines()
    assert [line.split()[0] for line in lines] == ["UserId", "ada", "grace"]
    assert all("[2001:db8:" in line for line in lines[1:])


def test_the_lambda_example_returns_sessions_or_an_error_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function = load("lambda_handler")
    with LocalAppStream() as local:
        local.seed(load_seed("demo"))
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", local.endpoint_url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        event = {"stack": "office", "fleet": "office-fleet"}
        answer = function.handler(event, None)
        assert answer["statusCode"] == 200
        assert {item["UserId"] for item in json.loads(answer["body"])} == {"ada", "grace"}
        assert function.client() is function.client()
        assert function.handler({**event, "fleet": "none"}, None)["statusCode"] == 404
        local.add_fault(faults.error("AccessDeniedException"), "DescribeSessions")
        assert function.handler(event, None)["body"].startswith("AccessDeniedException, request ")


def test_the_portal_example_serves_fleets_sessions_and_entries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APPSTREAM_LOCAL", "1")
    app = load("portal").app

    async def main() -> None:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://portal") as browser,
        ):
            running = (await browser.get("/fleets", params={"state": "RUNNING"})).json()
            assert "office-fleet" in [item["Name"] for item in running]
            capacity = {"DesiredInstances": 3}
            resized = await browser.put("/fleets/office-fleet/capacity", json=capacity)
            assert resized.json()["ComputeCapacityStatus"]["Desired"] == 3
            fleet = "/stacks/office/fleets/office-fleet"
            found = (await browser.get(f"{fleet}/sessions")).json()
            assert [item["UserId"] for item in found] == ["ada", "grace"]
            assert all(item["NetworkAccessConfiguration"]["EniIpv6Addresses"] for item in found)
            entry = (await browser.post(f"{fleet}/entries/linus")).json()
            assert entry["StreamingURL"].startswith("https://")
            missing = await browser.post("/stacks/office/fleets/none/entries/linus")
            assert missing.status_code == 404
            assert missing.json()["code"] == "ResourceNotFoundException"

    asyncio.run(main())


def load(name: str) -> Any:
    """Import an example as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, name, module)  # where FastAPI resolves annotations
        spec.loader.exec_module(module)
    return module
