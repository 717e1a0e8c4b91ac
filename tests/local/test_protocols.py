"""The protocols, AWS's errors, and the validation of requests."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any

import pytest
from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from appstream_typed import (
    AppStreamClient,
)
from appstream_typed.local import (
    LocalAppStream,
)
from tests.local.imaging import WIN2022
from tests.shapes import SERVICE

MEDIUM = "stream.standard.medium"
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/appstream/aws4_request,"
    " SignedHeaders=host, Signature=0"
}
JSON = {"Content-Type": "application/x-amz-json-1.1", **SIGNED}
TARGET = "PhotonAdminProxyService."


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
    """Send a request that botocore encodes as CBOR, and return the parsed response."""
    model: OperationModel = SERVICE.operation_model(operation)
    serializer: Any = create_serializer("smithy-rpc-v2-cbor")
    request = serializer.serialize_to_request(parameters, model)
    headers = {**request["headers"], **SIGNED}
    status, body, answered = post(local, request["body"], headers, request["url_path"])
    assert answered["smithy-protocol"] == "rpc-v2-cbor"
    assert answered["content-type"] == "application/cbor"
    response = {"status_code": status, "headers": answered, "body": body}
    return create_parser("smithy-rpc-v2-cbor").parse(response, model.output_shape)


def test_both_protocols_return_the_same_results(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    made = cbor(
        local,
        "CreateImageBuilder",
        {
            "Name": "b",
            "InstanceType": MEDIUM,
            "ImageName": WIN2022,
            "Tags": {"k": "ü"},
            "DisplayName": "世界",
        },
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
def test_a_bad_request_gets_an_aws_error(
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
def test_bad_cbor_gets_an_aws_error(local: LocalAppStream, body: bytes) -> None:
    path = "/service/PhotonAdminProxyService/operation/StopFleet"
    headers = {"smithy-protocol": "rpc-v2-cbor", **SIGNED}
    status, text, _ = post(local, body, headers, path)
    assert status == 400
    assert b"Exception" in text
    status, _, _ = post(local, b"", headers, "/service/Other/operation/StopFleet")
    assert status == 404


def test_requests_beyond_the_http_limits_are_refused(local: LocalAppStream) -> None:
    headers = {**JSON, "X-Amz-Target": f"{TARGET}DescribeStacks"}
    assert post(local, b" " * (1 << 20) + b"{}", headers)[0] == 413
    with socket.create_connection(("127.0.0.1", local.port), 5) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: a.b\r\n\r\n")
        assert b" 411 " in raw.recv(1000)
    with socket.create_connection(("127.0.0.1", local.port), 5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"local AppStream" in b"".join(iter(lambda: raw.recv(1000), b""))


def test_validation_errors_have_the_form_of_the_aws_front_end(local: LocalAppStream) -> None:
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


def test_validation_errors_omit_sensitive_values(local: LocalAppStream) -> None:
    headers = {**JSON, "X-Amz-Target": f"{TARGET}CreateUser"}
    body = json.dumps({"UserName": "", "AuthenticationType": "USERPOOL"}).encode()
    _, text, _ = post(local, body, headers)
    assert "Value at 'userName' failed" in json.loads(text)["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"null", "is not an object"),
        (b"[]", "is not an object"),
        (b'{"Name": "\\ud800"}', "an unpaired surrogate"),
        (b'{"Names": [null]}', "Member must not be null"),
    ],
)
def test_malformed_requests_are_refused(local: LocalAppStream, body: bytes, words: str) -> None:
    operation = "DescribeStacks" if b"Names" in body else "CreateStack"
    headers = {**JSON, "X-Amz-Target": f"{TARGET}{operation}"}
    status, answer, _ = post(local, body, headers)
    assert status == 400
    assert words in json.loads(answer)["message"]
