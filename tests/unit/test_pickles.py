"""Pickles can be loaded by older and newer releases, with every pickle protocol."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from io import BytesIO
from typing import Any

import attrs
import pytest

from appstream_typed import (
    AppStreamError,
    ExportImageTask,
    Fleet,
    FleetState,
    ImageBuilder,
    NetworkAccessConfiguration,
    PaginationError,
    PaginationProgress,
    ResourceError,
    ResponseError,
    Session,
    SessionState,
    ThrottlingException,
    VpcConfig,
    WaiterFailed,
    WaiterTimeout,
    models,
)
from tests.canned import Canned
from tests.shapes import FORMS, SERVICE, wire

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
SESSION = {"Id": "i", "UserId": "u", "StackName": "s", "FleetName": "f", "State": "ACTIVE"}


def create_without_state(cls: type) -> object:
    """Return an instance without state, as unpickling creates it."""
    return cls.__new__(cls)


class Names(pickle.Unpickler):
    """An unpickler that records the names that it imports."""

    found: set[str]

    def find_class(self, module: str, name: str) -> Any:
        self.found = {*getattr(self, "found", ()), f"{module}.{name}"}
        return super().find_class(module, name)


class Handmade:
    """An object that is pickled as a model with the given state."""

    def __init__(self, cls: type, state: Mapping[str, object]) -> None:
        self.cls = cls
        self.state = dict(state)

    def __reduce__(self) -> Any:
        return create_without_state, (self.cls,), self.state


def load(cls: type, state: Mapping[str, object], protocol: int) -> Any:
    return pickle.loads(pickle.dumps(Handmade(cls, state), protocol))


def fields_of(model: Any) -> dict[str, object]:
    """Return the state as earlier releases pickled it: the fields by name."""
    return {field.name: getattr(model, field.name) for field in attrs.fields(type(model))}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [name for name in models.__all__ if name in SERVICE.shape_names])
def test_a_model_can_be_pickled_with_every_protocol(name: str, form: str) -> None:
    model = getattr(models, name).from_dict(wire(SERVICE.shape_for(name), form))
    twins = [pickle.loads(pickle.dumps(model, protocol)) for protocol in PROTOCOLS]
    for twin in (*twins, copy.copy(model), copy.deepcopy(model)):
        assert twin == model
        assert hash(twin) == hash(model)
        assert twin.unknown_members == model.unknown_members
        assert twin.to_dict() == model.to_dict()
        assert repr(twin) == repr(model)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pickle_names_only_the_class_of_the_model(protocol: int) -> None:
    """A release that lacks a new structure or enum can therefore load objects that contain one."""
    builder = ImageBuilder(
        name="b",
        state="RUNNING",
        vpc_config=VpcConfig(subnet_ids=["a"]),
        image_builder_errors=[ResourceError(error_code="FLEET_STOPPED")],
    )
    names = Names(BytesIO(pickle.dumps(builder, protocol)))
    assert names.load() == builder
    helpers = {"copyreg.__newobj__", "copy_reg.__newobj__"}  # the second name is for old protocols
    assert names.found - helpers == {"appstream_typed.ImageBuilder"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pickle_of_fields_by_name_can_be_loaded(protocol: int) -> None:
    session = Session.from_dict(
        {**SESSION, "NetworkAccessConfiguration": {"EniIpv6Addresses": ["::1"]}, "StartTime": 5}
    )
    state = {**fields_of(session), "_unknown_members": {"Invented": [1]}}
    twin = load(Session, state, protocol)
    assert twin == session
    assert type(twin.network_access_configuration) is NetworkAccessConfiguration
    assert twin.state is SessionState.ACTIVE
    assert twin.unknown_members == {"Invented": [1]}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_fields_added_later_get_their_defaults(
    protocol: int, caplog: pytest.LogCaptureFixture
) -> None:
    builder = ImageBuilder(name="b", state="RUNNING", access_endpoints=[])
    for state in (fields_of(builder), builder.__getstate__()):
        for later in ("access_endpoints", "AccessEndpoints", "description", "disable_imdsv1"):
            state.pop(later, None)
        twin = load(ImageBuilder, state, protocol)
        assert twin == builder
        assert (twin.access_endpoints, twin.description, twin.disable_imdsv1) == ((), None, None)
    assert not caplog.records


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_required_field_added_later_is_corrected(
    protocol: int, caplog: pytest.LogCaptureFixture
) -> None:
    state = fields_of(Fleet.from_dict({"Name": "f", "Arn": "a", "State": "RUNNING"}))
    caplog.clear()
    del state["state"], state["compute_capacity_status"]
    twin = load(Fleet, state, protocol)
    assert (twin.name, twin.state, twin.compute_capacity_status.desired) == ("f", "", 0)
    assert not twin.state.is_known
    assert "Fleet.State" in caplog.text


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_fields_of_a_newer_release_become_unknown_members(protocol: int) -> None:
    session = Session.from_dict(SESSION)
    newer = {
        "smell_of_roses": "strong",
        "gardens": (NetworkAccessConfiguration(eni_id="e"), NetworkAccessConfiguration()),
        "gardener": FleetState.RUNNING,
    }
    expected = {
        "SmellOfRoses": "strong",
        "Gardens": [{"EniId": "e"}, {}],
        "Gardener": "RUNNING",
    }
    for state in ({**fields_of(session), **newer}, {**session.__getstate__(), **expected}):
        twin = load(Session, state, protocol)
        assert twin == session
        assert twin.unknown_members == expected
        assert twin.to_dict() == {**SESSION, **expected}
        assert pickle.loads(pickle.dumps(twin, protocol)).unknown_members == expected


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_unknown_members_become_fields_once_they_are_known(protocol: int) -> None:
    """An old release read the IPv6 addresses as unknown members. In this release they are a field."""
    state = fields_of(Session.from_dict(SESSION))
    del state["network_access_configuration"], state["connection_state"]
    state["_unknown_members"] = {
        "NetworkAccessConfiguration": {"EniId": "e"},
        "ConnectionState": "CONNECTED",
    }
    twin = load(Session, state, protocol)
    assert twin.network_access_configuration == NetworkAccessConfiguration(eni_id="e")
    assert twin.connection_state == "CONNECTED"
    assert twin.unknown_members == {}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_values_of_a_newer_release_are_kept(protocol: int) -> None:
    state = {**fields_of(Session.from_dict(SESSION)), "state": "HIBERNATED"}
    for given in (state, {**SESSION, "State": "HIBERNATED"}):
        twin = load(Session, given, protocol)
        assert twin.state == SessionState("HIBERNATED")
        assert not twin.state.is_known
    value = pickle.loads(pickle.dumps(SessionState("HIBERNATED"), protocol))
    assert (type(value), value, value.is_known) == (SessionState, "HIBERNATED", False)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_maps_and_timestamps_can_be_pickled(protocol: int) -> None:
    task = ExportImageTask(
        task_id="t",
        image_arn="a",
        ami_name="n",
        created_date=datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=timezone.utc),
        tag_specifications={"a": "1"},
    )
    for state in (fields_of(task), task.__getstate__()):
        twin = load(ExportImageTask, state, protocol)
        assert twin == task
        assert hash(twin) == hash(task)


def test_a_state_that_cannot_be_read_is_a_response_error() -> None:
    with pytest.raises(ResponseError, match=r"^Session\.Id: expected a string, got int"):
        load(Session, {**SESSION, "Id": 7}, 4)


# --- errors ---------------------------------------------------------------------------------------


def with_progress(error: Exception) -> Exception:
    """Return the error with the progress of an interrupted iteration."""
    canned = Canned()
    canned.answer({"Stacks": [{"Name": "a"}], "NextToken": "t"})
    pager = canned.client.describe_stacks()

    def fail(**_: object) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        for _ in pager:
            canned.boto3.meta.events.register("before-parameter-build.appstream", fail)
    canned.boto3.close()
    return caught.value


ERRORS = [
    PaginationError("DescribeFleets", "again", "token"),
    ResponseError("A.b", "bad", 3),
    WaiterFailed("image_builder_running", "b: state FAILED", ImageBuilder(name="b"), 2),
    WaiterTimeout("image_builder_running", "b: state PENDING", None, 3),
    ThrottlingException({"Error": {"Code": "Throttling", "Message": "slow"}}, "DescribeStacks"),
    AppStreamError("closed"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_pickled_errors_keep_their_progress(error: Exception) -> None:
    found = with_progress(copy.copy(error))
    progress = PaginationProgress.of(found)
    assert progress == ("DescribeStacks", 1, 1, "t")
    for protocol in PROTOCOLS:
        for twin in (pickle.loads(pickle.dumps(found, protocol)), copy.copy(found)):
            assert type(twin) is type(error)
            assert (str(twin), twin.args) == (str(error), error.args)
            assert PaginationProgress.of(twin) == progress
            assert vars(twin) == vars(found)
            assert sys.version_info < (3, 11) or twin.__notes__ == [str(progress)]


@pytest.mark.parametrize("error", ERRORS[:-1], ids=lambda error: type(error).__name__)
def test_pickled_errors_without_a_state_can_be_loaded(error: Exception) -> None:
    """Pickles of earlier releases contain only the arguments of the error."""
    cls, arguments, *_ = error.__reduce__()  # type: ignore[misc]  # a tuple for all these errors
    twin = cls(*arguments)
    assert (str(twin), twin.args) == (str(error), error.args)
