"""Pytest fixtures, available once appstream-typed is installed.

- ``local_appstream`` is a fresh local AppStream. Its clock moves only when a test calls
  ``local_appstream.clock.advance(seconds)`` or when a waiter of a client sleeps.
- ``appstream`` is a typed client of this local AppStream.
- ``async_appstream`` is a typed client of this local AppStream for asyncio.

The fixtures hide the machine's AWS settings. A test that triggers a defect of the local AppStream
fails, even if the client's retry succeeds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.local.clock import ManualClock
    from appstream_typed.local.server import LocalAppStream

# pytest loads this module in every run, so slow modules are imported inside the fixtures.


@pytest.fixture
def local_appstream(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[LocalAppStream[ManualClock]]:
    """A fresh local AppStream with a ``ManualClock``; plain boto3 clients use it too."""
    import boto3

    from appstream_typed.local.clock import ManualClock
    from appstream_typed.local.server import LocalAppStream
    from appstream_typed.local.settings import DEFAULT_ACCOUNT, DEFAULT_REGION

    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTO_")):
            monkeypatch.delenv(name)
    # boto3's default session may already contain credentials.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    direct = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    for name in ("no_proxy", "NO_PROXY"):  # a configured proxy must not apply to loopback
        monkeypatch.setenv(name, f"{direct},127.0.0.1" if direct else "127.0.0.1")
    with LocalAppStream(clock=ManualClock()) as local:
        for name, value in {
            "AWS_ACCESS_KEY_ID": DEFAULT_ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": DEFAULT_REGION,
            "AWS_CONFIG_FILE": str(tmp_path / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "no-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL_APPSTREAM": local.endpoint_url,
        }.items():
            monkeypatch.setenv(name, value)
        yield local
        if local.defects:
            found = "; ".join(f"{type(defect).__name__}: {defect}" for defect in local.defects)
            pytest.fail(f"the local AppStream has a defect; please report it: {found}")


@pytest.fixture
def appstream(local_appstream: LocalAppStream[ManualClock]) -> Iterator[AppStreamClient]:
    """A typed client of ``local_appstream``."""
    with local_appstream.client() as client:
        yield client


@pytest.fixture
def async_appstream(
    local_appstream: LocalAppStream[ManualClock],
) -> Iterator[AsyncAppStreamClient]:
    """A typed client of ``local_appstream`` for asyncio. It works with any event loop plugin."""
    client = local_appstream.async_client()
    yield client
    # The event loop is already closed. close() never suspends, so it runs to its end without one.
    with suppress(StopIteration):
        client.close().send(None)
