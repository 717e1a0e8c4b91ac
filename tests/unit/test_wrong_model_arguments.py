"""Errors of constructors, enums and ``from_dict`` name the field and contain advice."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from appstream_typed import (
    Application,
    ApplicationSettings,
    Fleet,
    FleetState,
    Image,
    InstanceType,
    ResponseError,
    Session,
    VpcConfig,
    enums,
)
from tests.canned import Canned

# Each "type: ignore" marks a deliberate mistake, which type checkers and the constructor both report.
CONSTRUCTORS: list[tuple[Callable[[], object], str]] = [
    (lambda: VpcConfig(["a"]), "VpcConfig() takes only keyword arguments; pass subnet_ids=..."),  # type: ignore[misc]
    (
        lambda: Fleet(name="f", arn="a", state="RUNNING"),  # type: ignore[call-arg]
        "Fleet() needs instance_type=..., compute_capacity_status=...",
    ),
    (
        lambda: VpcConfig(SubnetIds=["a"]),  # type: ignore[call-arg]
        "VpcConfig() got an unexpected keyword argument 'SubnetIds'; did you mean 'subnet_ids'?",
    ),
    (
        lambda: VpcConfig(subnet_ids="subnet-1"),
        (
            "VpcConfig.subnet_ids: a list field takes an iterable of items, not a single str; "
            "put it in a list: ['...']"
        ),
    ),
    (
        lambda: VpcConfig(subnet_ids=["a"], security_group_ids="b"),
        (
            "VpcConfig.security_group_ids: a list field takes an iterable of items, not a single str; "
            "put it in a list: ['...']"
        ),
    ),
    (
        lambda: VpcConfig(subnet_ids=5),  # type: ignore[arg-type]
        "VpcConfig.subnet_ids: a list field takes an iterable of items, not int",
    ),
    (
        lambda: VpcConfig(subnet_ids={}, security_group_ids=5),  # type: ignore[arg-type]
        "VpcConfig.subnet_ids: a list field takes an iterable of items, not a single dict",
    ),
    (
        lambda: Image(name="i", created_time="now"),  # type: ignore[arg-type]
        "Image.created_time: the field takes a datetime, got str",
    ),
    (
        lambda: Session(id="i", user_id="u", stack_name="s", fleet_name="f", state=5),  # type: ignore[arg-type]
        "Session.state: SessionState takes a string, got int",
    ),
    (
        lambda: Application(platforms=(value for value in ("WINDOWS", 5))),  # type: ignore[arg-type]
        "Application.platforms: PlatformType takes a string, got int",
    ),
]


@pytest.mark.parametrize(("call", "text"), CONSTRUCTORS, ids=[text for _, text in CONSTRUCTORS])
def test_wrong_constructor_arguments_raise_an_error_with_advice(
    call: Callable[[], object], text: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == text


def test_a_dict_in_a_model_is_refused_before_it_is_sent(canned: Canned) -> None:
    settings = ApplicationSettings(enabled={"a": 1})  # type: ignore[arg-type]  # botocore reports it
    with pytest.raises(ParamValidationError, match=r"\(keyword application_settings\.enabled\)"):
        canned.client.create_stack(name="s", application_settings=settings)
    session: Any = Session.from_dict({"Id": "i"})
    with pytest.raises(
        TypeError, match=r"^Session\.network_access_configuration: expected Network"
    ):
        Session(**{**fields_of(session), "network_access_configuration": {"EniId": "e"}}).to_dict()
    assert canned.requests == []


def fields_of(model: Any) -> dict[str, Any]:
    return {field.alias: getattr(model, field.name) for field in model.__attrs_attrs__}


# --- enums and dicts ------------------------------------------------------------------------------


def member(cls: type, name: str) -> object:
    return getattr(cls, name)


def test_a_typo_in_the_name_of_a_member_names_the_nearest() -> None:
    with pytest.raises(AttributeError) as caught:
        member(InstanceType, "STREAM_STANDARD_SMAL")
    shown = "".join(traceback.format_exception_only(caught.value)).strip()
    assert shown == (
        "AttributeError: InstanceType has no member 'STREAM_STANDARD_SMAL'; "
        "did you mean 'STREAM_STANDARD_SMALL'?"
    )
    with pytest.raises(AttributeError, match="did you mean 'RUNNING'"):
        member(FleetState, "running")
    with pytest.raises(AttributeError, match=r"use FleetState\('\.\.\.'\)"):
        member(FleetState, "HIBERNATED")


@pytest.mark.parametrize("name", [name for name in enums.__all__ if not name.endswith("Value")])
def test_an_enum_has_no_undefined_attributes(name: str) -> None:
    cls = getattr(enums, name)
    assert not hasattr(cls, "_ipython_display_")
    assert not hasattr(cls, "__wrapped__")
    assert all(getattr(cls, member.name) is member for member in cls)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            {"name": "f"},
            (
                "Fleet: from_dict takes boto3's form, where 'name' is 'Name'; "
                "to create a model from keywords, use Fleet(...)"
            ),
        ),
        (
            {"Name": "f", "disable_imdsv1": True},
            (
                "Fleet: from_dict takes boto3's form, where 'disable_imdsv1' is 'DisableIMDSV1'; "
                "to create a model from keywords, use Fleet(...)"
            ),
        ),
        ({"Foo": 1}, "Fleet: no key is a member's name, such as 'Arn', 'Name', 'DisplayName'"),
        (
            {"Fleet": {"Name": "f"}},
            (
                "Fleet: no key is a member's name, such as 'Arn', 'Name', 'DisplayName'; "
                "pass the structure itself: data['Fleet']"
            ),
        ),
    ],
)
def test_a_dict_with_wrong_keys_is_refused(data: dict[str, object], text: str) -> None:
    for read in (Fleet.from_dict, lambda raw: Fleet.from_json(json.dumps(raw))):
        with pytest.raises(ResponseError) as caught:
            read(data)
        assert str(caught.value) == text
        assert (caught.value.path, caught.value.raw) == ("Fleet", data)


def test_a_dict_may_be_empty_or_partly_unknown() -> None:
    assert VpcConfig.from_dict({}) == VpcConfig()
    vpc = VpcConfig.from_dict({"SubnetIds": ["a"], "Invented": 1})
    assert vpc.unknown_members == {"Invented": 1}


def test_errors_have_at_most_one_suggestion_in_every_python() -> None:
    """Python 3.13 and later add a suggestion to some messages. These messages must have only one."""
    for call, _ in CONSTRUCTORS:
        with pytest.raises(TypeError) as caught:
            call()
        shown = "".join(traceback.format_exception_only(caught.value))
        assert len(re.findall(r"[Dd]id you mean", shown)) <= 1
