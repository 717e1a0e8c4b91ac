"""The coroutine behind every waiter. It polls with the methods of a client, and sleeps between polls."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterable, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import wraps
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from appstream_typed.models.base import Model

if TYPE_CHECKING:
    from appstream_typed.waiters.machine import State
    from appstream_typed.waiters.polled_client import PolledClient
    from appstream_typed.waiters.specs import (
        Item,
        Names,
        Parameters,
        Response,
        Source,
        WaiterSpec,
    )

_C = TypeVar("_C", bound=type)


def wait(
    client: PolledClient,
    spec: WaiterSpec[Item, Parameters],
    names: Names,
    timeout: float,
    poll_interval: float,
    on_poll: Callable[[Any], object] | None,
    *args: Parameters.args,
    **parameters: Parameters.kwargs,
) -> Item | tuple[Item, ...]:
    """Wait until every resource has reached a target state."""
    found = wait_missing(client, spec, names, timeout, poll_interval, on_poll, *args, **parameters)
    return cast("Item | tuple[Item, ...]", found)


def wait_missing(
    client: PolledClient,
    spec: WaiterSpec[Item, Parameters],
    names: Names,
    timeout: float,
    poll_interval: float,
    on_poll: Callable[[Any], object] | None,
    *args: Parameters.args,
    **parameters: Parameters.kwargs,
) -> Item | tuple[Item | None, ...] | None:
    """Wait as ``wait`` does, for waiters that also succeed when a resource no longer exists.

    The result contains ``None`` for a resource that was never observed.

    With a synchronous client, neither polls nor sleeps suspend the coroutine, so a single step
    completes it without an event loop. With an asynchronous client, the coroutine itself is
    returned. The methods that ``asynchronous`` adds await it.
    """
    waiter = _wait(client, spec, names, timeout, poll_interval, on_poll, *args, **parameters)
    if isinstance(client, AbstractAsyncContextManager):
        return cast("Item", waiter)
    try:
        waiter.send(None)
    except StopIteration as end:
        return cast("Item | tuple[Item | None, ...] | None", end.value)
    finally:
        waiter.close()
    msg = f"this method needs a synchronous client, not {client!r}"
    raise TypeError(msg)


async def _wait(
    client: PolledClient,
    spec: WaiterSpec[Item, Parameters],
    names: Names,
    timeout: float,
    poll_interval: float,
    on_poll: Callable[[Any], object] | None,
    *args: Parameters.args,
    **parameters: Parameters.kwargs,
) -> Item | tuple[Item | None, ...] | None:
    # Imported on first use, since most programs never wait.
    from appstream_typed.waiters.machine import Waiting, keys_of
    from appstream_typed.waiters.pausing import clock_of

    def report(states: Mapping[str, State]) -> None:
        if on_poll is not None:
            on_poll(states[names] if isinstance(names, str) else states)

    source = spec.source
    keys = keys_of(names, source.argument, source.key)
    is_complete = not source.complete_with or parameters.get(source.complete_with) is not None
    waiting = Waiting(spec, keys, timeout, poll_interval, report, is_complete=is_complete)
    clock = clock_of(client)
    started = clock.monotonic()
    while True:
        found = await _poll(client, source, waiting.remaining, *args, **parameters)
        pause = waiting.observe(found, clock.monotonic() - started)
        if pause is None:
            break
        sleeping = clock.sleep(pause)
        if sleeping is not None:
            await sleeping
    last = waiting.last
    return last[names] if isinstance(names, str) else tuple(last[key] for key in keys)


async def _poll(
    client: PolledClient,
    source: Source[Item, Parameters],
    keys: Sequence[str],
    *args: Parameters.args,
    **parameters: Parameters.kwargs,
) -> dict[str, Item]:
    """Return the resources that exist, by key, with as few requests as possible."""
    from appstream_typed.errors import ResourceNotFoundException

    items: list[Item] = []
    for batch in [[key] for key in keys] if source.one_per_request else [list(keys)]:
        try:
            items += await _collect(source.poll(client, batch, *args, **parameters))
        except ResourceNotFoundException:
            if (
                source.complete_with
            ):  # the request has no keys, so its stack or fleet does not exist
                raise
            # AppStream rejects the whole request if one resource does not exist, so request each one.
            for key in batch if len(batch) > 1 else ():
                items += (await _poll(client, source, [key], *args, **parameters)).values()
    by_key = {str(getattr(item, source.key)): item for item in items}
    return {key: by_key[key] for key in keys if key in by_key}


async def _collect(response: Response[Item]) -> list[Item]:
    if isinstance(response, AsyncIterable):
        return [item async for item in response]
    if isinstance(response, Awaitable):
        return [await response]
    return [response] if isinstance(response, Model) else list(response)


def asynchronous(methods: type) -> Callable[[_C], _C]:
    """Add the waiters of the asynchronous client to a class that declares their types.

    It is a class decorator.

    Args:
        methods: The class of the synchronous waiters.
    """

    def add_methods(cls: _C) -> _C:
        for name, method in vars(methods).items():
            if name.startswith("wait_until_"):
                setattr(cls, name, _awaiting(method, cls))
        return cls

    return add_methods


def _awaiting(method: FunctionType, cls: type) -> Callable[..., object]:
    @wraps(method)
    async def call(client: PolledClient, /, *args: object, **keywords: object) -> object:
        return await cast("Awaitable[object]", method(client, *args, **keywords))

    call.__module__, call.__qualname__ = cls.__module__, f"{cls.__name__}.{method.__name__}"
    vars(call)["__signature__"] = inspect.signature(method)
    del vars(call)["__wrapped__"]  # ``inspect`` would follow it and report a synchronous method
    return call
