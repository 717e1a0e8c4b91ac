"""The first table of the report: region, credentials, endpoint and clock, with advice if one is missing."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import boto3
import pytest

from appstream_typed import AppStreamClient
from appstream_typed._diagnosis.environment import Region, find_endpoint
from appstream_typed.local.wire.http_server import RequestHandler
from tests.diagnosis.command import Ran, run, settings
from tests.diagnosis.conftest import Diagnose

NO_KEYS: dict[str, str | None] = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
NO_REGION: dict[str, str | None] = {"AWS_DEFAULT_REGION": None}
KEYS = "aws_access_key_id = 123456789012\naws_secret_access_key = planted\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], None]:
    """Return a function that writes a user's AWS file: ``config`` or ``credentials``."""

    def write(name: str, text: str) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")

    return write


def credential_command(tmp_path: Path, **more: str) -> str:
    """Return the setting of a command that prints credentials."""
    answer = {"Version": 1, "AccessKeyId": "123456789012", "SecretAccessKey": "planted", **more}
    script = tmp_path / "process.py"
    script.write_text(f"print({json.dumps(answer)!r})", encoding="utf-8")
    return f'credential_process = "{sys.executable}" "{script}"\n'


def environment(ran: Ran) -> dict[str, str]:
    """Return the first table as a dict. The lines of a cell are joined."""
    found: dict[str, str] = {}
    title = ""
    for first, text in ran.tables[0][1:]:
        title = first or title
        found[title] = f"{found.get(title, '')} {text}".strip()
    return found


def test_keys_and_region_come_from_environment_variables(diagnose: Diagnose) -> None:
    ran = diagnose()
    found = environment(ran)
    assert ran.status == 0
    assert found["profile"] == "none named"
    assert found["region"] == "us-east-1, from AWS_DEFAULT_REGION"
    assert found["credentials"] == "env, long-term"
    assert found["endpoint"] == "custom endpoint, http, loopback, from AWS_ENDPOINT_URL_APPSTREAM"
    assert set(found) == {
        "versions",
        "model_status()",
        "profile",
        "region",
        "credentials",
        "endpoint",
        "clock skew",
    }


def test_a_profile_provides_region_keys_and_endpoint(
    diagnose: Diagnose, write: Callable[[str, str], None]
) -> None:
    url = "http://127.0.0.1:9"
    write("config", f"[profile planted]\nregion = eu-west-1\nendpoint_url = {url}\n")
    write("credentials", f"[planted]\n{KEYS}")
    changes = {**NO_REGION, **NO_KEYS, "AWS_ENDPOINT_URL_APPSTREAM": None, "AWS_MAX_ATTEMPTS": "1"}
    ran = diagnose("--profile", "planted", env=changes)
    found = environment(ran)
    assert found["profile"] == "named by --profile"
    assert found["region"] == "eu-west-1, from the AWS config file"
    assert found["credentials"] == "shared-credentials-file, long-term"
    assert found["endpoint"] == "custom endpoint, http, loopback, from the AWS config file"
    assert "planted" not in ran.out


def test_a_profile_can_run_a_command_for_temporary_credentials(
    diagnose: Diagnose, write: Callable[[str, str], None], tmp_path: Path
) -> None:
    expires = datetime.now(timezone.utc) + timedelta(hours=10)
    command = credential_command(tmp_path, SessionToken="planted", Expiration=expires.isoformat())
    write("config", f"[profile planted]\nregion = eu-west-1\n{command}")
    ran = diagnose(
        "--region", "ap-southeast-2", "--json", env={**NO_KEYS, "AWS_PROFILE": "planted"}
    )
    assert ran.status == 0
    document = ran.document
    assert document["profile"] == "AWS_PROFILE"
    assert document["region"]["name"] == "ap-southeast-2"
    assert document["region"]["source"] == "--region"
    credentials = document["credentials"]
    assert 500 < credentials.pop("minutes_left") <= 600
    assert credentials == {
        "method": "custom-process",
        "is_temporary": True,
        "problem": None,
    }


def test_temporary_credentials_may_have_no_known_expiry(diagnose: Diagnose) -> None:
    ran = diagnose(env={"AWS_SESSION_TOKEN": "planted"})
    assert environment(ran)["credentials"] == "env, temporary, expiry not known"


