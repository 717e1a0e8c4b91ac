"""``Pager`` and ``AsyncPager``: iteration, tokens, errors and progress."""

from __future__ import annotations

import asyncio
import pickle
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import EndpointConnectionError

from appstream_typed import (
    AsyncPager,
    Pager,
    PaginationError,
    PaginationProgress,
    ResponseError,
    Stack,
    ThrottlingException,
)
from appstream_typed._transport.cursor import Listing
from appstream_typed._transport.operation import PagedOperation
from appstream_typed._transport.recorder import read_metadata
from tests.canned import Canned
from tests.shapes import OPERATIONS, SERVICE


def pages(*tokens: str | None, size: int = 2) -> list[dict[str, Any]]:
    """Return responses of DescribeStacks, each with the token of the next page."""
    found = []
    for number, token in enumerate(tokens):
        stacks = [{"Name": f"s{number}-{index}"} for index in range(size)]
        found.append({"Stacks": stacks, **({"NextToken": token} if token else {})})
    return found


def test_pages_are_requested_when_they_are_needed(canned: Canned) -> None:
    canned.answer(*pages("a", "b", None))
    pager = canned.client.describe_stacks()
    assert canned.requests == []
    walk = iter(pager)
    names = [next(walk).name, next(walk).name]
    assert names == ["s0-0", "s0-1"]
    assert len(canned.requests) == 1
    assert [stack.name for stack in walk] == ["s1-0", "s1-1", "s2-0", "s2-1"]
    assert canned.bodies == [{}, {"NextToken": "a"}, {"NextToken": "b"}]


def test_a_second_iteration_requests_the_pages_again(canned: Canned) -> None:
    canned.answer(*pages(None), *pages(None))
    pager = canned.client.describe_stacks()
    assert pager.all() == pager.all()
    assert len(canned.requests) == 2


def test_an_empty_page_with_a_token_does_not_end_the_iteration(canned: Canned) -> None:
    canned.answer(*pages("a", size=0), *pages("b", size=0), *pages(None, size=1))
    assert len(canned.client.describe_stacks().all()) == 1


def test_first_requests_no_more_pages_than_it_needs(canned: Canned) -> None:
    canned.answer(*pages("a"), *pages(None, size=0))
    first = canned.client.describe_stacks().first()
    assert first is not None
    assert first.name == "s0-0"
    assert len(canned.requests) == 1
    assert canned.client.describe_stacks().first() is None


@pytest.mark.parametrize(("sizes", "problem"), [([0], "none"), ([2], "more"), ([1, 1], "more")])
def test_one_raises_an_error_unless_there_is_exactly_one_item(
    canned: Canned, sizes: list[int], problem: str
) -> None:
    tokens = ["a", None][-len(sizes) :]
    for size, token in zip(sizes, tokens, strict=True):
        canned.answer(*pages(token, size=size))
    with pytest.raises(PaginationError, match=f"DescribeStacks: expected one item, got {problem}"):
        canned.client.describe_stacks().one()


def test_one_returns_the_only_item(canned: Canned) -> None:
    canned.answer(*pages("a", size=0), *pages(None, size=1))
    assert canned.client.describe_stacks().one().name == "s0-0"


def test_a_page_has_its_token_and_metadata(canned: Canned) -> None:
    canned.answer(*pages("a", None))
    one, two = canned.client.describe_stacks().pages()
    assert (one.next_token, two.next_token) == ("a", None)
    assert isinstance(one.items, tuple)
    assert (one.metadata.operation, one.metadata.request_id) == ("DescribeStacks", "request-1")
    assert (one.metadata.http_status, one.metadata.retry_attempts) == (200, 0)
    assert getattr(one.result, "stacks", one.items) == one.items


def test_an_iteration_can_be_resumed_with_a_token(canned: Canned) -> None:
    canned.answer(*pages(None))
    canned.client.describe_stacks(next_token="kept").all()
    assert canned.bodies == [{"NextToken": "kept"}]


