"""Members that no handler reads are stored, and returned to all clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import appstream_typed.local
from appstream_typed import AppStreamClient, ValidationException, WebAuthnRedirection
from appstream_typed.local import LocalAppStream

HANDLERS = Path(appstream_typed.local.__file__).parent / "resources"
REDIRECTION = WebAuthnRedirection(enabled=True, process_compatibility_list=["chrome.exe"])
RAW = {"Enabled": True, "ProcessCompatibilityList": ["chrome.exe"]}


def test_no_handler_reads_the_member_of_these_tests() -> None:
    texts = [path.read_text(encoding="utf-8") for path in HANDLERS.rglob("*.py")]
    assert len(texts) > 20
    assert not any("WebAuthn" in text for text in texts)


def test_an_unread_member_is_stored_and_returned(client: AppStreamClient) -> None:
    created = client.create_stack(name="s", web_authn_redirection=REDIRECTION)
    assert created.web_authn_redirection == REDIRECTION
    assert client.describe_stacks(names=["s"]).one() == created
    off = WebAuthnRedirection(enabled=False)
    assert client.update_stack(name="s", web_authn_redirection=off).web_authn_redirection == off
    assert client.update_stack(name="s", description="d").web_authn_redirection == off
    assert client.describe_stacks().one().web_authn_redirection == off


def test_other_resources_do_not_get_the_member(client: AppStreamClient) -> None:
    client.create_stack(name="other")
    client.create_stack(name="s", web_authn_redirection=REDIRECTION)
    client.create_stack(name="later")
    found = {stack.name: stack.web_authn_redirection for stack in client.describe_stacks()}
    assert found == {"other": None, "s": REDIRECTION, "later": None}


def test_the_member_can_be_deleted(client: AppStreamClient) -> None:
    client.create_stack(name="s", web_authn_redirection=REDIRECTION)
    for _ in range(2):  # repeating the request changes nothing
        stack = client.update_stack(name="s", attributes_to_delete=["WEB_AUTHN_REDIRECTION"])
        assert stack.web_authn_redirection is None


def test_the_member_is_validated(client: AppStreamClient) -> None:
    wrong = WebAuthnRedirection(enabled=True, process_compatibility_list=["no program"])
    with pytest.raises(ValidationException, match=r"webAuthnRedirection\.processCompatibility"):
        client.create_stack(name="s", web_authn_redirection=wrong)
    assert client.describe_stacks().all() == []


def test_plain_boto3_receives_the_members_that_it_sent(local: LocalAppStream) -> None:
    plain: Any = local.boto3_client()
    created = plain.create_stack(Name="s", WebAuthnRedirection=RAW)
    assert created["Stack"]["WebAuthnRedirection"] == RAW
    assert plain.describe_stacks()["Stacks"][0]["WebAuthnRedirection"] == RAW
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        plain.update_stack(Name="nobody", WebAuthnRedirection=RAW)
