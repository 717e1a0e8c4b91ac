"""Waiters: the methods ``wait_until_...`` of both clients, and the errors that end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appstream_typed._support.lazy_exports import lazy_exports
from appstream_typed.errors.base import WaiterFailed, WaiterTimeout
from appstream_typed.waiters.methods import WaiterMethods

if TYPE_CHECKING:
    from appstream_typed.waiters.callbacks import OnPoll, OnPollAll
    from appstream_typed.waiters.specs import WaiterSpec

__all__ = ["OnPoll", "OnPollAll", "WaiterFailed", "WaiterMethods", "WaiterSpec", "WaiterTimeout"]

if not TYPE_CHECKING:  # imported on first use, since most programs never wait
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "OnPoll": "appstream_typed.waiters.callbacks",
            "OnPollAll": "appstream_typed.waiters.callbacks",
            "WaiterSpec": "appstream_typed.waiters.specs",
        },
    )
