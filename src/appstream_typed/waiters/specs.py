"""The data of a waiter: the resources to poll, and the meaning of their states."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

from attrs import Factory, field, frozen

from appstream_typed.models.base import Model
from appstream_typed.waiters.polled_client import Pages, PolledClient

Item = TypeVar("Item", bound=Model)
Parameters = ParamSpec("Parameters")

Response: TypeAlias = Pages[Item] | Awaitable[Item] | Item
"""A pager or one resource. Both may be asynchronous."""
Names: TypeAlias = str | list[str] | tuple[str, ...]


@frozen(eq=False, repr=False)
class Source(Generic[Item, Parameters]):
    """The source from which a waiter reads resources of one kind."""

    poll: Callable[Concatenate[PolledClient, Sequence[str], Parameters], Response[Item]]
    """A function that requests the resources with these keys and ``Parameters``."""
    key: str = "name"
    """The attribute that identifies a resource."""
    argument: str = field(default=Factory(lambda self: self.key, takes_self=True))
    """The name of the waiter's argument that takes the keys."""
    reasons: tuple[str, ...] = ()
    """Attributes that explain a failure."""
    one_per_request: bool = False
    """Whether a request takes only one key."""
    complete_with: str = ""
    """The parameter with which a request without keys lists every resource; empty if none is needed."""


@frozen(eq=False, repr=False)
class Action:
    """The method that starts the change for which a waiter waits."""

    operation: str
    """The method, such as ``start_fleet``."""
    before: tuple[str, ...]
    """States in which AWS accepts the call.

    A waiter tolerates these states at first, since reads lag behind writes.
    """


@frozen(eq=False, repr=False)
class WaiterSpec(Generic[Item, Parameters]):
    """The states of one waiter.

    A known state in none of the lists fails the wait immediately, since it cannot lead to a target
    state. A state that AWS adds later is treated as pending.
    """

    __module__ = "appstream_typed.waiters"

    source: Source[Item, Parameters]
    name: str
    """The name of the method without ``wait_until_``."""
    success: tuple[str, ...] = ()
    """The target states."""
    pending: tuple[str, ...] = ()
    """States that may lead to a target state."""
    action: Action | None = None
    fails_on: tuple[str, ...] = ()
    """Attributes with errors.

    The wait fails if two successive polls of a pending state find the same error.
    """
    missing_is_success: bool = False
    """Whether the wait succeeds when the resource no longer exists."""
