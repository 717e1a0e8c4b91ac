"""Fixtures for all tests. They isolate tests from the AWS settings of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from hypothesis import settings

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock
from tests.canned import Canned
from tests.protocols import PROTOCOLS, Protocol, session

# No test may fail because it takes long.
settings.register_profile("default", settings.get_profile("default"), deadline=None)
settings.load_profile("default")

SETTINGS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def isolate(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Replace the AWS settings of this machine."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTO_")):
            patch.delenv(name)
    for name, value in SETTINGS.items():
        patch.setenv(name, value)
    patch.setenv("AWS_CONFIG_FILE", str(folder / "no-config"))
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "no-credentials"))
    patch.setattr(boto3, "DEFAULT_SESSION", None)


@pytest.fixture(autouse=True)
def isolated_from_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    isolate(monkeypatch, tmp_path)


@pytest.fixture(scope="session", params=PROTOCOLS, ids=repr)
def protocol(request: pytest.FixtureRequest) -> Protocol:
    """Run the test once for each of AppStream's protocols."""
    return request.param


@pytest.fixture(scope="session")
def boto3_session(protocol: Protocol) -> boto3.session.Session:
    """Return one session for all tests of a protocol, so that AWS's model is read only once."""
    return session(
        protocol,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        region_name="us-east-1",
    )


@pytest.fixture
def canned() -> Iterator[Canned]:
    """Yield clients whose responses the test provides."""
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
