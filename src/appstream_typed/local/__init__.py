"""A local AppStream: a stateful simulation on loopback, for tests and experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appstream_typed._support.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from appstream_typed.local import faults
    from appstream_typed.local.clock import AcceleratedClock, Clock, ManualClock, RealClock
    from appstream_typed.local.controls import Controls
    from appstream_typed.local.quotas import Quotas
    from appstream_typed.local.seeding.recording import record_seed
    from appstream_typed.local.seeding.seed_files import load_seed
    from appstream_typed.local.server import LocalAppStream
    from appstream_typed.local.settings import Settings, StateFileError, Timings
    from appstream_typed.local.snapshots import Snapshot
    from appstream_typed.local.wire.request_log import LoggedRequest

__all__ = [
    "AcceleratedClock",
    "Clock",
    "Controls",
    "LocalAppStream",
    "LoggedRequest",
    "ManualClock",
    "Quotas",
    "RealClock",
    "Settings",
    "Snapshot",
    "StateFileError",
    "Timings",
    "faults",
    "load_seed",
    "record_seed",
]

if not TYPE_CHECKING:  # a type checker that sees __getattr__ would accept any name
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "AcceleratedClock": "appstream_typed.local.clock",
            "Clock": "appstream_typed.local.clock",
            "Controls": "appstream_typed.local.controls",
            "LocalAppStream": "appstream_typed.local.server",
            "LoggedRequest": "appstream_typed.local.wire.request_log",
            "ManualClock": "appstream_typed.local.clock",
            "Quotas": "appstream_typed.local.quotas",
            "RealClock": "appstream_typed.local.clock",
            "Settings": "appstream_typed.local.settings",
            "Snapshot": "appstream_typed.local.snapshots",
            "StateFileError": "appstream_typed.local.settings",
            "Timings": "appstream_typed.local.settings",
            "load_seed": "appstream_typed.local.seeding.seed_files",
            "record_seed": "appstream_typed.local.seeding.recording",
        },
        submodules=("faults",),
    )
