"""The server itself: protocols, errors, pages, accounts, faults, stopping."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from appstream_typed import (
    ApiError,
    AppStreamClient,
    ImageBuilderState,
    PaginationError,
    ResourceNotFoundException,
    ResponseError,
    RetryPolicy,
    UnknownApiError,
)
from appstream_typed.local import (
    AcceleratedClock,
    LocalAppStream,
    ManualClock,
    RealClock,
    Timings,
    faults,
)
from tests.shapes import SERVICE

MEDIUM = "stream.standard.medium"
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/appstream/aws4_request,"
    " SignedHeaders=host, Signature=0"
}
JSON = {"Content-Type": "application/x-amz-json-1.1", **SIGNED}
TARGET = "PhotonAdminProxyService."
ONCE = RetryPolicy(max_attempts=1)


def post(
    local: LocalAppStream, body: bytes, headers: dict[str, str], path: str = "/"
) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", local.port, timeout=10)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, answer.read(), names
    finally:
        connection.close()


# --- protocols ----------------------------------------------------------------------------------


def cbor(local: LocalAppStream, operation: str, parameters: dict[str, Any]) -> Any:
    """A call as botocore's own CBOR codecs make it."""
    model: OperationModel = SERVICE.operation_model(operation)
    serializer: Any = create_serializer("smithy-rpc-v2-cbor")
    request = serializer.serialize_to_request(parameters, model)
    headers = {**request["headers"], **SIGNED}
    status, body, answered = post(local, request["body"], headers, request["url_path"])
    assert answered["smithy-protocol"] == "rpc-v2-cbor"
    assert answered["content-type"] == "application/cbor"
    response = {"status_code": status, "headers": answered, "body": body}
    return create_parser("smithy-rpc-v2-cbor").parse(response, model.output_shape)


