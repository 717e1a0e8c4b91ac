"""The surroundings of a probe: every name resolves to the stand-in, and no pause takes time.

It replaces functions of the standard library only, in the same way for every client.
"""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

TLS_PORTS = frozenset({443, 8443})

timeouts: set[float] = set()
"""The timeouts of sockets."""

_ports = {"plain": 0, "tls": 0}
_sleep = asyncio.sleep
_settimeout = socket.socket.settimeout


def enter() -> None:
    """Replace name resolution and pauses. Call it before modules import them by name."""
    socket.getaddrinfo = _resolve
    socket.socket.settimeout = _set_timeout  # type: ignore[method-assign, assignment]  # same call
    time.sleep = _pause  # type: ignore[assignment]  # the same
    asyncio.sleep = _async_pause  # type: ignore[assignment]  # the same


def connect_to(plain: int, tls: int) -> None:
    """Set the ports of the stand-in."""
    _ports.update(plain=plain, tls=tls)
    timeouts.clear()


def _resolve(host: object, port: Any, *_: object, **__: object) -> list[Any]:
    """Resolve any name and address to the stand-in, so that no request leaves this machine."""
    number = _ports["tls" if int(port) in TLS_PORTS else "plain"]
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", number))]


def _set_timeout(self: socket.socket, value: float | None) -> None:
    if value is not None:
        timeouts.add(value)
    _settimeout(self, value)


def _pause(_: float) -> None:
    pass


async def _async_pause(_: float, result: object = None) -> object:
    await _sleep(0)
    return result