def test_page_size_is_sent_under_the_operations_own_name(canned: Canned) -> None:
    canned.answer({"Sessions": []}, {"Images": []})
    canned.client.describe_sessions(stack_name="s", fleet_name="f", page_size=7).all()
    canned.client.describe_images(page_size=8).all()
    assert [body.get("Limit") or body.get("MaxResults") for body in canned.bodies] == [7, 8]


def test_page_size_is_refused_by_operations_without_it(canned: Canned) -> None:
    with pytest.raises(TypeError, match="has no parameter for the page size"):
        canned.client.describe_stacks(page_size=3)  # type: ignore[call-arg]  # the error under test


def test_a_page_keeps_the_other_members_of_the_result(canned: Canned) -> None:
    canned.answer({"Name": "image", "SharedImagePermissionsList": []})
    (page,) = canned.client.describe_image_permissions(name="image").pages()
    assert page.result is not None
    assert page.result.to_dict() == {"Name": "image"}


@pytest.mark.parametrize("length", [1, 2, 3, 50])
def test_a_cycle_of_tokens_of_any_length_is_detected(canned: Canned, length: int) -> None:
    tokens = [f"t{number}" for number in range(length)]
    canned.answer(*pages(*tokens, *tokens, *tokens))
    walk = iter(canned.client.describe_stacks())
    names = [next(walk).name for _ in range(2 * (length + 1))]
    assert len(set(names)) == len(names), "the page with the repeated token was lost"
    with pytest.raises(PaginationError) as caught:
        next(walk)
    assert caught.value.token == "t0"
    assert "'t0'" in str(caught.value)
    assert len(canned.requests) == length + 1


def test_a_resumed_iteration_detects_its_own_token(canned: Canned) -> None:
    canned.answer(*pages("t"))
    with pytest.raises(PaginationError):
        canned.client.describe_stacks(next_token="t").all()


def test_an_error_carries_the_progress_of_the_iteration(canned: Canned) -> None:
    canned.answer(*pages("a", "b"))
    canned.refuse("ThrottlingException")
    walk = iter(canned.client.describe_stacks())
    given = []
    with pytest.raises(ThrottlingException) as caught:
        given.extend(stack.name for stack in walk)
    assert PaginationProgress.of(caught.value) == ("DescribeStacks", 2, 4, "b")
    assert sys.version_info < (3, 11) or caught.value.__notes__ == [
        "DescribeStacks: 4 items on 2 pages were read; pass next_token='b' to continue"
    ]
    assert PaginationProgress.of(pickle.loads(pickle.dumps(caught.value))) == PaginationProgress.of(
        caught.value
    )
    canned.answer(*pages(None))
    canned.client.describe_stacks(next_token="b").all()
    assert canned.bodies[-1] == canned.bodies[-2] == {"NextToken": "b"}


def test_an_error_on_the_first_page_has_the_initial_token(canned: Canned) -> None:
    canned.refuse("ThrottlingException")
    with pytest.raises(ThrottlingException) as caught:
        canned.client.describe_stacks().all()
    assert PaginationProgress.of(caught.value) == ("DescribeStacks", 0, 0, None)
    canned.answer({"Stacks": "none"})
    with pytest.raises(ResponseError) as unreadable:
        canned.client.describe_stacks(next_token="t").all()
    assert PaginationProgress.of(unreadable.value) == ("DescribeStacks", 0, 0, "t")