def test_both_protocols_say_the_same(local: LocalAppStream, client: AppStreamClient) -> None:
    made = cbor(
        local,
        "CreateImageBuilder",
        {"Name": "b", "InstanceType": MEDIUM, "Tags": {"k": "ü"}, "DisplayName": "世界"},
    )
    del made["ResponseMetadata"]
    typed = client.describe_image_builders().one().to_dict()
    theirs = {key: value for key, value in made["ImageBuilder"].items() if value != []}
    assert theirs == typed
    listed = cbor(local, "DescribeImageBuilders", {"Names": ["b"], "MaxResults": 5})
    assert len(listed["ImageBuilders"]) == 1
    refused = cbor(local, "DescribeImageBuilders", {"Names": ["x"]})
    assert refused["Error"]["Code"] == "ResourceNotFoundException"
    assert refused["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert cbor(local, "TagResource", {"ResourceArn": typed["Arn"], "Tags": {"a": "b"}})


@pytest.mark.parametrize(
    ("headers", "path", "body", "status", "code"),
    [
        ({**JSON, "X-Amz-Target": f"{TARGET}Nothing"}, "/", b"{}", 404, "UnknownOperation"),
        ({**JSON, "X-Amz-Target": "DynamoDB.ListTables"}, "/", b"{}", 404, "UnknownOperation"),
        (JSON, "/", b"{}", 404, "UnknownOperation"),
        ({"X-Amz-Target": f"{TARGET}DescribeStacks"}, "/", b"{}", 403, "MissingAuthentication"),
        ({**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"}, "/", b"{", 400, "Serialization"),
        ({**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"}, "/", b"\xff", 400, "Serialization"),
        ({**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"}, "/", b"[]", 400, "Serialization"),
        (
            {**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"},
            "/",
            b'{"Names": "abc"}',
            400,
            "Serialization",
        ),
        (
            {**JSON, "X-Amz-Target": f"{TARGET}CreateStack"},
            "/",
            b'{"Name": "s", "UserSettings": [3]}',
            400,
            "Serialization",
        ),
        (
            {**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"},
            "/",
            b"[" * 100_000,
            400,
            "Serialization",
        ),
        ({**JSON, "X-Amz-Target": f"{TARGET}StopFleet"}, "/", b"{}", 400, "ValidationException"),
        ({**JSON, "X-Amz-Target": f"{TARGET}StopFleet"}, "/", b"", 400, "ValidationException"),
    ],
)
def test_bad_requests_get_awss_errors(
    local: LocalAppStream,
    headers: dict[str, str],
    path: str,
    body: bytes,
    status: int,
    code: str,
) -> None:
    answered, text, names = post(local, body, headers, path)
    assert (answered, names["content-type"]) == (status, "application/x-amz-json-1.1")
    error = json.loads(text)
    assert error["__type"].startswith(code)
    assert error["message"]
    assert "Traceback" not in text.decode()


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"\x5f", b"\xa1", b"\x1b" + b"\xff" * 8, b"\xbf\x01"]
)
def test_bad_cbor_gets_awss_errors(local: LocalAppStream, body: bytes) -> None:
    path = "/service/PhotonAdminProxyService/operation/StopFleet"
    headers = {"smithy-protocol": "rpc-v2-cbor", **SIGNED}
    status, text, _ = post(local, body, headers, path)
    assert status == 400
    assert b"Exception" in text
    status, _, _ = post(local, b"", headers, "/service/Other/operation/StopFleet")
    assert status == 404


def test_limits_of_http(local: LocalAppStream) -> None:
    headers = {**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"}
    assert post(local, b" " * (1 << 20) + b"{}", headers)[0] == 413
    with socket.create_connection(("127.0.0.1", local.port), 5) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: a.b\r\n\r\n")
        assert b" 411 " in raw.recv(1000)
    with socket.create_connection(("127.0.0.1", local.port), 5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"local AppStream" in b"".join(iter(lambda: raw.recv(1000), b""))


def test_validation_speaks_as_awss_front_end_does(local: LocalAppStream) -> None:
    headers = {**JSON, "X-Amz-Target": f"{TARGET}CreateStack"}
    request = {
        "Name": "-no",
        "Description": "x" * 257,
        "UserSettings": [{"Action": "FLY", "Permission": "ENABLED"}],
        "Tags": {"aws:x": "y"},
        "StorageConnectors": [{}],
    }
    _, text, _ = post(local, json.dumps(request).encode(), headers)
    message = json.loads(text)["message"]
    assert message.startswith("5 validation errors detected: Value '-no' at 'name' failed")
    assert "at 'description' failed to satisfy constraint: Member must have length less" in message
    assert "'FLY' at 'userSettings.1.member.action'" in message
    assert "Member must satisfy enum value set: [" in message
    assert "Value null at 'storageConnectors.1.member.connectorType'" in message
    assert "'aws:x' at 'tags.aws:x.key'" in message


def test_validation_shows_no_secrets(local: LocalAppStream) -> None:
    headers = {**JSON, "X-Amz-Target": f"{TARGET}CreateUser"}
    body = json.dumps({"UserName": "", "AuthenticationType": "USERPOOL"}).encode()
    _, text, _ = post(local, body, headers)
    assert "Value at 'userName' failed" in json.loads(text)["message"]


# --- pages and accounts -------------------------------------------------------------------------


def test_tokens_are_bound_to_their_query(local: LocalAppStream, client: AppStreamClient) -> None:
    local.settings.max_page_size = 1
    for name in ("a", "b", "c"):
        client.create_stack(name=name)
        client.create_fleet(name=name, instance_type=MEDIUM)
    token = next(iter(client.describe_stacks().pages())).next_token
    assert token is not None
    assert [s.name for s in client.describe_stacks(next_token=token)] == ["b", "c"]
    for call in (
        lambda: client.describe_fleets(next_token=token).all(),
        lambda: client.describe_stacks(names=["a"], next_token=token).all(),
        lambda: client.describe_stacks(next_token="made up").all(),
        lambda: client.describe_stacks(next_token=token[:-4] + "AAAA").all(),
        lambda: local.client(region_name="eu-west-1").describe_stacks(next_token=token).all(),
        lambda: local.client(account_id="1" * 12).describe_stacks(next_token=token).all(),
    ):
        with pytest.raises(UnknownApiError, match="NextToken"):
            call()


def test_a_walk_is_consistent_while_things_come_and_go(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    local.settings.max_page_size = 7
    lasting = [f"stays-{number}" for number in range(60)]
    for number, name in enumerate(lasting):
        client.create_stack(name=name)
        client.create_stack(name=f"goes-{number}")
    names: list[str] = []
    for number, page in enumerate(client.describe_stacks().pages()):
        names += [stack.name for stack in page.items]
        for other in (number * 4, number * 4 + 1, number * 4 + 2, number * 4 + 3):
            if other < 60:
                client.delete_stack(name=f"goes-{59 - other}")
        client.create_stack(name=f"comes-{number}") if number < 5 else None
    assert [name for name in names if name.startswith("stays")] == lasting
    assert len(set(names)) == len(names)


def test_accounts_and_regions_are_apart(local: LocalAppStream) -> None:
    clients = [
        local.client(),
        local.client(region_name="eu-west-1"),
        local.client(account_id="999999999999"),
    ]
    for number, client in enumerate(clients):
        client.create_stack(name=f"s{number}")
    assert [c.describe_stacks().one().name for c in clients] == ["s0", "s1", "s2"]
    arn = clients[2].describe_stacks().one().arn
    assert arn == "arn:aws:appstream:us-east-1:999999999999:stack/s2"
    other = AppStreamClient(
        endpoint_url=local.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="x",
    )
    assert other.describe_stacks().all() == []


# --- faults, latency, log ------------------------------------------------------------------------


def test_faults_as_a_client_sees_them(local: LocalAppStream) -> None:
    config = Config(read_timeout=1, retries={"total_max_attempts": 1, "mode": "standard"})
    client = local.client(config=config).with_options(retries=ONCE)
    client.create_stack(name="s")

    def order(fault: faults.Fault) -> None:
        local.add_fault(fault, "DescribeStacks")

    order(faults.error("ResourceNotFoundException", "gone"))
    with pytest.raises(ResourceNotFoundException, match="gone") as caught:
        client.describe_stacks().all()
    assert caught.value.http_status == 404
    order(faults.server_error(503))
    with pytest.raises(UnknownApiError) as unknown:
        client.describe_stacks().all()
    assert unknown.value.http_status == 503
    order(faults.dropped_connection())
    with pytest.raises(ConnectionClosedError):
        client.describe_stacks().all()
    order(faults.dropped_connection(after=5))
    with pytest.raises(ResponseError, match="the body ends after 5 of"):
        client.describe_stacks().all()
    order(faults.slow_body(1.5))
    with pytest.raises((ReadTimeoutError, ResponseStreamingError)):
        client.describe_stacks().all()
    order(faults.delay(3))
    with pytest.raises(ReadTimeoutError):
        client.describe_stacks().all()
    order(faults.unknown_values("NEW", "Permission"))
    stack = client.describe_stacks().one()
    assert {setting.permission.is_known for setting in stack.user_settings} == {False}
    order(faults.unknown_members({"Smell": "roses"}))
    assert client.describe_stacks().one().name == "s"


def test_bodies_that_cannot_be_read(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=ONCE)
    client.create_stack(name="s")
    for fault in (
        faults.truncated_body(),
        faults.malformed_body(),
        faults.response(b"<html>proxy</html>", content_type="text/html"),
    ):
        local.add_fault(fault, "DescribeStacks")
        with pytest.raises(ResponseError, match="DescribeStacks: the body is not JSON"):
            client.describe_stacks().all()
        local.add_fault(fault, "DescribeStacks")
        assert local.client().describe_stacks().one().name == "s", "a listing is tried again"
        local.add_fault(fault, "CreateFleet")
        with pytest.raises(ResponseError):
            local.client().create_fleet(name="f", instance_type=MEDIUM)
        client.delete_fleet(name="f")
    local.add_fault(faults.cycling_tokens("A", "B"), "DescribeStacks", times=None)
    with pytest.raises(PaginationError, match="'A'"):
        client.describe_stacks().all()


def test_faults_are_counted_skipped_and_cleared(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=ONCE)
    local.add_fault(faults.throttling(), "DescribeStacks", times=2, skip=1)
    outcomes = []
    for _ in range(4):
        try:
            client.describe_stacks().all()
            outcomes.append("ok")
        except UnknownApiError as error:
            outcomes.append(error.code)
    assert outcomes == ["ok", "ThrottlingException", "ThrottlingException", "ok"]
    local.add_fault(faults.throttling(), times=None)
    with pytest.raises(ApiError):
        client.describe_fleets().all()
    local.clear_faults()
    assert client.describe_fleets().all() == []
    with pytest.raises(ValueError, match="no operation 'describe_stacks'"):
        local.add_fault(faults.throttling(), "describe_stacks")
    with pytest.raises(ValueError, match="times"):
        local.add_fault(faults.throttling(), times=0)


def test_the_log_of_requests(local: LocalAppStream, client: AppStreamClient) -> None:
    client.create_stack(name="s")
    with pytest.raises(ApiError):
        client.delete_fleet(name="f")
    one, two = local.requests
    assert (one.operation, one.status, one.error_code) == ("CreateStack", 200, None)
    assert one.parameters == {"Name": "s"}
    assert (two.status, two.error_code) == (404, "ResourceNotFoundException")
    assert (two.account_id, two.region) == ("123456789012", "us-east-1")
    assert "'s'" not in repr(one), "parameters may be secret"
    local.clear_requests()
    assert local.requests == ()


def test_latency_and_rate(local: LocalAppStream) -> None:
    client = local.client().with_options(retries=ONCE)
    local.settings.latency = 0.05
    started = time.monotonic()
    client.describe_stacks().all()
    assert time.monotonic() - started >= 0.05
    local.settings.latency = 0
    local.settings.requests_per_second = 2
    codes = []
    for _ in range(6):
        try:
            client.describe_stacks().all()
        except UnknownApiError as error:
            codes.append(error.code)
    assert codes
    assert set(codes) == {"ThrottlingException"}


def test_a_defect_is_answered_and_logged(
    local: LocalAppStream, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Any:
        msg = "planted"
        raise RuntimeError(msg)

    monkeypatch.setattr(local._service, "call", broken)
    with caplog.at_level(logging.ERROR), pytest.raises(ClientError) as caught:
        local.client().with_options(retries=ONCE).describe_stacks().all()
    assert "planted" not in str(caught.value)
    assert "planted" in caplog.text


# --- starting and stopping ------------------------------------------------------------------------


def test_it_starts_and_stops() -> None:
    local = LocalAppStream()
    assert repr(local) == "LocalAppStream(stopped)"
    with pytest.raises(RuntimeError, match="does not run"):
        _ = local.endpoint_url
    local.start()
    with pytest.raises(RuntimeError, match="runs already"):
        local.start()
    client = local.client().with_options(retries=ONCE)
    client.create_stack(name="s")
    local.stop()
    local.stop()
    with pytest.raises((EndpointConnectionError, ConnectionClosedError)):
        client.describe_stacks().all()
    with local:
        assert local.client().describe_stacks().one().name == "s", "it remembers"


def test_a_busy_port_is_an_error(local: LocalAppStream) -> None:
    with pytest.raises(OSError, match=r"[Aa]ddress already in use"):
        LocalAppStream(port=local.port).start()


def test_stopping_sends_what_is_under_way_and_does_not_wait_for_the_idle() -> None:
    before = threading.active_count()
    local = LocalAppStream(latency=0.3)
    local.start()
    idle, busy = local.client(), local.client()
    local.settings.latency = 0
    idle.describe_stacks().all()
    local.settings.latency = 0.3
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: busy.describe_stacks().all())
        time.sleep(0.1)
        started = time.monotonic()
        local.stop()
        assert time.monotonic() - started < 3
        assert answer.result() == []
    assert threading.active_count() <= before + 1


def test_others_than_loopback_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), LocalAppStream(host="0.0.0.0"):
        assert "0.0.0.0" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING), LocalAppStream(host="localhost"):
        assert not caplog.records


def test_several_at_once_know_nothing_of_each_other() -> None:
    with LocalAppStream() as one, LocalAppStream() as two:
        one.client().create_stack(name="s")
        assert two.client().describe_stacks().all() == []


def test_clocks(clock: ManualClock) -> None:
    assert RealClock().now().tzinfo is not None
    fast = AcceleratedClock(1000)
    first = fast.now()
    time.sleep(0.01)
    assert (fast.now() - first).total_seconds() >= 10
    with pytest.raises(ValueError, match="speed"):
        AcceleratedClock(0)
    with pytest.raises(ValueError, match="go back"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="aware"):
        ManualClock(clock.now().replace(tzinfo=None))


def test_timings_are_settable() -> None:
    with LocalAppStream(timings=Timings(image_builder_start=0)) as local:
        client = local.client()
        client.create_image_builder(name="b", instance_type=MEDIUM)
        assert client.describe_image_builders().one().state is ImageBuilderState.RUNNING


def test_many_threads_lose_and_double_nothing() -> None:
    with LocalAppStream(max_page_size=10) as local:
        boto = local.boto3_client(config=Config(max_pool_connections=64))
        client = AppStreamClient(boto)

        def work(worker: int) -> list[str]:
            kept = []
            for number in range(6):
                name = f"w{worker}-{number}"
                client.create_stack(name=name)
                if number % 2:
                    client.delete_stack(name=name)
                else:
                    kept.append(name)
                listed = [stack.name for stack in client.describe_stacks()]
                assert len(set(listed)) == len(listed)
                assert set(kept) <= set(listed)
            return kept

        with ThreadPoolExecutor(64) as pool:
            kept = {name for names in pool.map(work, range(64)) for name in names}
        assert {stack.name for stack in client.describe_stacks()} == kept
        assert {request.status for request in local.requests} == {200}
