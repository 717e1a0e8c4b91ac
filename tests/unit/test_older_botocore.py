"""With an older botocore, errors name the required version."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.exceptions import ParamValidationError

from appstream_typed import AppStreamError, AsyncAppStreamClient, WebAuthnRedirection
from tests.canned import Canned
from tests.unit.other_models import Install, Model, installer

WEB_AUTHN = WebAuthnRedirection(enabled=True)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    return installer(tmp_path, monkeypatch)


def remove(model: Model) -> None:
    """Remove the names added in botocore 1.40.75 and 1.44.7, and a name that every version has."""
    for name in ("CreateExportImageTask", "ListExportImageTasks", "StopFleet"):
        model["operations"].pop(name, None)
    for shape, member in (
        ("CreateStackRequest", "WebAuthnRedirection"),
        ("UpdateStackRequest", "WebAuthnRedirection"),
        ("CreateStackRequest", "Description"),
        ("WebAuthnRedirection", "ProcessCompatibilityList"),
    ):
        if shape in model["shapes"]:
            model["shapes"][shape]["members"].pop(member, None)


@pytest.fixture
def older(install: Install, tmp_path: Path) -> Canned:
    install(remove)
    return Canned(models=tmp_path)


def test_an_error_about_an_argument_names_the_required_version(older: Canned) -> None:
    with pytest.raises(ParamValidationError) as caught:
        older.client.update_stack(name="s", web_authn_redirection=WEB_AUTHN)
    assert str(caught.value) == (
        'Parameter validation failed:\nUnknown parameter in input: "WebAuthnRedirection" '
        "(keyword web_authn_redirection): not available in the installed botocore "
        f"{botocore.__version__}; install botocore 1.44.7 or newer: "
        "pip install --upgrade boto3"
    )
    assert older.requests == []


def test_an_error_about_a_member_names_the_required_version(
    install: Install, tmp_path: Path
) -> None:
    def remove_one(model: Model) -> None:
        shapes = model["shapes"]
        shapes["WebAuthnRedirection"] = {
            "type": "structure",
            "members": {"Enabled": {"shape": "Boolean"}},
        }
        shapes["UpdateStackRequest"]["members"]["WebAuthnRedirection"] = {
            "shape": "WebAuthnRedirection"
        }

    install(remove_one)
    older = Canned(models=tmp_path)
    redirection = WebAuthnRedirection(enabled=True, process_compatibility_list=["chrome.exe"])
    with pytest.raises(ParamValidationError) as caught:
        older.client.update_stack(name="s", web_authn_redirection=redirection)
    assert (
        'in WebAuthnRedirection (keyword web_authn_redirection): "ProcessCompatibilityList"'
        in str(caught.value)
    )
    assert "install botocore 1.44.7 or newer" in str(caught.value)


def test_an_error_about_an_old_name_advises_another_version(older: Canned) -> None:
    with pytest.raises(ParamValidationError, match=r'"Description" .* install another version'):
        older.client.create_stack(name="s", description="d")


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda client: client.create_export_image_task(
                image_name="i", ami_name="a", iam_role_arn="r"
            ),
            (
                "CreateExportImageTask: not available in the installed botocore {}; "
                "install botocore 1.40.75 or newer: pip install --upgrade boto3"
            ),
        ),
        (
            lambda client: client.list_export_image_tasks().all(),
            (
                "ListExportImageTasks: not available in the installed botocore {}; "
                "install botocore 1.40.75 or newer: pip install --upgrade boto3"
            ),
        ),
        (
            lambda client: client.stop_fleet(name="f"),
            (
                "StopFleet: not available in the installed botocore {}; "
                "install another version of botocore: pip install --upgrade boto3"
            ),
        ),
    ],
    ids=["operation", "paged operation", "always there"],
)
def test_an_error_about_an_operation_names_the_required_version(
    older: Canned, call: Any, text: str
) -> None:
    with pytest.raises(AppStreamError) as caught:
        call(older.client)
    assert str(caught.value) == text.format(botocore.__version__)
    assert older.requests == []


def test_the_asynchronous_client_raises_the_same_errors(older: Canned) -> None:
    async def call() -> None:
        client = AsyncAppStreamClient(older.boto3)
        with pytest.raises(AppStreamError, match=r"StopFleet: .* install another version"):
            await client.stop_fleet(name="f")
        with pytest.raises(ParamValidationError, match=r"install botocore 1\.44\.7"):
            await client.update_stack(name="s", web_authn_redirection=WEB_AUTHN)

    asyncio.run(asyncio.wait_for(call(), 30))


def test_every_added_name_has_a_version() -> None:
    content = json.loads((files("appstream_typed") / "_snapshot.json").read_text("utf-8"))
    names = {name for names in content["first_versions"].values() for name in names}
    operations = {name for name in names if "." not in name and name in content["names"][""]}
    assert len([name for name in operations if f"{name}Request" in names]) >= 6
    assert len([name for name in names if "." in name]) >= 33
    assert next(iter(content["first_versions"])) == "1.40.75"
