"""The signatures of the asynchronous waiters, one for each argument that identifies a resource.

The methods are derived from those of the synchronous client, which contain the docstrings.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

if TYPE_CHECKING:
    from appstream_typed.enums.authentication import AuthenticationType, AuthenticationTypeValue
    from appstream_typed.waiters.callbacks import OnPoll, OnPollAll

_Item_co = TypeVar("_Item_co", covariant=True)
_State_co = TypeVar("_State_co", covariant=True)


# With one argument per line, the file would be twice as long.
# fmt: off
class AwaitsName(Protocol[_Item_co, _State_co]):
    """Waits for resources by ``name``."""

    @overload
    def __call__(
        self, name: str, *, timeout: float = 1800, poll_interval: float = 15,
        on_poll: OnPoll[_State_co] | None = None,
    ) -> Coroutine[Any, Any, _Item_co]: ...
    @overload
    def __call__(
        self, name: list[str] | tuple[str, ...], *, timeout: float = 1800,
        poll_interval: float = 15, on_poll: OnPollAll[_State_co] | None = None,
    ) -> Coroutine[Any, Any, tuple[_Item_co, ...]]: ...


class AwaitsTaskId(Protocol[_Item_co, _State_co]):
    """Waits for resources by ``task_id``."""

    @overload
    def __call__(
        self, task_id: str, *, timeout: float = 1800, poll_interval: float = 15,
        on_poll: OnPoll[_State_co] | None = None,
    ) -> Coroutine[Any, Any, _Item_co]: ...
    @overload
    def __call__(
        self, task_id: list[str] | tuple[str, ...], *, timeout: float = 1800,
        poll_interval: float = 15, on_poll: OnPollAll[_State_co] | None = None,
    ) -> Coroutine[Any, Any, tuple[_Item_co, ...]]: ...


class AwaitsSessionId(Protocol[_Item_co, _State_co]):
    """Waits for sessions of a stack and a fleet by ``session_id``."""

    @overload
    def __call__(
        self, session_id: str, *, stack_name: str, fleet_name: str,
        authentication_type: AuthenticationType | AuthenticationTypeValue | None = None,
        timeout: float = 1800, poll_interval: float = 15, on_poll: OnPoll[_State_co] | None = None,
    ) -> Coroutine[Any, Any, _Item_co]: ...
    @overload
    def __call__(
        self, session_id: list[str] | tuple[str, ...], *, stack_name: str, fleet_name: str,
        authentication_type: AuthenticationType | AuthenticationTypeValue | None = None,
        timeout: float = 1800, poll_interval: float = 15, on_poll: OnPollAll[_State_co] | None = None,
    ) -> Coroutine[Any, Any, tuple[_Item_co, ...]]: ...
