"""Errors show botocore's reports on invalid parameters with keywords, without sensitive values."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError
from botocore.model import Shape
from botocore.validate import ParamValidator
from hypothesis import example, given
from hypothesis import strategies as st

from appstream_typed import ServiceAccountCredentials
from appstream_typed._conversion.validation_reports import redact_report
from tests.canned import Canned
from tests.shapes import SERVICE

SECRET = "planted-5ecret"
HIDDEN = "A parameter is not valid; the report is not shown, since it may contain a sensitive value"
MORE = "Further problems are not shown, since a sensitive value may be part of their text"


def shape_of(operation: str) -> Shape:
    shape = SERVICE.operation_model(operation).input_shape
    assert shape is not None
    return shape


def report(operation: str, **parameters: object) -> str:
    """Return the part of botocore's report on the parameters that may be shown."""
    shape = shape_of(operation)
    found: Any = ParamValidator().validate(parameters, shape)
    text: str = found.generate_report()
    assert text, "botocore reports no problem"
    return redact_report(text, shape)


@pytest.mark.parametrize(
    ("operation", "parameters", "text"),
    [
        (
            "StartFleet",
            {"Name": 3},
            (
                "Invalid type for parameter Name (keyword name), value: 3, "
                "type: <class 'int'>, valid types: <class 'str'>"
            ),
        ),
        (
            "StartFleet",
            {"Name": ""},
            "Invalid length for parameter Name (keyword name), value: 0, valid min length: 1",
        ),
        ("StartFleet", {}, 'Missing required parameter in input: "Name"'),
        (
            "StartFleet",
            {"Name": "f", "Nam": 1},
            'Unknown parameter in input: "Nam", must be one of: Name',
        ),
        (
            "DescribeImages",
            {"MaxResults": "3"},
            (
                "Invalid type for parameter MaxResults (keyword page_size), value: 3, "
                "type: <class 'str'>, valid types: <class 'int'>"
            ),
        ),
        (
            "DescribeImages",
            {"MaxResults": -1},
            (
                "Invalid value for parameter MaxResults (keyword page_size), value: -1, "
                "valid min value: 0"
            ),
        ),
        (
            "CreateImageBuilder",
            {"Name": "b", "InstanceType": "x", "VpcConfig": {"SubnetIds": ["a", 5]}},
            (
                "Invalid type for parameter VpcConfig.SubnetIds[1] (keyword vpc_config.subnet_ids[1]), "
                "value: 5, type: <class 'int'>, valid types: <class 'str'>"
            ),
        ),
        (
            "TagResource",
            {"ResourceArn": "a", "Tags": {"my key": 1}},
            (
                "Invalid type for parameter Tags.my key (keyword tags.my key), value: 1, "
                "type: <class 'int'>, valid types: <class 'str'>"
            ),
        ),
        (
            "TagResource",
            {"ResourceArn": "a", "Tags": {"": "v"}},
            (
                "Invalid length for parameter Tags (key: ) (keyword tags (key: )), value: 0, "
                "valid min length: 1"
            ),
        ),
        (
            "CreateUpdatedImage",
            {"existingImageName": 1, "newImageName": None},
            (
                "Invalid type for parameter existingImageName (keyword existing_image_name), value: 1, "
                "type: <class 'int'>, valid types: <class 'str'>\n"
                "Invalid type for parameter newImageName (keyword new_image_name), value: None, "
                "type: <class 'NoneType'>, valid types: <class 'str'>"
            ),
        ),
        # A value with a line break.
        (
            "StartFleet",
            {"Name": ["a\nb"]},
            (
                r"Invalid type for parameter Name (keyword name), value: ['a\nb'], "
                "type: <class 'list'>, valid types: <class 'str'>"
            ),
        ),
        # Sensitive values.
        (
            "CreateUser",
            {"UserName": [SECRET], "AuthenticationType": "USERPOOL"},
            "Invalid value for parameter UserName (keyword user_name), value: ***",
        ),
        (
            "CreateUser",
            {"UserName": "", "AuthenticationType": "USERPOOL"},
            "Invalid value for parameter UserName (keyword user_name), value: ***",
        ),
        (
            "CreateUser",
            {"AuthenticationType": 3, "UserName": {SECRET: 1}},
            (
                "Invalid type for parameter AuthenticationType (keyword authentication_type), value: 3, "
                "type: <class 'int'>, valid types: <class 'str'>\n"
                "Invalid value for parameter UserName (keyword user_name), value: ***"
            ),
        ),
        (
            "CreateDirectoryConfig",
            {
                "DirectoryName": "d",
                "OrganizationalUnitDistinguishedNames": [1],
                "ServiceAccountCredentials": {"AccountName": SECRET, "AccountPassword": [SECRET]},
            },
            (
                "Invalid type for parameter OrganizationalUnitDistinguishedNames[0] "
                "(keyword organizational_unit_distinguished_names[0]), value: 1, "
                "type: <class 'int'>, valid types: <class 'str'>\n"
                "Invalid value for parameter ServiceAccountCredentials.AccountPassword "
                "(keyword service_account_credentials.account_password), value: ***"
            ),
        ),
        (
            "CreateDirectoryConfig",
            {
                "ServiceAccountCredentials": SECRET,
                "OrganizationalUnitDistinguishedNames": 1,
                "DirectoryName": "d",
            },
            (
                "Invalid value for parameter ServiceAccountCredentials "
                f"(keyword service_account_credentials), value: ***\n{MORE}"
            ),
        ),
        (
            "BatchAssociateUserStack",
            {"UserStackAssociations": [{"StackName": 1, "UserName": [SECRET]}]},
            (
                "Missing required parameter in UserStackAssociations[0] "
                '(keyword user_stack_associations[0]): "AuthenticationType"\n'
                "Invalid type for parameter UserStackAssociations[0].StackName "
                "(keyword user_stack_associations[0].stack_name), value: 1, "
                "type: <class 'int'>, valid types: <class 'str'>\n"
                "Invalid value for parameter UserStackAssociations[0].UserName "
                "(keyword user_stack_associations[0].user_name), value: ***"
            ),
        ),
    ],
)
def test_a_report_has_keywords_and_no_sensitive_value(
    operation: str, parameters: dict[str, object], text: str
) -> None:
    assert report(operation, **parameters) == text


