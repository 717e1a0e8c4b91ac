"""The requests, arguments and sleeps of waiters, with scripted sync and async clients."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    ExportImageTask,
    ImageBuilder,
    ResourceNotFoundException,
    Session,
    WaiterFailed,
)
from appstream_typed.waiters import WaiterMethods
from appstream_typed.waiters.async_methods import AsyncWaiterMethods
from appstream_typed.waiters.pausing import AsyncRealClock, RealClock, clock_of
from tests.waiting import DATA, SPECS, FakeClock, Spec

every_waiter = pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)


class Scripted:
    """Returns scripted responses in order.

    A response has items, or is ``LookupError`` if a resource does not exist.
    """

    def __init__(self, *answers: list[Any] | type[LookupError]) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []
        self._waiter_clock = FakeClock()

    def answer(self, request: dict[str, Any]) -> list[Any]:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if not isinstance(answer, list):
            raise ResourceNotFoundException(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "no"}}, "Describe"
            )
        return answer


class Sync(Scripted, WaiterMethods):
    def describe_image_builders(self, **request: Any) -> Iterator[ImageBuilder]:  # type: ignore[override] # any keywords
        yield from self.answer(request)

    def describe_sessions(self, **request: Any) -> Iterator[Session]:  # type: ignore[override] # the same
        yield from self.answer(request)

    def get_export_image_task(self, **request: Any) -> ExportImageTask:  # type: ignore[override] # the same
        return self.answer(request)[0]  # type: ignore[no-any-return] # a scripted response


class Async(Scripted, AsyncWaiterMethods, AbstractAsyncContextManager[None]):
    async def __aexit__(self, *_: object) -> None:
        """Do nothing. Waiters recognise an async client by this method."""

    async def describe_image_builders(self, **request: Any) -> AsyncIterator[ImageBuilder]:  # type: ignore[override] # any keywords
        for item in self.answer(request):
            await asyncio.sleep(0)
            yield item

    async def describe_sessions(self, **request: Any) -> AsyncIterator[Session]:  # type: ignore[override] # the same
        for item in self.answer(request):
            yield item

    async def get_export_image_task(self, **request: Any) -> ExportImageTask:  # type: ignore[override] # the same
        await asyncio.sleep(0)
        return self.answer(request)[0]  # type: ignore[no-any-return] # a scripted response


both = pytest.mark.parametrize("kind", [Sync, Async])


def wait(client: Sync | Async, name: str, *arguments: Any, **keywords: Any) -> Any:
    method = getattr(client, f"wait_until_{name}")
    if isinstance(client, Async):
        return asyncio.run(method(*arguments, **keywords))
    return method(*arguments, **keywords)


def builder(state: str, name: str = "b") -> ImageBuilder:
    return ImageBuilder(name=name, state=state)  # type: ignore[arg-type]  # any state


def task(state: str, task_id: str) -> ExportImageTask:
    return ExportImageTask.from_dict(
        {"TaskId": task_id, "State": state, "ImageArn": "a", "AmiName": "m", "CreatedDate": 0}
    )


# --- requests and pauses ------------------------------------------------------------------------


@both
def test_a_wait_polls_and_sleeps_alternately(
    kind: type[Sync | Async], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda _low, _high: 1.0)
    last = builder("RUNNING")
    client = kind(
        [builder("PENDING")], [builder("UPDATING_AGENT")], [builder("STOPPED", "c"), last]
    )
    states: list[Any] = []
    assert wait(client, "image_builder_running", "b", on_poll=states.append) is last
    assert client.requests == [{"names": ["b"]}] * 3
    assert client._waiter_clock.pauses == [15, 15]
    assert states == ["PENDING", "UPDATING_AGENT", "RUNNING"]


@both
def test_the_elapsed_time_comes_from_the_clients_clock(kind: type[Sync | Async]) -> None:
    client = kind(*[[builder("STOPPED")]] * 100)
    with pytest.raises(WaiterFailed, match="call start_image_builder first") as caught:
        wait(client, "image_builder_running", "b", poll_interval=4)
    assert 30 <= sum(client._waiter_clock.pauses) < 30 + 5
    assert caught.value.attempts == len(client.requests)


@both
def test_several_names_share_a_request_and_only_pending_ones_are_polled_again(
    kind: type[Sync | Async],
) -> None:
    first, second = builder("RUNNING", "a"), builder("RUNNING", "b")
    client = kind([builder("PENDING", "b"), first], [second])
    reports: list[Any] = []
    found = wait(
        client, "image_builder_running", ("a", "b", "a"), on_poll=lambda s: reports.append(dict(s))
    )
    assert found == (first, second, first)
    assert client.requests == [{"names": ["a", "b"]}, {"names": ["b"]}]
    assert reports == [{"a": "RUNNING", "b": "PENDING"}, {"a": "RUNNING", "b": "RUNNING"}]


@both
def test_each_name_is_requested_if_one_of_several_does_not_exist(kind: type[Sync | Async]) -> None:
    ready = [builder("RUNNING", "a"), builder("RUNNING", "b")]
    client = kind(LookupError, ready[:1], LookupError, [ready[1]])
    assert wait(client, "image_builder_running", ["a", "b"]) == tuple(ready)
    requested = [request["names"] for request in client.requests]
    assert requested == [["a", "b"], ["a"], ["b"], ["b"]]


@both
def test_a_single_name_that_does_not_exist_is_requested_once(kind: type[Sync | Async]) -> None:
    client = kind(LookupError)
    assert wait(client, "image_builder_deleted", "b") is None
    assert len(client.requests) == 1


@both
def test_operations_that_take_one_key_are_called_for_each_key(kind: type[Sync | Async]) -> None:
    done = [task("COMPLETED", "t"), task("COMPLETED", "u")]
    client = kind(done[:1], LookupError, [done[1]])
    assert wait(client, "export_image_task_completed", ["t", "u"]) == tuple(done)
    assert client.requests == [{"task_id": "t"}, {"task_id": "u"}, {"task_id": "u"}]


# --- sessions -----------------------------------------------------------------------------------

PLACE = {"stack_name": "s", "fleet_name": "f"}


def session(state: str, session_id: str = "i") -> Session:
    return Session(id=session_id, user_id="u", **PLACE, state=state)  # type: ignore[arg-type]  # any state


@both
def test_sessions_are_listed_by_stack_fleet_and_authentication_type(
    kind: type[Sync | Async],
) -> None:
    last = session("EXPIRED")
    client = kind([session("ACTIVE", "other"), last])
    found = wait(client, "session_expired", "i", **PLACE, authentication_type="SAML")
    assert found is last
    assert client.requests == [{**PLACE, "authentication_type": "SAML"}]


@both
def test_an_unlisted_session_is_expired_if_it_was_listed_or_the_type_is_known(
    kind: type[Sync | Async],
) -> None:
    active = session("ACTIVE")
    assert wait(kind([active], []), "session_expired", session_id="i", **PLACE) is active
    assert wait(kind([]), "session_expired", "i", **PLACE, authentication_type="API") is None
    client = kind(*[[session("ACTIVE", "other")]] * 100)
    with pytest.raises(WaiterFailed, match="i was never found; check session_id, or pass auth"):
        wait(client, "session_expired", "i", **PLACE)
    assert sum(client._waiter_clock.pauses) >= 30


@both
def test_a_stack_that_does_not_exist_is_an_error(kind: type[Sync | Async]) -> None:
    for keywords in ({}, {"authentication_type": "API"}):
        with pytest.raises(ResourceNotFoundException):
            wait(kind(LookupError), "session_expired", "i", **PLACE, **keywords)


# --- arguments ----------------------------------------------------------------------------------


@both
def test_a_model_instead_of_a_name_is_refused_before_any_request(
    kind: type[Sync | Async],
) -> None:
    client = kind()
    one = builder("RUNNING")
    for name, given, message in (
        (
            "image_builder_running",
            one,
            r"name must be .* not an ImageBuilder; pass image_builder.name",
        ),
        (
            "image_builder_deleted",
            ["b", one],
            r"name\[1\] must be a string, .*pass image_builder.name",
        ),
        ("fleet_running", (one,), r"name\[0\] must be a string, .*; pass image_builder.name"),
        (
            "export_image_task_completed",
            task("EXPORTING", "t"),
            r"task_id .*; pass export_image_task.task_id",
        ),
        ("fleet_running", task("EXPORTING", "t"), "name must be .* not an ExportImageTask$"),
        ("fleet_running", 3, "name must be a string, or a list or tuple of strings, not an int$"),
        ("fleet_running", None, "name must be .* not a NoneType$"),
        ("fleet_running", [b"f"], r"name\[0\] must be a string, not a bytes$"),
    ):
        with pytest.raises(TypeError, match=message):
            wait(client, name, given)
    with pytest.raises(TypeError, match=r"session_id must be .* not a Session; pass session\.id"):
        wait(client, "session_expired", session("ACTIVE"), **PLACE)
    assert client.requests == []


@both
@pytest.mark.parametrize("names", [[], ()])
def test_an_empty_list_of_names_is_refused(kind: type[Sync | Async], names: Any) -> None:
    with pytest.raises(ValueError, match="there is nothing to wait for: name is empty"):
        wait(kind(), "image_builder_running", names)


def test_errors_about_wrong_keywords_name_the_called_method() -> None:
    client: Any = Sync()
    with pytest.raises(
        TypeError, match=r"^Sync\.wait_until_fleet_running.*'tiemout'; did you mean 'timeo"
    ):
        client.wait_until_fleet_running("f", tiemout=3)
    with pytest.raises(TypeError, match=r"^Sync\.wait_until_fleet_running\(\) needs name="):
        client.wait_until_fleet_running()


# --- both clients -------------------------------------------------------------------------------


@every_waiter
def test_both_clients_have_the_same_methods(spec: Spec) -> None:
    name = f"wait_until_{spec.name}"
    one, other = getattr(AppStreamClient, name), getattr(AsyncAppStreamClient, name)
    assert inspect.signature(one) == inspect.signature(other)
    assert one.__doc__ == other.__doc__
    assert (one.__name__, other.__name__) == (name, name)
    assert (one.__qualname__, other.__qualname__) == (
        f"WaiterMethods.{name}",
        f"AsyncWaiterMethods.{name}",
    )
    assert inspect.iscoroutinefunction(other)
    assert not inspect.iscoroutinefunction(inspect.unwrap(one))


@every_waiter
def test_the_docstring_lists_the_states_that_fail(spec: Spec) -> None:
    doc = " ".join(inspect.getdoc(getattr(AppStreamClient, f"wait_until_{spec.name}")).split())  # type: ignore[union-attr] # it has a docstring
    data = DATA[spec.name]
    _, _, raises = doc.partition("Raises: WaiterFailed: ")
    failures, _, rest = raises.partition(" WaiterTimeout: ")
    assert [s for s in failures.replace("``", " ").split() if s.isupper()] == [
        *data.failure,
        *data.before,
    ]
    assert ("still" in failures) == bool(data.before)
    assert ("the same error" in failures) == bool(data.fails_on)
    assert ("not found for 30 seconds" in failures) == (
        data.missing == "failure" or spec.name == "session_expired"
    )
    assert "See https://docs.aws.amazon.com/appstream2/" in rest


# --- time ---------------------------------------------------------------------------------------


def test_clients_sleep_in_real_time(client: AppStreamClient) -> None:
    assert isinstance(clock_of(AppStreamClient(client.boto3)), RealClock)

    async def asynchronous() -> None:
        async with AsyncAppStreamClient(client.boto3) as other:
            clock = clock_of(other)
            assert isinstance(clock, AsyncRealClock)
            before = clock.monotonic()
            await clock.sleep(0.01)
            assert clock.monotonic() > before

    asyncio.run(asynchronous())
    clock = RealClock()
    before = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() > before


def test_a_client_may_have_its_own_clock(client: AppStreamClient) -> None:
    clock = FakeClock()
    client._waiter_clock = clock  # type: ignore[attr-defined]  # the local AppStream sets it
    assert clock_of(client) is clock
    assert clock_of(client.with_options(retries=None)) is clock


class Suspending(Scripted, WaiterMethods):
    async def get_export_image_task(self, **request: Any) -> ExportImageTask:  # type: ignore[override] # any keywords
        await asyncio.sleep(0)
        return self.answer(request)[0]  # type: ignore[no-any-return] # a scripted response


def test_a_client_that_suspends_is_refused_by_a_synchronous_waiter() -> None:
    with pytest.raises(TypeError, match="needs a synchronous client"):
        Suspending([]).wait_until_export_image_task_completed("t")
