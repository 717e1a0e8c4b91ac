"""Failed connections, and connections that the server closes between calls."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, SSLError

from tests.faults.cases import BOTO3, ONCE, POLICY, VALID, valid_response
from tests.faults.conftest import CODE_PATHS, Caller
from tests.faults.wire import Wire, http
from tests.protocols import Protocol

FLEET = {"name": "f", "instance_type": "stream.standard.medium"}
ATTEMPTS = [("created", POLICY), ("passed in", BOTO3)]


@pytest.fixture
def not_listening(protocol: Protocol) -> Iterator[Wire]:
    """Yield a server that has a port but does not listen."""
    server = Wire(protocol)
    yield server
    server.stop()


@pytest.mark.parametrize(("code_path", "attempts"), ATTEMPTS)
def test_a_refused_connection_is_retried(
    connect: Callable[..., Caller], kind: str, code_path: str, attempts: int, not_listening: Wire
) -> None:
    caller = connect(kind, code_path, endpoint_url=not_listening.url)
    with pytest.raises(EndpointConnectionError):
        caller.call("describe_stacks")
    assert caller.sent == attempts
    with pytest.raises(EndpointConnectionError):
        caller.call("create_fleet", **FLEET)
    assert caller.sent == 2 * attempts, "the call was not retried, although no request arrived"


@pytest.mark.parametrize("code_path", ["created", "passed in"])
def test_a_call_succeeds_when_the_server_starts_to_listen(
    connect: Callable[..., Caller], kind: str, code_path: str, not_listening: Wire
) -> None:
    not_listening.play(valid_response(not_listening.protocol))
    caller = connect(kind, code_path, endpoint_url=not_listening.url)

    def start_before_third_attempt(**_: object) -> None:
        if caller.sent == 3:
            not_listening.start()

    caller.boto3.meta.events.register_last("before-send.appstream", start_before_third_attempt)
    assert caller.call("create_fleet", **FLEET).name == "f"
    assert (caller.sent, len(not_listening.requests)) == (3, 1)


@pytest.mark.parametrize(("code_path", "attempts"), ATTEMPTS)
def test_an_unknown_host_is_retried(
    connect: Callable[..., Caller],
    kind: str,
    code_path: str,
    attempts: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_up = socket.getaddrinfo

    def no_such_host(host: Any, *arguments: Any, **keywords: Any) -> Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *arguments, **keywords)

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    caller = connect(kind, code_path, endpoint_url="http://appstream.invalid")
    with pytest.raises(EndpointConnectionError, match=r"appstream\.invalid"):
        caller.call("describe_stacks")
    assert caller.sent == attempts
    with pytest.raises(EndpointConnectionError):
        caller.call("create_fleet", **FLEET)
    assert caller.sent == 2 * attempts


@pytest.mark.parametrize(("code_path", "attempts"), [("created", ONCE), ("passed in", BOTO3)])
def test_a_failed_tls_handshake_is_an_error(
    connect: Callable[..., Caller], kind: str, code_path: str, attempts: int, url_without_tls: str
) -> None:
    caller = connect(kind, code_path, endpoint_url=url_without_tls)
    with pytest.raises(SSLError):
        caller.call("describe_stacks")
    assert caller.sent == attempts


@pytest.fixture
def url_without_tls() -> Iterator[str]:
    """Yield the URL of a server that answers a TLS handshake with plain text."""
    from threading import Thread

    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection:
                if not connection.recv(65536):
                    return
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = Thread(target=serve, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    yield f"https://127.0.0.1:{port}"
    socket.create_connection(("127.0.0.1", port), 10).close()
    thread.join(10)
    listener.close()


@pytest.mark.parametrize("code_path", CODE_PATHS)
@pytest.mark.parametrize("operation", ["describe_stacks", "create_fleet"])
def test_a_connection_closed_while_idle_is_replaced(
    connect: Callable[..., Caller], kind: str, code_path: str, operation: str, wire: Wire
) -> None:
    """The server closes the connection between two calls."""
    body = wire.protocol.encode(VALID)
    wire.play(http(wire.protocol, body, end="close"), http(wire.protocol, body))
    caller = connect(kind, code_path)
    caller.call("describe_stacks")
    wire.wait_for_closed_connections()
    caller.call(operation, **(FLEET if operation == "create_fleet" else {}))
    assert (caller.sent, len(wire.requests)) == (2, 2)
