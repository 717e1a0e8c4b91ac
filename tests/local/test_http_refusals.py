"""Requests that the HTTP controls under ``/_local`` refuse."""

from __future__ import annotations

import json

import pytest

from appstream_typed.local import LocalAppStream
from tests.local.control_requests import ask, done


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("advance", {}, "missing 'seconds'. /_local/advance takes 'seconds' (a number)"),
        ("advance", {"second": 1}, "did you mean 'seconds'?"),
        ("advance", {"seconds": "60"}, "'seconds' must be a number, got a string"),
        ("advance", {"seconds": True}, "must be a number, got true or false"),
        ("advance", {"seconds": None}, "must be a number, got null"),
        ("advance", {"seconds": -1}, "cannot go back"),
        ("advance", {"seconds": 1e300}, "past the year 9999"),
        ("advance", b'{"seconds": 1e999}', "past the year 9999"),
        ("advance", b'{"seconds": NaN}', "NaN is not a JSON number"),
        ("advance", b"{", "the body is not JSON"),
        ("advance", b"\xff\xfe\x00", "the body is not JSON"),
        ("advance", [], "the body must be an object"),
        ("advance", b"[" * 100_000, "the body is not JSON"),
        ("seed", b'{"stacks":' * 400 + b"1" + b"}" * 400, ""),
        ("faults", {}, "'fault' must be one of cycling_tokens, delay"),
        ("faults", {"fault": "nothing"}, "got 'nothing'"),
        ("faults", {"fault": "Fault"}, "got 'Fault'"),
        ("faults", {"fault": ["error"]}, "got ['error']"),
        ("faults", {"fault": "error"}, "missing 'code'"),
        ("faults", {"fault": "error", "code": "a\r\nb"}, "printable ASCII"),
        ("faults", {"fault": "error", "code": "A", "status": 99}, "from 200 to 599"),
        ("faults", {"fault": "response", "body": "", "content_type": "é"}, "printable ASCII"),
        ("faults", {"fault": "throttling", "time": 2}, "did you mean 'times'?"),
        ("faults", {"fault": "throttling", "times": 0}, "times must be 1 or more"),
        ("faults", {"fault": "throttling", "times": 1.5}, "an integer or null, got a number"),
        ("faults", {"fault": "throttling", "every": 0}, "every must be 1 or more"),
        ("faults", {"fault": "throttling", "skip": -1}, "skip must be 0 or more"),
        ("faults", {"fault": "throttling", "operation": "Nothing"}, "no operation 'Nothing'"),
        ("faults", {"fault": "delay", "seconds": -1}, "seconds must be from 0 to 86400"),
        ("faults", {"fault": "slow_body", "seconds_per_byte": 1e9}, "must be from 0"),
        ("faults", {"fault": "dropped_connection", "after": -1}, "0 or more bytes"),
        ("faults", {"fault": "cycling_tokens", "tokens": []}, "a list of one or more"),
        ("faults", {"fault": "cycling_tokens", "tokens": [1]}, "'tokens[0]' must be a string"),
        ("faults", {"fault": "cycling_tokens", "tokens": "ab"}, "must be a list"),
        ("faults", {"fault": "unknown_members", "members": []}, "an object, got a list"),
        ("snapshot", {"name": 1}, "'name' must be a string or null, got an integer"),
        ("restore", {}, "missing 'name'"),
        ("reset", {"now": True}, "/_local/reset takes no arguments"),
        ("seed?account_id=1", {}, "'1' is not an account id; use 12 digits"),
        ("seed?region_name=here", {}, "'here' is not a region"),
        ("seed?account=1", {}, "did you mean 'account_id'?"),
        ("seed?region_name=us-east-1&region_name=eu-west-1", {}, "pass it once"),
        ("controls/user_connects", {"stack_name": {}}, "missing 'fleet_name' and 'user_id'"),
        (
            "controls/user_connects",
            {"stack_name": "s", "fleet_name": "f", "user_id": "a", "authentication_type": "X"},
            "'X' is not an authentication type; use one of API, SAML",
        ),
    ],
)
def test_an_invalid_body_or_query_is_refused(
    local: LocalAppStream, path: str, body: object, reason: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = ask(local, "POST", f"/_local/{path}", body, headers)
    assert answer.status == 400
    assert reason in answer.error
    assert local.defects == ()
    assert done(local, "GET", "/_local/state")["faults"] == []


@pytest.mark.parametrize("limit", ["x", "-1", "1.5", "", "9" * 30])
def test_an_invalid_limit_is_refused(local: LocalAppStream, limit: str) -> None:
    answer = ask(local, "GET", f"/_local/requests?limit={limit}")
    assert answer.status == 400
    assert "'limit' must be an integer of 0 or more" in answer.error


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/_local/health", "GET, HEAD"),
        ("PUT", "/_local/state", "GET, HEAD"),
        ("POST", "/_local/requests", "GET, DELETE, HEAD"),
        ("GET", "/_local/advance", "POST"),
        ("HEAD", "/_local/advance", "POST"),
        ("GET", "/_local/faults", "POST, DELETE"),
        ("OPTIONS", "/_local/faults", "POST, DELETE"),
        ("PATCH", "/_local/seed", "POST"),
        ("GET", "/_local/controls/fail_fleet", "POST"),
    ],
)
def test_an_unsupported_method_is_refused(
    local: LocalAppStream, method: str, path: str, allowed: str
) -> None:
    answer = ask(local, method, path)
    assert answer.status == 405
    assert answer.headers["Allow"] == allowed
    if method != "HEAD":
        assert f"use {allowed}" in answer.error


