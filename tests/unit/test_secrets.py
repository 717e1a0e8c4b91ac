"""Sensitive values never appear in a repr, log, error message or display."""

from __future__ import annotations

import logging
import pickle
import traceback
from io import StringIO

import pytest
from botocore import xform_name
from botocore.exceptions import ParamValidationError
from rich.console import Console

from appstream_typed import (
    ApiError,
    AppStreamClient,
    CreateStreamingURLResult,
    DirectoryConfig,
    EntitlementAttribute,
    Page,
    ResponseError,
    ServiceAccountCredentials,
    User,
    UserStackAssociation,
    UserStackAssociationError,
    models,
)
from appstream_typed._conversion.annotations import attributes
from appstream_typed._support.redaction import redacted
from appstream_typed.local import LocalAppStream
from appstream_typed.metadata import ResponseMetadata
from tests.canned import Canned
from tests.shapes import SERVICE, wire

SECRET = "planted-5ecret"
METADATA = ResponseMetadata(
    operation="X", request_id=None, http_status=200, retry_attempts=0, duration=0.0
)
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
def test_no_repr_or_log_of_a_model_shows_sensitive_values(
    model: object, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("app").info("%s %r %s", model, [model], {"model": model})
    texts = [repr(model), str(model), f"{model} {model!r}", repr((model, {1: model})), caplog.text]
    assert SECRET not in "".join(texts)


def test_code_can_read_sensitive_values() -> None:
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
                account_password=[SECRET],  # a wrong type
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
def test_errors_about_arguments_show_no_sensitive_values(canned: Canned, call: object) -> None:
    with pytest.raises((ParamValidationError, TypeError)) as caught:
        call(canned.client)  # type: ignore[operator]  # the lambdas above
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
def test_response_errors_show_no_sensitive_values(cls: type, raw: object) -> None:
    with pytest.raises(ResponseError) as caught:
        cls.from_dict(raw)  # type: ignore[attr-defined]  # the models above
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in f"{shown}{caught.value!r}{caught.value.raw!r}"


def test_the_client_shows_no_credentials() -> None:
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


def test_the_local_appstream_logs_no_sensitive_values(
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


SENSITIVE = [
    (name, attribute.name)
    for name in models.__all__
    for attribute in attributes(getattr(models, name))
    if attribute.repr is redacted
]


def test_every_sensitive_member_of_the_model_is_redacted() -> None:
    expected = {
        (name, xform_name(member))
        for name in models.__all__
        if name in SERVICE.shape_names
        for member, shape in getattr(SERVICE.shape_for(name), "members", {}).items()
        if shape.metadata.get("sensitive")
        or getattr(getattr(shape, "member", None), "metadata", {}).get("sensitive")
    }
    assert set(SENSITIVE) >= expected
    assert len(expected) >= 8


@pytest.mark.parametrize(("name", "member"), SENSITIVE, ids=lambda part: part)
def test_no_display_of_a_model_shows_a_sensitive_member(name: str, member: str) -> None:
    shape = SERVICE.shape_for(name)
    raw = wire(shape, "required")
    wire_names = {xform_name(each): each for each in shape.members}  # type: ignore[attr-defined]  # the shape is a structure
    model = getattr(models, name).from_dict({**raw, wire_names[member]: SECRET})
    assert getattr(model, member) == SECRET
    page: Page[object] = Page(items=(model,), metadata=METADATA)
    out = StringIO()
    Console(file=out, width=200).print(model, page, [model])
    Console(file=out, width=200).print(model._repr_html_(), page._repr_html_())
    texts = [repr(model), str(model), f"{model}", repr(page), repr([page]), out.getvalue()]
    assert SECRET not in "".join(texts)


def test_no_logger_of_this_package_shows_sensitive_values(
    canned: Canned, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "appstream_typed"):
        canned.answer({"Users": [{"UserName": SECRET}]}, {"StreamingURL": SECRET})
        canned.client.describe_users(authentication_type="API").all()
        canned.client.create_streaming_url(stack_name="s", fleet_name="f", user_id="user")
    assert "User.AuthenticationType" in caplog.text, "nothing was logged"
    assert SECRET not in caplog.text
