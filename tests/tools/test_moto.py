"""A local AppStream works while moto's ``mock_aws`` mocks other services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from appstream_typed import ApiError, AppStreamClient, AsyncAppStreamClient, RetryPolicy
from appstream_typed.local import LocalAppStream
from tests.tools.calls import Call, Caller

LISTING = Call("DescribeStacks", "Stacks")


@pytest.fixture
def mock_aws() -> Any:
    """Return moto's decorator.

    The import is here because it adds a handler to every new client.
    """
    from moto import mock_aws

    return mock_aws


def create_bucket() -> list[str]:
    """Create a bucket with a mocked service. Return the names of all buckets."""
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="reports")
    return [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


@pytest.fixture
def mocked(mock_aws: Any) -> Iterator[None]:
    with mock_aws():
        yield


def test_a_client_created_before_the_mock_works(mock_aws: Any, caller: Caller) -> None:
    expected = caller.plain(LISTING)
    with mock_aws():
        assert create_bucket() == ["reports"]
        assert caller.plain(LISTING) == expected != []
        assert caller.typed(LISTING) == expected


@pytest.mark.usefixtures("mocked")
def test_a_client_created_inside_the_mock_works(caller: Caller) -> None:
    plain = caller.plain(LISTING)
    assert [stack["Name"] for stack in plain] == ["office", "design"]
    assert caller.typed(LISTING) == plain
    assert create_bucket() == ["reports"]


@pytest.mark.usefixtures("mocked")
def test_typed_calls_may_write_beside_mocked_services(
    caller: Caller, local: LocalAppStream
) -> None:
    """The mocked services are STS and S3."""
    account = boto3.client("sts").get_caller_identity()["Account"]
    assert account == "123456789012"
    stack = caller.run(Call("CreateStack", "Stack", {"Name": f"stack-of-{account}"}))
    assert stack.name == "stack-of-123456789012"
    assert create_bucket() == ["reports"]
    assert [request.operation for request in local.requests] == ["CreateStack"]


@pytest.mark.usefixtures("mocked")
def test_the_endpoint_may_come_from_the_environment(
    local: LocalAppStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clients have no ``endpoint_url``. moto's keys select the default account."""
    local.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", local.endpoint_url)
    with AppStreamClient() as client:
        assert client.describe_stacks().all() == []
        assert client.create_stack(name="s").arn is not None
        plain = boto3.client("appstream").describe_stacks()["Stacks"]
        assert client.describe_stacks().one().to_dict()["Name"] == plain[0]["Name"] == "s"

    async def main() -> list[Any]:
        async with AsyncAppStreamClient() as client:
            return await client.describe_stacks().all()

    assert [stack.name for stack in asyncio.run(main())] == ["s"]
    assert create_bucket() == ["reports"]


@pytest.mark.usefixtures("mocked")
def test_credentials_may_come_from_a_mocked_role(
    local: LocalAppStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mocked STS issues the credentials. They select the default account."""
    local.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_APPSTREAM", local.endpoint_url)
    issued = boto3.client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="test"
    )["Credentials"]
    session = boto3.session.Session(
        issued["AccessKeyId"], issued["SecretAccessKey"], issued["SessionToken"]
    )
    client = AppStreamClient(session=session)
    assert client.create_stack(name="s").name == "s"
    assert session.client("appstream").describe_stacks()["Stacks"][0]["Name"] == "s"


@pytest.mark.usefixtures("mocked")
def test_without_a_local_appstream_the_error_equals_boto3s(
    session: boto3.session.Session,
) -> None:
    """moto does not mock AppStream and answers 404, so no request leaves this machine."""
    once = Config(retries={"total_max_attempts": 1, "mode": "standard"})
    plain = session.client("appstream", config=once)
    with pytest.raises(ClientError) as theirs:
        plain.describe_stacks()
    client = AppStreamClient(session=session, retries=RetryPolicy(max_attempts=1))
    with pytest.raises(ApiError) as ours:
        client.describe_stacks().all()
    assert theirs.value.response["Error"]["Code"] == ours.value.code == "404"
    assert ours.value.http_status == 404


def test_the_local_appstream_works_with_passthrough_urls(
    mock_aws: Any, make: Callable[..., Caller], kind: str
) -> None:
    """moto's setting is not needed for the local AppStream, but it is harmless."""
    with LocalAppStream() as local:
        config = {"core": {"passthrough": {"urls": [local.endpoint_url]}}}
        with mock_aws(config=config):
            caller = make(local.endpoint_url, kind)
            assert caller.run(Call("CreateStack", "Stack", {"Name": "s"})).name == "s"
            assert create_bucket() == ["reports"]


@pytest.mark.usefixtures("mocked")
def test_the_pytest_fixtures_work_beside_mocked_services(
    local_appstream: LocalAppStream, appstream: AppStreamClient
) -> None:
    appstream.create_stack(name="s")
    assert boto3.client("appstream", endpoint_url=local_appstream.endpoint_url) is not None
    assert [request.operation for request in local_appstream.requests] == ["CreateStack"]
    assert create_bucket() == ["reports"]


def test_a_sweep_works_beside_mocked_services(
    mock_aws: Any, make: Callable[..., Caller], local: LocalAppStream
) -> None:
    with mock_aws():
        client = make(local.endpoint_url).client
        assert [session.user_id for session in client.iter_all_sessions()] == ["ada"]
        assert create_bucket() == ["reports"]
