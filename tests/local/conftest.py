"""Fixtures for the tests of the local AppStream."""

from __future__ import annotations

import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import make_image


@pytest.fixture
def gold(client: AppStreamClient, local: LocalAppStream, clock: ManualClock) -> str:
    """The ARN of an image of the account, whose image builder was deleted."""
    return make_image(client, local, clock)
