"""Copies of what a local AppStream has."""

from datetime import datetime

from attrs import field, frozen


@frozen(eq=False)
class Snapshot:
    """What all accounts of a local AppStream had at a time; for ``LocalAppStream.restore``."""

    __module__ = "appstream_typed.local"

    states: bytes = field(repr=False)
    """The accounts, in a form of this process's only."""
    time: datetime
    """By the clock of the local AppStream."""
