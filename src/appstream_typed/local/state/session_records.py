"""Stored streaming sessions."""

from __future__ import annotations

from datetime import datetime

from attrs import define

from appstream_typed.local.wire.messages import Body


@define(eq=False)
class Session:
    """A streaming session. It is small, since there may be a hundred thousand."""

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
    number: int = 0

    @property
    def end(self) -> datetime:
        """The time at which it ends or ended."""
        return self.expires if self.ended is None else min(self.ended, self.expires)

    def is_live(self, now: datetime) -> bool:
        """Return whether it has not ended."""
        return now < self.end

    def state_at(self, now: datetime) -> str:
        """Return PENDING, ACTIVE or EXPIRED."""
        if not self.is_live(now):
            return "EXPIRED"
        return "PENDING" if now < self.ready else "ACTIVE"
