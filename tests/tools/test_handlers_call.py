"""Event handlers may call AppStream with the same client during another call."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from appstream_typed import AppStreamClient, ResourceNotFoundException, RetryPolicy
from appstream_typed.local import LocalAppStream, faults
from tests.tools.calls import Call, Caller
from tests.tools.observer import EVENTS

OUTER = Call("DescribeStacks", "Stacks")
INNER = (
    Call("DescribeStacks", "Stacks", {"Names": ["office"]}),
    Call("DescribeStacks", "Stacks", {"Names": ["design"]}),
    Call("DescribeFleets", "Fleets", {"Names": ["fleet"]}),
)
"""The nested calls, by level. Most have the same operation, whose responses are easily mixed up."""
MISSING = Call("DescribeStacks", "Stacks", {"Names": ["none"]})


class Nester:
    """An event handler that makes a call. The events of that call trigger the next call."""

    def __init__(self, emitter: Any, event: str, makers: list[Callable[[Call], Any]]) -> None:
        self._makers = makers
        self._level = 0
        self.outcomes: list[Any] = []
        """The results of the nested calls, starting with the innermost."""
        emitter.register(event, self._call)
        self._undo = lambda: emitter.unregister(event, self._call)

    def __enter__(self) -> Nester:  # noqa: PYI034 - typing.Self comes with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._undo()

    def _call(self, **_: object) -> None:
        if self._level == len(self._makers):
            return
        level = self._level
        self._level += 1
        self.outcomes.append(self._makers[level](INNER[level]))


def nested_callers(caller: Caller) -> dict[str, Callable[[Call], Any]]:
    """Return the functions that a handler calls: with boto3, and with a typed client on it."""
    # The nested client is synchronous: handlers of the async client run in a thread without an event loop.
    return {"plain": caller.plain, "typed": Caller(AppStreamClient(caller.boto3)).typed}


EVENTS_OF_A_SUCCESS = [event for event in EVENTS if event != "after-call-error"]


@pytest.mark.parametrize("event", EVENTS_OF_A_SUCCESS)
def test_calls_in_a_handler_return_their_usual_results(caller: Caller, event: str) -> None:
    """This holds on each level and for each mix of boto3 calls and typed calls."""
    expected = {call: caller.plain(call) for call in (OUTER, *INNER)}
    assert all(expected.values())
    ways = nested_callers(caller)
    for levels in (
        ["plain", "typed", "plain"],
        ["typed", "plain", "typed"],
        ["typed", "typed", "typed"],
    ):
        for outer in (caller.typed, caller.plain):
            makers = [ways[level] for level in levels]
            with Nester(caller.boto3.meta.events, event, makers) as nester:
                assert outer(OUTER) == expected[OUTER], levels
            inner = [expected[call] for call in INNER[: len(levels)]]
            assert nester.outcomes == inner[::-1], levels


@pytest.mark.parametrize("event", EVENTS_OF_A_SUCCESS)
def test_a_handler_may_repeat_the_outer_call(caller: Caller, event: str) -> None:
    """The nested call has the same operation and parameters as the outer call."""
    expected = caller.plain(OUTER)
    for way in nested_callers(caller).values():
        for outer in (caller.typed, caller.plain):
            again = [lambda _, way=way: way(OUTER)] * 2
            with Nester(caller.boto3.meta.events, event, again) as nester:
                assert outer(OUTER) == expected
            assert nester.outcomes == [expected, expected]


@pytest.mark.parametrize("event", EVENTS_OF_A_SUCCESS)
def test_a_handler_may_repeat_the_outer_call_with_another_client(
    make: Callable[..., Caller],
    new_session: Callable[[], boto3.session.Session],
    local: LocalAppStream,
    caller: Caller,
    event: str,
) -> None:
    """The other client has no handlers, so it reads responses without botocore's parser."""
    expected = caller.plain(OUTER)
    other = make(local.endpoint_url, session=new_session())
    for way in (other.plain, other.typed):
        with Nester(caller.boto3.meta.events, event, [lambda _, way=way: way(OUTER)]) as nester:
            assert caller.typed(OUTER) == expected
        assert nester.outcomes == [expected]


