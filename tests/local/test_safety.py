"""Foreign, oversized, slow and malformed requests are answered and logged, and the server continues."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import cast

import pytest

from appstream_typed import AppStreamClient, UserStackAssociation
from appstream_typed.local import LocalAppStream
from appstream_typed.local.simulation import Simulation
from appstream_typed.local.wire import connections
from appstream_typed.local.wire.front_end import FrontEnd
from appstream_typed.local.wire.http_rules import HttpRefusal, body_length, host_refusal

TARGET = b"X-Amz-Target: PhotonAdminProxyService.DescribeStacks\r\n"
SIGNED = (
    b"Authorization: AWS4-HMAC-SHA256 Credential=1/20260101/us-east-1/appstream/aws4_request, x\r\n"
)


def ask(local: LocalAppStream, head: bytes, body: bytes = b"", target: bytes = b"/") -> bytes:
    """Send bytes, and read until the connection is closed."""
    with socket.create_connection(("127.0.0.1", local.port), timeout=10) as connection:
        connection.sendall(b"POST " + target + b" HTTP/1.1\r\n" + head + b"\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        found = b""
        while chunk := connection.recv(1 << 16):
            found += chunk
    return found


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "appstream_typed.local"):
        yield caplog


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "a.localhost"])
def test_loopback_names_are_accepted(local: LocalAppStream, host: str) -> None:
    head = f"Host: {host}:{local.port}\r\nContent-Length: 2\r\n".encode()
    assert ask(local, head + TARGET + SIGNED, b"{}").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.7", "[2::]"])
def test_other_names_are_refused(
    local: LocalAppStream, logged: pytest.LogCaptureFixture, host: str
) -> None:
    head = f"Host: {host}:{local.port}\r\nContent-Length: 2\r\n".encode()
    answer = ask(local, head + TARGET + SIGNED, b"{}")
    assert answer.startswith(b"HTTP/1.1 403")
    assert b"--allow-host" in answer
    assert b"Access-Control" not in answer
    assert "- - - 403 AccessDeniedException" in logged.messages


def test_an_allowed_name_is_accepted() -> None:
    with LocalAppStream(allow_hosts=["AppStream"]) as local:
        head = b"Host: appstream:4600\r\nContent-Length: 2\r\n" + TARGET + SIGNED
        assert ask(local, head, b"{}").startswith(b"HTTP/1.1 200")
    assert host_refusal(None, ()) is None


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 2\r\nContent-Length: 2\r\n", 400),
        (b"Content-Length: 2\r\nContent-Length: 3\r\n", 400),
        (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n", 411),
        (b"", 411),
        (b"Content-Length: -2\r\n", 411),
        (b"Content-Length: " + b"9" * 5000 + b"\r\n", 413),
    ],
)
def test_invalid_lengths_are_refused(
    local: LocalAppStream, logged: pytest.LogCaptureFixture, head: bytes, status: int
) -> None:
    answer = ask(local, head + TARGET + SIGNED, b"{}")
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer
    assert answer.count(b"HTTP/1.1") == 1, "the following bytes are not read as a request"
    assert any(message.startswith(f"- - - {status} ") for message in logged.messages)
    assert local.client().describe_stacks().all() == []


def test_a_length_with_too_many_digits_is_refused() -> None:
    assert body_length([" 12 "], []) == 12
    refused = body_length(["9" * 30], [])
    assert isinstance(refused, HttpRefusal)
    assert refused.length == 0


@pytest.mark.parametrize("target", [b"//[", b"http://[::1", b"/\xff"])
def test_an_invalid_request_target_is_answered(
    local: LocalAppStream, logged: pytest.LogCaptureFixture, target: bytes
) -> None:
    answer = ask(local, b"Content-Length: 2\r\n" + TARGET + SIGNED, b"{}", target)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 200")), answer
    assert logged.messages
    assert local.defects == ()


def test_invalid_http_is_answered(local: LocalAppStream, logged: pytest.LogCaptureFixture) -> None:
    with socket.create_connection(("127.0.0.1", local.port), timeout=10) as connection:
        connection.sendall(b"HELO you\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        assert b"BadRequest" in connection.recv(1 << 16)
    assert "- - - 400 BadRequest" in logged.messages


def test_an_unexpected_exception_is_answered_and_logged(
    local: LocalAppStream, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_front_end: object, _request: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(FrontEnd, "handle", broken)
    answer = ask(local, b"Content-Length: 2\r\n" + TARGET + SIGNED, b"{}")
    assert answer.startswith(b"HTTP/1.1 500")
    assert "ZeroDivisionError" in logged.text
    assert [type(defect) for defect in local.defects] == [ZeroDivisionError]


def test_idle_and_slow_connections_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "appstream_typed.local.wire.http_server"
    monkeypatch.setattr(f"{module}.IDLE_TIMEOUT", 0.2)
    monkeypatch.setattr(f"{module}.READ_TIMEOUT", 0.3)
    with LocalAppStream() as local:
        idle = socket.create_connection(("127.0.0.1", local.port), timeout=10)
        slow = socket.create_connection(("127.0.0.1", local.port), timeout=10)
        started = time.monotonic()
        with idle, slow:
            assert idle.recv(1) == b"", "closed"
            while time.monotonic() - started < 10:
                try:
                    slow.sendall(b"P")  # a request that arrives slowly and never ends
                    time.sleep(0.05)
                except OSError:
                    break
            else:
                pytest.fail("the slow connection was not closed")
        assert local.client().describe_stacks().all() == []


def test_the_time_limit_of_requests_excludes_the_response(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "appstream_typed.local.wire.http_server"
    monkeypatch.setattr(f"{module}.IDLE_TIMEOUT", 0.2)
    monkeypatch.setattr(f"{module}.READ_TIMEOUT", 0.2)
    with LocalAppStream(latency=0.8) as local:
        assert local.client().describe_stacks().all() == []


def test_the_number_of_connections_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appstream_typed.local.wire.http_server.MOST_CONNECTIONS", 5)
    with LocalAppStream() as local:
        address = ("127.0.0.1", local.port)
        kept = [socket.create_connection(address, timeout=10) for _ in range(5)]
        server = cast("Simulation", local._engine).server
        assert server is not None
        for _ in range(200):
            if len(server.connections) == 5:
                break
            time.sleep(0.02)
        with socket.create_connection(address, timeout=10) as refused:
            assert refused.recv(100).startswith(b"HTTP/1.1 503")
        for connection in kept:
            connection.close()
        for _ in range(200):
            if not len(server.connections):
                break
            time.sleep(0.02)
        assert local.client().describe_stacks().all() == []
    assert connections.MOST_CONNECTIONS == 1000


def test_the_server_sleeps_while_no_descriptors_are_left() -> None:
    code = """
