"""Each step of a program imports only the modules that it needs.

The tests run in new processes, because this process has already imported everything.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded(code: str) -> set[str]:
    """Return the names of all modules that are imported after the code has run."""
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def ours(modules: set[str], package: str) -> set[str]:
    prefix = f"appstream_typed.{package}."
    return {name.removeprefix(prefix) for name in modules if name.startswith(prefix)}


def test_importing_the_package_imports_few_modules() -> None:
    modules = loaded("import appstream_typed")
    assert {name for name in modules if name.startswith("appstream_typed")} == {
        "appstream_typed",
        "appstream_typed._support",
        "appstream_typed._support.garbage",
        "appstream_typed._support.lazy_exports",
    }
    assert not modules & {"boto3", "botocore", "attr", "attrs", "cattrs"}


def test_importing_the_client_imports_no_model() -> None:
    modules = loaded("from appstream_typed import AppStreamClient")
    assert ours(modules, "models") <= {"base"}
    assert ours(modules, "enums") <= {"base"}
    assert not modules & {"boto3", "asyncio"}


def test_a_call_imports_only_the_modules_of_its_resource() -> None:
    modules = loaded(
        "from appstream_typed import AppStreamClient\n"
        "import boto3\n"
        "from botocore.stub import Stubber\n"
        "boto = boto3.client('appstream', region_name='x-y-1',"
        " aws_access_key_id='a', aws_secret_access_key='b')\n"
        "stub = Stubber(boto)\n"
        "stub.add_response('describe_stacks', {'Stacks': [{'Name': 's'}]})\n"
        "stub.activate()\n"
        "assert AppStreamClient(boto).describe_stacks().one().name == 's'"
    )
    assert ours(modules, "models") <= {"base", "stacks", "shared", "network"}
    assert ours(modules, "enums") <= {"base", "instance_type", "stacks", "shared"}
    assert "cattrs" in modules
    assert not {name for name in modules if "appstream_typed.local" in name}


def test_every_public_name_can_be_imported_and_is_listed() -> None:
    code = (
        "import appstream_typed as a\n"
        "assert set(a.__all__) <= set(dir(a))\n"
        "for name in a.__all__: getattr(a, name)\n"
        "for m in (a.models, a.enums, a.errors, a.waiters, a.local):\n"
        "    for name in m.__all__: getattr(m, name)\n"
        "try: a.NoSuchName\n"
        "except AttributeError as e: assert 'NoSuchName' in str(e)\n"
        "else: raise SystemExit('no AttributeError')\n"
    )
    assert "appstream_typed.models.fleets" in loaded(
        "import appstream_typed.models, appstream_typed.enums, appstream_typed.errors\n"
        "import appstream_typed.waiters, appstream_typed.local\n" + code
    )


def test_submodules_are_attributes_and_imported_on_first_use() -> None:
    modules = loaded(
        "import appstream_typed as a\n"
        "import sys\n"
        "public = ('models', 'enums', 'errors', 'waiters', 'local')\n"
        "assert set(public) <= set(dir(a))\n"
        "assert not {f'appstream_typed.{name}' for name in public} & set(sys.modules)\n"
        "assert a.models.Fleet is a.Fleet\n"
        "assert a.enums.FleetState is a.FleetState\n"
        "assert a.errors.ThrottlingException is a.ThrottlingException\n"
        "assert 'faults' in dir(a.local)\n"
        "assert 'appstream_typed.local.faults' not in sys.modules\n"
        "assert callable(a.local.faults.error)\n"
        "assert a.waiters.WaiterFailed is a.WaiterFailed\n"
    )
    assert "appstream_typed.local.server" not in modules


FIRST_USE = """
import inspect
from unittest.mock import AsyncMock, create_autospec
from appstream_typed import AppStreamClient, AsyncAppStreamClient

class Mine(AppStreamClient):
    def describe_stacks(self, **keywords):
        return super().describe_stacks(**keywords)

mine = Mine(region_name="x-y-1", aws_access_key_id="a", aws_secret_access_key="b")
assert "DescribeStacks" in repr(mine.describe_stacks(names=["s"])), mine.describe_stacks()
assert "names" in inspect.signature(AppStreamClient.describe_stacks).parameters
assert "tag_resource" in dir(mine)
assert inspect.iscoroutinefunction(AsyncAppStreamClient.create_fleet)

mock = create_autospec(AppStreamClient, instance=True)
mock.delete_fleet(name="f")
try:
    mock.delete_fleet(nam="f")
except TypeError:
    pass
else:
    raise SystemExit("the mock takes anything")

mock = create_autospec(AsyncAppStreamClient, instance=True)
for method in (mock.delete_fleet, mock.wait_until_fleet_running, mock.aclose):
    assert isinstance(method, AsyncMock), method
assert not isinstance(mock.describe_fleets, AsyncMock)
"""

RACE = """
import threading
from tests.canned import Canned

canned = Canned()
canned.answer(*[{"Stacks": [{"Name": "s"}]}] * 32)
gate, names, errors = threading.Barrier(32), [], []

def first():
    gate.wait()
    try:
        names.append(canned.client.describe_stacks().one().name)
        assert callable(canned.client.wait_until_fleet_running)
    except BaseException as error:
        errors.append(error)

threads = [threading.Thread(target=first) for _ in range(32)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not errors, errors
assert names == ["s"] * 32
"""


def test_methods_imported_on_first_use_are_ordinary_methods() -> None:
    loaded(FIRST_USE)


def test_32_threads_may_make_the_first_call_concurrently(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a new process, all threads run the imports of their first call concurrently."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "x-y-1")
    loaded(RACE)


def test_the_state_of_the_garbage_collector_is_restored() -> None:
    loaded("import gc, appstream_typed as a; a.AppStreamClient; assert gc.isenabled()")
    loaded("import gc, appstream_typed as a; gc.disable(); a.Fleet; assert not gc.isenabled()")
    loaded(
        "import gc, appstream_typed as a; a.AppStreamClient(region_name='x-y-1'); assert gc.isenabled()"
    )
