"""A loopback server that sends the bytes of a test and stores the received requests."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

from attrs import field, frozen

from tests.protocols import Protocol

_RESET = struct.pack("ii", 1, 0)  # close() sends RST instead of FIN


@frozen
class Response:
    """The response to one request: bytes, and pauses between them in seconds."""

    parts: tuple[bytes | float, ...]
    end: str = "keep"
    """What the server does with the connection afterwards: ``keep``, ``close`` or ``reset``."""


def http(
    protocol: Protocol,
    body: bytes,
    status: int = 200,
    content_type: str | None = None,
    *headers: str,
    announced: int | None = None,
    end: str = "keep",
) -> Response:
    """Return an HTTP response. By default its Content-Length is the length of the body.

    ``announced`` overrides it.
    """
    own = protocol.headers if content_type is None else {"Content-Type": content_type}
    lines = [
        f"HTTP/1.1 {status} Whatever",
        *(f"{name}: {value}" for name, value in own.items()),
        f"Content-Length: {len(body) if announced is None else announced}",
        "x-amzn-RequestId: 00000000-0000-0000-0000-000000000000",
        *headers,
    ]
    return Response(("\r\n".join(lines).encode() + b"\r\n\r\n" + body,), end)


def result(protocol: Protocol, **members: object) -> Response:
    """Return a valid response."""
    return http(protocol, protocol.encode(members))


def refusal(protocol: Protocol, code: str, status: int = 400, message: str = "no") -> Response:
    """Return an error response in AppStream's form."""
    return http(protocol, protocol.encode({"__type": code, "message": message}), status)


@frozen
class Request:
    """A request that was received completely."""

    operation: str
    headers: dict[str, str] = field(repr=False)
    body: Any


class Wire:
    """The server. It sends ``responses`` in order, and repeats the last one."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.responses: list[Response | Callable[[Request], Response]] = []
        self.requests: list[Request] = []
        self._lock = Lock()
        self._stopped = Event()
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        # The socket is bound but does not listen: until start(), the port refuses connections.
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._listener.listen()
        self._run(self._accept)

    def stop(self) -> None:
        self._stopped.set()
        # This connection ends accept(). It is refused if the server never listened.
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 10).close()
            self._threads[0].join(10)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client may have closed the connection
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def play(self, *responses: Response | Callable[[Request], Response]) -> None:
        self.responses = list(responses)

    def wait_for_requests(self, number: int) -> None:
        """Wait until this number of requests has arrived.

        After a read timeout, the client may continue before the server has read the request.
        """
        until = monotonic() + 10
        while len(self.requests) < number and monotonic() < until:
            sleep(0.01)

    def wait_for_closed_connections(self) -> None:
        """Wait until all connections that a response closes are closed."""
        for thread in self._threads[1:]:
            thread.join(10)

    def _run(self, target: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            connection, _ = self._listener.accept()
            with self._lock:
                self._open.append(connection)
            self._run(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError), connection.makefile("rb") as reader:
            while (request := _read(reader, self.protocol)) is not None:
                with self._lock:
                    number = min(len(self.requests), len(self.responses) - 1)
                    self.requests.append(request)
                    response = self.responses[number]
                if not isinstance(response, Response):
                    response = response(request)
                for part in response.parts:
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    else:
                        self._stopped.wait(part)
                if response.end == "keep":
                    continue
                if response.end == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                return


def _read(reader: Any, protocol: Protocol) -> Request | None:
    """Return the next request of a connection, or ``None`` if the client has closed it."""
    line = reader.readline()
    if not line:
        return None
    headers: dict[str, str] = {}
    while header := reader.readline().strip():
        name, _, value = header.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))
    # AWS JSON has the operation in a header. RPC v2 CBOR has it at the end of the path.
    target = headers.get("x-amz-target") or line.decode("latin-1").split()[1].replace("/", ".")
    return Request(target.rpartition(".")[2], headers, protocol.decode(body))
