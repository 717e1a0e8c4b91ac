"""Error classes: their tree, codes, messages and pickles."""

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
    ThrottlingException,
    UnknownApiError,
    WaiterFailed,
    WaiterTimeout,
    errors,
)
from appstream_typed.errors.translation import from_client_error
from tests.canned import Canned
from tests.shapes import SERVICE

MODELED = sorted(shape.name for shape in SERVICE.error_shapes)

DOCUMENTED = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "MalformedHttpRequestException",
    "NotAuthorized",
    "OptInRequired",
    "RequestAbortedException",
    "RequestEntityTooLargeException",
    "RequestExpired",
    "RequestTimeoutException",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnrecognizedClientException",
    "UnknownOperationException",
]
"""The errors that AWS documents for all services, except ``ValidationError``."""

UNDOCUMENTED = ["InvalidSignatureException", "MissingAuthenticationTokenException"]
UNDOCUMENTED += ["SerializationException", "ValidationException"]

SPELLINGS = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "InternalServerError": "InternalFailure",
    "InternalServiceError": "InternalFailure",
    "InvalidAction": "UnknownOperationException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "RequestLimitExceeded": "ThrottlingException",
    "RequestTimeTooSkewed": "RequestExpired",
    "ServiceUnavailableException": "ServiceUnavailable",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "SubscriptionRequiredException": "OptInRequired",
    "Throttling": "ThrottlingException",
    "TooManyRequestsException": "ThrottlingException",
    "ValidationError": "ValidationException",
}


def test_every_error_of_the_model_has_a_class() -> None:
    assert len(MODELED) >= 15
    assert set(MODELED) <= set(errors.__all__)


@pytest.mark.parametrize("code", [*MODELED, *DOCUMENTED, *UNDOCUMENTED, *SPELLINGS])
def test_an_error_code_raises_its_class(canned: Canned, code: str) -> None:
    canned.refuse(code, "because", 404)
    with pytest.raises(getattr(appstream_typed, SPELLINGS.get(code, code))) as caught:
        canned.client.start_fleet(name="f")
    error = caught.value
    assert isinstance(error, (ApiError, ClientError, AppStreamError))
    assert (error.code, error.message, error.operation) == (code, "because", "StartFleet")
    assert (error.http_status, error.request_id, error.attempts) == (404, "request-1", 1)
    assert error.response["Error"]["Code"] == code
    assert error.__cause__ is None


@pytest.mark.parametrize("name", [*MODELED, *DOCUMENTED, *UNDOCUMENTED, "UnknownApiError"])
def test_api_errors_can_be_pickled_and_copied(name: str) -> None:
    error = getattr(appstream_typed, name)(answer(RetryAttempts=2), "StartFleet")
    pickles = [pickle.dumps(error, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for twin in (*map(pickle.loads, pickles), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.response == error.response
        assert (twin.operation, twin.attempts) == ("StartFleet", 3)


def test_the_tree_in_the_docstring_has_every_class() -> None:
    tree = str(errors.__doc__)
    assert [name for name in errors.__all__ if f" {name}" not in tree] == []


def test_any_other_code_is_an_unknown_api_error(canned: Canned) -> None:
    canned.refuse("SomethingElse")
    with pytest.raises(UnknownApiError) as caught:
        canned.client.start_fleet(name="f")
    assert caught.value.code == "SomethingElse"


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"[]", b"{"])
def test_an_error_response_without_a_code_raises_an_error(canned: Canned, body: bytes) -> None:
    canned.answer(body, status=502)
    with pytest.raises(UnknownApiError) as caught:
        canned.client.start_fleet(name="f")
    assert (caught.value.code, caught.value.http_status) == ("502", 502)


def test_code_that_catches_client_error_keeps_working(canned: Canned) -> None:
    canned.refuse("LimitExceededException")
    with pytest.raises(ClientError) as caught:
        canned.client.create_stack(name="s")
    assert isinstance(caught.value, LimitExceededException)
    assert caught.value.operation_name == "CreateStack"


def test_a_call_without_a_response_raises_botocores_error() -> None:
    client = AppStreamClient(
        endpoint_url="http://127.0.0.1:1",
        region_name="us-east-1",
        retries=RetryPolicy(max_attempts=1),
    )
    with pytest.raises(EndpointConnectionError):
        client.start_fleet(name="f")


def test_all_other_errors_can_be_pickled() -> None:
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


def test_waiter_errors_are_botocores_waiter_errors() -> None:
    error = WaiterFailed("fleet_running", "f: state STOPPED", ImageBuilder(name="b"), 1)
    assert isinstance(error, (WaiterError, AppStreamError))
    assert error.last_response == {"Name": "b"}


def test_a_missing_result_is_a_response_error(canned: Canned) -> None:
    canned.answer({})
    with pytest.raises(ResponseError, match=r"CreateStack\.Stack"):
        canned.client.create_stack(name="s")


def test_a_code_with_a_namespace_raises_its_class(canned: Canned) -> None:
    canned.refuse("com.amazonaws.appstream#ResourceNotFoundException")
    with pytest.raises(ResourceNotFoundException):
        canned.client.delete_fleet(name="f")


def answer(**metadata: object) -> Any:
    return {
        "Error": {"Code": "ThrottlingException", "Message": "slow"},
        "ResponseMetadata": {"RequestId": "r", "HTTPStatusCode": 400, **metadata},
    }


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2), (4, 5), (None, 1), ("4", 1)])
def test_attempts_include_the_first(retries: object, attempts: int) -> None:
    assert UnknownApiError(answer(RetryAttempts=retries), "X").attempts == attempts
    assert UnknownApiError(answer(), "X").attempts == 1


def test_missing_parts_of_a_response_are_empty() -> None:
    for response in ({}, {"Error": {}, "ResponseMetadata": {}}, {"ResponseMetadata": {}}):
        error = UnknownApiError(response, "X")
        assert (error.code, error.message, error.operation) == ("", "", "X")
        assert (error.request_id, error.http_status, error.attempts) == (None, None, 1)
    strange = UnknownApiError(answer(HTTPStatusCode="400", RequestId=7), "X")
    assert (strange.http_status, strange.request_id) == (None, "7")


@pytest.mark.parametrize(("retries", "shown"), [(0, False), (2, True)])
def test_the_message_mentions_retries_only_after_a_retry(retries: int, *, shown: bool) -> None:
    theirs = ClientError(answer(MaxAttemptsReached=True, RetryAttempts=0), "StartFleet")
    ours = from_client_error(theirs, retries)
    assert type(ours) is ThrottlingException
    assert ours.attempts == retries + 1
    assert ("reached max retries" in str(ours)) is shown
    assert theirs.response["ResponseMetadata"]["RetryAttempts"] == 0, (
        "botocore's error is unchanged"
    )


def test_the_path_of_a_response_error_names_every_level() -> None:
    error = ResponseError("", "bad", 3)
    assert str(error.below("A")) == "A: bad"
    assert str(error.below("b").below("A")) == "A.b: bad"
    assert str(error.below("[2]").below("Bs").below("A")) == "A.Bs[2]: bad"
    assert error.below("A").raw == 3
    assert (error.path, error.reason) == ("", "bad")


def test_a_pagination_error_has_its_token() -> None:
    error = PaginationError("DescribeFleets", "again", "t")
    assert (str(error), error.operation, error.token) == (
        "DescribeFleets: again",
        "DescribeFleets",
        "t",
    )
    assert PaginationError("DescribeFleets", "none").token is None
