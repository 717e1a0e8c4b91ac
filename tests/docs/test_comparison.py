"""Every row of the table "Comparison with boto3 and boto3-stubs" on the landing page is true."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, get_args, get_type_hints

import attrs
import boto3
import mypy_boto3_appstream.client as stubs
import mypy_boto3_appstream.literals as stub_literals
import mypy_boto3_appstream.paginator as stub_paginators
import mypy_boto3_appstream.type_defs as stub_types
import mypy_boto3_appstream.waiter as stub_waiters
import pytest
from botocore.config import Config

import appstream_typed
from appstream_typed import (
    ApiError,
    AppStreamClient,
    AsyncAppStreamClient,
    Pager,
    PaginationError,
    ResponseError,
    UnknownApiError,
)
from appstream_typed.enums import InstanceTypeValue
from appstream_typed.local import LocalAppStream
from appstream_typed.local.seeding import load_seed
from tests.canned import Canned

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "index.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("## Comparison with boto3 and boto3-stubs") :]
ROWS = [
    tuple(cell.strip().strip("`") for cell in line.strip("| ").split(" | "))
    for line in re.findall(r"^\| \w.*$", SECTION, re.MULTILINE)
]
TABLE: Mapping[str, Sequence[str]] = {title: cells for title, *cells in ROWS}


@pytest.fixture
def local() -> Iterator[LocalAppStream]:
    with LocalAppStream() as server:
        server.seed(load_seed("demo"))
        yield server


@pytest.fixture
def client(local: LocalAppStream) -> Iterator[AppStreamClient]:
    with local.client() as made:
        yield made


def operations(client: AppStreamClient) -> list[str]:
    return list(client.boto3.meta.method_to_api_mapping)


def row(start: str) -> Sequence[str]:
    """Return the cells of the row whose title starts with the text. One test proves each row."""
    (cells,) = (cells for title, cells in TABLE.items() if title.startswith(start))
    return cells


def test_every_row_has_a_test() -> None:
    proved = re.findall(r"\brow\(\"([^\"]+)\"\)", Path(__file__).read_text("utf-8"))
    assert len(proved) == len(TABLE) >= 11
    assert all(any(title.startswith(start) for start in proved) for title in TABLE)


def test_only_typed_results_are_frozen_objects(client: AppStreamClient) -> None:
    raw: Any = client.boto3.describe_fleets()
    fleet = client.describe_fleets().first()
    assert row("Results at run time") == ["dicts", "dicts", "frozen objects"]
    assert type(raw) is dict
    assert issubclass(stub_types.DescribeFleetsResultTypeDef, dict)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        fleet.name = "other"  # type: ignore[misc, union-attr]  # the error under test


def test_only_this_package_has_the_values_of_instance_types() -> None:
    none, no_literals, count = row("Instance types that")
    hints = get_type_hints(stub_types.CreateFleetRequestTypeDef)
    assert (none, no_literals) == ("none", "none")
    assert hints["InstanceType"] is str
    assert not [name for name in stub_literals.__all__ if "InstanceType" in name]
    assert int(count) == len(get_args(InstanceTypeValue))


def test_every_paginated_operation_has_an_iterator(client: AppStreamClient) -> None:
    boto3s, stubbed, ours = row("Iterators for the")
    paged = [
        name
        for name in operations(client)
        if inspect.signature(getattr(client, name)).return_annotation.startswith(Pager.__name__)
    ]
    assert f"the {len(paged)} paged operations" in " ".join(TABLE)
    assert int(boto3s) == sum(map(client.boto3.can_paginate, operations(client)))
    assert int(stubbed) == len(stub_paginators.__all__)
    assert int(ours) == len(paged)


def test_only_typed_calls_detect_repeated_tokens() -> None:
    cells = row("Page tokens that repeat")
    assert cells == ["endless loop", "endless loop", "PaginationError"]
    rounds = 50
    pages = [{"Fleets": [], "NextToken": token} for token in ("A", "B") * rounds]
    with Canned() as canned:
        canned.answer(*pages)
        plain = canned.boto3.get_paginator("describe_fleets").paginate()
        assert len(list(islice(plain, rounds))) == rounds
        canned.reset()
        canned.answer(*pages)
        with pytest.raises(PaginationError):
            canned.client.describe_fleets().all()
        assert len(canned.requests) == 3


def test_the_numbers_of_waiters_are_correct(client: AppStreamClient) -> None:
    boto3s, stubbed, ours = map(int, row("Waiters"))
    assert boto3s == len(client.boto3.waiter_names)
    assert stubbed == len(stub_waiters.__all__)
    assert ours == len([name for name in dir(client) if name.startswith("wait_until_")])


def test_only_this_package_has_importable_error_classes() -> None:
    none, no_classes, count = row("AWS error classes")
    assert (none, no_classes) == ("none", "none")
    assert not [name for name in stubs.__all__ if name.endswith("Exception")]
    with pytest.raises(ImportError):
        from botocore.exceptions import (  # type: ignore[attr-defined]  # the error under test
            ResourceNotFoundException,  # noqa: F401 - the error under test
        )
    exported = [getattr(appstream_typed, name) for name in appstream_typed.__all__]
    classes = [
        value for value in exported if inspect.isclass(value) and issubclass(value, ApiError)
    ]
    assert int(count) == len(set(classes) - {ApiError, UnknownApiError})


def test_only_typed_calls_detect_a_truncated_response() -> None:
    cells = row("A truncated response")
    assert cells == ["empty result", "empty result", "ResponseError"]
    with Canned() as canned:
        canned.answer(b'{"Fleets": [{"Name": "of')
        assert canned.boto3.describe_fleets().get("Fleets", []) == []
        canned.answer(b'{"Fleets": [{"Name": "of')
        with pytest.raises(ResponseError):
            canned.client.describe_fleets().all()


def test_only_typed_calls_keep_members_that_botocore_lacks(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    cells = row("Members that the installed botocore lacks")
    assert cells == ["dropped", "dropped", "kept in `unknown_members"]
    with Canned() as canned:
        stack = {"Name": "office", "Brand": "new"}
        canned.answer({"Stacks": [stack]}, {"Stacks": [stack]})
        assert canned.boto3.describe_stacks()["Stacks"] == [{"Name": "office"}]
        assert canned.client.describe_stacks().one().unknown_members == {"Brand": "new"}


def test_only_typed_results_redact_streaming_urls(client: AppStreamClient) -> None:
    cells = row("Streaming URLs")
    assert cells == ["shown", "shown", "redacted"]
    raw = client.boto3.create_streaming_url(
        StackName="office", FleetName="office-fleet", UserId="ada"
    )
    assert raw["StreamingURL"] in repr(raw)
    made = client.create_streaming_url(
        stack_name="office", fleet_name="office-fleet", user_id="ada"
    )
    assert made.streaming_url is not None
    assert made.streaming_url not in repr(made)


def test_only_this_package_supports_asyncio(local: LocalAppStream) -> None:
    cells = row("asyncio")
    assert cells == ["no", "no", AsyncAppStreamClient.__name__]
    for plain in (stubs.AppStreamClient, type(boto3.client("appstream", "eu-west-1"))):
        method: Callable[..., object] = getattr(plain, "describe_fleets")  # noqa: B009 - the classes have no common type
        assert not inspect.iscoroutinefunction(method)

    async def main() -> list[str]:
        async with AsyncAppStreamClient(plain_client(local)) as client:
            return [fleet.name for fleet in await client.describe_fleets().all()]

    assert "office-fleet" in asyncio.run(main())


def test_the_local_appstream_answers_every_operation(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    cells = row("Operations of a server")
    assert cells[:2] == ["no server", "no server"]
    plain = plain_client(local, parameter_validation=False)
    for name in operations(client):
        # Most operations require parameters and answer with an error.
        with suppress(plain.exceptions.ClientError):
            getattr(plain, name)()
    answered = {
        request.operation
        for request in local.requests
        if request.error_code not in {"UnknownOperationException", "InternalFailure"}
    }
    assert int(cells[2]) == len(operations(client)) == len(answered)


def plain_client(local: LocalAppStream, **options: Any) -> Any:
    """Return a boto3 client for the demo account."""
    return boto3.client(
        "appstream",
        region_name="us-east-1",
        endpoint_url=local.endpoint_url,
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, **options),
    )
