"""Pagination that fails in the middle, and how to resume it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from appstream_typed import (
    InternalFailure,
    Page,
    PaginationError,
    PaginationProgress,
    RequestLimitExceededException,
    ResponseError,
    ThrottlingException,
    ValidationException,
)
from appstream_typed.local import LocalAppStream
from tests.faults.cases import CASES
from tests.faults.conftest import Caller
from tests.faults.wire import Request, Response, Wire, refusal, result
from tests.protocols import Protocol

PAGES = 5
FAULTS = {
    "error-500": InternalFailure,
    "reset-mid-body": ConnectionClosedError,
    "throttling": ThrottlingException,
    "request-limit": RequestLimitExceededException,
    "truncated": ResponseError,
}


class Listing:
    """Responses of DescribeStacks with two stacks on each page. One page may be broken."""

    def __init__(
        self, protocol: Protocol, broken: int | None = None, response: Response | None = None
    ) -> None:
        self.protocol = protocol
        self.broken = broken
        self.response = response
        self.requested: list[int] = []

    def __call__(self, request: Request) -> Response:
        number = int(request.body.get("NextToken", "page-0").removeprefix("page-"))
        self.requested.append(number)
        if number == self.broken and self.response is not None:
            return self.response
        stacks = [{"Name": name} for name in self.names(number)]
        token = {"NextToken": f"page-{number + 1}"} if number < PAGES - 1 else {}
        return result(self.protocol, Stacks=stacks, **token)

    @staticmethod
    def names(*numbers: int) -> list[str]:
        return [f"stack-{number}-{letter}" for number in numbers for letter in "ab"]


def names(pages: list[Page[Any]]) -> list[str]:
    return [item.name for page in pages for item in page.items]


@pytest.mark.parametrize("broken", range(1, PAGES))
@pytest.mark.parametrize("fault", FAULTS)
def test_pagination_resumes_after_a_failed_page(
    fault: str,
    broken: int,
    connect: Callable[..., Caller],
    kind: str,
    protocol: Protocol,
    wire: Wire,
) -> None:
    listing = Listing(protocol, broken, CASES[protocol][fault].response)
    wire.play(listing)
    caller = connect(kind)
    read: list[Page[Any]] = []
    with pytest.raises(FAULTS[fault]) as caught:
        caller.pages("describe_stacks", read)
    assert names(read) == Listing.names(*range(broken))
    progress = ("DescribeStacks", broken, 2 * broken, read[-1].next_token)
    assert PaginationProgress.of(caught.value) == progress

    listing.broken = None
    listing.requested.clear()
    rest = caller.pages("describe_stacks", next_token=read[-1].next_token)
    assert names(read + rest) == Listing.names(*range(PAGES))
    assert listing.requested == list(range(broken, PAGES))


@pytest.mark.parametrize("fault", FAULTS)
def test_pagination_resumes_with_a_client_passed_in(
    fault: str, connect: Callable[..., Caller], kind: str, protocol: Protocol, wire: Wire
) -> None:
    listing = Listing(protocol, 2, CASES[protocol][fault].response)
    wire.play(listing)
    caller = connect(kind, "passed in")
    read: list[Page[Any]] = []
    with pytest.raises(FAULTS[fault]):
        caller.pages("describe_stacks", read)
    listing.broken = None
    rest = caller.pages("describe_stacks", next_token=read[-1].next_token)
    assert names(read + rest) == Listing.names(*range(PAGES))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_is_retried_until_a_fault_ends(
    fault: str, connect: Callable[..., Caller], kind: str, protocol: Protocol, wire: Wire
) -> None:
    listing = Listing(protocol, 2, CASES[protocol][fault].response)

    def recover_after_two_requests(request: Request) -> Response:
        if listing.requested.count(2) == 2:
            listing.broken = None
        return listing(request)

    wire.play(recover_after_two_requests)
    pages = connect(kind).pages("describe_stacks")
    assert names(pages) == Listing.names(*range(PAGES))
    assert [page.metadata.retry_attempts for page in pages] == [0, 0, 2, 0, 0]


def test_a_repeated_token_is_an_error(caller: Caller, protocol: Protocol, wire: Wire) -> None:
    a, b = ({"Stacks": [{"Name": token}], "NextToken": token} for token in "AB")
    wire.play(
        result(protocol, **a), result(protocol, **b), result(protocol, **a), result(protocol, **b)
    )
    read: list[Page[Any]] = []
    with pytest.raises(PaginationError, match="'A'") as caught:
        caller.pages("describe_stacks", read)
    assert caught.value.token == "A"
    assert names(read) == ["A", "B", "A"], "the page with the repeated token was not returned"
    assert len(wire.requests) == 3


def test_an_expired_token_is_an_error(caller: Caller, protocol: Protocol, wire: Wire) -> None:
    wire.play(
        Listing(
            protocol, 2, refusal(protocol, "ValidationException", message="NextToken has expired")
        )
    )
    read: list[Page[Any]] = []
    with pytest.raises(ValidationException, match="NextToken has expired") as caught:
        caller.pages("describe_stacks", read)
    assert (caught.value.code, caught.value.attempts) == ("ValidationException", 1)
    assert names(read) == Listing.names(0, 1)
    assert len(wire.requests) == 3


def test_items_deleted_between_pages_do_not_affect_others(
    local: LocalAppStream, connect: Callable[..., Caller], kind: str
) -> None:
    """Each of the other stacks is returned once."""
    local.settings.max_page_size = 3
    other = connect("sync", endpoint_url=local.endpoint_url).client
    for number in range(12):
        other.create_stack(name=f"stack-{number:02}")
    removals = iter([[1, 4], [6, 7, 8, 9], [], []])  # stacks 1 and 6 were read before

    def remove(_: Page[Any]) -> None:
        for number in next(removals):
            other.delete_stack(name=f"stack-{number:02}")

    pages = connect(kind, endpoint_url=local.endpoint_url).pages(
        "describe_stacks", after_each=remove
    )
    assert names(pages) == [f"stack-{number:02}" for number in (0, 1, 2, 3, 5, 6, 10, 11)]


def test_pages_without_items_are_skipped(caller: Caller, protocol: Protocol, wire: Wire) -> None:
    wire.play(
        result(protocol, Stacks=[{"Name": "a"}], NextToken="1"),
        result(protocol, Stacks=[], NextToken="2"),
        result(protocol, NextToken="3"),
        result(protocol, Stacks=[{"Name": "b"}]),
    )
    assert names(caller.pages("describe_stacks")) == ["a", "b"]


def test_items_that_are_sent_twice_are_returned_twice(
    caller: Caller, protocol: Protocol, wire: Wire
) -> None:
    wire.play(
        result(protocol, Stacks=[{"Name": "a"}, {"Name": "b"}], NextToken="1"),
        result(protocol, Stacks=[{"Name": "b"}, {"Name": "c"}]),
    )
    assert names(caller.pages("describe_stacks")) == ["a", "b", "b", "c"]


def test_an_unreadable_item_fails_its_page(
    connect: Callable[..., Caller], kind: str, protocol: Protocol, wire: Wire
) -> None:
    """No item of the page is returned, and the page is not retried."""
    wire.play(
        Listing(
            protocol,
            2,
            result(protocol, Stacks=[{"Name": "valid"}, {"Name": 7}], NextToken="page-3"),
        )
    )
    read: list[Page[Any]] = []
    with pytest.raises(ResponseError) as caught:
        connect(kind).pages("describe_stacks", read)
    assert caught.value.path == "DescribeStacks.Stacks[1].Name"
    assert names(read) == Listing.names(0, 1)
    assert len(wire.requests) == 3


def test_a_token_that_is_not_a_string_is_an_error(
    caller: Caller, protocol: Protocol, wire: Wire
) -> None:
    wire.play(result(protocol, Stacks=[], NextToken=7))
    with pytest.raises(ResponseError, match=r"DescribeStacks\.NextToken: expected a string"):
        caller.pages("describe_stacks")
