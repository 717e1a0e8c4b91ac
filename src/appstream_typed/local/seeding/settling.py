"""Moves created resources to the states that a seed specifies.

A transitional state ends after its duration, as in AppStream. A state without an automatic
transition, such as UPDATING, does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appstream_typed.local.resources import app_block_builders, fleets, image_builders
from appstream_typed.local.resources.images import delete_image_record
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.lifecycle import reach
from appstream_typed.local.state.tables import Record

Settle = Callable[[AccountState, Record], None]


def _restart(state: AccountState, record: Record) -> None:
    """Plan the transition from UPDATING_AGENT or REBOOTING to RUNNING."""
    state.plan(record, state.timings.image_builder_start, image_builders.run)


def _snapshot(state: AccountState, record: Record) -> None:
    state.plan(record, state.timings.image_create, image_builders.halt)


def _arrive(state: AccountState, record: Record) -> None:
    """Plan the transition of an image to AVAILABLE."""
    state.plan(record, state.timings.image_create, reach, "AVAILABLE")


def _export(state: AccountState, record: Record) -> None:
    state.plan(record, state.timings.image_task, reach, "COMPLETED")


_WAYS: Mapping[str, Mapping[str, Settle]] = {
    "image_builders": {
        "PENDING": image_builders.start,
        "RUNNING": image_builders.run,
        "STOPPING": image_builders.stop,
        "STOPPED": image_builders.halt,
        "DELETING": image_builders.delete,
        "UPDATING_AGENT": _restart,
        "REBOOTING": _restart,
        "SNAPSHOTTING": _snapshot,
    },
    "fleets": {"STARTING": fleets.start, "STOPPING": fleets.stop},
    "app_block_builders": {
        "STARTING": app_block_builders.start,
        "STOPPING": app_block_builders.stop,
    },
    "images": {
        "PENDING": _arrive,
        "COPYING": _arrive,
        "CREATING": _arrive,
        "IMPORTING": _arrive,
        "VALIDATING": _arrive,
        "DELETING": delete_image_record,
    },
    "export_image_tasks": {"EXPORTING": _export},
}
"""For each state, the function that adjusts the resource and plans the next change.

A state without an entry does not change.
"""


def settle(state: AccountState, kind: str, record: Record, wanted: str) -> None:
    """Move a resource to a state.

    Args:
        state: The account and region.
        kind: The key of the seed that lists the resource.
        record: The resource.
        wanted: The state.
    """
    state.become(record, wanted)
    way = _WAYS.get(kind, {}).get(wanted)
    if way is not None:
        way(state, record)
