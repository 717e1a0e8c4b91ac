"""Texts that are shown, and texts that are hidden."""

from __future__ import annotations

import pytest

from appstream_typed._diagnosis import safe

HIDDEN = safe.HIDDEN


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("AccessDeniedException", "AccessDeniedException"),
        ("Client.UnauthorizedOperation", "Client.UnauthorizedOperation"),
        ("arn:aws:iam::1:user/x", HIDDEN),
        ("i-0123456789", HIDDEN),
        ("P" * 99, HIDDEN),
        ("403", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_error_codes(code: str, shown: str) -> None:
    assert safe.error_code(code) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("DescribeFleets", "DescribeFleets"),
        ("DescribeFleets.Fleets[3].State", "DescribeFleets.Fleets[].State"),
        ("ListTagsForResource.Tags['secret']", "ListTagsForResource.Tags"),
        ("A.Tags['].Secret']", "A.Tags"),
        ("'secret'", HIDDEN),
    ],
)
def test_paths(path: str, shown: str) -> None:
    assert safe.error_path(path) == shown


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("expected a string, got list", "expected a string, got list"),
        ("the body is not JSON (JSONDecodeError), secret/x", "the body is not JSON"),
        ("the body ends after 3 of 90 bytes", "the body ends after 3 of 90 bytes"),
        ("'secret' is not a value", HIDDEN),
        ("account 123456789012 is", HIDDEN),
    ],
)
def test_reasons(reason: str, shown: str) -> None:
    assert safe.error_reason(reason) == shown


@pytest.mark.parametrize(
    ("method", "shown"),
    [
        ("env", "env"),
        ("shared-credentials-file", "shared-credentials-file"),
        ("Corp secret", HIDDEN),
        (None, HIDDEN),
    ],
)
def test_methods_of_credentials(method: str | None, shown: str) -> None:
    assert safe.credential_method(method) == shown


def test_reasons_of_the_client_are_shown() -> None:
    from appstream_typed import Fleet, ResponseError

    with pytest.raises(ResponseError) as caught:
        Fleet.from_dict({"Name": 3})
    assert safe.error_path(caught.value.path) == "Fleet.Name"
    assert safe.error_reason(caught.value.reason) == "expected a string, got int"
