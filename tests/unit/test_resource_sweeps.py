"""``iter_resources``: kinds, regions, failures and resumption."""

from __future__ import annotations

import asyncio
import pickle
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from appstream_typed import (
    AppStreamClient,
    AppStreamError,
    AsyncAppStreamClient,
    Fleet,
    ResourceKind,
    ResourceRecord,
    RetryPolicy,
    SweepError,
    SweepPart,
    models,
)
from appstream_typed.local import LocalAppStream, ManualClock, faults
from appstream_typed.sweeps import _kinds, _table
from tests.sweep_accounts import no_sweep_threads, settled, wait_until
from tests.whole_account import (
    ALL_KINDS,
    Regional,
    closed_address,
    one_of_each,
    read_with_boto3,
    silent_address,
)

REGIONS = ("us-east-1", "eu-west-1", "ap-south-1")
ONCE = RetryPolicy(max_attempts=1)
DENIED = faults.error("AccessDeniedException")


@pytest.fixture(scope="module")
def full() -> Iterator[LocalAppStream]:
    """Yield a server with a resource of each kind in three regions. Tests must not change them."""
    clock = ManualClock()
    with LocalAppStream(clock=clock) as local:
        for region in REGIONS:
            one_of_each(local, clock, region)
        yield local


@pytest.fixture
def account(full: LocalAppStream) -> Iterator[LocalAppStream]:
    full.clear_requests()
    yield full
    full.clear_faults()
    full.settings.max_page_size = None


def async_records(local: LocalAppStream, **keywords: Any) -> list[ResourceRecord]:
    async def run() -> list[ResourceRecord]:
        async with AsyncAppStreamClient(local.client().boto3) as client:
            return [record async for record in client.iter_resources(**keywords)]

    return asyncio.run(run())


def pairs(records: list[ResourceRecord]) -> Counter[tuple[str, str | None]]:
    return Counter((record.kind.value, record.name) for record in records)


@pytest.mark.parametrize("page_size", [None, 1])
def test_a_sweep_finds_the_same_resources_as_boto3(
    account: LocalAppStream, page_size: int | None
) -> None:
    account.settings.max_page_size = page_size
    expected = Counter(read_with_boto3(account.boto3_client()))
    assert len({kind for kind, _ in expected}) == ALL_KINDS
    assert pairs(list(account.client().iter_resources())) == expected
    assert pairs(async_records(account)) == expected


def test_each_kind_has_its_model(account: LocalAppStream) -> None:
    for record in account.client().iter_resources():
        if record.kind is ResourceKind.ASSOCIATED_FLEET:
            assert record.resource == record.name == "running"
            continue
        name = record.kind.value.title().replace("_", "")
        plural = {"SoftwareAssociation": "SoftwareAssociations"}.get(name, name)
        model = {"ImagePermission": "SharedImagePermissions"}.get(plural, plural)
        assert type(record.resource) is getattr(models, model)
        assert record.region == "us-east-1"


def test_child_resources_have_their_parent(account: LocalAppStream) -> None:
    found = {record.kind: record for record in account.client().iter_resources(ordered=True)}
    entitled = found[ResourceKind.ENTITLED_APPLICATION]
    assert entitled.parent is not None
    assert entitled.parent.parent is not None
    assert [entitled.parent.name, entitled.parent.parent.name] == ["engineers", "office"]
    parents = {kind: record.parent.kind for kind, record in found.items() if record.parent}
    rows = {row.kind: row.parent for row in _table.ROWS if row.parent}
    assert parents == {**rows, ResourceKind.SOFTWARE_ASSOCIATION: ResourceKind.IMAGE_BUILDER}


def test_sessions_are_found(account: LocalAppStream) -> None:
    (record,) = account.client().iter_resources(kinds=["session"])
    assert record.parent is not None
    assert record.parent.parent is not None
    assert (record.parent.name, record.parent.parent.name) == ("running", "office")
    assert record.resource in list(account.client().iter_all_sessions())


def test_only_requested_kinds_are_listed(account: LocalAppStream) -> None:
    client = account.client()
    assert {r.kind for r in client.iter_resources(kinds=["fleet", ResourceKind.USER])} == {
        "fleet",
        "user",
    }
    assert Counter(r.operation for r in account.requests) == {
        "DescribeFleets": 1,
        "DescribeUsers": 1,
    }
    account.clear_requests()
    (theme,) = client.iter_resources(kinds=["theme"])
    assert theme.name == "office"
    assert Counter(r.operation for r in account.requests) == {
        "DescribeStacks": 1,
        "DescribeThemeForStack": 2,
    }


