"""Typed errors."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, WaiterError

import appstream_typed
from appstream_typed import (
    ApiError,
    AppStreamClient,
    AppStreamError,
    ImageBuilder,
    LimitExceededException,
    PaginationError,
    ResourceNotFoundException,
    ResponseError,
    RetryPolicy,
    UnknownApiError,
    WaiterFailed,
    WaiterTimeout,
)
from appstream_typed.errors import MODELED_ERRORS
from appstream_typed.errors.base import from_client_error
from tests.canned import Canned
from tests.shapes import SERVICE


def test_every_error_of_the_model_is_a_class() -> None:
    modeled = {shape.name for shape in SERVICE.error_shapes}
    assert modeled <= set(MODELED_ERRORS)
    assert len(MODELED_ERRORS) == 15


@pytest.mark.parametrize("code", sorted(MODELED_ERRORS))
def test_an_answered_error_is_raised_by_its_class(canned: Canned, code: str) -> None:
    canned.refuse(code, "because", 404)
    with pytest.raises(getattr(appstream_typed, code)) as caught:
        canned.client.start_fleet(name="f")
    error = caught.value
    assert isinstance(error, (ApiError, ClientError, AppStreamError))
    assert (error.code, error.message, error.operation) == (code, "because", "StartFleet")
    assert (error.http_status, error.request_id, error.attempts) == (404, "request-1", 1)
    assert error.response["Error"]["Code"] == code
    assert error.__cause__ is None
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert (twin.code, twin.request_id) == (error.code, error.request_id)


def test_another_code_is_an_unknown_api_error(canned: Canned) -> None:
    canned.refuse("SomethingElse")
    with pytest.raises(UnknownApiError) as caught:
        canned.client.start_fleet(name="f")
    assert caught.value.code == "SomethingElse"


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"[]", b"{"])
def test_an_error_without_a_code_is_an_error_all_the_same(canned: Canned, body: bytes) -> None:
    canned.answer(body, status=502)
    with pytest.raises(UnknownApiError) as caught:
        canned.client.start_fleet(name="f")
    assert (caught.value.code, caught.value.http_status) == ("502", 502)


def test_code_that_catches_client_error_goes_on_working(canned: Canned) -> None:
    canned.refuse("LimitExceededException")
    with pytest.raises(ClientError) as caught:
        canned.client.create_stack(name="s")
    assert isinstance(caught.value, LimitExceededException)
    assert caught.value.operation_name == "CreateStack"


def test_no_answer_stays_botocores_error() -> None:
    client = AppStreamClient(
        endpoint_url="http://127.0.0.1:1",
        region_name="us-east-1",
        retries=RetryPolicy(max_attempts=1),
    )
    with pytest.raises(EndpointConnectionError):
        client.start_fleet(name="f")


def test_the_other_errors_pickle() -> None:
    builder = ImageBuilder(name="b", state="FAILED")
    for error in (
        PaginationError("DescribeFleets", "again", "token"),
        ResponseError("A.b", "bad", 3),
        WaiterFailed("image_builder_running", "b: state FAILED", builder, 2),
        WaiterTimeout("image_builder_running", "b: state PENDING", None, 3),
    ):
        twin = pickle.loads(pickle.dumps(error))
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


def test_waiter_errors_are_botocores_too() -> None:
    error = WaiterFailed("fleet_running", "f: state STOPPED", ImageBuilder(name="b"), 1)
    assert isinstance(error, (WaiterError, AppStreamError))
    assert error.last_response == {"Name": "b"}


def test_a_missing_only_member_is_a_response_error(canned: Canned) -> None:
    canned.answer({})
    with pytest.raises(ResponseError, match=r"CreateStack\.Stack"):
        canned.client.create_stack(name="s")


def test_errors_are_caught_as_resource_not_found(canned: Canned) -> None:
    canned.refuse("com.amazonaws.appstream#ResourceNotFoundException")
    with pytest.raises(ResourceNotFoundException):
        canned.client.delete_fleet(name="f")


def answer(**metadata: object) -> Any:
    return {
        "Error": {"Code": "ThrottlingException", "Message": "slow"},
        "ResponseMetadata": {"RequestId": "r", "HTTPStatusCode": 400, **metadata},
    }


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2), (4, 5), (None, 1), ("4", 1)])
def test_attempts_count_the_first(retries: object, attempts: int) -> None:
    assert UnknownApiError(answer(RetryAttempts=retries), "X").attempts == attempts
    assert UnknownApiError(answer(), "X").attempts == 1


def test_what_an_answer_lacks_is_empty() -> None:
    for response in ({}, {"Error": {}, "ResponseMetadata": {}}, {"ResponseMetadata": {}}):
        error = UnknownApiError(response, "X")
        assert (error.code, error.message, error.operation) == ("", "", "X")
        assert (error.request_id, error.http_status, error.attempts) == (None, None, 1)
    strange = UnknownApiError(answer(HTTPStatusCode="400", RequestId=7), "X")
    assert (strange.http_status, strange.request_id) == (None, "7")


@pytest.mark.parametrize(("retries", "told"), [(0, False), (2, True)])
def test_botocores_remark_on_retries_stands_only_where_there_were_some(
    retries: int, *, told: bool
) -> None:
    theirs = ClientError(answer(MaxAttemptsReached=True, RetryAttempts=0), "StartFleet")
    ours = from_client_error(theirs, retries)
    assert type(ours) is UnknownApiError
    assert ours.attempts == retries + 1
    assert ("reached max retries" in str(ours)) is told
    assert theirs.response["ResponseMetadata"]["RetryAttempts"] == 0, "theirs is as it was"


def test_an_error_is_seen_from_further_and_further_out() -> None:
    error = ResponseError("", "bad", 3)
    assert str(error.below("A")) == "A: bad"
    assert str(error.below("b").below("A")) == "A.b: bad"
    assert str(error.below("[2]").below("Bs").below("A")) == "A.Bs[2]: bad"
    assert error.below("A").raw == 3
    assert (error.path, error.reason) == ("", "bad")


def test_a_pagination_error_tells_its_token() -> None:
    error = PaginationError("DescribeFleets", "again", "t")
    assert (str(error), error.operation, error.token) == (
        "DescribeFleets: again",
        "DescribeFleets",
        "t",
    )
    assert PaginationError("DescribeFleets", "none").token is None
