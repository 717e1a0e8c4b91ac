"""The table of the HTTP controls, with their methods, paths and sources of arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from appstream_typed.local.http_controls import actions
from appstream_typed.local.http_controls.arguments import parameters_of

NAME = "NAME"
"""A placeholder for the last part of a path."""
PATH_ARGUMENT = "control_name"
"""The argument that receives the last part of a path."""
SCOPE = ("account_id", "region_name")


@frozen(kw_only=True)
class Route:
    """One control.

    Arguments of its action are members of the body, unless they are in ``query``, ``whole`` or the path.
    """

    method: str
    path: str
    action: Callable[..., dict[str, object]]
    query: Sequence[str] = ()
    """The arguments in the query."""
    whole: str | None = None
    """The argument that receives the whole body."""

    @property
    def members(self) -> list[str]:
        """The arguments that are members of the body."""
        elsewhere = {*self.query, self.whole, PATH_ARGUMENT}
        return [name for name in parameters_of(self.action) if name not in elsewhere]

    @property
    def prefix(self) -> str | None:
        """The start of the path if its last part is a placeholder."""
        return self.path.removesuffix(NAME) if self.path.endswith(f"/{NAME}") else None


ROUTES: Sequence[Route] = (
    Route(method="GET", path="/_local/health", action=actions.health),
    Route(
        method="GET",
        path="/_local/state",
        action=actions.state,
        query=(*SCOPE, "limit"),
    ),
    Route(method="GET", path="/_local/requests", action=actions.requests, query=("limit",)),
    Route(method="DELETE", path="/_local/requests", action=actions.clear_requests),
    Route(method="POST", path="/_local/advance", action=actions.advance),
    Route(method="POST", path="/_local/faults", action=actions.add_fault, whole="order"),
    Route(method="DELETE", path="/_local/faults", action=actions.clear_faults),
    Route(
        method="POST",
        path="/_local/settings",
        action=actions.change_settings,
        whole="changes",
    ),
    Route(method="POST", path="/_local/seed", action=actions.seed, query=SCOPE, whole="data"),
    Route(method="POST", path="/_local/reset", action=actions.reset),
    Route(method="POST", path="/_local/snapshot", action=actions.snapshot),
    Route(method="POST", path="/_local/restore", action=actions.restore),
    Route(
        method="POST",
        path=f"/_local/controls/{NAME}",
        action=actions.control,
        query=SCOPE,
        whole="arguments",
    ),
)
