"""The HTTP server of a local AppStream."""

from __future__ import annotations

import socket
from contextlib import suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event
from typing import cast
from urllib.parse import urlsplit

from appstream_typed.local.wire.front_end import FrontEnd
from appstream_typed.local.wire.messages import Request, Response
from appstream_typed.local.wire.protocols import JSON

MAX_BODY = 1 << 20
"""Bytes that a request may have. AppStream's largest is far below."""
MOST_DISCARDED = 16 * MAX_BODY
"""Bytes of a longer request that are read before it is refused."""
PATIENCE = 5.0
"""Seconds that responses under way have to end when the server stops."""


class HttpServer(ThreadingHTTPServer):
    """Serves one ``FrontEnd``, a thread for each connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, front_end: FrontEnd) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.front_end = front_end
        self.stopping = Event()
        self._open: set[socket.socket] = set()
        self._changed = Condition()
        super().__init__((host, port), RequestHandler)

    def track(self, connection: socket.socket) -> None:
        """Note an open connection."""
        with self._changed:
            self._open.add(connection)
            if self.stopping.is_set():
                _end_input(connection)

    def forget(self, connection: socket.socket) -> None:
        """Note that a connection has ended."""
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()

    def stop(self) -> None:
        """Let the responses under way end, then close all connections."""
        self.stopping.set()
        self.shutdown()
        with self._changed:
            for connection in self._open:
                _end_input(connection)
            self._changed.wait_for(lambda: not self._open, timeout=PATIENCE)
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no error."""


class RequestHandler(BaseHTTPRequestHandler):
    """Reads requests off a connection and answers them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together

    @property
    def _server(self) -> HttpServer:
        return cast("HttpServer", self.server)

    def setup(self) -> None:
        """Note the connection, so that it can be closed from outside."""
        super().setup()
        self._server.track(self.connection)

    def finish(self) -> None:
        """Close the connection."""
        self._server.forget(self.connection)
        super().finish()

    def do_POST(self) -> None:
        """Answer a request to AppStream."""
        body = self._read_body()
        if isinstance(body, Response):
            self.close_connection = True
            self._send(body)
            return
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(path=url.path, query=url.query, headers=headers, body=body)
        self._send(self._server.front_end.handle(request))

    def do_GET(self) -> None:
        """Tell a browser what it has found."""
        message = "This is a local AppStream; its clients send POST requests."
        self._send(_refuse("UnknownOperationException", message, 404))

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The header ``Date``: by the server's clock, as programs measure AWS's time by it."""
        if timestamp is not None:
            return super().date_time_string(timestamp)
        return format_datetime(self._server.front_end.now(), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Log nothing: ``FrontEnd`` logs operations."""

    def _read_body(self) -> bytes | Response:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            return _refuse("MissingContentLength", "Content-Length must be a number.", 411)
        if int(length) > MAX_BODY:
            self._discard(min(int(length), MOST_DISCARDED))
            message = f"A request may have {MAX_BODY} bytes at most, this has {length}."
            return _refuse("RequestEntityTooLarge", message, 413)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            return _refuse("IncompleteBody", "The body is shorter than Content-Length.", 400)
        return body

    def _discard(self, length: int) -> None:
        """Read what will not be used: a client that is still sending would not see the answer."""
        while length > 0 and (chunk := self.rfile.read(min(length, 1 << 16))):
            length -= len(chunk)

    def _send(self, response: Response) -> None:
        if response.pause:
            self._server.stopping.wait(response.pause)
        if response.cut_after == 0:
            self.close_connection = True
            return
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers:
            self.send_header(name, value)
        if self._server.stopping.is_set():
            self.close_connection = True
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        body = response.body
        if response.cut_after is not None:
            self.close_connection = True
            body = body[: response.cut_after]
        if response.seconds_per_byte:
            self._send_slowly(body, response.seconds_per_byte)
        else:
            self.wfile.write(body)
        self.wfile.flush()

    def _send_slowly(self, body: bytes, seconds_per_byte: float) -> None:
        for index in range(len(body)):
            self.wfile.write(body[index : index + 1])
            self.wfile.flush()
            if self._server.stopping.wait(seconds_per_byte):
                self.close_connection = True
                return


def _end_input(connection: socket.socket) -> None:
    """No further request can come; a response can still go."""
    with suppress(OSError):  # the client may have gone already
        connection.shutdown(socket.SHUT_RD)


def _refuse(code: str, message: str, status: int) -> Response:
    """A response to what is not a request to AppStream at all."""
    body = JSON.write_error(code, message)
    return Response(status=status, body=body, content_type=JSON.content_type)
