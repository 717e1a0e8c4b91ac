"""What is loaded when. Run in new processes, for here everything is loaded."""

from __future__ import annotations

import json
import subprocess
import sys

OFFLINE = """
import json, sys
from tests.canned import Canned
"""


def loaded(code: str) -> set[str]:
    """The modules that are loaded after the code has run."""
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def ours(modules: set[str], package: str) -> set[str]:
    prefix = f"appstream_typed.{package}."
    return {name.removeprefix(prefix) for name in modules if name.startswith(prefix)}


def test_the_package_alone_loads_next_to_nothing() -> None:
    modules = loaded("import appstream_typed")
    assert {name for name in modules if name.startswith("appstream_typed")} == {
        "appstream_typed",
        "appstream_typed._lazy",
    }
    assert not modules & {"boto3", "botocore", "attr", "attrs", "cattrs"}


def test_the_client_loads_no_model_and_not_cattrs() -> None:
    modules = loaded("from appstream_typed import AppStreamClient")
    assert ours(modules, "models") == set()
    assert ours(modules, "enums") == set()
    assert not modules & {"boto3", "cattrs"}


def test_a_call_loads_the_modules_of_its_resource_only() -> None:
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
    assert ours(modules, "models") <= {"stacks", "shared", "network"}
    assert ours(modules, "enums") <= {"stacks", "shared"}
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