import resource, socket, time
from appstream_typed.local import LocalAppStream
with LocalAppStream() as local:
    local.client().describe_stacks().all()  # opens its files before the limit
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    clients = []
    try:
        for _ in range(200):
            clients.append(socket.create_connection(("127.0.0.1", local.port), timeout=1))
    except OSError:
        pass
    before = resource.getrusage(resource.RUSAGE_SELF)
    time.sleep(2)
    after = resource.getrusage(resource.RUSAGE_SELF)
    for client in clients:
        client.close()
    time.sleep(1)
    print(local.client().describe_stacks().all())
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    answer, seconds = done.stdout.split()
    assert answer == "[]"
    assert float(seconds) < 1, "seconds of CPU time in two seconds; busy waiting would need both"


# --- the log of requests ---------------------------------------------------------------------------


def test_the_size_of_the_request_log_is_limited() -> None:
    with LocalAppStream(request_log_bytes=20_000) as local:
        client = local.client()
        for number in range(60):
            client.create_stack(name=f"s{number}", description="x" * 200)
        names = [request.parameters["Name"] for request in local.requests]
        assert 3 < len(names) < 20
        assert names[-1] == "s59"
        local.clear_requests()
        assert local.requests == ()
        client.create_stack(name="again")
        assert len(local.requests) == 1


def test_the_request_log_can_be_disabled() -> None:
    with LocalAppStream(request_log_bytes=0) as local:
        local.client().create_stack(name="s")
        assert local.requests == ()


def test_sensitive_members_are_not_logged(local: LocalAppStream, client: AppStreamClient) -> None:
    client.create_stack(name="s")
    client.create_user(
        user_name="ada@example.com", first_name="Ada", authentication_type="USERPOOL"
    )
    client.batch_associate_user_stack(
        user_stack_associations=[
            UserStackAssociation(
                stack_name="s", user_name="ada@example.com", authentication_type="USERPOOL"
            )
        ]
    )
    kept = [dict(request.parameters) for request in local.requests]
    assert kept[1] == {"AuthenticationType": "USERPOOL"}
    assert kept[2]["UserStackAssociations"][0]["StackName"] == "s"
    assert "ada" not in str(kept).lower()
