"""The actions of the HTTP controls. The reference documentation contains their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from attrs import evolve, fields

from appstream_typed._version import __version__
from appstream_typed.local.controls import Controls
from appstream_typed.local.http_controls.arguments import call_with, check_names, parameters_of
from appstream_typed.local.http_controls.fault_orders import order_fault
from appstream_typed.local.http_controls.reach import Reach
from appstream_typed.local.http_controls.refusals import (
    RefusedError,
    UnknownNameError,
    WrongStateError,
)
from appstream_typed.local.http_controls.views import (
    account_view,
    clock_view,
    fault_view,
    plain,
    request_view,
    settings_view,
)
from appstream_typed.local.settings import Settings, checked_account, checked_region
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.scope import Scope

Data = dict[str, object]

SETTABLE: Mapping[str, inspect.Parameter] = {
    each.name: inspect.Parameter(
        each.name, inspect.Parameter.KEYWORD_ONLY, default=each.default, annotation=each.type
    )
    for each in fields(Settings)
    if each.name in ("latency", "max_page_size", "requests_per_second")
}
"""The settings that can change while the server runs."""
LIMIT = 1000
"""The default of ``limit``, the maximum number of requests, or of resources of each kind, in a response."""


def health(reach: Reach) -> Data:
    """Return the status and version of the server, and the number of its defects."""
    return {"status": "ok", "version": __version__, "defects": len(reach.engine.defects)}


def state(
    reach: Reach,
    *,
    account_id: str | None = None,
    region_name: str | None = None,
    limit: int = LIMIT,
) -> Data:
    """Return the clock, the settings, the faults, and the resources of each account and region in use.

    Resources have AWS's members, except for those that AWS's model marks as sensitive. ``limit`` is the
    maximum number of listed resources of each kind. ``totals`` contains the number of all resources of
    each kind.
    """
    _checked(account_id, region_name)
    engine = reach.engine
    shown: list[Data] = []
    with engine.accounts.lock:
        scopes = list(engine.accounts.states())
    for scope in scopes:
        if account_id not in (None, scope.account_id) or region_name not in (None, scope.region):
            continue
        engine.tidy(scope)
        shown.append(account_view(partial(_entered, reach, scope), limit))
    return {
        "clock": clock_view(engine.settings.clock),
        "settings": settings_view(engine.settings),
        "accounts": shown,
        "faults": [fault_view(order) for order in engine.faults.pending()],
        "defects": len(engine.defects),
    }


@contextmanager
def _entered(reach: Reach, scope: Scope) -> Generator[AccountState, None, None]:
    with reach.engine.changing():
        yield reach.engine.accounts.get(scope)


def requests(reach: Reach, *, limit: int = LIMIT) -> Data:
    """Return the latest requests to AppStream, newest last, without sensitive members."""
    found = tuple(reach.engine.log)
    return {"requests": [request_view(each) for each in found[max(len(found) - limit, 0) :]]}


def clear_requests(reach: Reach) -> Data:
    """Empty the request log."""
    reach.engine.log.clear()
    return {}


def advance(reach: Reach, *, seconds: float) -> Data:
    """Advance the clock, and return its new time."""
    clock = reach.engine.settings.clock
    move: Callable[[float], object] | None = getattr(clock, "advance", None)
    if not callable(move):
        msg = (
            f"the clock is a {type(clock).__name__}, which cannot be advanced; start the server with "
            "python -m appstream_typed.local, or with LocalAppStream(clock=ManualClock())"
        )
        raise WrongStateError(msg)
    # The state file has the new time before the response is sent.
    with reach.engine.changing():
        move(seconds)
    return {"time": plain(clock.now())}


def add_fault(reach: Reach, *, order: Mapping[str, object]) -> Data:
    """Inject a fault, and return all faults that affect further requests.

    ``fault`` is the name of a function in ``appstream_typed.local.faults``. The body also has the
    arguments of that function as members.
    """
    order_fault(reach.engine.faults, order)
    return {"faults": [fault_view(each) for each in reach.engine.faults.pending()]}


def clear_faults(reach: Reach) -> Data:
    """Remove all injected faults."""
    reach.engine.faults.clear()
    return {}


def change_settings(reach: Reach, *, changes: Mapping[str, object]) -> Data:
    """Change settings for all further requests to AppStream, and return all settings."""
    settings = reach.engine.settings
    check_names(SETTABLE, changes, "/_local/settings")
    changed = call_with(_given, SETTABLE, changes)
    evolve(settings, **changed)  # raises for an invalid value before any setting changes
    for name, value in changed.items():
        setattr(settings, name, value)
    return settings_view(settings)


def seed(
    reach: Reach,
    *,
    data: Mapping[str, object],
    account_id: str | None = None,
    region_name: str | None = None,
) -> Data:
    """Create the resources of the seed in the body. The query selects the account and region."""
    _scoped(reach, account_id, region_name).seed(data)
    return {}


def reset(reach: Reach) -> Data:
    """Delete all resources, faults and logged requests, and create the initial seed again.

    Snapshots are kept.
    """
    reach.engine.reset()
    return {}


def snapshot(reach: Reach, *, name: str | None = None) -> Data:
    """Store a copy of all resources under a name, and return the name. The newest 100 are kept."""
    made = reach.engine.snapshot()
    return {"name": reach.snapshots.add(name, made), "time": plain(made.time)}


def restore(reach: Reach, *, name: str) -> Data:
    """Return to a snapshot, which can be restored any number of times.

    A manual clock returns to the time of the snapshot.
    """
    found = reach.snapshots.get(name)
    if found is None:
        names = ", ".join(map(repr, reach.snapshots.names())) or "none"
        msg = (
            f"there is no snapshot {name!r}; snapshots: {names}; POST /_local/snapshot creates one"
        )
        raise UnknownNameError(msg)
    reach.engine.restore(found)
    return {"time": plain(reach.engine.settings.clock.now())}


def control(
    reach: Reach,
    *,
    control_name: str,
    arguments: Mapping[str, object],
    account_id: str | None = None,
    region_name: str | None = None,
) -> Data:
    """Call a method of ``Controls``, and return its result. The query selects the account and region."""
    methods = control_methods()
    if control_name not in methods:
        msg = f"there is no control {control_name!r}; use one of: {', '.join(methods)}"
        raise UnknownNameError(msg)
    there = _scoped(reach, account_id, region_name)
    parameters = parameters_of(methods[control_name])
    check_names(parameters, arguments, f"the control {control_name!r}")
    result = call_with(getattr(there, control_name), parameters, arguments)
    if isinstance(result, Controls):
        _checked(result.account_id, result.region_name)
        result = {"account_id": result.account_id, "region_name": result.region_name}
    return {"result": plain(result)}


def control_methods() -> dict[str, Callable[..., object]]:
    """Return the public methods of ``Controls``, by name."""
    members = vars(Controls).items()
    return {n: each for n, each in members if inspect.isfunction(each) and not n.startswith("_")}


def _scoped(reach: Reach, account_id: str | None, region_name: str | None) -> Controls:
    _checked(account_id, region_name)
    return reach.home.scope(account_id=account_id, region_name=region_name)


def _given(**changes: Any) -> dict[str, Any]:
    return changes


def _checked(account_id: str | None, region_name: str | None) -> None:
    try:
        if account_id is not None:
            checked_account(account_id)
        if region_name is not None:
            checked_region(region_name)
    except ValueError as error:
        raise RefusedError(str(error)) from None
