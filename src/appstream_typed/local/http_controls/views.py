"""What a local AppStream shows of itself, as plain data without sensitive members."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
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
"""The table and AWS's structure of each kind of resource, under the names that seeds have."""


def clock_view(clock: Clock) -> dict[str, object]:
    """The time and how it passes."""
    return {
        "time": plain(clock.now()),
        "class": type(clock).__name__,
        "speed": plain(getattr(clock, "speed", None)),
        "can_advance": callable(getattr(clock, "advance", None)),
    }


def settings_view(settings: Settings) -> dict[str, object]:
    """The settings that can be changed."""
    return {
        "latency": settings.latency,
        "max_page_size": settings.max_page_size,
        "requests_per_second": settings.requests_per_second,
    }


def account_view(state: AccountState, limit: int) -> dict[str, object]:
    """What an account has in a region. To be used under the lock of the accounts.

    Args:
        state: The account and region.
        limit: How many resources of a kind are listed.
    """
    resources: dict[str, list[object]] = {}
    totals: dict[str, int] = {}
    for kind, (table, structure) in TABLES.items():
        records = state.table(table)
        if not len(records):
            continue
        totals[kind] = len(records)
        shown = (_shown(state, table, record) for record in islice(records, limit))
        resources[kind] = [_safe(body, structure) for body in shown]
    live: list[object] = [_safe(body, "Session") for body in islice(sessions.listed(state), limit)]
    kept = sum(len(pool.sessions) for pool in state.pools.values())
    if kept:
        resources[SESSIONS], totals[SESSIONS] = live, kept
    return {
        "account_id": state.account_id,
        "region_name": state.region,
        "resources": resources,
        "totals": totals,
    }


def fault_view(order: Order) -> dict[str, object]:
    """A fault that waits for requests."""
    return {
        "fault": order.fault.name,
        "operation": order.operation,
        "times": order.left,
        "skip": order.skip,
        "every": order.every,
    }


def request_view(request: LoggedRequest) -> dict[str, object]:
    """A request to AppStream; its sensitive members are not in the log."""
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
    """A copy of plain data that JSON can hold."""
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
    """The members that AWS's structure has, without sensitive ones; copied, but not yet plain."""
    if structure is None:
        return body
    shape = _shape(structure)
    if shape is None:  # an older botocore
        return {}
    known = {name: item for name, item in body.items() if name in shape.members}
    return cast("Body", without_secrets(known, shape))


def _shape(structure: str) -> StructureShape | None:
    service = load_model().service
    if structure not in service.shape_names:
        return None
    return cast("StructureShape", service.shape_for(structure))
