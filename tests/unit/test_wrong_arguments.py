"""Wrong arguments raise an error with advice before a request is sent."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from appstream_typed import (
    Application,
    AppStreamClient,
    AsyncAppStreamClient,
    DirectoryConfig,
    Fleet,
    PlatformType,
    ResponseError,
    ServiceAccountCredentials,
    UserStackAssociation,
    VpcConfig,
)
from tests.canned import Canned

SECRET = "planted-5ecret"
FLEET = Fleet.from_dict({"Name": "f", "Arn": "a"})
IN_PAGES = "this operation has no parameter for the page size"
FROM_DICT = (
    r"use VpcConfig\(\.\.\.\), or VpcConfig\.from_dict\(\.\.\.\) if the dict is in boto3's form"
)

Call = Callable[[Any], object]

CALLS: list[tuple[Call, str]] = [
    # Positional arguments.
    (lambda c: c.start_fleet("x"), "start_fleet() takes only keyword arguments; pass name=..."),
    (
        lambda c: c.describe_sessions("a", "b"),
        "describe_sessions() takes only keyword arguments; pass stack_name=..., fleet_name=...",
    ),
    (
        lambda c: c.describe_sessions("a", fleet_name="b"),
        "describe_sessions() takes only keyword arguments; pass stack_name=...",
    ),
    # Missing arguments.
    (lambda c: c.start_fleet(), "start_fleet() needs name=..."),
    (lambda c: c.create_fleet(name="x"), "create_fleet() needs instance_type=..."),
    (
        lambda c: c.describe_sessions(),
        "describe_sessions() needs stack_name=..., fleet_name=...",
    ),
    # Keywords of boto3 and of other libraries.
    (
        lambda c: c.describe_images(max_results=3),
        (
            "describe_images() got an unexpected keyword argument 'max_results'; "
            "did you mean 'page_size'?"
        ),
    ),
    (
        lambda c: c.describe_sessions(stack_name="s", fleet_name="f", limit=3),
        "describe_sessions() got an unexpected keyword argument 'limit'; did you mean 'page_size'?",
    ),
    (
        lambda c: c.describe_fleets(max_results=3),
        f"describe_fleets() got an unexpected keyword argument 'max_results': {IN_PAGES}",
    ),
    (
        lambda c: c.describe_fleets(page_size=3),
        f"describe_fleets() got an unexpected keyword argument 'page_size': {IN_PAGES}",
    ),
    (
        lambda c: c.describe_images(NextToken="t"),
        (
            "describe_images() got an unexpected keyword argument 'NextToken'; "
            "did you mean 'next_token'?"
        ),
    ),
    (
        lambda c: c.create_fleet(MaxConcurrentSessions=1),
        (
            "create_fleet() got an unexpected keyword argument 'MaxConcurrentSessions'; "
            "did you mean 'max_concurrent_sessions'?"
        ),
    ),
    (
        lambda c: c.create_stack(nam="s"),
        "create_stack() got an unexpected keyword argument 'nam'; did you mean 'name'?",
    ),
    (
        lambda c: c.delete_stack(zebra=1),
        "delete_stack() got an unexpected keyword argument 'zebra'; use one of: name",
    ),
]


@pytest.mark.parametrize(("call", "text"), CALLS, ids=[text for _, text in CALLS])
def test_arguments_that_do_not_fit_the_signature_raise_a_type_error(
    canned: Canned, call: Call, text: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call(canned.client)
    assert str(caught.value) == f"AppStreamClient.{text}"
    with pytest.raises(TypeError) as other:
        asyncio.run(awaited(call(AsyncAppStreamClient(canned.boto3))))
    assert str(other.value) == f"AsyncAppStreamClient.{text}"
    assert canned.requests == []


async def awaited(result: Any) -> None:
    """Await the result of an async method, unless it is a pager."""
    if inspect.isawaitable(result):
        await result


def test_options_and_sweeps_give_the_same_advice(canned: Canned) -> None:
    clients: tuple[Any, ...] = (canned.client, AsyncAppStreamClient(canned.boto3))
    for client in clients:
        name = type(client).__name__
        for call, text in (
            (lambda c: c.with_options(timeout=3), "with_options() got an unexpected keyword arg"),
            (lambda c: c.with_options(3), "with_options() takes only keyword arguments; pass ret"),
            (lambda c: c.capture_metadata(1), "capture_metadata() takes no arguments"),
            (lambda c: c.iter_all_sessions(worker=1), "did you mean 'workers'?"),
            (lambda c: c.wait_until_fleet_running(), "wait_until_fleet_running() needs name=..."),
        ):
            with pytest.raises(TypeError) as caught:
                asyncio.run(awaited(call(client)))
            assert str(caught.value).startswith(f"{name}.")
            assert text in str(caught.value)


def test_waiters_give_the_same_advice(canned: Canned) -> None:
    with pytest.raises(
        TypeError, match=r"^AppStreamClient\.wait_until_fleet_running\(\) needs name="
    ):
        canned.client.wait_until_fleet_running()  # type: ignore[call-overload]  # the error under test
    with pytest.raises(
        TypeError, match=r"unexpected keyword argument 'pol_interval'; did you mean"
    ):
        canned.client.wait_until_fleet_running("f", pol_interval=1)  # type: ignore[call-overload]  # the error under test


def test_errors_name_the_subclass(canned: Canned) -> None:
    class Portal(AppStreamClient):
        pass

    with pytest.raises(TypeError, match=r"^Portal\.start_fleet\(\) needs name=\.\.\.$"):
        Portal(canned.boto3).start_fleet()  # type: ignore[call-arg]  # the error under test


def test_no_error_shows_a_value(canned: Canned) -> None:
    for call in (
        lambda c: c.create_user(SECRET),
        lambda c: c.create_user(user_name={SECRET: SECRET}, authentication_type="USERPOOL"),
        lambda c: c.create_user(user_name=[SECRET], authentication_type="USERPOOL"),
        lambda _: ServiceAccountCredentials(SECRET, SECRET),  # type: ignore[misc]  # the error under test
        lambda _: ServiceAccountCredentials(account_name=SECRET),  # type: ignore[call-arg]  # the error under test
        lambda _: DirectoryConfig.from_dict({"service_account_credentials": SECRET}),
    ):
        with pytest.raises((TypeError, ParamValidationError, ResponseError)) as caught:
            call(canned.client)
        shown = "".join(traceback.format_exception_only(caught.value))
        assert SECRET not in f"{shown}{caught.value!r}{vars(caught.value)}"


def fleet(c: Any, **arguments: object) -> object:
    return c.create_fleet(name="f", instance_type="stream.standard.small", **arguments)


ARGUMENTS: list[tuple[Call, str]] = [
    (
        lambda c: c.describe_fleets(names="x"),
        (
            r"Names \(keyword names\): it takes a list of strings, not a single str; "
            r"put it in a list: names=\['\.\.\.'\]$"
        ),
    ),
    (lambda c: c.describe_fleets(names=b"x"), r"\(keyword names\): .*, not a single bytes$"),
    (lambda c: c.describe_fleets(names={"x": 1}), r"\(keyword names\): .*, not a dict$"),
    (lambda c: c.describe_fleets(names=5), r"\(keyword names\): .*, not an int$"),
    (lambda c: c.describe_fleets(names=FLEET), r"\(keyword names\): .*, not a Fleet$"),
    (lambda c: c.describe_fleets(names=[["x"]]), r"\(keyword names\[0\]\): .* string, not a list$"),
    (
        lambda c: c.create_directory_config(
            directory_name="d", organizational_unit_distinguished_names="ou"
        ),
        r"put it in a list: organizational_unit_distinguished_names=",
    ),
    (lambda c: c.start_fleet(name=FLEET), r"\(keyword name\): it takes a string, not a Fleet$"),
    (lambda c: c.start_fleet(name=["f"]), r"\(keyword name\): it takes a string, not a list$"),
    (lambda c: c.start_fleet(name={"f": 1}), r"\(keyword name\): it takes a string, not a dict$"),
    (
        lambda c: fleet(c, max_concurrent_sessions=[1]),
        r"\(keyword max_concurrent_sessions\): it takes an integer, not a list$",
    ),
    (
        lambda c: fleet(c, vpc_config={"SubnetIds": ["a"]}),
        rf"\(keyword vpc_config\): it takes a VpcConfig, not a dict; {FROM_DICT}$",
    ),
    (lambda c: fleet(c, vpc_config=FLEET), r"it takes a VpcConfig, not a Fleet$"),
    (lambda c: fleet(c, vpc_config="subnet-1"), r"it takes a VpcConfig, not a str$"),
    (lambda c: fleet(c, vpc_config=["subnet-1"]), r"it takes a VpcConfig, not a list$"),
    (lambda c: fleet(c, tags=["a"]), r"\(keyword tags\): it takes a mapping .*, not a list$"),
    (lambda c: fleet(c, tags="a"), r"\(keyword tags\): it takes a mapping .*, not a str$"),
    (
        lambda c: c.batch_associate_user_stack(user_stack_associations=[{"StackName": "s"}]),
        r"\(keyword user_stack_associations\[0\]\): it takes a UserStackAssociation, not a dict; use",
    ),
    (
        lambda c: c.batch_associate_user_stack(user_stack_associations=FLEET),
        r"it takes a list of UserStackAssociation objects, not a Fleet$",
    ),
    (
        lambda c: c.batch_associate_user_stack(user_stack_associations=[None]),
        r"\(keyword user_stack_associations\[0\]\): .*, not None$",
    ),
]


@pytest.mark.parametrize(("call", "text"), ARGUMENTS, ids=[text for _, text in ARGUMENTS])
def test_arguments_of_a_wrong_kind_are_refused(canned: Canned, call: Call, text: str) -> None:
    with pytest.raises(ParamValidationError, match=text):
        call(canned.client)
    assert canned.requests == []


def test_botocores_error_about_a_scalar_names_the_keyword(canned: Canned) -> None:
    with pytest.raises(ParamValidationError, match=r"parameter Name \(keyword name\), value: 3,"):
        canned.client.start_fleet(name=3)  # type: ignore[arg-type]  # the error under test
    with pytest.raises(ParamValidationError, match=r"MaxResults \(keyword page_size\), value: 3,"):
        canned.client.describe_images(page_size="3").all()  # type: ignore[arg-type]  # the error under test
    with pytest.raises(ParamValidationError, match=r"\(keyword vpc_config\.subnet_ids\[1\]\)"):
        fleet(canned.client, vpc_config=VpcConfig(subnet_ids=["a", 5]))  # type: ignore[list-item]  # the error under test
    assert canned.requests == []


# --- lists ----------------------------------------------------------------------------------------


def generated() -> Iterator[str]:
    yield from ("a", "b")


ITERABLES: list[Callable[[], Any]] = [
    generated,
    {"a": 1, "b": 2}.keys,
    {1: "a", 2: "b"}.values,
    lambda: deque("ab"),
    lambda: map(str.lower, "AB"),
    lambda: ("a", "b"),
]


@pytest.mark.parametrize("make", ITERABLES, ids=range(len(ITERABLES)))
def test_any_iterable_is_accepted_as_a_list(canned: Canned, make: Callable[[], Any]) -> None:
    canned.answer({}, {"Fleet": {}})
    canned.client.describe_fleets(names=make()).all()
    assert canned.bodies[-1] == {"Names": ["a", "b"]}
    vpc = VpcConfig(subnet_ids=make(), security_group_ids=make())
    assert vpc.subnet_ids == vpc.security_group_ids == ("a", "b")
    fleet(canned.client, vpc_config=vpc)
    assert canned.bodies[-1]["VpcConfig"] == {
        "SubnetIds": ["a", "b"],
        "SecurityGroupIds": ["a", "b"],
    }


def test_iterables_may_contain_models_and_enums(canned: Canned) -> None:
    canned.answer({}, {}, {"Fleet": {}})
    canned.client.describe_fleets(names={"a", "b"}).all()
    assert sorted(canned.bodies[-1]["Names"]) == ["a", "b"]
    pairs = (
        UserStackAssociation(stack_name="s", user_name=name, authentication_type="USERPOOL")
        for name in generated()
    )
    canned.client.batch_associate_user_stack(user_stack_associations=pairs)
    assert [pair["UserName"] for pair in canned.bodies[-1]["UserStackAssociations"]] == ["a", "b"]
    application = Application(platforms=(platform for platform in ("WINDOWS", PlatformType.RHEL8)))
    assert application.platforms == (PlatformType.WINDOWS, PlatformType.RHEL8)
    fleet(canned.client, usb_device_filter_strings=iter([PlatformType.RHEL8]))
    assert canned.bodies[-1]["UsbDeviceFilterStrings"] == ["RHEL8"]


def test_an_iterable_is_consumed_once(canned: Canned) -> None:
    canned.answer({"Fleets": [], "NextToken": "t"}, {"Fleets": []}, {"Fleets": []}, {"Fleets": []})
    pager = canned.client.describe_fleets(names=generated())
    assert (pager.all(), canned.client.describe_fleets(names=iter(())).all()) == ([], [])
    pager.all()
    assert [body.get("Names") for body in canned.bodies] == [["a", "b"], ["a", "b"], [], ["a", "b"]]
