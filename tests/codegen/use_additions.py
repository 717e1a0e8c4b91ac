"""A program that uses the additions of the synthetic model.

``test_additions.py`` type-checks it, and runs it with the generated package.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    AsyncPager,
    ComputeCapacity,
    DescribeFleetTeleportsResult,
    Fleet,
    FleetState,
    MeasureFleetTeleporterResult,
    Pager,
    Scent,
    Stack,
    Teleporter,
    TeleporterPart,
    TeleportException,
    UnknownOperationException,
    ValidationException,
    model_status,
)
from appstream_typed.local import LocalAppStream, faults

PARTS = {"disc": TeleporterPart(weight=3, scent="ROSES")}
TELEPORTER = Teleporter(
    name="t",
    scent=Scent.VALUE_2_LEMONS,
    scents=[["ROSES"], [Scent.OLD_SOCKS, Scent.OLD_SOCKS_2]],
    accuracy=0.5,
    fingerprint=b"\x00\xff",
    key="secret",
    import_="i",
    parts=PARTS,
    counts={"jumps": 7},
)


def check_models() -> None:
    """Check that members of every type are read, written, compared, hashed and hidden."""
    raw = TELEPORTER.to_dict()
    assert raw == {
        "Name": "t",
        "Scent": "2_LEMONS",
        "Scents": [["ROSES"], ["old-socks", "old_socks"]],
        "Accuracy": 0.5,
        "Fingerprint": b"\x00\xff",
        "Key": "secret",
        "Import": "i",
        "Parts": {"disc": {"Weight": 3, "Scent": "ROSES"}},
        "Counts": {"jumps": 7},
    }
    assert Teleporter.from_dict(raw) == TELEPORTER
    assert Teleporter.from_json(TELEPORTER.to_json()) == TELEPORTER
    assert len({TELEPORTER, Teleporter.from_dict(raw)}) == 1
    assert "secret" not in repr(TELEPORTER)
    assert FleetState.FLOATING.is_known
    with pytest.raises(TypeError, match=r"^Teleporter\.counts: "):
        Teleporter(name="t", counts=[7])  # type: ignore[arg-type]  # the error under test


def check_returns(client: AppStreamClient, asynchronous: AsyncAppStreamClient) -> None:
    """Declare the types of the pinned returns. Only type checkers read the functions inside."""

    def types() -> None:
        created: Teleporter = client.create_fleet_teleporter(
            name="t", scents=[["ROSES"]], parts=PARTS, tags={"a": "b"}
        )
        deleted: None = client.delete_fleet_teleporter(name="t")  # type: ignore[func-returns-value]  # the type under test
        measured: MeasureFleetTeleporterResult = client.measure_fleet_teleporter(name="t")
        counted: dict[str, int] = client.count_teleports()
        scents: tuple[Scent, ...] = client.list_scents()
        listed: Pager[Teleporter] = client.describe_fleet_teleporters(names=["t"], page_size=5)
        weather: str = client.guess_the_weather(max_results=3)
        parts: Mapping[str, TeleporterPart] | None = created.parts
        print(deleted, measured.accuracy, counted, scents, listed, weather, parts)  # noqa: T201 - this program prints

    async def asynchronous_types() -> None:
        created: Teleporter = await asynchronous.create_fleet_teleporter(name="t")
        listed: AsyncPager[Teleporter] = asynchronous.describe_fleet_teleporters()
        print(created, listed)  # noqa: T201 - this program prints

    assert callable(types)
    assert callable(asynchronous_types)


def check_calls(local: LocalAppStream, client: AppStreamClient) -> None:
    """Call new operations with every kind of result."""
    result = {"Teleporter": TELEPORTER.to_dict() | {"Fingerprint": "AP8="}}
    answer(local, result, "CreateFleetTeleporter")
    assert client.create_fleet_teleporter(name="t", parts=PARTS) == TELEPORTER
    assert local.requests[-1].parameters["Parts"] == {"disc": {"Weight": 3, "Scent": "ROSES"}}
    answer(local, {}, "DeleteFleetTeleporter")
    client.delete_fleet_teleporter(name="t")
    answer(local, {"Accuracy": 1, "Scents": ["ROSES"]}, "MeasureFleetTeleporter")
    measured = client.measure_fleet_teleporter(name="t")
    assert measured == MeasureFleetTeleporterResult(accuracy=1.0, scents=["ROSES"])
    answer(local, {"Counts": {"a": 1}}, "CountTeleports")
    assert client.count_teleports() == {"a": 1}
    answer(local, {}, "CountTeleports")
    assert client.count_teleports() == {}
    answer(local, {"Scents": ["ROSES", "NEW"]}, "ListScents")
    assert client.list_scents() == (Scent.ROSES, Scent("NEW"))
    answer(local, {"Weather": "rain"}, "GuessTheWeather")
    assert client.guess_the_weather(max_results=3) == "rain"
    answer(local, {"Teleporters": [{"Name": "a"}], "NextToken": "n"}, "DescribeFleetTeleporters")
    answer(local, {"Teleporters": [{"Name": "b"}]}, "DescribeFleetTeleporters")
    names = [found.name for found in client.describe_fleet_teleporters(page_size=1)]
    assert names == ["a", "b"]
    assert local.requests[-1].parameters == {"NextToken": "n", "MaxResults": 1}
    answer(local, {"Teleporters": [], "Scents": ["ROSES"]}, "DescribeFleetTeleports")
    (page,) = client.describe_fleet_teleports().pages()
    assert page.result == DescribeFleetTeleportsResult(scents=["ROSES"])


def answer(local: LocalAppStream, result: Mapping[str, object], operation: str) -> None:
    """Set the response to the next request of an operation."""
    local.add_fault(faults.response(json.dumps(result).encode()), operation)


def check_errors(local: LocalAppStream, client: AppStreamClient) -> None:
    """Check that new errors have classes, and that an operation without an implementation raises one error."""
    local.add_fault(faults.error("TeleportException", "lost"), "DeleteFleetTeleporter")
    with pytest.raises(TeleportException, match="lost"):
        client.delete_fleet_teleporter(name="t")
    local.add_fault(faults.error("ValidationException", "bad"), "DeleteFleetTeleporter")
    with pytest.raises(ValidationException, match="bad"):
        client.delete_fleet_teleporter(name="t")
    sent = len(local.requests)
    text = "The local AppStream does not implement DeleteFleetTeleporter of the installed botocore"
    with pytest.raises(UnknownOperationException, match=text):
        client.delete_fleet_teleporter(name="t")
    assert len(local.requests) == sent + 1  # the call was not retried
    with pytest.raises(ValidationException, match=r"'scents\.1\.member' failed to satisfy"):
        client.create_fleet_teleporter(name="t", scents=[["ROSES"] * 4])
    plain: Any = local.boto3_client()
    with pytest.raises(ClientError, match="UnknownOperationException"):
        plain.guess_the_weather()
    with pytest.raises(ParamValidationError):
        client.measure_fleet_teleporter(name=5)  # type: ignore[arg-type]  # the error under test


def check_local(local: LocalAppStream, client: AppStreamClient) -> None:
    """Check that the local AppStream validates and stores new members, and returns them to every client."""
    fleet = client.create_fleet(
        name="f",
        instance_type="stream.standard.small",
        image_name="AppStream-WinServer2022-07-12-2026",
        compute_capacity=ComputeCapacity(desired_instances=1),
        teleporters=[TELEPORTER],
    )
    assert fleet.teleporters == (TELEPORTER,)
    assert client.update_fleet(name="f", scent="ROSES").scent is Scent.ROSES
    found = client.describe_fleets(names=["f"]).one()
    assert (found.scent, found.teleporters) == (Scent.ROSES, (TELEPORTER,))
    plain: Any = local.boto3_client()
    described = plain.describe_fleets()["Fleets"][0]
    assert Fleet.from_dict(described) == found
    cleared = client.update_fleet(name="f", attributes_to_delete=["SCENT"])
    assert (cleared.scent, cleared.teleporters) == (None, (TELEPORTER,))
    with pytest.raises(ValidationException, match="teleporters"):
        client.update_fleet(name="f", teleporters=[Teleporter(name="t", key="x" * 10)])
    client.create_stack(name="s")
    (page,) = client.describe_stacks().pages()
    assert [stack.name for stack in page.items] == ["s"]
    assert isinstance(page.items[0], Stack)


async def check_async(local: LocalAppStream, client: AsyncAppStreamClient) -> None:
    """Call new operations with the asynchronous client."""
    answer(local, {"Counts": {"a": 1}}, "CountTeleports")
    assert await client.count_teleports() == {"a": 1}
    answer(local, {"Teleporters": [{"Name": "a"}]}, "DescribeFleetTeleporters")
    assert [found.name async for found in client.describe_fleet_teleporters()] == ["a"]


def main() -> None:
    """Run every check."""
    check_models()
    with LocalAppStream() as local:
        client, asynchronous = local.client(), AsyncAppStreamClient(local.boto3_client())
        check_returns(client, asynchronous)
        check_calls(local, client)
        check_errors(local, client)
        check_local(local, client)
        asyncio.run(check_async(local, asynchronous))
    assert not [name for name in model_status().added if name != "Teleporter"]
    print("all additions work")  # noqa: T201 - this program prints


if __name__ == "__main__":
    main()
