"""Seeds, the command line and the pytest fixtures."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream
from appstream_typed.local.__main__ import main
from appstream_typed.local.seeding import load_seed

pytest_plugins = ["pytester"]

PAIR: dict[str, Any] = {
    "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
    "stacks": [{"Name": "s", "Fleets": ["f"]}],
}
ON_PAIR = {"StackName": "s", "FleetName": "f"}
ADA = {"UserName": "ada@example.com", "AuthenticationType": "USERPOOL"}


def test_a_seed_can_create_many_sessions(local: LocalAppStream, client: AppStreamClient) -> None:
    local.seed({**PAIR, "sessions": [{"StackName": "s", "FleetName": "f", "Count": 5000}]})
    sessions = client.describe_sessions(stack_name="s", fleet_name="f", page_size=50).all()
    assert len({session.id for session in sessions}) == 5000
    assert sessions[0].user_id == "user-1"


def test_a_seed_can_create_many_kinds_of_resources(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    place = {"S3Bucket": "bucket", "S3Key": "key"}
    arn = "arn:aws:appstream:us-east-1:123456789012:{}/{}"
    elastic = {"MaxConcurrentSessions": 3, "VpcConfig": {"SubnetIds": ["a", "b"]}}
    seed: dict[str, Any] = {
        "directory_configs": [
            {"DirectoryName": "example.com", "OrganizationalUnitDistinguishedNames": ["OU=a"]}
        ],
        "fleets": [
            {
                "Name": "f",
                "InstanceType": "stream.standard.small",
                "FleetType": "ELASTIC",
                "Platform": "WINDOWS_SERVER_2019",
                **elastic,
            }
        ],
        "stacks": [{"Name": "s", "Fleets": ["f"], "Description": None}],
        "app_blocks": [
            {"Name": "block", "SourceS3Location": place, "PackagingType": "APPSTREAM2"},
        ],
        "applications": [
            {
                "Name": "app",
                "IconS3Location": place,
                "LaunchPath": "/usr/bin/app",
                "Platforms": ["AMAZON_LINUX2"],
                "InstanceFamilies": ["GENERAL_PURPOSE"],
                "AppBlockArn": arn.format("app-block", "block"),
            }
        ],
        "application_fleet_associations": [
            {"FleetName": "f", "ApplicationArn": arn.format("application", "app")}
        ],
        "entitlements": [
            {
                "Name": "e",
                "StackName": "s",
                "AppVisibility": "ASSOCIATED",
                "Attributes": [{"Name": "roles", "Value": "x"}],
            }
        ],
        "entitled_applications": [
            {"StackName": "s", "EntitlementName": "e", "ApplicationIdentifier": "app"}
        ],
        "users": [ADA],
        "user_stack_associations": [{**ADA, "StackName": "s"}],
    }
    local.seed(seed)
    seed["directory_configs"][0]["OrganizationalUnitDistinguishedNames"].append("later")
    found = client.describe_directory_configs().one()
    assert found.organizational_unit_distinguished_names == ("OU=a",)
    assert client.describe_stacks().one().description is None
    assert client.describe_application_fleet_associations(fleet_name="f").one()
    granted = client.list_entitled_applications(stack_name="s", entitlement_name="e")
    assert granted.one().application_identifier == "app"
    user = client.describe_user_stack_associations(stack_name="s").one()
    assert user.user_name == ADA["UserName"]
    assert local.requests[0].operation == "DescribeDirectoryConfigs", (
        "the requests that create a seed's resources are not logged"
    )


def test_a_seed_can_be_created_in_another_account(local: LocalAppStream) -> None:
    local.scope(account_id="999999999999", region_name="eu-west-1").seed(PAIR)
    there = local.client(account_id="999999999999", region_name="eu-west-1")
    assert there.describe_fleets().one().state == "RUNNING"
    assert local.client().describe_fleets().all() == []


def test_the_demo_seed_can_be_created(local: LocalAppStream, client: AppStreamClient) -> None:
    local.seed(load_seed("demo"))
    assert {b.name: b.state for b in client.describe_image_builders()} == {
        "design-builder": "RUNNING",
        "office-builder": "STOPPED",
        "linux-builder": "PENDING",
    }
    users = [
        s.user_id for s in client.describe_sessions(stack_name="office", fleet_name="office-fleet")
    ]
    assert users == ["ada", "grace"]


@pytest.mark.parametrize(
    ("seed", "place"),
    [
        ({"fleet": []}, r"^fleet is not known; did you mean 'fleets'\?"),
        ({"fleets": {}}, "^fleets: expected a list, got an object"),
        ({"fleets": [3]}, r"^fleets\[0\]: expected an object, got 3"),
        ({"fleets": [{"Name": "f"}]}, r"^fleets\[0\]\.InstanceType is missing"),
        ({"stacks": [{"Name": "s"}, {"Name": "s"}]}, r"stacks\[1\]: .*already exists"),
        ({"stacks": [{"Name": "s", "State": "RUNNING"}]}, r"^stacks\[0\]\.State is not known"),
        ({**PAIR, "sessions": [{"StackName": "s"}]}, r"^sessions\[0\]\.FleetName is missing"),
        ({**PAIR, "sessions": [{"Who": "s"}]}, r"^sessions\[0\]\.Who is not known"),
        ({**PAIR, "sessions": [ON_PAIR]}, r"sessions\[0\]: specify either UserId or Count"),
        (
            {**PAIR, "sessions": [{**ON_PAIR, "Count": "9"}]},
            r"^sessions\[0\]\.Count: expected an integer, got '9'",
        ),
        ({**PAIR, "sessions": [{**ON_PAIR, "Count": True}]}, r"expected an integer, got True"),
        ({**PAIR, "sessions": [{**ON_PAIR, "Count": 0}]}, r"Count: expected 1 or more"),
        (
            {**PAIR, "sessions": [{**ON_PAIR, "UserId": "u", "AuthenticationType": "X"}]},
            r"AuthenticationType: 'X' is not one of API, SAML, USERPOOL",
        ),
        (
            {"stacks": [{"Name": "s", "Flets": ["f"]}]},
            r"^stacks\[0\]\.Flets is not known; did you mean 'Fleets'\?",
        ),
        (
            {"stacks": [{"Name": "s", "Fleets": "f"}]},
            r"^stacks\[0\]\.Fleets: expected a list, got 'f'",
        ),
        ({"stacks": [{"Name": "s", "Fleets": ["f"]}]}, r"stacks\[0\]: Fleet f was not found"),
        ({"stacks": [{"Name": 3}]}, r"^stacks\[0\]\.Name: expected a string, got 3"),
        (
            {"stacks": [{"Name": "s", "StorageConnectors": [{"Domain": ["x"]}]}]},
            r"^stacks\[0\]\.StorageConnectors\[0\]\.Domain is not known; did you mean 'Domains'\?",
        ),
        (
            {"user_stack_associations": [{**ADA, "StackName": "s"}]},
            r"user_stack_associations\[0\]: Stack s was not found",
        ),
    ],
)
def test_an_error_in_a_seed_names_the_invalid_entry(
    local: LocalAppStream, seed: Any, place: str
) -> None:
    with pytest.raises(ValueError, match=place):
        local.seed(seed)


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command. Yield its process and the URL that it prints."""
    command = [sys.executable, "-m", "appstream_typed.local", "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("export AWS_ENDPOINT_URL_APPSTREAM=http://127.0.0.1:")
        try:
            yield process, line.strip().partition("=")[2]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_logs_and_stops(number: signal.Signals) -> None:
    with running("--seed", "demo", "--speed", "100") as (process, url):
        client: Any = boto3.client(
            "appstream",
            endpoint_url=url,
            aws_access_key_id="123456789012",
            aws_secret_access_key="x",
        )
        assert len(client.describe_stacks()["Stacks"]) == 2
        with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
            client.delete_user(UserName="secret@example.com", AuthenticationType="USERPOOL")
        # 404, or 400 with an old botocore, whose model has no status.
        status = caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
        headers = {"X-Amz-Target": "PhotonAdminProxyService.Newest"}
        with pytest.raises(urllib.error.HTTPError, match="404") as unknown:
            urllib.request.urlopen(urllib.request.Request(url, b"{}", headers))
        unknown.value.close()
        process.send_signal(number)
        _, shown = process.communicate(timeout=10)
        assert process.returncode == 0
    lines = [line for line in shown.splitlines() if line[:1].isdigit()]
    assert [line.partition(" ")[2] for line in lines] == [
        "123456789012 us-east-1 DescribeStacks 200",
        f"123456789012 us-east-1 DeleteUser {status} ResourceNotFoundException",
        "- - - 404 UnknownOperationException",
    ]
    assert "secret" not in shown
    assert shown.rstrip().endswith("stopped")
    assert "Traceback" not in shown


def test_a_busy_port_and_an_invalid_seed_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err
    for text in ("{", "[]", json.dumps({"fleets": [{}]})):
        seed = tmp_path / "seed.json"
        seed.write_text(text, encoding="utf-8")
        assert main(["--port", "0", "--seed", str(seed)]) == 2
        told = capsys.readouterr().err
        assert told.startswith("error: the seed cannot be used: ")
        assert told.count("\n") == 1
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--port", "x"),
        ("--port", "70000"),
        ("--port", "-1"),
        ("--speed", "0"),
        ("--speed", "nan"),
        ("--speed", "inf"),
        ("--speed", "fast"),
        ("--account", "me"),
    ],
)
def test_invalid_options_are_reported(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([f"{option}={value}"])
    assert caught.value.code == 2
    assert f"argument {option}: {value!r} is not" in capsys.readouterr().err


def test_the_fixtures_restore_the_environment(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    pytester.makepyfile(
        """
        import boto3, os

        boto3.setup_default_session(aws_access_key_id="REAL", aws_secret_access_key="REAL")
        before = boto3.DEFAULT_SESSION

        def test_typed_and_plain(appstream, local_appstream):
            appstream.create_image_builder(
                name="b",
                instance_type="stream.standard.small",
                image_name="AppStream-WinServer2022-07-12-2026",
            )
            local_appstream.clock.advance(2)
            assert appstream.describe_image_builders().one().state == "RUNNING"
            assert boto3.client("appstream").describe_image_builders()["ImageBuilders"]
            assert {request.account_id for request in local_appstream.requests} == {"123456789012"}
            assert "AWS_SESSION_TOKEN" not in os.environ

        def test_fresh(appstream):
            assert appstream.describe_image_builders().all() == []

        def test_all_is_as_before():
            assert os.environ["AWS_SESSION_TOKEN"] == "real"
            assert "AWS_ENDPOINT_URL_APPSTREAM" not in os.environ
            assert boto3.DEFAULT_SESSION is before
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=3)


def test_the_plugin_imports_nothing_until_it_is_used() -> None:
    code = (
        "import sys, appstream_typed.local.pytest_plugin\n"
        "print({name.partition('.')[0] for name in sys.modules}"
        " & {'boto3', 'botocore', 'cattrs', 'attrs'},"
        " sorted(name for name in sys.modules if name.startswith('appstream_typed')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = [
        "",
        "._support",
        "._support.garbage",
        "._support.lazy_exports",
        ".local",
        ".local.pytest_plugin",
    ]
    assert done.stdout.strip() == f"set() {[f'appstream_typed{name}' for name in ours]}"