@pytest.mark.parametrize("event", EVENTS_OF_A_SUCCESS)
def test_a_nested_call_that_fails_does_not_affect_the_outer_call(
    caller: Caller, event: str
) -> None:
    expected, missing = caller.plain(OUTER), caller.plain(MISSING)
    assert missing[1] == "ResourceNotFoundException"
    for way in nested_callers(caller).values():
        for outer in (caller.typed, caller.plain):
            fail = [lambda _, way=way: way(MISSING)]
            with Nester(caller.boto3.meta.events, event, fail) as nester:
                assert outer(OUTER) == expected
            assert nester.outcomes == [missing]


@pytest.mark.parametrize("event", EVENTS_OF_A_SUCCESS)
def test_a_call_that_fails_does_not_affect_nested_calls(caller: Caller, event: str) -> None:
    expected, missing = caller.plain(INNER[0]), caller.plain(MISSING)
    for way in nested_callers(caller).values():
        with Nester(caller.boto3.meta.events, event, [way]) as nester:
            assert caller.typed(MISSING) == missing
        assert nester.outcomes == [expected]


def test_a_handler_may_call_after_a_lost_connection(
    make: Callable[..., Caller], local: LocalAppStream, kind: str, ownership: str
) -> None:
    """botocore emits ``after-call-error`` if a call gets no response."""
    caller = make(local.endpoint_url, kind, ownership, retries={"total_max_attempts": 1})
    caller.client = caller.client.with_options(retries=RetryPolicy(max_attempts=1))
    expected = caller.plain(INNER[0])
    for way in nested_callers(caller).values():
        local.add_fault(faults.dropped_connection(), "DescribeStacks")
        with (
            Nester(caller.boto3.meta.events, "after-call-error", [way]) as nester,
            pytest.raises(Exception, match="Connection was closed"),
        ):
            caller.typed(OUTER)
        assert nester.outcomes == [expected]


@pytest.mark.parametrize("event", EVENTS_OF_A_SUCCESS)
def test_an_error_of_a_nested_call_reaches_the_caller(
    make: Callable[..., Caller], local: LocalAppStream, kind: str, ownership: str, event: str
) -> None:
    """The handler does not catch the error, so the outer call raises it, as with boto3."""
    caller = make(local.endpoint_url, kind, ownership)
    caller.client = caller.client.with_options(retries=RetryPolicy(max_attempts=1))

    def fail(_: Call) -> None:
        caller.boto3.describe_fleets(Names=["none"])

    with Nester(caller.boto3.meta.events, event, [fail]):
        plain = caller.plain(OUTER)
    assert plain[:2] == ("DescribeFleets", "ResourceNotFoundException")
    with Nester(caller.boto3.meta.events, event, [fail]):
        assert caller.typed(OUTER) == plain
    with Nester(caller.boto3.meta.events, event, [fail]), pytest.raises(ClientError) as caught:
        caller.run(OUTER)
    assert isinstance(caught.value, ResourceNotFoundException)


def test_captured_metadata_includes_a_nested_typed_call(caller: Caller) -> None:
    inner = AppStreamClient(caller.boto3)
    with (
        inner.capture_metadata() as calls,
        Nester(
            caller.boto3.meta.events, "after-call", [lambda _: inner.describe_fleets().all()]
        ) as nester,
    ):
        caller.typed(OUTER)
    assert [fleet.name for fleet in nester.outcomes[0]] == ["fleet", "idle"]
    assert [(call.operation, call.http_status) for call in calls] == [("DescribeFleets", 200)]


def test_nested_calls_work_in_many_threads(
    make: Callable[..., Caller], local: LocalAppStream
) -> None:
    """Each thread receives the responses to its own calls."""
    caller = make(local.endpoint_url)
    typed = AppStreamClient(caller.boto3)
    local.seed({"stacks": [{"Name": f"stack-{number}"} for number in range(40)]})
    nested: dict[str, str] = {}

    def call_again(params: dict[str, Any], **_: object) -> None:
        if names := params.get("Names"):
            nested[names[0]] = typed.list_associated_fleets(stack_name="office").one()

    caller.boto3.meta.events.register("provide-client-params.appstream.DescribeStacks", call_again)
    wanted = [f"stack-{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: typed.describe_stacks(names=[name]).one().name, wanted))
    assert found == wanted
    assert nested == dict.fromkeys(wanted, "fleet")