@pytest.mark.parametrize("path", ["/_local", "/_local/", "/_local/nothing", "/_local/advance/"])
def test_an_unknown_path_is_refused(local: LocalAppStream, path: str) -> None:
    answer = ask(local, "GET", path)
    assert answer.status == 404
    assert "/_local/controls/NAME" in answer.error


def test_other_paths_are_requests_to_appstream(local: LocalAppStream) -> None:
    for method, path in (("GET", "/_locals"), ("GET", "/nothing"), ("PUT", "/"), ("DELETE", "/")):
        answer = ask(local, method, path)
        assert answer.status == 404
        assert json.loads(answer.text)["__type"] == "UnknownOperationException"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_local/reset"),
        ("POST", "/_local/seed"),
        ("DELETE", "/_local/faults"),
        ("DELETE", "/_local/requests"),
        ("POST", "/_local/controls/seed"),
    ],
)
@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        None,
    ],
)
def test_only_json_is_accepted(
    local: LocalAppStream, method: str, path: str, content_type: str | None
) -> None:
    local.client().create_stack(name="s")
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = ask(local, method, path, b'{"stacks": []}', headers)
    assert answer.status == 415
    assert "must be application/json" in answer.error
    assert local.client().describe_stacks().one().name == "s"
    for accepted in ("application/json", "Application/JSON; charset=utf-8"):
        answer = ask(local, "POST", "/_local/seed", b"{}", {"Content-Type": accepted})
        assert answer.status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:3000",
        "http://127.0.0.1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}/",
        "null",
        "",
    ],
)
def test_requests_from_other_web_pages_are_refused(local: LocalAppStream, origin: str) -> None:
    headers = {"Origin": origin.format(port=local.port), "Content-Type": "application/json"}
    local.client().create_stack(name="s")
    for method, path in (
        ("POST", "/_local/reset"),
        ("DELETE", "/_local/faults"),
        ("GET", "/_local/state"),
        ("OPTIONS", "/_local/reset"),
        ("GET", "/_local/nothing"),
        ("GET", "/"),
    ):
        answer = ask(local, method, path, headers=headers)
        assert answer.status == 403
        assert "may not use this server" in answer.error
    assert local.client().describe_stacks().one().name == "s"


def test_requests_from_the_page_of_this_server_are_accepted(local: LocalAppStream) -> None:
    for host in (f"127.0.0.1:{local.port}", f"localhost:{local.port}", f"[::1]:{local.port}"):
        headers = {"Host": host, "Origin": f"http://{host}"}
        assert ask(local, "POST", "/_local/reset", headers=headers).status == 200


def test_the_host_header_is_checked(local: LocalAppStream) -> None:
    for method, path in (("POST", "/_local/reset"), ("GET", "/_local/state"), ("GET", "/")):
        headers = {"Host": "evil.example", "Origin": "http://evil.example"}
        answer = ask(local, method, path, headers=headers)
        assert answer.status == 403
        assert "--allow-host evil.example" in answer.text
    with LocalAppStream(allow_hosts=["appstream"]) as there:
        headers = {"Host": "appstream:4600"}
        assert ask(there, "GET", "/_local/health", headers=headers).status == 200


def test_a_body_that_is_too_large_is_refused_in_plain_json(local: LocalAppStream) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "9" * 20}
    answer = ask(local, "POST", "/_local/seed", b"", headers)
    assert answer.status == 413
    assert "at most" in answer.error
