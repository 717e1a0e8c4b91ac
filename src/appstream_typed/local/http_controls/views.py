"""The state of a local AppStream as plain data, without sensitive members."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from itertools import islice
from time import sleep
from typing import Any, cast

from botocore.model import StructureShape

from appstream_typed.local.clock import Clock
from appstream_typed.local.resources import fleets, sessions
from appstream_typed.local.seeding.seed_format import KINDS
from appstream_typed.local.settings import Settings
from appstream_typed.local.state import table_names as tables
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.fault_book import Order
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.request_log import LoggedRequest, without_secrets

SESSIONS = "sessions"
STEP = 20
"""The maximum number of resources to read in one step, while holding the lock."""
PAUSE = 0.001
"""Real seconds to sleep between two steps, so that other requests can acquire the lock."""
Enter = Callable[[], AbstractContextManager[AccountState]]

TABLES: Mapping[str, tuple[str, str | None]] = {
    **{name: (kind.table, kind.described) for name, kind in KINDS.items() if kind.table},
    "usage_report_subscriptions": (tables.USAGE_REPORTS, "UsageReportSubscription"),
    "fleet_stack_associations": (tables.FLEET_STACK_ASSOCIATIONS, None),
    "application_fleet_associations": (
        tables.APPLICATION_FLEET_ASSOCIATIONS,
        "ApplicationFleetAssociation",
    ),
    "app_block_builder_associations": (
        tables.APP_BLOCK_BUILDER_ASSOCIATIONS,
        "AppBlockBuilderAppBlockAssociation",
    ),
    "user_stack_associations": (tables.USER_STACK_ASSOCIATIONS, "UserStackAssociation"),
}
"""For each kind of resource, as named in seeds: its table and AWS's structure."""


def clock_view(clock: Clock) -> dict[str, object]:
    """Return the time and the properties of a clock."""
    return {
        "time": plain(clock.now()),
        "class": type(clock).__name__,
        "speed": plain(getattr(clock, "speed", None)),
        "can_advance": callable(getattr(clock, "advance", None)),
    }


def settings_view(settings: Settings) -> dict[str, object]:
    """Return the settings that can be changed."""
    return {
        "latency": settings.latency,
        "max_page_size": settings.max_page_size,
        "requests_per_second": settings.requests_per_second,
    }


def account_view(enter: Enter, limit: int) -> dict[str, object]:
    """Return the resources of an account in a region.

    The resources are read in steps. Other requests can run between two steps.

    Args:
        enter: Returns a context manager that holds the lock and yields the account's state.
        limit: The maximum number of resources to return of each kind.
    """
    with enter() as state:
        account_id, region_name = state.account_id, state.region
        totals = {kind: len(state.table(table)) for kind, (table, _) in TABLES.items()}
        pools = list(state.pools)
        totals[SESSIONS] = sum(len(pool.sessions) for pool in state.pools.values())
    resources: dict[str, list[Body]] = {}
    for kind, (table, structure) in TABLES.items():
        if totals[kind]:
            found = _in_steps(enter, limit, partial(_records_after, table))
            resources[kind] = [_safe(body, structure) for body in found]
    if totals[SESSIONS]:
        resources[SESSIONS] = []
        for pool in pools:
            left = limit - len(resources[SESSIONS])
            resources[SESSIONS] += _in_steps(enter, left, partial(sessions.listed_after, pool))
    return {
        "account_id": account_id,
        "region_name": region_name,
        "resources": plain(resources),
        "totals": {kind: total for kind, total in totals.items() if total},
    }


def _in_steps(
    enter: Enter, limit: int, after: Callable[[AccountState, int], Iterator[tuple[int, Body]]]
) -> list[Body]:
    """Return the first ``limit`` items.

    ``after`` yields the items that follow a sequence number, each with its own sequence number.
    """
    found: list[Body] = []
    last = 0
    while len(found) < limit:
        with enter() as state:
            step = list(islice(after(state, last), min(STEP, limit - len(found))))
        found += [body for _, body in step]
        if len(step) < STEP:
            break
        last = step[-1][0]
        sleep(PAUSE)
    return found


def _records_after(table: str, state: AccountState, number: int) -> Iterator[tuple[int, Body]]:
    for record in state.table(table).after(number):
        yield record.number, _shown(state, table, record)


def fault_view(order: Order) -> dict[str, object]:
    """Return an injected fault that affects further requests."""
    return {
        "fault": order.fault.name,
        "operation": order.operation,
        "times": order.left,
        "skip": order.skip,
        "every": order.every,
    }


def request_view(request: LoggedRequest) -> dict[str, object]:
    """Return a logged request. The log has no sensitive members."""
    return {
        "time": plain(request.time),
        "operation": request.operation,
        "parameters": plain(request.parameters),
        "status": request.status,
        "error_code": request.error_code,
        "account_id": request.account_id,
        "region_name": request.region,
        "fault": request.fault,
    }


def plain(value: object) -> Any:
    """Return a copy of plain data that contains only types that JSON supports."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, (str, int)) or value is None else str(value)


def _shown(state: AccountState, table: str, record: Record) -> Body:
    return fleets.show(state, record) if table == tables.FLEETS else dict(record.body)


def _safe(body: Body, structure: str | None) -> Body:
    """Return the members of AWS's structure except for sensitive ones, not yet converted for JSON."""
    if structure is None:
        return body
    shape = _shape(structure)
    if shape is None:  # an older botocore lacks the structure
        return {}
    known = {name: item for name, item in body.items() if name in shape.members}
    return cast("Body", without_secrets(known, shape))


def _shape(structure: str) -> StructureShape | None:
    service = load_model().service
    if structure not in service.shape_names:
        return None
    return cast("StructureShape", service.shape_for(structure))
