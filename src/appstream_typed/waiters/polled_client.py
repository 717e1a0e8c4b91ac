"""The methods of a client that waiters call."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from appstream_typed.enums.authentication import AuthenticationType, AuthenticationTypeValue
    from appstream_typed.models.app_block_builders import AppBlockBuilder
    from appstream_typed.models.fleets import Fleet
    from appstream_typed.models.image_builders import ImageBuilder
    from appstream_typed.models.images import ExportImageTask, Image
    from appstream_typed.models.sessions import Session

_T = TypeVar("_T")

Pages: TypeAlias = Iterable[_T] | AsyncIterable[_T]
"""The pager that a paged operation of either client returns."""


class PolledClient(Protocol):
    """The methods of both clients that waiters call.

    The waiter classes inherit from this protocol. A type checker therefore compares the protocol with
    the client's other base classes.
    """

    def describe_image_builders(self, *, names: Sequence[str] | None = None) -> Pages[ImageBuilder]:
        """Return image builders."""
        ...

    def describe_fleets(self, *, names: Sequence[str] | None = None) -> Pages[Fleet]:
        """Return fleets."""
        ...

    def describe_app_block_builders(
        self, *, names: Sequence[str] | None = None
    ) -> Pages[AppBlockBuilder]:
        """Return app block builders."""
        ...

    def describe_images(self, *, names: Sequence[str] | None = None) -> Pages[Image]:
        """Return images."""
        ...

    def get_export_image_task(
        self, *, task_id: str | None = None
    ) -> ExportImageTask | Awaitable[ExportImageTask]:
        """Return an export task."""
        ...

    def describe_sessions(
        self,
        *,
        stack_name: str,
        fleet_name: str,
        authentication_type: AuthenticationType | AuthenticationTypeValue | None = None,
    ) -> Pages[Session]:
        """Return sessions."""
        ...
