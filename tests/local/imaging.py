"""Helpers that create images for tests."""

from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import AppStreamClient, Image
from appstream_typed.local import LocalAppStream, ManualClock
from tests.shapes import OPERATIONS

OTHER = "222222222222"
MEDIUM = "stream.standard.medium"
WIN2019 = "AppStream-WinServer2019-07-12-2026"
WIN2022 = "AppStream-WinServer2022-07-12-2026"
AMAZON_LINUX = "AppStream-AmazonLinux2-07-01-2026"
ROCKY = "AppStream-RockyLinux8-07-01-2026"


def needs(operation: str) -> pytest.MarkDecorator:
    """Skip a test if the installed botocore lacks an operation."""
    return pytest.mark.skipif(operation not in OPERATIONS, reason=f"botocore lacks {operation}")


def look(client: AppStreamClient, name: str) -> Image:
    return client.describe_images(names=[name]).one()


def make_image(
    client: AppStreamClient,
    local: LocalAppStream,
    clock: ManualClock,
    name: str = "gold",
    image_name: str = WIN2022,
    **builder: Any,
) -> str:
    """Create an image of the account, delete its image builder, and return the image's ARN."""
    client.create_image_builder(
        name="maker", instance_type=MEDIUM, image_name=image_name, **builder
    )
    clock.advance(2)
    local.make_image("maker", name)
    clock.advance(2)
    client.delete_image_builder(name="maker")
    clock.advance(1)
    arn = look(client, name).arn
    assert arn is not None
    return arn