def test_network_errors_and_repeated_tokens_carry_the_progress_too(canned: Canned) -> None:
    canned.answer(*pages("a", "a"))
    with pytest.raises(PaginationError) as cycle:
        canned.client.describe_stacks().all()
    assert PaginationProgress.of(cycle.value) == ("DescribeStacks", 2, 4, "a")

    def refuse(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://nowhere")

    canned.boto3.meta.events.register_first("before-send.appstream", refuse)
    with pytest.raises(EndpointConnectionError) as unreachable:
        canned.client.describe_stacks().all()
    assert PaginationProgress.of(unreachable.value) == ("DescribeStacks", 0, 0, None)
    assert PaginationProgress.of(ValueError()) is None


def test_a_token_that_is_not_a_string_is_a_response_error(canned: Canned) -> None:
    canned.answer({"Stacks": [], "NextToken": 3})
    with pytest.raises(ResponseError, match=r"DescribeStacks\.NextToken"):
        canned.client.describe_stacks().all()


def test_every_paginated_operation_of_the_model_returns_a_pager(canned: Canned) -> None:
    paged = 0
    for name in OPERATIONS:
        operation = SERVICE.operation_model(name)
        shapes = (operation.input_shape, operation.output_shape)
        if all("NextToken" in getattr(shape, "members", {}) for shape in shapes):
            paged += 1
            required = {xform_name(m): "x" for m in operation.input_shape.required_members}
            assert isinstance(getattr(canned.client, xform_name(name))(**required), Pager), name
    assert paged >= 20
    assert canned.requests == []


def test_one_requests_no_more_pages_than_it_needs(canned: Canned) -> None:
    canned.answer(*pages("a", "b", "c", None, size=1))
    with pytest.raises(PaginationError, match="got more"):
        canned.client.describe_stacks().one()
    assert len(canned.requests) == 2


class Asynchronous:
    """An async pager over the given responses. ``asked`` has the requests."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self._answers = iter(answers)
        self.asked: list[Mapping[str, object]] = []
        operation = PagedOperation("DescribeStacks", "Stacks", lambda: Stack)
        listing = Listing(operation=operation, request={}, next_token=None, send=self._send)
        self.pager = AsyncPager(listing)

    async def _send(self, operation: str, request: Mapping[str, object]) -> Any:
        assert operation == "DescribeStacks"
        self.asked.append(request)
        answer = next(self._answers)
        return answer, read_metadata("DescribeStacks", answer, 0.0)


def test_an_async_pager_iterates_over_all_pages() -> None:
    async def main() -> None:
        both = Asynchronous(*pages("a", None))
        assert [stack.name async for stack in both.pager] == ["s0-0", "s0-1", "s1-0", "s1-1"]
        assert both.asked == [{}, {"NextToken": "a"}]
        assert repr(both.pager) == "AsyncPager(DescribeStacks)"
        assert len(await Asynchronous(*pages("a", None)).pager.all()) == 4
        tokens = [page.next_token async for page in Asynchronous(*pages("a", None)).pager.pages()]
        assert tokens == ["a", None]

    asyncio.run(main())


def test_first_and_one_of_an_async_pager_request_no_more_than_needed() -> None:
    async def main() -> None:
        many = Asynchronous(*pages("a", None))
        first = await many.pager.first()
        assert first is not None
        assert first.name == "s0-0"
        assert len(many.asked) == 1
        assert await Asynchronous(*pages(None, size=0)).pager.first() is None

        one = Asynchronous(*pages("a", size=0), *pages(None, size=1))
        assert (await one.pager.one()).name == "s0-0"
        assert len(one.asked) == 2
        more = Asynchronous(*pages("a", "b", "c", None, size=1))
        with pytest.raises(PaginationError, match="expected one item, got more"):
            await more.pager.one()
        assert len(more.asked) == 2
        with pytest.raises(PaginationError, match="expected one item, got none"):
            await Asynchronous(*pages(None, size=0)).pager.one()

    asyncio.run(main())


def test_an_async_pager_reports_its_progress() -> None:
    async def main() -> None:
        broken = Asynchronous(*pages("a"), {"Stacks": 7})
        with pytest.raises(ResponseError) as caught:
            await broken.pager.all()
        assert PaginationProgress.of(caught.value) == ("DescribeStacks", 1, 2, "a")

    asyncio.run(main())
