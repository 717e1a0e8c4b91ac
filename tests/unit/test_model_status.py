"""``model_status`` reports how the installed model differs from that of this release."""

from __future__ import annotations

import json
from pathlib import Path

import botocore
import pytest

import appstream_typed
from appstream_typed import ModelStatus, model_status
from tests.unit.other_models import Install, Model, installer

SNAPSHOT = Path(appstream_typed.__file__).with_name("_snapshot.json")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    return installer(tmp_path, monkeypatch)


def test_the_status_has_both_versions() -> None:
    status = model_status()
    assert status.snapshot == json.loads(SNAPSHOT.read_text(encoding="utf-8"))["botocore"]
    assert status.installed == botocore.__version__
    if status.installed == status.snapshot:
        assert status.is_same
        assert str(status).endswith("; same model")


def test_the_status_lists_added_and_missing_names(install: Install) -> None:
    def change(model: Model) -> None:
        model["operations"]["CreateFoo"] = model["operations"]["CreateFleet"]
        model["shapes"]["Session"]["members"]["Foo"] = {"shape": "String"}
        model["shapes"]["SessionState"]["enum"].append("FOO")
        model["shapes"]["Bar"] = {"type": "structure", "members": {}}
        model["shapes"]["BarList"] = {"type": "list", "member": {"shape": "Bar"}}
        model["shapes"]["Baz"] = {"type": "structure", "members": {"Foo": {"shape": "String"}}}
        del model["operations"]["ExpireSession"]
        del model["shapes"]["Session"]["members"]["InstanceId"]
        model["shapes"]["SessionState"]["enum"].remove("EXPIRED")

    before = model_status()
    install(change)
    after = model_status()
    new, gone = set(after.added) - set(before.added), set(after.lacking) - set(before.lacking)
    assert new == {"CreateFoo", "Session.Foo", "SessionState FOO", "Bar", "BarList", "Baz.Foo"}
    assert gone == {"ExpireSession", "Session.InstanceId", "SessionState EXPIRED"}
    assert not after.is_same
    assert "botocore adds: " in str(after)
    assert "with_options(extra_parameters=...)" in str(after)
    assert "botocore lacks: " in str(after)
    assert "SessionState FOO" in str(after)


def test_missing_names_have_the_required_version(install: Install) -> None:
    def change(model: Model) -> None:
        model["operations"].pop("CreateExportImageTask", None)
        model["shapes"]["Stack"]["members"].pop("WebAuthnRedirection", None)

    install(change)
    assert "(botocore 1.44.7 has all of them:" in str(model_status())


def test_a_profile_that_does_not_exist_is_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    before = model_status()
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    assert model_status() == before


def test_a_profile_that_does_not_exist_hides_no_model(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(lambda model: model["shapes"]["Session"]["members"].update(Foo={"shape": "String"}))
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    assert "Session.Foo" in model_status().added


def test_a_status_can_be_compared_and_printed() -> None:
    status = ModelStatus(snapshot="1", installed="2", added=("A",), lacking=())
    assert str(status) == (
        "generated from botocore 1, installed is 2; botocore adds: A (send new members with "
        "client.with_options(extra_parameters=...), call new operations on client.boto3)"
    )
    assert status == ModelStatus(snapshot="1", installed="2", added=("A",), lacking=())
