"""The account and region that a client's signature selects."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock, load_seed
from tests.local.test_seeding import running

KEYS = (
    "test",
    "testing",
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "FOOBARKEY",
    "123456789012",
)
SEED: dict[str, object] = {
    "stacks": [{"Name": "seeded"}],
    "app_blocks": [
        {
            "Name": "block",
            "SourceS3Location": {"S3Bucket": "files", "S3Key": "key"},
            "PackagingType": "APPSTREAM2",
        }
    ],
    "applications": [
        {
            "Name": "app",
            "IconS3Location": {"S3Bucket": "files", "S3Key": "key"},
            "LaunchPath": "/usr/bin/app",
            "Platforms": ["AMAZON_LINUX2"],
            "InstanceFamilies": ["GENERAL_PURPOSE"],
            "AppBlockArn": "arn:aws:appstream:us-east-1:123456789012:app-block/block",
        }
    ],
}


def plain(local: LocalAppStream, key: str, region: str = "us-east-1") -> Any:
    return boto3.client(
        "appstream",
        endpoint_url=local.endpoint_url,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="x",
    )


@pytest.mark.parametrize("key", KEYS)
def test_any_key_selects_the_default_account(key: str) -> None:
    with LocalAppStream(seed=SEED) as local:
        stack = plain(local, key).describe_stacks()["Stacks"][0]
        assert stack["Arn"] == "arn:aws:appstream:us-east-1:123456789012:stack/seeded"


def test_a_key_of_twelve_digits_selects_the_account_with_that_id() -> None:
    with LocalAppStream(seed=SEED, account_id="222222222222") as local:
        assert plain(local, "123456789012").describe_stacks()["Stacks"] == []
        for key in ("test", "222222222222"):
            arn = plain(local, key).describe_stacks()["Stacks"][0]["Arn"]
            assert arn.split(":")[4] == "222222222222"
        assert local.client().describe_stacks().one().name == "seeded"


def test_account_per_key_gives_each_key_its_own_account() -> None:
    with LocalAppStream(account_per_key=True) as local:
        plain(local, "one").create_stack(Name="s")
        assert plain(local, "two").describe_stacks()["Stacks"] == []
        assert len(plain(local, "one").describe_stacks()["Stacks"]) == 1


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1"])
def test_the_seed_is_available_in_every_region(region: str) -> None:
    with LocalAppStream(seed=SEED) as local:
        client = local.client(region_name=region)
        assert client.describe_stacks().one().name == "seeded"
        block = client.describe_app_blocks().one()
        assert client.describe_applications().one().app_block_arn == block.arn
        assert f":{region}:" in str(block.arn)
        client.delete_stack(name="seeded")
        assert client.describe_stacks().all() == [], "the seed is created once"
        assert local.client(account_id="2" * 12).describe_stacks().all() == []


def test_the_demo_is_available_in_every_region() -> None:
    with LocalAppStream(seed=load_seed("demo"), clock=ManualClock()) as local:
        for region in ("us-east-1", "ap-southeast-2"):
            client = local.client(region_name=region)
            found = client.describe_sessions(stack_name="office", fleet_name="office-fleet")
            assert len(found.all()) == 2


def test_an_invalid_seed_is_reported_immediately() -> None:
    with pytest.raises(ValueError, match=r"^stacks\[0\]\.Name is missing"):
        LocalAppStream(seed={"stacks": [{}]})


def test_log_lines_contain_the_account_and_region(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "appstream_typed.local"), LocalAppStream() as local:
        local.client(account_id="2" * 12, region_name="eu-west-1").describe_stacks().all()
    assert "222222222222 eu-west-1 DescribeStacks 200" in caplog.messages


def test_an_empty_account_is_logged_once_if_another_has_resources(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "appstream_typed.local"), LocalAppStream() as local:
        client = local.client()
        client.describe_stacks().all()
        assert caplog.messages == [], "all are empty"
        client.create_stack(name="s")
        elsewhere = local.client(region_name="eu-west-1")
        for _ in range(3):
            client.describe_stacks().all()
            elsewhere.describe_stacks().all()
            elsewhere.describe_fleets().all()
    assert caplog.messages == [
        (
            "account 123456789012 in eu-west-1 is empty; account 123456789012 in us-east-1 has 1 "
            "resource. To reach it, sign with the access key 123456789012 for the region us-east-1."
        )
    ]


# --- printed commands -----------------------------------------------------------------------------

SHIM = """\
#!{python}
import json, os, sys
import boto3
assert sys.argv[1:3] == ["appstream", "describe-stacks"], sys.argv
url = sys.argv[sys.argv.index("--endpoint-url") + 1] if "--endpoint-url" in sys.argv else None
stacks = boto3.client("appstream", endpoint_url=url).describe_stacks()["Stacks"]
print(json.dumps([stack["Name"] for stack in stacks]))
"""


@pytest.fixture
def aws(tmp_path: Path) -> dict[str, str]:
    """An environment without AWS settings, in which ``aws`` is a program that uses boto3."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "aws"
    program.write_text(SHIM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "PATH": f"{folder}:{os.environ['PATH']}", "AWS_EC2_METADATA_DISABLED": "true"}


def shell(text: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-euc", text], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_printed_lines_work_in_a_shell(aws: dict[str, str]) -> None:
    options = ("--seed", "demo", "--region", "eu-west-1", "--account", "333333333333")
    with running(*options) as (process, url):
        assert process.stdout is not None
        lines = [f"export AWS_ENDPOINT_URL_APPSTREAM={url}"]
        lines += [process.stdout.readline().strip() for _ in range(2)]
        shown = shell("\n".join([*lines, "aws appstream describe-stacks", "env"]), aws)
        assert shown.startswith('["office", "design"]')
        assert "AWS_DEFAULT_REGION=eu-west-1" in shown
        assert "AWS_ACCESS_KEY_ID=333333333333" in shown
        older = f"aws appstream describe-stacks --endpoint-url {url}"
        assert shell("\n".join([*lines[1:], older]), aws).startswith('["office"')


@pytest.mark.parametrize("page", ["README.md", "docs/guides/testing.md"])
def test_the_commands_in_the_docs_work_in_a_shell(aws: dict[str, str], page: str) -> None:
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in text.split("```sh\n")[1:]]
    start = next(block for block in blocks if "-m appstream_typed.local --port" in block)
    client = next(block for block in blocks if "aws appstream describe-stacks" in block)
    command = next(line for line in start.splitlines() if "appstream_typed.local" in line)
    words = command.split()
    assert words[:3] == ["python", "-m", "appstream_typed.local"]
    assert words[3:5] == ["--port", "4600"]
    with running(*words[5:]) as (process, url):
        pasted = client.replace("http://127.0.0.1:4600", url)
        assert process.stdout is not None
        printed = [f"export AWS_ENDPOINT_URL_APPSTREAM={url}"]
        printed += [process.stdout.readline().strip() for _ in range(2)]
        assert pasted.splitlines()[:3] == printed
        assert url in pasted
        assert shell(pasted, aws).startswith('["office", "design"]')


def test_a_typed_client_finds_the_seed_with_any_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalAppStream(seed=SEED) as local:
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", local.endpoint_url)
        with AppStreamClient(region_name="ap-south-1") as client:  # conftest sets the key "testing"
            assert client.describe_stacks().one().name == "seeded"
