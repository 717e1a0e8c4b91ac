"""Secrets in settings, the account or responses never appear in the report."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appstream_typed.local import LocalAppStream, faults
from tests.diagnosis.answers import READING, body, filled, leaves, output_of
from tests.diagnosis.command import run, settings

ACCOUNT = "734912345678"
KEY = "AKIAPLANTEDPLANTED12"
MARK = "planted"
MARKS = (
    MARK,
    ACCOUNT,
    KEY,
    "arn:aws",
)
"""Parts of the planted texts. A report that contains one of them reveals a secret."""


ENUMS = {
    "InstanceType": "stream.standard.small",
    "SoftwareName": "Microsoft_Office_2021_LTSC_Standard_64Bit",
    "Status": "CONFIRMED",
}
"""Known values of members that this package reads as enums.

The report may show unknown values of these members, so the test plants no secrets in them.
"""


def secret(name: str) -> str:
    """Return a secret text for a member. Its form follows the member's name."""
    if name in ENUMS:
        return ENUMS[name]
    if name.endswith("Arn"):
        return f"arn:aws:appstream:us-east-1:{ACCOUNT}:fleet/{MARK}"
    return f"https://{MARK}.example/{KEY}" if "Url" in name else f"{MARK}-{name} {KEY}"


def secret_response(operation: str) -> Any:
    return filled(output_of(operation), secret)


@pytest.fixture
def planted_settings(local: LocalAppStream, tmp_path: Path) -> dict[str, str]:
    """Return settings with a secret in every place that can contain one."""
    folder = tmp_path / MARK
    folder.mkdir()
    (folder / "config").write_text(
        f"[profile {MARK}]\nregion = us-east-1\nrole_session_name = {MARK}\n", encoding="utf-8"
    )
    (folder / "credentials").write_text(
        f"[{MARK}]\naws_access_key_id = {KEY}\naws_secret_access_key = {MARK}-key\n"
        f"aws_session_token = {MARK}-token\n",
        encoding="utf-8",
    )
    return settings(
        folder,
        AWS_PROFILE=MARK,
        AWS_ACCESS_KEY_ID=None,
        AWS_SECRET_ACCESS_KEY=None,
        AWS_ENDPOINT_URL_APPSTREAM=local.endpoint_url.replace("//", f"//{MARK}:{MARK}@"),
        AWS_MAX_ATTEMPTS="1",
    )


def plant_in_every_member(local: LocalAppStream) -> dict[str, Any]:
    """Plant secrets in every member of the responses of all read-only operations."""
    responses = {operation: secret_response(operation) for operation in READING}
    for operation, response in responses.items():
        local.add_fault(faults.response(body(response)), operation, times=None)
    return responses


def plant_in_unknown_members(local: LocalAppStream) -> dict[str, Any]:
    """Plant secrets in all members, and in the names and values of unknown members."""
    more = {"Extra": f"{MARK}-x", f"{MARK}-name": ACCOUNT, f"arn:aws:{MARK}": {"A": [KEY]}}

    responses = {name: filled(output_of(name), secret, extra=more) for name in READING}
    for operation, response in responses.items():
        local.add_fault(faults.response(body(response)), operation, times=None)
    return responses


def plant_wrong_types(local: LocalAppStream) -> dict[str, Any]:
    """Plant secrets in values of a wrong type."""
    responses: dict[str, Any] = {}
    for operation in READING:
        response = secret_response(operation)
        *parents, last = next(path for path in leaves(response) if path[-1] != "NextToken")
        holder = response
        for key in parents:
            holder = holder[key]
        holder[last] = {f"{MARK}-key": [f"{MARK}-{ACCOUNT}", KEY]}
        responses[operation] = response
        local.add_fault(faults.response(body(response)), operation, times=None)
    return responses


def plant_errors(local: LocalAppStream) -> dict[str, Any]:
    """Plant error responses whose messages contain secrets."""
    message = f"arn:aws:sts::{ACCOUNT}:assumed-role/{MARK}/{KEY} is not authorized on {MARK}-x"
    codes = {"DescribeStacks": "AccessDeniedException", "DescribeFleets": f"{MARK}-{ACCOUNT}"}
    for operation in READING:
        code = codes.get(operation, "OperationNotPermittedException")
        local.add_fault(faults.error(code, message), operation, times=None)
    return {"": message}


def plant_broken_text(local: LocalAppStream) -> dict[str, Any]:
    """Plant secrets in bodies that are not JSON."""
    text = f'{{"Name": "{MARK}", "Arn": "arn:aws:{ACCOUNT}", {KEY}'.encode()
    local.add_fault(faults.response(text, content_type=f"text/{MARK}"), times=None)
    return {"": text.decode()}


PLANTS = {
    "well-formed": (plant_in_every_member, 0),
    "unknown members": (plant_in_unknown_members, 0),
    "wrong types": (plant_wrong_types, 1),
    "errors": (plant_errors, 2),
    "broken text": (plant_broken_text, 1),
}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["table", "json"])
@pytest.mark.parametrize("kind", PLANTS)
def test_the_report_contains_no_planted_secret(
    local: LocalAppStream, planted_settings: dict[str, str], kind: str, form: tuple[str, ...]
) -> None:
    plant, status = PLANTS[kind]
    sent = json.dumps(plant(local))
    assert all(mark in sent for mark in MARKS), "not all secrets were planted"
    ran = run(planted_settings, *form)
    assert ran.status == status, ran.out
    assert ran.err == ""
    assert shown(ran.out) == set()
    assert local.requests, "the server received no request"


def shown(text: str) -> set[str]:
    """Return the secrets that a report contains."""
    joined = "".join(text.split())
    found = {mark for mark in MARKS if mark.lower() in joined.lower()}
    return found | set(re.findall(r"[0-9]{9,}|subnet-\w+|127\.0\.0\.1|localhost|/home/\w+", text))


def test_the_search_finds_planted_secrets() -> None:
    assert shown(f"x {KEY} and {MARK}") == {KEY, MARK}
    assert shown("123456789012") == {"123456789012"}


def failing_settings(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield names and settings with which no client can be created."""
    plain = settings(tmp_path, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    yield "no such profile", {**plain, "AWS_PROFILE": MARK}
    yield "no such region", {**plain, "AWS_ACCESS_KEY_ID": KEY, "AWS_DEFAULT_REGION": f"{MARK}!"}
    yield "no secret key", {**plain, "AWS_ACCESS_KEY_ID": KEY}
    yield "an endpoint that is not a URL", {**plain, "AWS_ENDPOINT_URL": f"ftp:{MARK}"}
    yield "a missing CA bundle", {**plain, "AWS_CA_BUNDLE": f"/{MARK}/ca.pem"}


def test_a_report_about_invalid_settings_contains_no_planted_secret(tmp_path: Path) -> None:
    for name, env in failing_settings(tmp_path):
        ran = run(env)
        assert ran.status == 2, name
        assert shown(ran.out + ran.err) == set(), name


def test_the_output_of_a_failed_credential_command_is_not_shown(tmp_path: Path) -> None:
    complaint = f"import sys; sys.exit('{MARK} arn:aws:iam::{ACCOUNT}:role/{MARK}')"
    (tmp_path / "config").write_text(
        f'[profile {MARK}]\ncredential_process = "{sys.executable}" -c "{complaint}"\n',
        encoding="utf-8",
    )
    env = settings(tmp_path, AWS_ACCESS_KEY_ID=None, AWS_PROFILE=MARK)
    for form in ((), ("--json",)):
        ran = run(env, *form)
        assert ran.status == 2
        assert shown(ran.out + ran.err) == set()
