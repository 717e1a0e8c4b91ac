"""Users can use members of a botocore version that is newer than this release."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
from pathlib import Path
from typing import Any

import attrs
import pytest
from botocore.exceptions import ParamValidationError

from appstream_typed import (
    AsyncAppStreamClient,
    Fleet,
    ResponseError,
    RetryPolicy,
    Stack,
    VpcConfig,
)
from tests.canned import Canned
from tests.unit.other_models import Install, Model, installer

SMELL = {"Name": "roses", "Notes": ["top", "heart"]}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    return installer(tmp_path, monkeypatch)


@pytest.fixture
def newer(install: Install, tmp_path: Path) -> Canned:
    """Return a client with a botocore model that has members unknown to this release."""
    install(add_members)
    return Canned(models=tmp_path)


def add_members(model: Model) -> None:
    shapes = model["shapes"]
    shapes["Smell"] = {
        "type": "structure",
        "required": ["Name"],
        "members": {"Name": {"shape": "String"}, "Notes": {"shape": "StringList"}},
    }
    for name in ("CreateStackRequest", "UpdateStackRequest", "VpcConfig", "UserSetting"):
        shapes[name]["members"]["Smell"] = {"shape": "Smell"}


class TestExtraParameters:
    def test_extra_parameters_are_sent_with_the_arguments(self, newer: Canned) -> None:
        newer.answer({"Stack": {"Name": "s"}})
        client = newer.client.with_options(extra_parameters={"Smell": SMELL})
        assert client.update_stack(name="s", description="d") == Stack(name="s")
        assert newer.bodies == [{"Name": "s", "Description": "d", "Smell": SMELL}]

    def test_only_clones_with_extra_parameters_send_them(self, newer: Canned) -> None:
        newer.answer(*[{"Stack": {"Name": "s"}}] * 3)
        clone = newer.client.with_options(extra_parameters={"Smell": SMELL})
        other = clone.with_options(retries=RetryPolicy(max_attempts=1))
        other.update_stack(name="s")
        newer.client.update_stack(name="s")
        clone.with_options(extra_parameters=None).update_stack(name="s")
        assert [set(body) for body in newer.bodies] == [{"Name", "Smell"}, {"Name"}, {"Name"}]

    def test_botocore_validates_extra_parameters(self, newer: Canned) -> None:
        wrong = newer.client.with_options(extra_parameters={"Smell": {"Notes": "top"}})
        with pytest.raises(ParamValidationError) as caught:
            wrong.update_stack(name="s")
        assert 'Missing required parameter in Smell (keyword smell): "Name"' in str(caught.value)
        assert "Invalid type for parameter Smell.Notes" in str(caught.value)
        unknown = newer.client.with_options(extra_parameters={"Colour": 1})
        with pytest.raises(ParamValidationError, match='Unknown parameter in input: "Colour"'):
            unknown.update_stack(name="s")
        assert newer.requests == []

    def test_a_keyword_that_only_botocore_has_raises_an_error_with_advice(
        self, newer: Canned
    ) -> None:
        text = (
            "AppStreamClient.update_stack(): this release does not have 'smell' yet; "
            "use client.with_options(extra_parameters={'Smell': ...}).update_stack(...)"
        )
        with pytest.raises(TypeError) as caught:
            newer.client.update_stack(name="s", smell=SMELL)  # type: ignore[call-arg]  # the error under test
        assert str(caught.value) == text

        async def call() -> None:
            client: Any = AsyncAppStreamClient(newer.boto3)
            with pytest.raises(TypeError) as caught:
                await client.update_stack(name="s", smell=SMELL)
            assert str(caught.value) == f"Async{text}"

        asyncio.run(asyncio.wait_for(call(), 30))
        with pytest.raises(TypeError, match="did you mean 'name'"):
            newer.client.update_stack(nam="s")  # type: ignore[call-arg]  # the error under test

    def test_extra_parameters_do_not_override_arguments(self, newer: Canned) -> None:
        client = newer.client.with_options(extra_parameters={"Name": "other", "Smell": SMELL})
        with pytest.raises(TypeError) as caught:
            client.update_stack(name="s")
        assert str(caught.value) == (
            "UpdateStack: Name is in extra_parameters and among the arguments; pass it only once"
        )
        assert newer.requests == []

    def test_extra_parameters_are_sent_with_every_page_request(self, newer: Canned) -> None:
        newer.answer({"Stacks": [], "NextToken": "t"}, {"Stacks": []})
        client = newer.client.with_options(extra_parameters={"Names": ["s"]})
        assert client.describe_stacks().all() == []
        assert newer.bodies == [{"Names": ["s"]}, {"Names": ["s"], "NextToken": "t"}]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (["Smell"], "extra_parameters takes a mapping, got list"),
            ({1: 2}, "extra_parameters takes AWS's names as keys, got int"),
            ({"NextToken": "t"}, "extra_parameters cannot contain NextToken; use next_token"),
        ],
    )
    def test_wrong_extra_parameters_are_refused_immediately(
        self, newer: Canned, value: Any, text: str
    ) -> None:
        with pytest.raises(TypeError) as caught:
            newer.client.with_options(extra_parameters=value)
        assert str(caught.value) == text

    def test_later_changes_of_the_mapping_have_no_effect(self, newer: Canned) -> None:
        extra: dict[str, object] = {"Smell": SMELL}
        client = newer.client.with_options(extra_parameters=extra)
        extra["Name"] = "other"
        newer.answer({"Stack": {"Name": "s"}})
        client.update_stack(name="s")
        assert newer.bodies[0]["Name"] == "s"


class TestUnknownMembers:
    def test_unknown_members_are_sent_back_as_they_were_read(self, newer: Canned) -> None:
        raw = {"SubnetIds": ["a"], "Smell": SMELL}
        fleet = Fleet.from_dict({"Name": "f", "VpcConfig": raw})
        newer.answer({"Fleet": {"Name": "f"}})
        newer.client.update_fleet(name="f", vpc_config=fleet.vpc_config)
        assert newer.bodies == [{"Name": "f", "VpcConfig": raw}]

    def test_unknown_members_in_lists_are_sent_back(self, newer: Canned) -> None:
        raw = {"Action": "FILE_UPLOAD", "Permission": "ENABLED", "Smell": SMELL}
        stack = Stack.from_dict({"Name": "s", "UserSettings": [raw]})
        newer.answer({"Stack": {"Name": "s"}})
        newer.client.update_stack(name="s", user_settings=stack.user_settings)
        assert newer.bodies == [{"Name": "s", "UserSettings": [raw]}]

    def test_evolve_copies_and_pickles_keep_unknown_members(self, newer: Canned) -> None:
        config = VpcConfig.from_dict({"SubnetIds": ["a"], "Smell": SMELL})
        for twin in (
            attrs.evolve(config, subnet_ids=["b"]),
            attrs.evolve(copy.copy(config), subnet_ids=["b"]),
            attrs.evolve(copy.deepcopy(config), subnet_ids=["b"]),
            attrs.evolve(pickle.loads(pickle.dumps(config)), subnet_ids=["b"]),
        ):
            assert twin.to_dict() == {"SubnetIds": ["b"], "Smell": SMELL}
            newer.answer({"Fleet": {"Name": "f"}})
            newer.client.update_fleet(name="f", vpc_config=twin)
            assert newer.bodies[-1]["VpcConfig"] == {"SubnetIds": ["b"], "Smell": SMELL}
        assert attrs.evolve(VpcConfig()).unknown_members == {}

    def test_a_constructor_accepts_unknown_members(self, newer: Canned) -> None:
        config = VpcConfig(subnet_ids=["a"], unknown_members={"Smell": SMELL})
        newer.answer({"Fleet": {"Name": "f"}})
        newer.client.update_fleet(name="f", vpc_config=config)
        assert newer.bodies[0]["VpcConfig"] == {"SubnetIds": ["a"], "Smell": SMELL}
        with pytest.raises(TypeError, match=r"^VpcConfig\.unknown_members: the field takes"):
            VpcConfig(unknown_members=["Smell"])  # type: ignore[arg-type]  # the error under test

    def test_unknown_members_that_botocore_lacks_are_omitted_with_a_warning(
        self, newer: Canned, caplog: pytest.LogCaptureFixture
    ) -> None:
        raw = {"SubnetIds": ["a"], "Smell": {**SMELL, "Colour": 3}, "Mood": "good"}
        newer.answer({"Fleet": {"Name": "f"}})
        with caplog.at_level(logging.WARNING, "appstream_typed"):
            newer.client.update_fleet(name="f", vpc_config=VpcConfig.from_dict(raw))
        assert newer.bodies[0]["VpcConfig"] == {"SubnetIds": ["a"], "Smell": SMELL}
        assert "VpcConfig.Smell.Colour, VpcConfig.Mood; upgrade boto3" in caplog.text

    def test_a_model_with_only_unknown_members_round_trips(self) -> None:
        config = VpcConfig(unknown_members={"Smell": SMELL})
        for twin in (VpcConfig.from_dict(config.to_dict()), VpcConfig.from_json(config.to_json())):
            assert twin.unknown_members == {"Smell": SMELL}

    @pytest.mark.parametrize("key", ["smell", "Fleets", "VpcConfig", "ResponseMetadata", "Name"])
    def test_invalid_data_is_still_refused(self, key: str) -> None:
        with pytest.raises(ResponseError, match="no key is a member's name"):
            VpcConfig.from_dict({key: {}})
