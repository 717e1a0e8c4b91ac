"""Sweeps that request sessions for each authentication type."""

from __future__ import annotations

import pickle
from collections import Counter
from typing import Any

import pytest

from appstream_typed import (
    AuthenticationType,
    SweepError,
    SweepPart,
)
from appstream_typed.local import LocalAppStream, ManualClock, faults
from tests.sweep_accounts import (
    REFUSED,
    sessions,
    sweep_until_error,
    two_types,
)


@pytest.fixture
def mixed(local: LocalAppStream, clock: ManualClock) -> LocalAppStream:
    return two_types(local, clock)


def without_type(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "AuthenticationType"}


TYPE_IGNORED = faults.Fault("type ignored", edit_request=without_type)
"""A fault: the service ignores the requested type and lists the sessions of every type."""


def types_sent(local: LocalAppStream) -> set[str | None]:
    return {
        request.parameters.get("AuthenticationType")
        for request in local.requests
        if request.operation == "DescribeSessions"
    }


@pytest.mark.parametrize("ordered", [False, True])
def test_each_authentication_type_is_requested(mixed: LocalAppStream, *, ordered: bool) -> None:
    both = sessions(mixed, authentication_types=["SAML", AuthenticationType.API], ordered=ordered)
    assert types_sent(mixed) == {"API", "SAML"}
    for found in both:
        assert len(found) == len({session.id for session in found}) == 18
        if ordered:
            kinds = ["SAML"] * 4 + ["API"] * 5
            assert [s.authentication_type for s in found] == kinds * 2
    mixed.clear_requests()
    (saml, _) = sessions(mixed, authentication_types=["SAML"])
    assert {s.authentication_type for s in saml} == {"SAML"}
    assert types_sent(mixed) == {"SAML"}


def test_no_type_is_sent_by_default(mixed: LocalAppStream) -> None:
    for found in sessions(mixed):
        assert len(found) == 18
    assert types_sent(mixed) == {None}


@pytest.mark.parametrize("ordered", [False, True])
def test_a_session_that_is_listed_for_several_types_is_yielded_once(
    mixed: LocalAppStream, *, ordered: bool
) -> None:
    mixed.add_fault(TYPE_IGNORED, "DescribeSessions", times=None)
    for found in sessions(mixed, authentication_types=AuthenticationType, ordered=ordered):
        assert len(found) == len({session.id for session in found}) == 18
    assert types_sent(mixed) == set(AuthenticationType)

    interfaces = list(
        mixed.client().iter_network_interfaces(authentication_types=["API", "USERPOOL"])
    )
    assert len(interfaces) == len({interface.eni_id for interface in interfaces}) == 18


@pytest.mark.parametrize("every", [2, 3, 5])
@pytest.mark.parametrize("again", [True, False], ids=["types passed again", "only parts passed"])
def test_a_resumed_sweep_yields_no_session_twice(
    mixed: LocalAppStream, every: int, *, again: bool
) -> None:
    mixed.add_fault(REFUSED, "ListAssociatedFleets", times=2)
    mixed.add_fault(REFUSED, "DescribeSessions", times=None, every=every)
    mixed.add_fault(TYPE_IGNORED, "DescribeSessions", times=None)
    types: dict[str, Any] = {"authentication_types": ["API", "SAML", "AWS_AD"]}
    client = mixed.client()
    found, error = sweep_until_error(client.iter_all_sessions(**types))
    for _ in range(50):
        # The failed parts are pickled and loaded, as a program would store them.
        parts = pickle.loads(pickle.dumps(error)).parts
        sweep = client.iter_all_sessions(resume=parts, **(types if again else {}))
        try:
            for session in sweep:
                found.append(session)
            break
        except SweepError as next_error:
            error = next_error
    assert len(found) == len({session.id for session in found}) == 18


def test_sessions_without_an_id_are_all_yielded(mixed: LocalAppStream) -> None:
    def without_ids(result: dict[str, Any]) -> dict[str, Any]:
        return {**result, "Sessions": [{**s, "Id": ""} for s in result["Sessions"]]}

    mixed.add_fault(faults.Fault("no ids", edit_result=without_ids), "DescribeSessions", times=None)
    found = list(mixed.client().iter_all_sessions(authentication_types=["API", "SAML"]))
    assert len(found) == 18


def test_types_apply_to_resumed_parts_without_a_type(mixed: LocalAppStream) -> None:
    parts = [
        SweepPart(stack_name="s0"),
        SweepPart(stack_name="s1", fleet_name="f1", authentication_type="SAML"),
    ]
    found = list(
        mixed.client().iter_all_sessions(resume=parts, authentication_types=["API", "SAML"])
    )
    assert Counter(s.stack_name for s in found) == {"s0": 9, "s1": 4}
