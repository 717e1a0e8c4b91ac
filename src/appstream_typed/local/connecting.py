"""Creates clients of a local AppStream."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from appstream_typed.local.waiter_clocks import pause_by_clock

if TYPE_CHECKING:
    from botocore.config import Config

    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.local.clock import Clock
    from appstream_typed.local.wire.scope import Scope

_C = TypeVar("_C", "AppStreamClient", "AsyncAppStreamClient")


def connect(
    create: Callable[..., _C],
    endpoint_url: str,
    scope: Scope,
    clock: Clock,
    config: Config | None,
) -> _C:
    """Return a typed client of an account and region.

    Args:
        create: The class of the client.
        endpoint_url: The URL of the local AppStream.
        scope: The account and region.
        clock: The clock of the local AppStream. The client's waiters use it.
        config: Configuration of the boto3 client.
    """
    from botocore.config import Config

    direct = Config(proxies={})  # a proxy cannot reach this machine's loopback address
    client = create(
        endpoint_url=endpoint_url,
        region_name=scope.region,
        aws_access_key_id=scope.account_id,
        aws_secret_access_key="local",  # noqa: S106 - the server accepts any secret
        config=direct if config is None else direct.merge(config),
    )
    pause_by_clock(client, clock)
    return client
