"""Failed connections, and connections that the server closes between calls."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, SSLError

from tests.faults.cases import BOTO3, GOOD, ONCE, POLICY, good
from tests.faults.conftest import CODE_PATHS, Caller
from tests.faults.wire import Wire, http
from tests.protocols import Protocol

FLEET = {"name": "f", "instance_type": "stream.standard.medium"}
TRIES = [("created", POLICY), ("passed in", BOTO3)]


@pytest.fixture
def silent(protocol: Protocol) -> Iterator[Wire]:
    """A server that has a port but does not listen."""
    server = Wire(protocol)
    yield server
    server.stop()


@pytest.mark.parametrize(("code_path", "tries"), TRIES)
def test_refused(
    connect: Callable[..., Caller], kind: str, code_path: str, tries: int, silent: Wire
) -> None:
    caller = connect(kind, code_path, endpoint_url=silent.url)
    with pytest.raises(EndpointConnectionError):
        caller.call("describe_stacks")
    assert caller.sent == tries
    with pytest.raises(EndpointConnectionError):
        caller.call("create_fleet", **FLEET)
    assert caller.sent == 2 * tries, "no request arrived, so nothing can be created twice"


@pytest.mark.parametrize("code_path", ["created", "passed in"])
def test_refused_until_the_server_is_up(
    connect: Callable[..., Caller], kind: str, code_path: str, silent: Wire
) -> None:
    silent.play(good(silent.protocol))
    caller = connect(kind, code_path, endpoint_url=silent.url)

    def start_at_last(**_: object) -> None:
        if caller.sent == 3:
            silent.start()

    caller.boto3.meta.events.register_last("before-send.appstream", start_at_last)
    assert caller.call("create_fleet", **FLEET).name == "f"
    assert (caller.sent, len(silent.requests)) == (3, 1)


@pytest.mark.parametrize(("code_path", "tries"), TRIES)
def test_unknown_host(
    connect: Callable[..., Caller],
    kind: str,
    code_path: str,
    tries: int,
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
    assert caller.sent == tries
    with pytest.raises(EndpointConnectionError):
        caller.call("create_fleet", **FLEET)
    assert caller.sent == 2 * tries


@pytest.mark.parametrize(("code_path", "tries"), [("created", ONCE), ("passed in", BOTO3)])
def test_no_tls(
    connect: Callable[..., Caller], kind: str, code_path: str, tries: int, tls_breaker: str
) -> None:
    caller = connect(kind, code_path, endpoint_url=tls_breaker)
    with pytest.raises(SSLError):
        caller.call("describe_stacks")
    assert caller.sent == tries


@pytest.fixture
def tls_breaker() -> Iterator[str]:
    """The URL of a server that answers a TLS handshake with plain text."""
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
def test_closed_while_idle(
    connect: Callable[..., Caller], kind: str, code_path: str, operation: str, wire: Wire
) -> None:
    """The server closes an idle connection, and the next call opens another."""
    body = wire.protocol.encode(GOOD)
    wire.play(http(wire.protocol, body, end="close"), http(wire.protocol, body))
    caller = connect(kind, code_path)
    caller.call("describe_stacks")
    wire.wait_for_closed_connections()
    caller.call(operation, **(FLEET if operation == "create_fleet" else {}))
    assert (caller.sent, len(wire.requests)) == (2, 2)
