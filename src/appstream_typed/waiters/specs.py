"""What a waiter polls, and how it judges the states that it observes: data without logic."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

from attrs import Factory, field, frozen

from appstream_typed.models.base import Model
from appstream_typed.waiters.polled_client import Pages, PolledClient

Item = TypeVar("Item", bound=Model)
Parameters = ParamSpec("Parameters")

Response: TypeAlias = Pages[Item] | Awaitable[Item] | Item
"""A pager, or one resource; both may be asynchronous."""
Names: TypeAlias = str | list[str] | tuple[str, ...]


@frozen(eq=False, repr=False)
class Source(Generic[Item, Parameters]):
    """Where a waiter reads resources of one kind."""

    poll: Callable[Concatenate[PolledClient, Sequence[str], Parameters], Response[Item]]
    """Requests the resources with these keys; ``Parameters`` are passed on to the request."""
    key: str = "name"
    """The attribute that identifies a resource."""
    argument: str = field(default=Factory(lambda self: self.key, takes_self=True))
    """The waiters' argument that takes keys."""
    reasons: tuple[str, ...] = ()
    """Attributes that explain a failure."""
    one_per_request: bool = False
    """Whether a request takes one key only."""
    complete_with: str = ""
    """For requests that take no keys: the parameter without which AWS may omit resources."""


@frozen(eq=False, repr=False)
class Action:
    """What starts the change that a waiter waits for."""

    operation: str
    """The method, such as ``start_fleet``."""
    before: tuple[str, ...]
    """States in which AWS accepts it. A waiter tolerates them at first: reads lag behind writes."""


@frozen(eq=False, repr=False)
class WaiterSpec(Generic[Item, Parameters]):
    """The states of one waiter.

    A state in none of the lists cannot lead to the goal, and fails at once. A value that AWS adds
    later is treated as pending.
    """

    __module__ = "appstream_typed.waiters"

    source: Source[Item, Parameters]
    name: str
    """The name of the method without ``wait_until_``."""
    success: tuple[str, ...] = ()
    """States that are the goal."""
    pending: tuple[str, ...] = ()
    """States that may lead to the goal."""
    action: Action | None = None
    fails_on: tuple[str, ...] = ()
    """Attributes with errors: the same error in two successive polls of a pending state fails."""
    missing_is_success: bool = False
    """Whether a resource that no longer exists is the goal."""
