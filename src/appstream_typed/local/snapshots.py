"""Snapshots of a local AppStream."""

from datetime import datetime

from attrs import field, frozen


@frozen(eq=False)
class Snapshot:
    """The resources of all accounts of a local AppStream at one time, for ``LocalAppStream.restore``."""

    __module__ = "appstream_typed.local"

    states: bytes = field(repr=False)
    """The accounts, in a form that only this process can read."""
    time: datetime
    """The time of the snapshot by the clock of the local AppStream."""
