"""No connection at all, and connections that end between calls."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, SSLError

from tests.faults.cases import BOTO3, GOOD, ONCE, POLICY
from tests.faults.conftest import ROADS, Caller
from tests.faults.wire import Wire, http

FLEET = {"name": "f", "instance_type": "stream.standard.medium"}
TRIES = [("made", POLICY), ("handed in", BOTO3)]


@pytest.fixture
def silent() -> Iterator[Wire]:
    """A server that has a port and does not listen."""
    server = Wire()
    yield server
    server.stop()


@pytest.mark.parametrize(("road", "tries"), TRIES)
def test_refused(
    make: Callable[..., Caller], kind: str, road: str, tries: int, silent: Wire
) -> None:
    caller = make(kind, road, endpoint_url=silent.url)
    with pytest.raises(EndpointConnectionError):
        caller.call("describe_stacks")
    assert caller.sent == tries
    with pytest.raises(EndpointConnectionError):
        caller.call("create_fleet", **FLEET)
    assert caller.sent == 2 * tries, "nothing arrived, so nothing can be made twice"


@pytest.mark.parametrize("road", ["made", "handed in"])
def test_refused_until_the_server_is_up(
    make: Callable[..., Caller], kind: str, road: str, silent: Wire
) -> None:
    silent.play(http(GOOD))
    caller = make(kind, road, endpoint_url=silent.url)

    def start_at_last(**_: object) -> None:
        if caller.sent == 3:
            silent.start()

    caller.boto3.meta.events.register_last("before-send.appstream", start_at_last)
    assert caller.call("create_fleet", **FLEET).name == "f"
    assert (caller.sent, len(silent.requests)) == (3, 1)


@pytest.mark.parametrize(("road", "tries"), TRIES)
def test_unknown_host(
    make: Callable[..., Caller],
    kind: str,
    road: str,
    tries: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_up = socket.getaddrinfo

    def no_such_host(host: Any, *arguments: Any, **keywords: Any) -> Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *arguments, **keywords)

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    caller = make(kind, road, endpoint_url="http://appstream.invalid")
    with pytest.raises(EndpointConnectionError, match=r"appstream\.invalid"):
        caller.call("describe_stacks")
    assert caller.sent == tries
    with pytest.raises(EndpointConnectionError):
        caller.call("create_fleet", **FLEET)
    assert caller.sent == 2 * tries


@pytest.mark.parametrize(("road", "tries"), [("made", ONCE), ("handed in", BOTO3)])
def test_no_tls(
    make: Callable[..., Caller], kind: str, road: str, tries: int, tls_breaker: str
) -> None:
    caller = make(kind, road, endpoint_url=tls_breaker)
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


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("operation", ["describe_stacks", "create_fleet"])
def test_closed_while_idle(
    make: Callable[..., Caller], kind: str, road: str, operation: str, wire: Wire
) -> None:
    """The server closes a connection that it promised to keep; the next call opens another."""
    wire.play(http(GOOD, end="close"), http(GOOD))
    caller = make(kind, road)
    caller.call("describe_stacks")
    wire.wait_for_closed_connections()
    caller.call(operation, **(FLEET if operation == "create_fleet" else {}))
    assert (caller.sent, len(wire.requests)) == (2, 2)
