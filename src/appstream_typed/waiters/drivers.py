"""Carries out the steps of ``_waiting``: looks with a client's own methods, and pauses."""

from __future__ import annotations

from time import sleep
from typing import Any

from appstream_typed.waiters.machine import Names, OnPoll, Pause, WaiterSpec, Waiting


def wait(
    client: object,
    spec: WaiterSpec,
    names: Names,
    timeout: float,
    poll_interval: float,
    on_poll: OnPoll | None,
    **arguments: object,
) -> Any:
    """For ``AppStreamClient``."""
    from appstream_typed.errors import ResourceNotFoundException

    waiting = Waiting(spec, names, arguments, timeout, poll_interval, on_poll)
    while waiting.step is not None:
        if isinstance(waiting.step, Pause):
            sleep(waiting.step.seconds)
            waiting.paused()
            continue
        try:
            answer = getattr(client, spec.method)(**waiting.step.arguments)
            found = list(answer) if spec.paged else [answer]
        except ResourceNotFoundException:
            waiting.not_found()
        else:
            waiting.saw(found)
    return waiting.outcome


async def wait_async(
    client: object,
    spec: WaiterSpec,
    names: Names,
    timeout: float,
    poll_interval: float,
    on_poll: OnPoll | None,
    **arguments: object,
) -> Any:
    """For ``AsyncAppStreamClient``."""
    import asyncio  # takes longer to load than all of ours

    from appstream_typed.errors import ResourceNotFoundException

    waiting = Waiting(spec, names, arguments, timeout, poll_interval, on_poll)
    while waiting.step is not None:
        if isinstance(waiting.step, Pause):
            await asyncio.sleep(waiting.step.seconds)
            waiting.paused()
            continue
        try:
            answer = getattr(client, spec.method)(**waiting.step.arguments)
            found = [item async for item in answer] if spec.paged else [await answer]
        except ResourceNotFoundException:
            waiting.not_found()
        else:
            waiting.saw(found)
    return waiting.outcome
