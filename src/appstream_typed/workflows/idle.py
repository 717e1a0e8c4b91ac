"""``find_idle``, which finds running machines that seem unused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from appstream_typed.workflows._idle import IdleResource, Search
from appstream_typed.workflows._run import run, run_async

if TYPE_CHECKING:
    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.workflows.steps import WorkflowStep

__all__ = ["IdleResource", "find_idle", "find_idle_async"]

_TWO_HOURS = timedelta(hours=2)


def find_idle(
    client: AppStreamClient,
    older_than: timedelta = _TWO_HOURS,
    *,
    now: datetime | None = None,
    on_step: Callable[[WorkflowStep], object] | None = None,
) -> list[IdleResource]:
    """Find running image builders, app block builders and fleets that seem unused.

    AppStream does not report when an image builder or an app block builder was started or used. A
    builder counts as idle if it is running and was created at least ``older_than`` ago.

    A fleet counts as idle if it is running, no instance is in use, and no session is pending or active.
    In addition, ``older_than`` must have passed since the creation of the fleet, and since the start of
    every session that AppStream still lists.

    The function only reads.

    Args:
        client: The client.
        older_than: The minimum time since the last known use.
        now: The reference time; by default the current time. For a local AppStream, pass the time of
            its clock.
        on_step: A function to call with each ``WorkflowStep`` before it starts.

    Returns:
        Image builders, then app block builders, then fleets, each in AppStream's order.

    Raises:
        ApiError: A request failed.
        ValueError: ``older_than`` is negative, or ``now`` has no time zone.
    """
    return run(client, _search(older_than, now).steps(), on_step)


async def find_idle_async(
    client: AsyncAppStreamClient,
    older_than: timedelta = _TWO_HOURS,
    *,
    now: datetime | None = None,
    on_step: Callable[[WorkflowStep], object] | None = None,
) -> list[IdleResource]:
    """Find idle machines with the asynchronous client, as ``find_idle`` does."""
    return await run_async(client, _search(older_than, now).steps(), on_step)


def _search(older_than: timedelta, now: datetime | None) -> Search:
    if older_than < timedelta(0):
        raise ValueError(f"older_than must not be negative, got {older_than!r}")
    if now is not None and now.tzinfo is None:
        raise ValueError(f"now needs a time zone, got {now!r}")
    return Search(older_than, datetime.now(timezone.utc) if now is None else now)
