"""A server on loopback that plays the bytes that a test wrote, and keeps what it was sent."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

from attrs import field, frozen

JSON = "application/x-amz-json-1.1"
_RESET = struct.pack("ii", 1, 0)  # close() sends RST in place of FIN


@frozen
class Answer:
    """What is sent for one request: bytes, and pauses in seconds between them."""

    parts: tuple[bytes | float, ...]
    end: str = "keep"
    """What becomes of the connection then: ``keep``, ``close`` or ``reset``."""


def http(
    body: bytes,
    status: int = 200,
    content_type: str = JSON,
    *headers: str,
    announced: int | None = None,
    end: str = "keep",
) -> Answer:
    """An HTTP response; ``announced`` is its Content-Length if that is not the body's."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body) if announced is None else announced}",
        "x-amzn-RequestId: 00000000-0000-0000-0000-000000000000",
        *headers,
    ]
    return Answer(("\r\n".join(lines).encode() + b"\r\n\r\n" + body,), end)


def result(**members: object) -> Answer:
    """A good response."""
    return http(json.dumps(members).encode())


def refusal(code: str, status: int = 400, message: str = "no") -> Answer:
    """An error as AppStream writes it."""
    return http(json.dumps({"__type": code, "message": message}).encode(), status)


@frozen
class Request:
    """One request that arrived as a whole."""

    operation: str
    headers: dict[str, str] = field(repr=False)
    body: Any


class Wire:
    """The server. ``answers`` are played in order, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[Answer | Callable[[Request], Answer]] = []
        self.requests: list[Request] = []
        self._lock = Lock()
        self._stopped = Event()
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        # Bound and not listening: until start() the port belongs to us and refuses connections.
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._listener.listen()
        self._begin(self._accept)

    def stop(self) -> None:
        self._stopped.set()
        with suppress(OSError):  # wakes accept(); refused if it never listened
            socket.create_connection(("127.0.0.1", self.port), 10).close()
            self._threads[0].join(10)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def play(self, *answers: Answer | Callable[[Request], Answer]) -> None:
        self.answers = list(answers)

    def wait_for_requests(self, number: int) -> None:
        """Return when so many have arrived: a client that gave up soon may be ahead of this."""
        until = monotonic() + 10
        while len(self.requests) < number and monotonic() < until:
            sleep(0.01)

    def wait_for_closed_connections(self) -> None:
        """Return when the connections of answers that end them are closed."""
        for thread in self._threads[1:]:
            thread.join(10)

    def _begin(self, target: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            connection, _ = self._listener.accept()
            with self._lock:
                self._open.append(connection)
            self._begin(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError), connection.makefile("rb") as reader:
            while (request := _read(reader)) is not None:
                with self._lock:
                    number = min(len(self.requests), len(self.answers) - 1)
                    self.requests.append(request)
                    answer = self.answers[number]
                if not isinstance(answer, Answer):
                    answer = answer(request)
                for part in answer.parts:
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    else:
                        self._stopped.wait(part)
                if answer.end == "keep":
                    continue
                if answer.end == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                return


def _read(reader: Any) -> Request | None:
    """The next request of a connection; ``None`` when the client has closed it."""
    if not reader.readline():
        return None
    headers: dict[str, str] = {}
    while line := reader.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    return Request(operation, headers, json.loads(body))
