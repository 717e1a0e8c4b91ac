"""Every block of Python in the documentation runs, page by page, as a reader would paste it."""

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
"""The first line of a block that the reader saves under a name."""
NOT_PYTHON = ("sh", "text")  # also Sphinx directives, in braces


def blocks(page: Path) -> list[str]:
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [code for _, language, code in found if language == "python"]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LocalAppStream]:
    """A local AppStream in place of AWS, for README and landing page: their clients call AWS."""
    with LocalAppStream(clock=AcceleratedClock(5), seed=load_seed("demo")) as stand_in:
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", stand_in.endpoint_url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
        config = tmp_path / "config"
        config.write_text("[profile ops]\nregion = us-east-1\n", encoding="utf-8")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        monkeypatch.chdir(tmp_path)  # some pages write files
        yield stand_in


@pytest.fixture
def names(aws: LocalAppStream, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The names of a page. There are none at its top: a page creates what it uses."""
    for name in ("AWS_DEFAULT_REGION", "AWS_SECRET_ACCESS_KEY"):  # pages may set them
        monkeypatch.setenv(name, os.environ[name])
    found: dict[str, Any] = {}
    yield found
    for value in found.values():
        if isinstance(value, LocalAppStream):
            value.stop()


def test_python_blocks_are_marked_as_python() -> None:
    """Blocks with other names would not be tested."""
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
            dont_inherit=True,  # pages have no future import
        )
        if (awaitable := eval(compiled, names)) is not None:
            asyncio.run(awaitable)


def run_tests(code: str, folder: Path) -> None:
    """Run tests that a page shows, as their reader would."""
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
        """A session that starts between the two blocks would get an address."""
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
    """Return the output of an example. It runs in a separate process, as for users."""
    path = str(ROOT / "examples" / name)
    done = subprocess.run(
        [sys.executable, path, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_many_accounts_on_a_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DASK_TEMPORARY_DIRECTORY", str(tmp_path))
    rows = list(csv.DictReader(script("many_accounts.py", "--local").splitlines()))
    places = [(row["account"], row["region"]) for row in rows]
    assert [places.count(place) for place in dict.fromkeys(places)] == [1, 2, 3, 4]
    assert len({row["eni"] for row in rows}) == 10
    assert all(row["ipv4"] and row["ipv6"] for row in rows)


def test_a_progress_bar() -> None:
    assert (
        script("start_builder.py", "--local")
        .splitlines()[-1]
        .startswith("office-builder RUNNING 10.")
    )


def test_an_inventory_of_addresses(tmp_path: Path) -> None:
    path = tmp_path / "addresses.csv"
    script("ipv6_inventory.py", "--local", "--output", str(path))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    kinds = [row["kind"] for row in rows]
    # A builder that starts may be running, and a session on demand may have started, or not yet.
    assert kinds.count("image builder") in (1, 2)
    assert kinds.count("session") in (2, 3)
    assert kinds == sorted(kinds)
    assert len({row["eni"] for row in rows}) == len(rows)
    assert all(ip_address(row["ipv6"]).version == 6 for row in rows)
    assert all(ip_address(row["ipv4"]).version == 4 for row in rows)


def test_nightly_stop_stops_image_builders() -> None:
    arguments = ("--local", "--hours", "0")
    would = script("nightly_stop.py", *arguments, "--dry-run").splitlines()
    running = ["design-builder", "linux-builder"][: len(would)]  # the second one is starting
    assert would == [f"would stop {name}" for name in running] != []
    *stopping, last = script("nightly_stop.py", *arguments).splitlines()
    running = ["design-builder", "linux-builder"][: len(stopping)]
    assert stopping == [f"stopping {name}" for name in running] != []
    assert last == f"{len(running)} of {len(running)} stopped"
    assert script("nightly_stop.py", "--local").splitlines() == ["0 of 0 stopped"]


def test_a_pipeline_of_image_and_fleet() -> None:
    lines = script("build_pipeline.py", "--local").splitlines()
    assert lines[0] == "creating office-updated from office-image"
    assert lines[-1] == "office-fleet is RUNNING with office-updated"


def test_the_pipeline_restores_the_fleet_after_a_failure() -> None:
    pipeline = load("build_pipeline")
    with LocalAppStream(clock=AcceleratedClock(200)) as local, local.client() as client:
        pipeline.plant(local, client, "fleet")
        local.add_fault(faults.error("OperationNotPermittedException"), "StartFleet")
        with pytest.raises(SystemExit, match="fleet is running with office-image again"):
            pipeline.run(client, "fleet", "new", 0.05)
        fleet = client.describe_fleets(names=["fleet"]).one()
        assert (fleet.state, fleet.image_name) == ("RUNNING", "office-image")


def test_sessions_in_a_data_frame() -> None:
    lines = script("to_pandas.py", "--local").splitlines()
    assert [line.split()[0] for line in lines] == ["UserId", "ada", "grace"]
    assert all("[2001:db8:" in line for line in lines[1:])


def test_a_lambda_function(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_portal(monkeypatch: pytest.MonkeyPatch) -> None:
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
    """Return an example as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, name, module)  # FastAPI resolves annotations there
        spec.loader.exec_module(module)
    return module
