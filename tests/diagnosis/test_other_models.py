"""The command with a botocore model that differs from this release's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from appstream_typed.local import LocalAppStream, faults
from tests.diagnosis.answers import body
from tests.diagnosis.conftest import Diagnose

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def with_model(tmp_path: Path) -> Callable[[Change], dict[str, str | None]]:
    """Return a function that changes AWS's model and returns the settings with which botocore finds it."""

    def change_model(change: Change) -> dict[str, str | None]:
        loader = Session().get_component("data_loader")
        model = json.loads(json.dumps(loader.load_service_model("appstream", "service-2")))
        change(model)
        folder = tmp_path / "models" / "appstream" / "2016-12-01"
        folder.mkdir(parents=True)
        (folder / "service-2.json").write_text(json.dumps(model), encoding="utf-8")
        return {"AWS_DATA_PATH": str(tmp_path / "models")}

    return change_model


def test_an_older_model_skips_missing_operations(
    diagnose: Diagnose, with_model: Callable[[Change], dict[str, str | None]]
) -> None:
    def remove_additions(model: dict[str, Any]) -> None:
        del model["operations"]["DescribeUsers"]
        del model["shapes"]["Fleet"]["members"]["FleetType"]

    ran = diagnose("--json", env=with_model(remove_additions))
    assert ran.status == 0
    users = ran.operations["DescribeUsers"]
    assert users["result"] == "skipped"
    assert users["reason"] == "the installed botocore lacks this operation"
    assert users["milliseconds"] == []
    lacking = ran.document["model_status"]["lacking"]
    assert {"DescribeUsers", "Fleet.FleetType"} <= set(lacking)


def test_members_of_a_newer_model_are_reported_as_unknown(
    diagnose: Diagnose,
    local: LocalAppStream,
    with_model: Callable[[Change], dict[str, str | None]],
) -> None:
    """botocore converts the new member to a datetime. The typed client keeps its raw value."""

    def add_members(model: dict[str, Any]) -> None:
        model["shapes"]["User"]["members"]["LastSeen"] = {"shape": "Timestamp"}
        model["shapes"]["DescribeUsersResult"]["members"]["Total"] = {"shape": "Integer"}

    user = {"AuthenticationType": "USERPOOL", "LastSeen": 1763000000}
    response = {"Users": [user], "Total": 1}
    local.add_fault(faults.response(body(response)), "DescribeUsers", times=None)
    ran = diagnose("--json", env=with_model(add_members))
    assert ran.status == 0
    users = ran.operations["DescribeUsers"]
    assert (users["result"], users["is_equal"]) == ("ok", True)
    new = ["DescribeUsersResult.Total", "User.LastSeen"]
    assert users["unknown_members"] == new
    assert set(new) <= set(ran.document["model_status"]["added"])
