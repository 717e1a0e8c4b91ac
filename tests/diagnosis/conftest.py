"""Fixtures: the command, and an account with resources for every operation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pytest

from appstream_typed.local import LocalAppStream, ManualClock
from tests.diagnosis.account import fill
from tests.diagnosis.command import Ran, run, settings


class Diagnose(Protocol):
    """A function that runs the command against the local AppStream."""

    def __call__(
        self, *arguments: str, before: str | None = None, env: dict[str, str | None] | None = None
    ) -> Ran: ...


@pytest.fixture
def diagnose(local: LocalAppStream, tmp_path: Path) -> Diagnose:
    def call(
        *arguments: str, before: str | None = None, env: dict[str, str | None] | None = None
    ) -> Ran:
        changes: dict[str, Any] = {"AWS_ENDPOINT_URL_APPSTREAM": local.endpoint_url, **(env or {})}
        return run(settings(tmp_path, **changes), *arguments, before=before)

    return call


@pytest.fixture
def full_account(local: LocalAppStream, clock: ManualClock) -> None:
    fill(local, clock)