def test_public_images_are_listed_on_request(account: LocalAppStream) -> None:
    public = list(account.client().iter_resources(kinds=["public_image"]))
    assert public
    assert {record.resource.visibility for record in public} == {"PUBLIC"}  # type: ignore[union-attr]  # images
    images = list(account.client().iter_resources(kinds=["image"]))
    assert {record.name for record in images} == {"own", "theirs"}


def test_several_regions_are_read(account: LocalAppStream) -> None:
    client = account.client()
    found = list(client.iter_resources(regions=REGIONS, ordered=True))
    one = list(client.iter_resources(ordered=True))
    assert [r.region for r in found] == [region for region in REGIONS for _ in one]
    assert [r.kind for r in found] == [r.kind for r in one] * 3
    assert pairs(list(client.iter_resources(regions=REGIONS))) == pairs(found)


def test_the_asynchronous_client_reads_several_regions(
    account: LocalAppStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")

    async def run() -> list[ResourceRecord]:
        async with AsyncAppStreamClient(endpoint_url=account.endpoint_url) as client:
            return [r async for r in client.iter_resources(regions=REGIONS, ordered=True)]

    expected = list(account.client().iter_resources(regions=REGIONS, ordered=True))
    assert [(r.region, r.kind, r.name) for r in asyncio.run(run())] == [
        (r.region, r.kind, r.name) for r in expected
    ]


# --- failures ------------------------------------------------------------------------------------


def until_error(sweep: Iterator[ResourceRecord]) -> tuple[list[ResourceRecord], SweepError]:
    found: list[ResourceRecord] = []
    with pytest.raises(SweepError) as caught:
        for record in sweep:
            found.append(record)
    return found, caught.value


@pytest.mark.parametrize(
    "row", _table.ROWS, ids=lambda row: f"{row.kind}-{row.parent}-{row.visibility}"
)
def test_a_listing_that_fails_can_be_resumed(account: LocalAppStream, row: _table.Row) -> None:
    """The sweep reads all other listings. A resumed sweep then yields exactly the missing items."""
    kinds = [kind for kind in ResourceKind if kind != "public_image" or row.kind == "public_image"]
    client = account.client().with_options(retries=ONCE)
    everything = pairs(list(client.iter_resources(kinds=kinds)))
    operation = "".join(part.title() for part in row.operation.split("_"))
    account.add_fault(DENIED, operation, times=None)
    found, error = until_error(client.iter_resources(kinds=kinds))
    assert {part.kind for part in error.parts} >= {row.kind}
    assert all(part.region == "us-east-1" for part in error.parts)
    assert str(error.parts[0].kind) in str(error)
    account.clear_faults()
    account.clear_requests()
    parts = pickle.loads(pickle.dumps(error.parts))
    assert parts == error.parts
    rest = list(client.iter_resources(resume=parts))
    assert pairs(found) + pairs(rest) == everything
    below = {r.operation for r in account.requests}
    assert operation in below
    if row.parent is not None and all(below.parent != row.kind for below in _table.ROWS):
        assert len(account.requests) == len(parts)


def test_a_failing_page_is_resumed_from_its_token(account: LocalAppStream) -> None:
    account.settings.max_page_size = 1
    client = account.client().with_options(retries=ONCE)
    account.add_fault(DENIED, "DescribeFleets", skip=1)
    found, error = until_error(client.iter_resources(kinds=["fleet"]))
    (part,) = error.parts
    assert part.next_token is not None
    rest = client.iter_resources(resume=error.parts)
    assert [r.name for r in (*found, *rest)] == ["elastic", "running"]


def test_a_resumed_part_yields_the_same_kinds(account: LocalAppStream) -> None:
    client = account.client().with_options(retries=ONCE)
    account.add_fault(DENIED, "DescribeStacks")
    found, error = until_error(client.iter_resources(kinds=["entitlement"]))
    assert found == []
    assert [r.name for r in client.iter_resources(resume=error.parts)] == ["engineers"]


def test_a_part_can_be_created_by_hand(account: LocalAppStream) -> None:
    client = account.client()
    there = SweepPart(region="eu-west-1", kind="fleet")  # type: ignore[arg-type]  # converted
    found = list(client.iter_resources(resume=[there], kinds=["fleet"]))
    assert [(r.region, r.name) for r in found] == [
        ("eu-west-1", "elastic"),
        ("eu-west-1", "running"),
    ]


def test_parts_of_other_sweeps_are_refused(account: LocalAppStream) -> None:
    client = account.client()
    with pytest.raises(ValueError, match="has no kind, so it belongs to another sweep"):
        client.iter_resources(resume=[SweepPart(stack_name="office")])
    with pytest.raises(ValueError, match="set parent to the record of its stack"):
        client.iter_resources(resume=[SweepPart(kind=ResourceKind.THEME)])
    with pytest.raises(ValueError, match="belongs to iter_resources"):
        client.iter_all_sessions(resume=[SweepPart(kind=ResourceKind.FLEET)])


def test_a_deleted_parent_has_no_children(account: LocalAppStream) -> None:
    account.add_fault(faults.error("ResourceNotFoundException"), "DescribeEntitlements", times=None)
    account.add_fault(faults.error("ResourceNotFoundException"), "DescribeSessions", times=None)
    found = list(account.client().iter_resources(kinds=["entitlement", "session", "stack"]))
    assert {record.name for record in found} == {"office", "empty"}


def test_each_region_fails_independently(account: LocalAppStream) -> None:
    """One region refuses requests, one is disabled, and one accepts no connections."""
    places = Regional(account.endpoint_url)
    places.refused = {
        "eu-west-1": "AccessDeniedException",
        "eu-west-2": "UnrecognizedClientException",
    }
    with silent_address() as address:
        places.unreachable = {"eu-west-3": address, "eu-central-1": closed_address()}
        client = places.client(connect_timeout=0.3)
        regions = ["us-east-1", *places.refused, *places.unreachable, "ap-south-1"]
        found, error = until_error(
            client.with_options(retries=RetryPolicy(base_delay=0)).iter_resources(regions=regions)
        )
    assert Counter(r.region for r in found).keys() == {"us-east-1", "ap-south-1"}
    assert pairs([r for r in found if r.region == "ap-south-1"]) == Counter(
        read_with_boto3(account.boto3_client(region_name="ap-south-1"))
    )
    roots = len(_table.rows_below(None, _kinds.DEFAULT))
    assert Counter(part.region for part in error.parts) == dict.fromkeys(
        [*places.refused, *places.unreachable], roots
    )
    reasons = {failure.part.region: type(failure.error).__name__ for failure in error.failures}
    assert reasons == {
        "eu-west-1": "AccessDeniedException",
        "eu-west-2": "UnrecognizedClientException",
        "eu-west-3": "ConnectTimeoutError",
        "eu-central-1": "EndpointConnectionError",
    }
    places.refused, places.unreachable = {}, {}
    rest = list(client.iter_resources(resume=error.parts))
    assert pairs(rest) == Counter(read_with_boto3(account.boto3_client(region_name="eu-west-1")))


def test_an_unreachable_region_costs_few_requests(account: LocalAppStream) -> None:
    places = Regional(account.endpoint_url)
    places.unreachable = {"eu-west-3": closed_address()}
    client = places.client(retries=RetryPolicy(base_delay=0))
    _, error = until_error(client.iter_resources(regions=["eu-west-3"], workers=8))
    assert places.count("eu-west-3") == 3  # the attempts for one part
    assert len(error.parts) > 10
    assert len({id(failure.error) for failure in error.failures}) == 1


def test_the_stacks_of_a_region_can_be_resumed(account: LocalAppStream) -> None:
    places = Regional(account.endpoint_url)
    client = places.client()
    for sweep in (client.iter_all_sessions, client.iter_network_interfaces):
        everything = len(list(sweep()))
        places.refused = {"us-east-1": "AccessDeniedException"}
        with pytest.raises(SweepError) as caught:
            list(sweep(regions=["us-east-1", "eu-west-2"], authentication_types=["API", "SAML"]))
        assert {part.region for part in caught.value.parts} == {"us-east-1"}
        places.refused = {}
        assert len(list(sweep(resume=caught.value.parts))) == everything >= 1


def test_sessions_and_interfaces_of_several_regions_are_found(account: LocalAppStream) -> None:
    client = account.client()
    assert len(list(client.iter_all_sessions(regions=REGIONS))) == 3
    found = list(client.iter_network_interfaces(regions=REGIONS, ordered=True))
    assert [interface.region for interface in found] == list(REGIONS)
    assert [i.region for i in client.iter_network_interfaces()] == ["us-east-1"]


# --- early exit, limits, arguments ------------------------------------------------------------------


def test_leaving_a_sweep_ends_it_within_one_request(account: LocalAppStream) -> None:
    account.settings.max_page_size = 1
    with closing(account.client().iter_resources(regions=REGIONS, workers=3)) as sweep:
        next(sweep)
    wait_until(no_sweep_threads)
    assert settled(account) <= 2 * 3 + 1 + 3


def test_few_parts_are_stored_at_a_time(account: LocalAppStream) -> None:
    """The parts found on a page are read before the next page is requested."""
    with LocalAppStream() as local:
        client = local.client()
        for number in range(30):
            client.create_stack(name=f"s{number:02}")
        local.settings.max_page_size = 3
        local.clear_requests()
        list(client.iter_resources(kinds=["entitlement"], workers=1))
        operations = [request.operation for request in local.requests]
        assert operations == ["DescribeStacks", *["DescribeEntitlements"] * 3] * 10


def test_metadata_of_all_regions_is_captured(account: LocalAppStream) -> None:
    client = account.client()
    with client.capture_metadata() as calls:
        list(client.iter_resources(regions=REGIONS, kinds=["fleet"]))
    assert len(calls) == 3


def test_closing_the_client_closes_the_regions(account: LocalAppStream) -> None:
    client = account.client()
    sweep = client.iter_resources(regions=REGIONS, kinds=["fleet"], workers=1)
    next(sweep)
    client.close()
    with pytest.raises(SweepError):
        list(sweep)
    with pytest.raises(AppStreamError, match="closed"):
        client.iter_resources()


def test_wrong_arguments_raise_an_error_with_advice(account: LocalAppStream) -> None:
    client = account.client()
    wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"kinds": "fleet"}, TypeError, r"pass \['fleet'\]"),
        ({"kinds": []}, ValueError, "kinds is empty"),
        ({"kinds": ["flet"]}, ValueError, "'flet' is not a kind of resource; did you mean 'fleet'"),
        ({"kinds": ["qqq"]}, ValueError, "see ResourceKind"),
        ({"regions": "eu-west-1"}, TypeError, r"pass \['eu-west-1'\]"),
        ({"regions": []}, ValueError, "regions is empty"),
        ({"regions": [None]}, TypeError, "regions takes strings such as 'eu-west-1'"),
        ({"workers": 0}, ValueError, "workers must be 1 or more"),
    ]
    for keywords, kind, message in wrong:
        with pytest.raises(kind, match=message):
            client.iter_resources(**keywords)


