"""Waiters: the methods ``wait_until_...`` of both clients, and the errors that end them."""

from __future__ import annotations

from appstream_typed.errors.base import WaiterFailed, WaiterTimeout
from appstream_typed.waiters.callbacks import OnPoll, OnPollAll
from appstream_typed.waiters.methods import WaiterMethods
from appstream_typed.waiters.specs import WaiterSpec

__all__ = ["OnPoll", "OnPollAll", "WaiterFailed", "WaiterMethods", "WaiterSpec", "WaiterTimeout"]
