"""The differences between the installed botocore's model and that of this release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import pytest

import appstream_typed
from appstream_typed import ModelStatus, model_status

SNAPSHOT = Path(appstream_typed.__file__).with_name("_snapshot.json")


def model() -> Any:
    loader = botocore.session.get_session().get_component("data_loader")
    return json.loads(json.dumps(loader.load_service_model("appstream", "service-2")))


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Install a model that botocore finds before its own."""

    def put(changed: Any) -> None:
        file = tmp_path / "appstream" / "2099-01-01" / "service-2.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(changed), encoding="utf-8")
        monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))

    return put


def test_versions() -> None:
    status = model_status()
    assert status.snapshot == json.loads(SNAPSHOT.read_text(encoding="utf-8"))["botocore"]
    assert status.installed == botocore.__version__
    if status.installed == status.snapshot:
        assert status.is_same
        assert str(status).endswith("; same model")


def test_names_that_a_newer_model_adds_and_an_older_one_lacks(install: Any) -> None:
    before = model_status()
    changed = model()
    changed["operations"]["CreateFoo"] = changed["operations"]["CreateFleet"]
    changed["shapes"]["Session"]["members"]["Foo"] = {"shape": "String"}
    changed["shapes"]["SessionState"]["enum"].append("FOO")
    del changed["operations"]["ExpireSession"]
    del changed["shapes"]["Session"]["members"]["InstanceId"]
    changed["shapes"]["SessionState"]["enum"].remove("EXPIRED")
    install(changed)
    after = model_status()
    new, gone = set(after.added) - set(before.added), set(after.lacking) - set(before.lacking)
    assert new == {"CreateFoo", "Session.Foo", "SessionState FOO"}
    assert gone == {"ExpireSession", "Session.InstanceId", "SessionState EXPIRED"}
    assert not after.is_same
    assert "it adds: " in str(after)
    assert "it lacks: " in str(after)
    assert "SessionState FOO" in str(after)


def test_a_status_compares_and_prints() -> None:
    status = ModelStatus(snapshot="1", installed="2", added=("A",), lacking=())
    assert str(status) == "generated from botocore 1, installed is 2; it adds: A"
    assert status == ModelStatus(snapshot="1", installed="2", added=("A",), lacking=())