def test_a_client_that_was_passed_in_reads_its_own_region(account: LocalAppStream) -> None:
    client = AppStreamClient(account.boto3_client())
    assert len(list(client.iter_resources(regions=["us-east-1"], kinds=["fleet"]))) == 2
    for sweep in (client.iter_resources, client.iter_all_sessions, client.iter_network_interfaces):
        with pytest.raises(AppStreamError, match=r"no client of eu-west-1 .*session"):
            sweep(regions=["us-east-1", "eu-west-1"])


def test_records_can_be_passed_between_processes(account: LocalAppStream) -> None:
    for record in account.client().iter_resources():
        assert pickle.loads(pickle.dumps(record)) == record
        assert hash(record)
        assert "ada@example.com" not in repr(record)
    fleet = Fleet(
        arn="a", name="f", instance_type="x", compute_capacity_status=None, state="RUNNING"
    )  # type: ignore[arg-type]  # the test reads only the name
    assert ResourceRecord(region="eu-west-1", kind=ResourceKind.FLEET, resource=fleet).name == "f"


def test_parts_of_an_earlier_release_can_be_resumed(tmp_path: Path) -> None:
    part = SweepPart(stack_name="office", next_token="t")
    state = part.__getstate__()
    for name in ("region", "kind", "visibility", "parent", "kinds"):
        del state[name]
    old = SweepPart.__new__(SweepPart)
    old.__setstate__(state)
    assert old == part
