"""Patches for a probe: every host name resolves to the fake AWS, and sleeps end immediately.

Only functions of the standard library are replaced, in the same way for every client.
"""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

TLS_PORTS = frozenset({443, 8443})

timeouts: set[float] = set()
"""All timeouts that were set on sockets."""

_ports = {"plain": 0, "tls": 0}
_sleep = asyncio.sleep
_settimeout = socket.socket.settimeout


def apply() -> None:
    """Replace name resolution and sleeps. Call it before other modules import these functions."""
    socket.getaddrinfo = _resolve
    socket.socket.settimeout = _set_timeout  # type: ignore[method-assign, assignment]  # same call
    time.sleep = _pause  # type: ignore[assignment]  # the same
    asyncio.sleep = _async_pause  # type: ignore[assignment]  # the same


def connect_to(plain: int, tls: int) -> None:
    """Set the ports of the fake AWS."""
    _ports.update(plain=plain, tls=tls)
    timeouts.clear()


def _resolve(host: object, port: Any, *_: object, **__: object) -> list[Any]:
    """Resolve any name or address to the fake AWS, so that no request leaves this machine."""
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
