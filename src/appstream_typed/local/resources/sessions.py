"""Streaming sessions and their URLs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from botocore.model import StringShape

from appstream_typed.local.resources.license_usage import count_users
from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.addresses import (
    instance_id,
    network_access,
    session_id,
    user_url,
)
from appstream_typed.local.state.listings import page
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.session_pools import FleetUse, SessionPool
from appstream_typed.local.state.session_records import Session
from appstream_typed.local.state.table_names import (
    FLEET_STACK_ASSOCIATIONS,
    FLEETS,
    NOUNS,
    STACKS,
)
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import (
    bad_combination,
    invalid,
    not_available,
    not_found,
    not_permitted,
)

DEFAULT_LIMIT = 20
MAXIMUM_LIMIT = 50


@operation("DescribeSessions", counts_sessions=True)
def describe_sessions(state: AccountState, request: Body) -> Body:
    """List the sessions of a stack on a fleet.

    The page size is 20 by default and at most 50. A request with UserId must also have
    AuthenticationType (API_DescribeSessions).
    """
    stack_name, fleet_name = request["StackName"], request["FleetName"]
    for table, name in ((STACKS, stack_name), (FLEETS, fleet_name)):
        # The error is an assumption. It is the only one that the model declares for this operation.
        if name not in state.table(table):
            raise bad_combination(f"{NOUNS[table]} {name} was not found.")
    user = request.get("UserId")
    if user is not None and "AuthenticationType" not in request:
        msg = "UserId requires AuthenticationType."
        raise bad_combination(msg)
    limit = request.get("Limit")
    if limit is not None and not 1 <= limit <= MAXIMUM_LIMIT:
        msg = f"Limit must be between 1 and {MAXIMUM_LIMIT}, got {limit}."
        raise bad_combination(msg)
    kind = request.get("AuthenticationType")
    instance = request.get("InstanceId")

    def sessions(after: int) -> Iterator[Session]:
        pool = state.pools.get((stack_name, fleet_name))
        if pool is None:
            return iter(())
        found = pool.after(after, user=user, instance_id=instance, kind=kind)
        return _visible(state, found)

    return page(
        state,
        request,
        "Sessions",
        sessions,
        lambda session: _show(state, session, stack_name, fleet_name),
        size_member="Limit",
        default_size=DEFAULT_LIMIT,
    )


@operation("ExpireSession", counts_sessions=True)
def expire_session(state: AccountState, request: Body) -> Body:
    """End a session. An ended or unknown session is not an error, since the model declares none."""
    found = _live(state, request["SessionId"])
    if found is not None:
        session, _ = found
        _end(state, session)
    return {}


@operation("DrainSessionInstance", counts_sessions=True)
def drain_session_instance(state: AccountState, request: Body) -> Body:
    """Drain the instance of a session on a multi-session fleet, so that it accepts no further sessions."""
    session, fleet_name = _find(state, request["SessionId"])
    fleet = find(state, FLEETS, fleet_name)
    if fleet.body.get("MaxSessionsPerInstance") is None:  # API_DrainSessionInstance
        raise not_permitted(f"Fleet {fleet_name} is not a multi-session fleet.")
    state.drain(session.instance)
    return {}


@operation("CreateStreamingURL")
def create_streaming_url(state: AccountState, request: Body) -> Body:
    """Return a URL that starts a session of a user. It is valid for a minute by default."""
    fleet = _running_fleet(state, request["StackName"], request["FleetName"])
    return user_url(state, fleet.body, request)


def connect(
    state: AccountState, stack_name: str, fleet_name: str, user_id: str, authentication_type: str
) -> Session:
    """Start a session of a user, as the streaming client does.

    Raises:
        ServiceError: The stack or fleet is not ready, all instances are in use, or AppStream has no
            such authentication type.
    """
    known = _authentication_types()
    if authentication_type not in known:
        msg = (
            f"{authentication_type!r} is not an authentication type; use one of {', '.join(known)}."
        )
        raise invalid(msg)
    fleet = _running_fleet(state, stack_name, fleet_name)
    instance = _free_instance(state, fleet)
    count_users(state, fleet.body, authentication_type, [user_id])
    return _start(state, stack_name, fleet, user_id, authentication_type, instance)


def plant(state: AccountState, entry: Body) -> None:
    """Start the sessions in a seed, regardless of the capacity of the fleet.

    Args:
        state: The account and region.
        entry: A session in AWS's form, or a ``Count`` of sessions for the users ``user-1``,
            ``user-2`` and so on.

    Raises:
        ServiceError: The stack or the fleet is not ready.
    """
    stack_name, fleet_name = entry["StackName"], entry["FleetName"]
    wanted = entry.get("State")
    fleet = _associated_fleet(state, stack_name, fleet_name)
    if wanted != "EXPIRED":
        _require_running(fleet)
    kind = entry.get("AuthenticationType", "API")
    count = entry.get("Count")
    users = [entry["UserId"]] if count is None else [f"user-{n}" for n in range(1, count + 1)]
    per_instance = fleet.body.get("MaxSessionsPerInstance") or 1
    instance = 0
    for number, user in enumerate(users):
        if number % per_instance == 0:
            instance = _seeded_instance(state, entry.get("InstanceId"))
        session = _start(state, stack_name, fleet, user, kind, instance, entry.get("Id"))
        _settle(state, session, entry)
    if entry.get("InstanceDrainStatus") == "DRAINING":
        state.drain(instance)
    count_users(state, fleet.body, kind, users)


def _seeded_instance(state: AccountState, wanted: str | None) -> int:
    """Return the number of the instance with an id, or of a new instance."""
    for number, name in state.instance_ids.items():
        if name == wanted:
            return number
    number = next(state.numbers)
    if wanted is not None:
        state.name_instance(number, wanted)
    return number


def _settle(state: AccountState, session: Session, entry: Body) -> None:
    now = state.now()
    session.started = entry.get("StartTime", session.started)
    session.expires = entry.get("MaxExpirationTime", session.expires)
    session.network = entry.get("NetworkAccessConfiguration")
    session.connected = entry.get("ConnectionState", "CONNECTED") == "CONNECTED"
    if entry.get("State") == "ACTIVE":
        session.ready = now
    elif entry.get("State") == "EXPIRED":
        session.ended = now
    pool = state.pools[entry["StackName"], entry["FleetName"]]
    pool.change(session)


def disconnect(state: AccountState, session_id_: str) -> None:
    """Disconnect the user of a session.

    The session ends after the fleet's DisconnectTimeoutInSeconds.

    Raises:
        ServiceError: The session does not exist.
    """
    session, fleet_name = _find(state, session_id_)
    fleet = find(state, FLEETS, fleet_name)
    patience = timedelta(seconds=fleet.body["DisconnectTimeoutInSeconds"])
    session.connected = False
    session.expires = min(session.expires, state.now() + patience)
    for pool in state.pools.values():
        if pool.live(session_id_) is not None:
            pool.change(session)


def listed_after(
    names: tuple[str, str], state: AccountState, number: int
) -> Iterator[tuple[int, Body]]:
    """Yield the sessions of a stack on a fleet that follow a sequence number.

    Each is a pair of the session's number and the session as in DescribeSessions.
    """
    pool = state.pools.get(names)
    if pool is not None:
        for session in _visible(state, pool.after(number, user=None, instance_id=None, kind=None)):
            yield session.number, _show(state, session, *names)


def use_of(state: AccountState, fleet_name: str) -> FleetUse:
    """Return the live sessions of a fleet in all stacks, counted by instance."""
    for pool in _pools_of(state, fleet_name):
        pool.settle(state.now())
    return state.uses.setdefault(fleet_name, FleetUse())


def end_sessions(state: AccountState, fleet_name: str) -> None:
    """End the sessions of a fleet."""
    for pool in _pools_of(state, fleet_name):
        pool.settle(state.now())
        pool.end_all(state.now())
    state.uses.setdefault(fleet_name, FleetUse()).clear()


def _authentication_types() -> list[str]:
    shape = cast("StringShape", load_model().service.shape_for("AuthenticationType"))
    return list(shape.enum)


def _pools_of(state: AccountState, fleet_name: str) -> list[SessionPool]:
    return [pool for (_, fleet), pool in state.pools.items() if fleet == fleet_name]


def _end(state: AccountState, session: Session) -> None:
    session.ended = state.now()
    session.connected = False
    for pool in state.pools.values():
        if pool.live(session.id) is not None:
            pool.change(session)
            pool.settle(state.now())


def _start(
    state: AccountState,
    stack_name: str,
    fleet: Record,
    user_id: str,
    authentication_type: str,
    instance: int,
    known_id: str | None = None,
) -> Session:
    now = state.now()
    on_demand = fleet.body["FleetType"] == "ON_DEMAND"
    timings = state.timings
    wait = timings.session_start_on_demand if on_demand else timings.session_start
    session = Session(
        id=known_id or session_id(state, next(state.numbers)),
        user_id=user_id,
        authentication_type=authentication_type,
        instance=instance,
        started=now,
        ready=now + timedelta(seconds=wait),
        expires=now + timedelta(seconds=fleet.body["MaxUserDurationInSeconds"]),
    )
    pool = state.pool(stack_name, fleet.body["Name"])
    return pool.add(session, instance_id(state, instance))


def _free_instance(state: AccountState, fleet: Record) -> int:
    """Return an instance with capacity for another session."""
    name, body = fleet.body["Name"], fleet.body
    taken = use_of(state, name).by_instance
    per_instance = body.get("MaxSessionsPerInstance") or 1
    if body["FleetType"] == "ELASTIC":
        instances = body["MaxConcurrentSessions"]
    else:
        instances = body["ComputeCapacityStatus"]["Desired"]
    for instance, sessions in taken.items():
        if sessions < per_instance and instance not in state.draining:
            return instance
    if len(taken) >= instances:
        raise not_available(f"All {instances} instances of fleet {name} are in use.")
    return next(state.numbers)


def _running_fleet(state: AccountState, stack_name: str, fleet_name: str) -> Record:
    """Return the fleet, which must be running and associated with the stack."""
    fleet = _associated_fleet(state, stack_name, fleet_name)
    _require_running(fleet)
    return fleet


def _require_running(fleet: Record) -> None:
    if fleet.state != "RUNNING":
        raise not_available(f"Fleet {fleet.body['Name']} is {fleet.state}, not RUNNING.")


def _associated_fleet(state: AccountState, stack_name: str, fleet_name: str) -> Record:
    find(state, STACKS, stack_name)
    fleet = find(state, FLEETS, fleet_name)
    if (fleet_name, stack_name) not in state.table(FLEET_STACK_ASSOCIATIONS):
        raise not_permitted(f"Fleet {fleet_name} is not associated with stack {stack_name}.")
    return fleet


def _find(state: AccountState, wanted: str) -> tuple[Session, str]:
    """Return the live session with an id, and the name of its fleet."""
    found = _live(state, wanted)
    if found is None:
        raise not_found("Session", wanted)
    return found


def _live(state: AccountState, wanted: str) -> tuple[Session, str] | None:
    for (_, fleet_name), pool in state.pools.items():
        pool.settle(state.now())
        session = pool.live(wanted)
        if session is not None:
            return session, fleet_name
    return None


def _visible(state: AccountState, sessions: Iterator[Session]) -> Iterator[Session]:
    """Return sessions that are live or ended recently. ``tidy`` removes older ones."""
    oldest = state.oldest_end
    return (session for session in sessions if session.end >= oldest)


def _show(state: AccountState, session: Session, stack_name: str, fleet_name: str) -> Body:
    now = state.now()
    shown: Body = {
        "Id": session.id,
        "UserId": session.user_id,
        "StackName": stack_name,
        "FleetName": fleet_name,
        "State": session.state_at(now),
        "ConnectionState": "CONNECTED" if session.connected else "NOT_CONNECTED",
        "StartTime": session.started,
        "MaxExpirationTime": session.expires,
        "AuthenticationType": session.authentication_type,
        "InstanceId": session.instance_id,
    }
    if shown["State"] == "ACTIVE":
        own = session.network
        shown["NetworkAccessConfiguration"] = own or network_access(state, session.instance)
    multi_session = state.table(FLEETS).get(fleet_name)
    if multi_session is not None and multi_session.body.get("MaxSessionsPerInstance"):
        draining = session.instance in state.draining
        shown["InstanceDrainStatus"] = "DRAINING" if draining else "ACTIVE"
    else:
        shown["InstanceDrainStatus"] = "NOT_APPLICABLE"
    return shown