@pytest.mark.parametrize(
    "text",
    [
        f"Some new words about UserName: {SECRET}",
        f"Invalid format for parameter UserName, value: {SECRET}",
        f"Invalid type for parameter Nobody, value: {SECRET}, type: <class 'x'>, valid types: <class 'y'>",
        f"Invalid type for parameter UserName.{SECRET}, value: 1, type: <class 'x'>, valid types: <class 'y'>",
        f"Invalid type for parameter MessageAction, value: {SECRET}",
        f"Invalid type for parameter MessageAction, value: {SECRET}, type: {SECRET}",
        f"Invalid type for document parameter UserName, value: {SECRET}, type: <class 'a'>, valid types: <class 'b'>",
        f'Unknown parameter in input: "{SECRET} x", must be one of: UserName',
        f'Missing required parameter in {SECRET}: "UserName"',
        f"{SECRET}",
        "",
    ],
)
def test_a_report_of_an_unknown_form_is_not_shown(text: str) -> None:
    assert redact_report(text, shape_of("CreateUser")) == HIDDEN
    follow = f"{text}\nInvalid length for parameter MessageAction, value: 0, valid min length: 1"
    assert redact_report(follow, shape_of("CreateUser")) == f"{HIDDEN}\n{MORE}"
    assert redact_report(text, None) == HIDDEN


LOOKALIKES = st.sampled_from(
    [
        "\n",
        ", value: ",
        ", type: <class 'str'>, valid types: <class 'str'>",
        ", valid min length: 1",
        "\nInvalid type for parameter MessageAction, value: ",
        "\nInvalid length for parameter FirstName, value: ",
        "\nInvalid type for parameter AuthenticationType, value: ",
        '\nUnknown parameter in input: "',
        '\nMissing required parameter in input: "',
        '", must be one of: UserName',
        "'",
        '"',
        " (key: ",
        "input",
        "UserName",
        ", type: <class '",
    ]
)
PIECES = st.lists(LOOKALIKES | st.just(SECRET) | st.text(max_size=4), max_size=8).map("".join)


class Text:
    """A value of a wrong type with an arbitrary text. botocore's report contains its ``str()``."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def without_secret(text: str) -> bool:
    return SECRET not in text


@given(before=PIECES, after=PIECES, plain=PIECES.filter(without_secret), end=PIECES)
@example(
    before=", type: <class '", after="'>, valid types: <class 'x'>\nInvalid ", plain="", end=""
)
@example(before="\nInvalid type for parameter MessageAction, value: ", after="", plain="", end="")
@example(before='\nMissing required parameter in input: "', after='"', plain="", end="")
def test_no_value_reveals_a_secret_in_the_report(
    before: str, after: str, plain: str, end: str
) -> None:
    """Sensitive values contain a secret and parts of reports. Other values contain no secret."""
    secret = f"{before}{SECRET}{after}"
    for parameters in (
        {"UserName": Text(secret), "AuthenticationType": Text(plain)},
        {"AuthenticationType": Text(plain), "UserName": Text(secret), "FirstName": Text(end)},
        {
            "MessageAction": Text(plain),
            "UserName": [secret, Text(secret)],
            "LastName": Text(secret),
        },
    ):
        shown = report("CreateUser", **parameters)
        assert SECRET not in shown
    for credentials in (
        Text(secret),
        {"AccountName": Text(secret), "AccountPassword": Text(end)},
        {"AccountName": "a", "AccountPassword": Text(secret), "Other": Text(secret)},
        {secret: secret},
    ):
        shown = report(
            "CreateDirectoryConfig",
            DirectoryName=Text(plain),
            OrganizationalUnitDistinguishedNames=Text(plain),
            ServiceAccountCredentials=credentials,
        )
        assert SECRET not in shown


@given(text=PIECES)
def test_no_report_reveals_a_secret(text: str) -> None:
    """Arbitrary text follows the start of the report."""
    if (start := re.search(r"FirstName|UserName", text)) is not None:
        text = text[: start.start()]
    assert SECRET not in redact_report(f"Invalid type for parameter UserName, value: {text}", None)
    shown = redact_report(
        f"Invalid type for parameter UserName, value: {SECRET}{text}", shape_of("CreateUser")
    )
    assert SECRET not in shown


def test_the_client_raises_the_redacted_report(canned: Canned) -> None:
    credentials = ServiceAccountCredentials(account_name=SECRET, account_password=[SECRET])  # type: ignore[arg-type]  # the error under test
    with pytest.raises(ParamValidationError) as caught:
        canned.client.create_directory_config(
            directory_name="d",
            organizational_unit_distinguished_names=["ou"],
            service_account_credentials=credentials,
        )
    assert str(caught.value) == (
        "Parameter validation failed:\n"
        "Invalid value for parameter ServiceAccountCredentials.AccountPassword "
        "(keyword service_account_credentials.account_password), value: ***"
    )
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert canned.requests == []
