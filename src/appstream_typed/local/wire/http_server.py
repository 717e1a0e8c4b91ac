"""The HTTP server of a local AppStream."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from threading import Event
from typing import ClassVar, cast
from urllib.parse import urlsplit

from appstream_typed.local.wire.connections import (
    IDLE_TIMEOUT,
    MOST_CONNECTIONS,
    READ_TIMEOUT,
    Connections,
)
from appstream_typed.local.wire.front_end import FrontEnd
from appstream_typed.local.wire.http_rules import MAX_BODY, HttpRefusal, body_length, host_refusal
from appstream_typed.local.wire.messages import Request, Response
from appstream_typed.local.wire.plain_json import is_control, refuse
from appstream_typed.local.wire.protocols import JSON

MOST_DISCARDED = 16 * MAX_BODY
"""The maximum number of bytes to read and discard from a request that is too long."""
MOST_FOR_CONTROLS = 64 * MAX_BODY
"""The maximum size of a request to the controls in bytes. Seeds can be large."""
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
"""Error numbers of ``accept`` if the process or the machine has no descriptors or memory left."""
_BACK_OFF = 0.2
"""Seconds to sleep after such an error.

The connection stays in the queue, so without a sleep the error would immediately occur again.
"""

_log = logging.getLogger("appstream_typed.local")


class HttpServer(ThreadingHTTPServer):
    """Serves a ``FrontEnd`` and the controls, with a thread for each connection."""

    address_family: int
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, host: str, port: int, front_end: FrontEnd, controls: Callable[[Request], Response]
    ) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.front_end = front_end
        self.controls = controls
        self.stopping: Event = Event()
        self.connections: Connections = Connections()
        self.names: frozenset[str] = frozenset({host.lower(), *front_end.allowed_hosts})
        self._is_exhausted = False
        super().__init__((host, port), RequestHandler)

    def service_actions(self) -> None:
        """Close overdue connections. ``serve_forever`` calls this several times per second."""
        self.connections.close_overdue()

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection. Sleep if no descriptors are left."""
        try:
            accepted = super().get_request()
        except OSError as error:
            if error.errno in _EXHAUSTED:
                if not self._is_exhausted:
                    _log.warning("cannot accept connections: %s", error)
                self._is_exhausted = True
                self.stopping.wait(_BACK_OFF)
            raise
        self._is_exhausted = False
        return accepted

    def verify_request(
        self,
        request: object,
        client_address: object,  # noqa: ARG002 - socketserver passes it by name
    ) -> bool:
        """Refuse a connection if too many are open."""
        if len(self.connections) < MOST_CONNECTIONS:
            return True
        _log.warning("refused a connection: %s are open", len(self.connections))
        with suppress(OSError):
            cast("socket.socket", request).sendall(
                b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        return False

    def stop(self) -> None:
        """Let the responses in progress end, then close all connections."""
        self.stopping.set()
        self.shutdown()
        self.connections.end()
        self.server_close()

    def handle_error(
        self,
        request: object,  # noqa: ARG002 - socketserver passes it by name
        client_address: object,  # noqa: ARG002 - see request
    ) -> None:
        """Log an exception, unless the client has closed its connection."""
        if not isinstance(sys.exc_info()[1], OSError):
            _log.exception("a connection failed; this is a defect of the local AppStream")


class RequestHandler(BaseHTTPRequestHandler):
    """Reads requests from a connection and answers them."""

    close_connection: bool
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # send head and body together
    # The limit of each read and write; ``Connections`` limits whole requests.
    timeout: ClassVar[float | None] = IDLE_TIMEOUT

    @property
    def _server(self) -> HttpServer:
        return cast("HttpServer", self.server)

    def setup(self) -> None:
        """Register the connection, so that the server can close it."""
        super().setup()
        self._server.connections.add(self.connection)

    def finish(self) -> None:
        """Close the connection."""
        self._server.connections.remove(self.connection)
        super().finish()

    def handle_one_request(self) -> None:
        """Answer the next request.

        It must arrive completely within ``READ_TIMEOUT`` seconds of its first byte.
        """
        connections = self._server.connections
        connections.expect(self.connection, IDLE_TIMEOUT)
        try:
            if not cast("BufferedReader", self.rfile).peek(1):
                self.close_connection = True
                return
            connections.expect(self.connection, READ_TIMEOUT)
            super().handle_one_request()
        except OSError:  # a timeout, or the client has closed the connection
            self.close_connection = True

    def do_POST(self) -> None:
        """Answer a request with any method."""
        try:
            response = self._answer()
        except OSError:
            raise
        except Exception as defect:  # noqa: BLE001 - a defect must not leave the client without a response
            _log.exception("a request failed; this is a defect of the local AppStream")
            self._server.front_end.defects.append(defect)
            self.close_connection = True
            response = self._refuse(HttpRefusal("InternalFailure", "See the server's log.", 500))
        self._send(response)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer invalid HTTP with an error in AWS's form."""
        self.close_connection = True
        told = message or explain or "The request is not valid HTTP."
        self._server.connections.expect(self.connection, None)
        self._send(self._logged(HttpRefusal("BadRequest", told, int(code))))

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the ``Date`` header. It has the server's time, which some clients use as AWS's time."""
        if timestamp is not None:
            return super().date_time_string(timestamp)
        return format_datetime(self._server.front_end.now(), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server defines this name
        """Log nothing, because ``FrontEnd`` logs operations."""

    def _answer(self) -> Response:
        read = self._read()
        self._server.connections.expect(self.connection, None)
        if isinstance(read, HttpRefusal):
            self.close_connection = True
            return self._logged(read)
        if self._is_control:
            return self._server.controls(read)
        if read.method != "POST":
            message = "This is a local AppStream. Send a POST request, or open / in a browser."
            return self._logged(HttpRefusal("UnknownOperationException", message, 404))
        return self._server.front_end.handle(read)

    @property
    def _is_control(self) -> bool:
        """Whether the request is for the controls or their page rather than for AppStream."""
        path = getattr(self, "path", "").partition("?")[0]
        return is_control(path) or (path == "/" and self.command in ("GET", "HEAD"))

    def _read(self) -> Request | HttpRefusal:
        headers = self.headers
        length = body_length(
            headers.get_all("Content-Length", []),
            headers.get_all("Transfer-Encoding", []),
            most=MOST_FOR_CONTROLS if self._is_control else MAX_BODY,
            is_optional=self._is_control or self.command != "POST",
        )
        refusal = host_refusal(headers.get("Host"), self._server.names)
        if isinstance(length, HttpRefusal):
            self._discard(min(length.length, MOST_DISCARDED))
            return length
        body = self.rfile.read(length)
        if refusal is not None:
            return refusal
        if len(body) < length:
            return HttpRefusal("IncompleteBody", "The body is shorter than Content-Length.", 400)
        try:
            url = urlsplit(self.path)
        except ValueError as error:
            return HttpRefusal(
                "BadRequest", f"The target of the request is not a URL: {error}", 400
            )
        named = {name.lower(): value for name, value in headers.items()}
        return Request(
            method=self.command, path=url.path, query=url.query, headers=named, body=body
        )

    def _discard(self, length: int) -> None:
        """Read and discard the rest of a request.

        If the client were still sending, it would not receive the response.
        """
        while length > 0 and (chunk := self.rfile.read(min(length, 1 << 16))):
            length -= len(chunk)

    def _logged(self, refusal: HttpRefusal) -> Response:
        _log.info("- - - %s %s", refusal.status, refusal.code)
        return self._refuse(refusal)

    def _refuse(self, refusal: HttpRefusal) -> Response:
        """Return the response to a request that does not reach AppStream or the controls."""
        if self._is_control:
            return refuse(refusal.status, refusal.message)
        body = JSON.write_error(refusal.code, refusal.message)
        return Response(status=refusal.status, body=body, content_type=JSON.content_type)

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
        body = b"" if self.command == "HEAD" else response.body
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


# Not as names in the class: type checkers would find these methods without a declared type.
for _method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
    setattr(RequestHandler, f"do_{_method}", RequestHandler.do_POST)
