"""Sensitive values do not show."""

from __future__ import annotations

import logging
import pickle
import traceback

import pytest
from botocore.exceptions import ParamValidationError

from appstream_typed import (
    ApiError,
    AppStreamClient,
    CreateStreamingURLResult,
    DirectoryConfig,
    EntitlementAttribute,
    ResponseError,
    ServiceAccountCredentials,
    User,
    UserStackAssociation,
    UserStackAssociationError,
)
from appstream_typed.local import LocalAppStream
from tests.canned import Canned

SECRET = "planted-5ecret"
CREDENTIALS = ServiceAccountCredentials(account_name=SECRET, account_password=SECRET)
PLANTED = [
    CREDENTIALS,
    DirectoryConfig(directory_name="d", service_account_credentials=CREDENTIALS),
    CreateStreamingURLResult(streaming_url=SECRET),
    User(user_name=SECRET, first_name=SECRET, last_name=SECRET, authentication_type="USERPOOL"),
    UserStackAssociationError(
        user_stack_association=UserStackAssociation(
            stack_name="s", user_name=SECRET, authentication_type="USERPOOL"
        )
    ),
    EntitlementAttribute(name="roles", value="x"),
]


@pytest.mark.parametrize("model", PLANTED, ids=lambda model: type(model).__name__)
def test_no_text_of_a_model_has_them(model: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("app").info("%s %r %s", model, [model], {"model": model})
    texts = [repr(model), str(model), f"{model} {model!r}", repr((model, {1: model})), caplog.text]
    assert SECRET not in "".join(texts)


def test_they_are_there_for_code() -> None:
    assert CREDENTIALS.account_password == SECRET
    assert pickle.loads(pickle.dumps(CREDENTIALS)) == CREDENTIALS
    assert CREDENTIALS.to_dict()["AccountPassword"] == SECRET


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.create_directory_config(
            directory_name="d",
            organizational_unit_distinguished_names=["ou"],
            service_account_credentials=ServiceAccountCredentials(
                account_name=SECRET,
                account_password=[SECRET],  # not a string
            ),
        ),
        lambda c: c.create_user(user_name=[SECRET], authentication_type="USERPOOL"),
        lambda c: c.create_directory_config(
            directory_name="d",
            organizational_unit_distinguished_names=["ou"],
            service_account_credentials={"AccountName": SECRET, "AccountPassword": SECRET},
        ),
    ],
)
def test_reports_on_wrong_arguments_have_none(canned: Canned, call: object) -> None:
    with pytest.raises((ParamValidationError, TypeError)) as caught:
        call(canned.client)  # type: ignore[operator]  # lambdas above
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown.replace(f'"{SECRET}"', "")


@pytest.mark.parametrize(
    ("cls", "raw"),
    [
        (DirectoryConfig, {"DirectoryName": "d", "ServiceAccountCredentials": [SECRET]}),
        (ServiceAccountCredentials, {"AccountPassword": {"x": SECRET}}),
        (CreateStreamingURLResult, {"StreamingURL": [SECRET]}),
        (User, {"UserName": [SECRET]}),
    ],
)
def test_response_errors_have_none(cls: type, raw: object) -> None:
    with pytest.raises(ResponseError) as caught:
        cls.from_dict(raw)  # type: ignore[attr-defined]  # models above
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in f"{shown}{caught.value!r}{caught.value.raw!r}"


def test_the_client_shows_no_credential() -> None:
    client = AppStreamClient(
        region_name="eu-west-1",
        endpoint_url=f"https://user:{SECRET}@localhost",
        aws_access_key_id=SECRET,
        aws_secret_access_key=SECRET,
        aws_session_token=SECRET,
    )
    assert "eu-west-1" in repr(client)
    assert "localhost" in repr(client)
    assert SECRET not in repr(client)


def test_the_local_appstream_logs_none(
    local: LocalAppStream, client: AppStreamClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "appstream_typed"):
        client.create_directory_config(
            directory_name="d.example.com",
            organizational_unit_distinguished_names=["OU=x"],
            service_account_credentials=CREDENTIALS,
        )
        with pytest.raises(ApiError):
            client.create_user(user_name=SECRET, authentication_type="SAML")
    assert SECRET not in f"{caplog.text}{local.requests!r}{local!r}"
