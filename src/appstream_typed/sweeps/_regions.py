"""The regions of a sweep, with a client and the reachability of each. No I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from appstream_typed._transport.pace import Pace
from appstream_typed._transport.retry_rules import got_no_response

C = TypeVar("C")

Region = str | None
"""The name of a region. ``None`` for the client's region."""


class Regions(Generic[C]):
    """The regions of a sweep. AppStream throttles each region separately, so each has a pace.

    Until a region has answered, only one of its parts is requested. If there is no response, the
    other parts fail with the same error without a request. An unreachable region therefore occupies
    only one worker for a limited time.

    Args:
        client: A function that returns a client of a region. Its requests share a pace.
    """

    def __init__(self, client: Callable[[Pace, Region], C]) -> None:
        self._create = client
        self._clients: dict[Region, C] = {}
        self._paces: dict[Region, Pace] = {}
        self._answered: set[Region] = set()
        self._tried: set[Region] = set()
        self._unreachable: dict[Region, Exception] = {}

    def client(self, region: Region) -> C:
        """Return the client of a region.

        Raises:
            Exception: The region is unreachable, or its client cannot be created.
        """
        if region in self._unreachable:
            raise self._unreachable[region]
        if region not in self._clients:
            pace = Pace()
            self._clients[region] = self._create(pace, region)
            self._paces[region] = pace
        return self._clients[region]

    def may_start(self, region: Region) -> bool:
        """Return whether a part of a region may be requested now."""
        if region in self._answered or region in self._unreachable:
            return True
        is_first = region not in self._tried
        self._tried.add(region)
        return is_first

    def answered(self, region: Region) -> None:
        """Record that a region returned a page."""
        self._answered.add(region)

    def failed(self, region: Region, error: Exception) -> None:
        """Record the error that ended a part."""
        if got_no_response(error) and region not in self._answered:
            self._unreachable.setdefault(region, error)
        else:
            self._answered.add(region)

    def leave(self) -> None:
        """End the sweep in all regions. This method takes no lock."""
        for pace in list(self._paces.values()):
            pace.leave()
