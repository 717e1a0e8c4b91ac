"""Stored streaming sessions."""

from __future__ import annotations

from datetime import datetime

from attrs import define

from appstream_typed.local.wire.messages import Body


@define(eq=False)
class Run:
    """A run of a fleet from its start to its stop. The stop ends all its sessions."""

    number: int
    ended: datetime | None = None
    sessions: int = 0
    """The number of stored sessions."""


@define(eq=False)
class Session:
    """A streaming session. Its object is small, because there may be a hundred thousand of them."""

    id: str
    user_id: str
    authentication_type: str
    instance: int
    started: datetime
    ready: datetime
    expires: datetime
    connected: bool = True
    network: Body | None = None
    """Its ``NetworkAccessConfiguration``, if a seed specifies one."""
    ended: datetime | None = None
    """The time at which it ended, if it ended before its run. A stop of the fleet sets ``run.ended``."""
    number: int = 0
    run: Run | None = None
    instance_id: str = ""

    @property
    def end(self) -> datetime:
        """The time at which the session ends or ended."""
        end = self.expires if self.ended is None else min(self.ended, self.expires)
        stopped = None if self.run is None else self.run.ended
        return end if stopped is None else min(end, stopped)

    def is_live(self, now: datetime) -> bool:
        """Return whether the session has not ended."""
        return now < self.end

    def state_at(self, now: datetime) -> str:
        """Return the state: PENDING, ACTIVE or EXPIRED."""
        if not self.is_live(now):
            return "EXPIRED"
        return "PENDING" if now < self.ready else "ACTIVE"
