"""Keeps tests apart from the AWS settings of the machine that they run on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock
from tests.canned import Canned
from tests.protocols import PROTOCOLS, Protocol, session

SETTINGS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture(autouse=True)
def isolated_from_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTO_")):
            monkeypatch.delenv(name)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


@pytest.fixture(scope="session", params=PROTOCOLS, ids=str)
def protocol(request: pytest.FixtureRequest) -> Protocol:
    """Each of AppStream's protocols."""
    return request.param


@pytest.fixture(scope="session")
def boto3_session(
    protocol: Protocol, tmp_path_factory: pytest.TempPathFactory
) -> boto3.session.Session:
    """One session for all tests of a protocol. It finds no settings of this machine."""
    nothing = tmp_path_factory.mktemp("no-aws") / "config"
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("AWS_", "BOTO_")):
                patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", str(nothing))
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nothing))
        return session(
            protocol,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            region_name="us-east-1",
        )


@pytest.fixture
def canned() -> Iterator[Canned]:
    """A boto3 client whose answers the test writes, and a typed client on it."""
    with Canned() as answers:
        yield answers


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def local(clock: ManualClock) -> Iterator[LocalAppStream]:
    with LocalAppStream(clock=clock) as running:
        yield running


@pytest.fixture
def client(local: LocalAppStream) -> Iterator[AppStreamClient]:
    with local.client() as typed:
        yield typed
