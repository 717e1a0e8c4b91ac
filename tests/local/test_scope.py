"""Controls work in one account and region. ``scope`` returns them for another one."""

from __future__ import annotations

import pytest

from appstream_typed.local import LocalAppStream

ACCOUNT = "1" * 12
REGION = "eu-west-1"
FLEET = {
    "Name": "f",
    "InstanceType": "stream.standard.small",
    "ComputeCapacity": {"DesiredInstances": 1},
    "State": "RUNNING",
}
PAIR = {
    "fleets": [FLEET],
    "stacks": [{"Name": "s", "Fleets": ["f"]}],
}
PLACES = [
    ("123456789012", "us-east-1"),
    (ACCOUNT, "us-east-1"),
    ("123456789012", REGION),
    (ACCOUNT, REGION),
]


def fleets(local: LocalAppStream) -> dict[tuple[str, str], list[str]]:
    """Return the state of every fleet, by account and region."""
    return {
        (account, region): [
            fleet.state
            for fleet in local.client(account_id=account, region_name=region).describe_fleets()
        ]
        for account, region in PLACES
    }


def test_controls_work_in_the_default_account_and_region(local: LocalAppStream) -> None:
    local.seed(PAIR)
    assert fleets(local) == {place: ["RUNNING"] if place == PLACES[0] else [] for place in PLACES}


@pytest.mark.parametrize("place", PLACES)
def test_a_scope_is_one_account_in_one_region(
    local: LocalAppStream, place: tuple[str, str]
) -> None:
    account, region = place
    local.scope(account_id=account, region_name=region).seed(PAIR)
    assert fleets(local) == {other: ["RUNNING"] if other == place else [] for other in PLACES}


def test_a_scope_keeps_its_account_or_region_by_default(local: LocalAppStream) -> None:
    there = local.scope(account_id=ACCOUNT).scope(region_name=REGION)
    there.seed(PAIR)
    assert fleets(local)[ACCOUNT, REGION] == ["RUNNING"]


def test_all_controls_work_in_a_scope(local: LocalAppStream) -> None:
    there = local.scope(account_id=ACCOUNT, region_name=REGION)
    client = local.client(account_id=ACCOUNT, region_name=REGION)
    builder = {"Name": "b", "InstanceType": "stream.standard.small", "State": "RUNNING"}
    for controls in (local, there):
        controls.seed({**PAIR, "image_builders": [builder]})

    session_id = there.user_connects("s", "f", "ada")
    there.user_disconnects(session_id)
    session = client.describe_sessions(stack_name="s", fleet_name="f").one()
    assert (session.id, session.connection_state) == (session_id, "NOT_CONNECTED")
    there.make_image("b", "i")
    there.fail_image("i")
    there.fail_image_builder("b")
    there.fail_fleet("f")

    assert client.describe_images(names=["i"]).one().state == "FAILED"
    assert client.describe_image_builders().one().state == "FAILED"
    assert client.describe_fleets().one().state == "STARTING"
    here = local.client()
    assert here.describe_sessions(stack_name="s", fleet_name="f").all() == []
    assert here.describe_images(type="PRIVATE").all() == []
    assert here.describe_image_builders().one().state == "RUNNING"
    assert here.describe_fleets().one().state == "RUNNING"


def test_an_error_in_a_scope_is_a_value_error(local: LocalAppStream) -> None:
    local.seed(PAIR)
    with pytest.raises(ValueError, match="Fleet f was not found"):
        local.scope(region_name=REGION).fail_fleet("f")
