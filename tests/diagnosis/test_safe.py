"""The report shows known texts and hides all others."""

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
def test_error_codes_without_the_usual_form_are_hidden(code: str, shown: str) -> None:
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
def test_paths_are_shown_without_indexes_and_keys(path: str, shown: str) -> None:
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
def test_unknown_reasons_are_hidden(reason: str, shown: str) -> None:
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
def test_unknown_credential_methods_are_hidden(method: str | None, shown: str) -> None:
    assert safe.credential_method(method) == shown


def test_a_real_reason_of_the_client_is_shown() -> None:
    from appstream_typed import Fleet, ResponseError

    with pytest.raises(ResponseError) as caught:
        Fleet.from_dict({"Name": 3})
    assert safe.error_path(caught.value.path) == "Fleet.Name"
    assert safe.error_reason(caught.value.reason) == "expected a string, got int"
