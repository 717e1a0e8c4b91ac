"""The fixtures that users of pytest get."""

from __future__ import annotations

import os

import boto3
import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022

pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True)
def profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the fixtures must put out of reach."""
    monkeypatch.setenv("AWS_PROFILE", "of-the-machine")


def test_a_client_of_a_fresh_local_appstream(profile: None, appstream: AppStreamClient) -> None:
    assert appstream.describe_stacks().all() == []
    assert appstream.create_stack(name="s").name == "s"


def test_time_moves_when_told(appstream: AppStreamClient, local_appstream: LocalAppStream) -> None:
    assert isinstance(local_appstream.clock, ManualClock)
    appstream.create_image_builder(
        name="b", instance_type="stream.standard.small", image_name=WIN2022
    )
    assert appstream.describe_image_builders().one().state == "PENDING"
    local_appstream.clock.advance(60)
    assert appstream.describe_image_builders().one().state == "RUNNING"


def test_plain_clients_find_it_and_nothing_of_the_machine(
    profile: None, local_appstream: LocalAppStream
) -> None:
    assert "AWS_PROFILE" not in os.environ
    plain = boto3.client("appstream")
    assert plain.meta.endpoint_url == local_appstream.endpoint_url
    plain.create_stack(Name="s")
    with AppStreamClient() as client:
        assert client.describe_stacks().one().name == "s"
    with AppStreamClient(region_name="eu-west-1") as elsewhere:
        assert elsewhere.describe_stacks().all() == []


def test_a_proxy_is_passed_by(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "intranet")
    client: AppStreamClient = request.getfixturevalue("appstream")
    assert client.describe_stacks().all() == []
    assert os.environ["no_proxy"] == "intranet,127.0.0.1"


def test_a_defect_fails_the_test_that_met_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from appstream_typed.local.resources.registry import handlers

        def test_it(appstream, monkeypatch):
            handler, calls = handlers["DescribeStacks"], []

            def broken(state, request):
                calls.append(request)
                if len(calls) == 1:
                    raise ZeroDivisionError("nobody meant this")
                return handler(state, request)

            monkeypatch.setitem(handlers, "DescribeStacks", broken)
            assert appstream.describe_stacks().all() == []  # the client retried
            assert len(calls) == 2

        def test_all_is_well(appstream):
            assert appstream.describe_stacks().all() == []
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*has a defect*ZeroDivisionError: nobody meant this*"])