def test_expired_credentials_are_reported(diagnose: Diagnose) -> None:
    past = (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat()
    ran = diagnose(env={"AWS_SESSION_TOKEN": "planted", "AWS_CREDENTIAL_EXPIRATION": past})
    assert ran.status == 2
    assert environment(ran)["credentials"] == "env, not usable: expired"
    assert environment(ran)["region"] == "us-east-1, from AWS_DEFAULT_REGION"
    assert "The credentials (env) cannot be used: expired." in " ".join(ran.out.split())
    assert ran.err == "", "botocore's warning was printed"


PROFILES = {
    "command": (
        f'credential_process = "{sys.executable}" -c "raise SystemExit(\'planted\')"',
        "CredentialRetrievalError",
    ),
    "role": (
        "role_arn = arn:aws:iam::123456789012:role/planted\nsource_profile = base",
        "EndpointConnectionError",
    ),
    "source": (
        "role_arn = arn:aws:iam::123456789012:role/planted\nsource_profile = missing",
        "InvalidConfigError",
    ),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_credentials_that_cannot_be_obtained_show_only_the_error_class(
    diagnose: Diagnose, write: Callable[[str, str], None], profile: str
) -> None:
    text, error = PROFILES[profile]
    write("config", f"[profile planted]\n{text}\n[profile base]\n{KEYS}")
    sts: dict[str, str | None] = {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"}
    ran = diagnose("--profile", "planted", env={**NO_KEYS, **sts, "AWS_MAX_ATTEMPTS": "1"})
    assert (ran.status, ran.err) == (2, "")
    assert environment(ran)["credentials"].endswith(f", not usable: {error}")
    assert "planted" not in ran.out
    assert len(ran.tables) == 1, "an operation was called"


def test_a_missing_region_and_missing_credentials_come_with_advice(diagnose: Diagnose) -> None:
    ran = diagnose(env={**NO_REGION, **NO_KEYS})
    found = environment(ran)
    assert ran.status == 2
    assert (found["region"], found["credentials"]) == ("not found", "not found")
    assert found["versions"]
    text = " ".join(ran.out.split())
    assert "No region was found. Pass --region, set AWS_DEFAULT_REGION," in text
    assert "No credentials were found. Pass --profile, set AWS_PROFILE," in text


def test_advice_names_a_variable_that_boto3_does_not_read(diagnose: Diagnose) -> None:
    ran = diagnose(env={**NO_REGION, "AWS_REGION": "eu-west-1"})
    assert ran.status == 2
    assert "boto3 does not read AWS_REGION." in " ".join(ran.out.split())
    assert environment(ran)["credentials"] == "env, long-term"


def test_a_missing_profile_is_reported_without_its_name(diagnose: Diagnose) -> None:
    for arguments, variables, source in (
        (("--profile", "planted"), {}, "--profile"),
        ((), {"AWS_PROFILE": "planted"}, "AWS_PROFILE"),
    ):
        ran = diagnose(*arguments, env=dict(variables))
        assert ran.status == 2
        assert environment(ran)["profile"] == f"named by {source}"
        assert "ProfileNotFound" in ran.out
        assert environment(ran)["model_status()"]
        assert "planted" not in ran.out + ran.err


def test_an_unreadable_config_file_is_reported_without_its_text(
    diagnose: Diagnose, write: Callable[[str, str], None]
) -> None:
    write("config", "planted\n")
    ran = diagnose()
    assert ran.status == 2
    assert "The profile or the AWS config file cannot be used" in " ".join(ran.out.split())
    assert "planted" not in ran.out + ran.err


def test_an_invalid_endpoint_url_is_reported_without_its_text(diagnose: Diagnose) -> None:
    ran = diagnose(env={"AWS_ENDPOINT_URL_APPSTREAM": "planted host"})
    assert ran.status == 2
    assert "boto3 cannot create a client: ValueError." in " ".join(ran.out.split())
    assert "planted" not in ran.out + ran.err


def test_an_unreachable_endpoint_is_reported_without_its_port(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = settings(tmp_path, AWS_ENDPOINT_URL=url, AWS_MAX_ATTEMPTS="1")
    ran = run(env, "--json")
    assert ran.status == 2
    operations = list(ran.operations.values())
    assert operations[0]["reason"] == "EndpointConnectionError"
    assert {entry["reason"] for entry in operations[1:]} == {"no connection"}
    assert ran.document["endpoint"]["source"] == "AWS_ENDPOINT_URL"
    assert ran.document["clock_skew"] is None
    assert "No connection to the endpoint." in ran.document["summary"]
    assert str(port) not in ran.out


NO_NAMES = """
import socket
from appstream_typed.local.wire.http_server import RequestHandler
def fail(host, *_, **__):
    raise socket.gaierror(-2, f"{host} is not known")
socket.getaddrinfo = fail
"""


def test_the_host_of_a_custom_endpoint_is_not_shown(tmp_path: Path) -> None:
    env = settings(tmp_path, AWS_ENDPOINT_URL="https://planted.example", AWS_MAX_ATTEMPTS="1")
    ran = run(env, before=NO_NAMES)
    assert ran.status == 2
    assert environment(ran)["endpoint"] == (
        "custom endpoint, https, not loopback, from AWS_ENDPOINT_URL"
    )
    assert "planted" not in ran.out + ran.err


def test_a_region_that_botocore_does_not_list_is_reported(diagnose: Diagnose) -> None:
    ran = diagnose("--region", "planted-1")
    assert ran.status == 0
    assert environment(ran)["region"] == (
        "(not shown), from --region; botocore does not list it for AppStream"
    )
    assert "planted" not in ran.out
    assert environment(diagnose("--region", "eu-north-1"))["region"] == (
        "eu-north-1, from --region; botocore does not list it for AppStream"
    )


def endpoint_of(region: str, name: str) -> Any:
    session = boto3.Session(region_name=region)
    with AppStreamClient(session=session) as client:
        found = Region(name=name, source=None, has_appstream=True)
        return find_endpoint(session, client, found)


def test_the_url_of_a_known_aws_endpoint_is_shown() -> None:
    found = endpoint_of("eu-west-1", "eu-west-1")
    assert (found.url, found.scheme) == ("https://appstream2.eu-west-1.amazonaws.com", "https")
    assert (found.is_custom, found.is_loopback, found.source) == (False, False, None)
    assert endpoint_of("planted-1", "(not shown)").url is None


def test_clock_skew_is_measured(diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    real = BaseHTTPRequestHandler.date_time_string

    def an_hour_ago(self: Any, timestamp: float | None = None) -> str:
        return real(self, (timestamp or time.time()) - 3600)

    monkeypatch.setattr(RequestHandler, "date_time_string", an_hour_ago)
    shown = environment(diagnose())["clock skew"]
    seconds, _, rest = shown.partition(" s, ")
    assert rest == "the local clock is ahead"
    assert 3590 < int(seconds) < 3700
