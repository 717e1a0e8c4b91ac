"""The model loader finds the same models as botocore's, but does not list all services."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import DataNotFoundError, UnknownServiceError

from appstream_typed import AppStreamClient
from appstream_typed._transport.model_loader import AppStreamLoader


@pytest.fixture
def newer_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with AppStream models of a later API version."""
    loader = botocore.session.get_session().get_component("data_loader")
    for kind in ("service-2", "endpoint-rule-set-1"):
        model: Any = json.loads(json.dumps(loader.load_service_model("appstream", kind)))
        if kind == "service-2":
            model["metadata"]["apiVersion"] = "2099-01-01"
        file = tmp_path / "appstream" / "2099-01-01" / f"{kind}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(model), encoding="utf-8")
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    return tmp_path


def test_a_users_models_are_found_like_with_boto3(newer_model: Path) -> None:
    theirs = boto3.session.Session().client("appstream")
    assert theirs.meta.service_model.api_version == "2099-01-01"
    with AppStreamClient() as client:
        assert client.boto3.meta.service_model.api_version == "2099-01-01"


def test_folders_of_other_services_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    real = os.listdir

    def listdir(path: str = ".") -> list[str]:
        listed.append(str(path))
        return real(path)

    paths = botocore.session.get_session().get_component("data_loader").search_paths
    monkeypatch.setattr(os, "listdir", listdir)
    loader = AppStreamLoader(paths)
    for kind in ("service-2", "endpoint-rule-set-1"):
        loader.load_service_model("appstream", kind)
    names = {Path(path).name for path in listed}
    assert "appstream" in names
    assert not names & {"ec2", "s3", "sts"}


def test_without_a_model_the_error_is_botocores(tmp_path: Path) -> None:
    (tmp_path / "other" / "2020-01-01").mkdir(parents=True)
    (tmp_path / "other" / "2020-01-01" / "service-2.json").write_text("{}")
    with pytest.raises(UnknownServiceError, match="Valid service names are: other"):
        AppStreamLoader([str(tmp_path)]).load_service_model("appstream", "service-2")


def test_models_of_other_services_equal_botocores() -> None:
    """Credential providers create clients for STS and IAM Identity Center with the same loader."""
    theirs = botocore.session.get_session().get_component("data_loader")
    ours = AppStreamLoader(theirs.search_paths)
    for service in ("sts", "sso", "sso-oidc"):
        assert ours.load_service_model(service, "service-2") == theirs.load_service_model(
            service, "service-2"
        )
    assert ours.list_available_services("service-2") == theirs.list_available_services("service-2")
    with pytest.raises(UnknownServiceError, match="'no-such-service'"):
        ours.load_service_model("no-such-service", "service-2")


def test_models_equal_those_of_botocores_loader() -> None:
    theirs = botocore.session.get_session().get_component("data_loader")
    ours = AppStreamLoader(theirs.search_paths)
    for kind in ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2"):
        assert ours.load_service_model("appstream", kind) == theirs.load_service_model(
            "appstream", kind
        )
    for name in ("endpoints", "partitions"):
        assert ours.load_data(name) == theirs.load_data(name)


def test_plain_and_compressed_models_are_read(tmp_path: Path) -> None:
    (tmp_path / "plain.json").write_text('{"a": "Grüße"}', encoding="utf-8")
    (tmp_path / "packed.json.gz").write_bytes(gzip.compress('{"a": "Grüße"}'.encode()))
    loader = AppStreamLoader([str(tmp_path)])
    assert loader.load_data("plain") == loader.load_data("packed") == {"a": "Grüße"}
    with pytest.raises(DataNotFoundError):
        loader.load_data("neither")
