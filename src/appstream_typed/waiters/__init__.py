"""Waiters: the methods ``wait_until_...`` of both clients, and the errors that end them."""

from __future__ import annotations

from appstream_typed.errors.base import WaiterFailed, WaiterTimeout
from appstream_typed.waiters.machine import WaiterSpec
from appstream_typed.waiters.methods import WaiterMethods

__all__ = ["WaiterFailed", "WaiterMethods", "WaiterSpec", "WaiterTimeout"]
