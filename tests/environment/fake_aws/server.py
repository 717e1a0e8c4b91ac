"""``FakeAws``: an HTTP and a TLS server that record requests. Both are also HTTP proxies."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, cast

import trustme

from tests.environment.fake_aws.certificates import Certificates, NotTrusted
from tests.environment.fake_aws.request import Request
from tests.environment.fake_aws.services import respond

APPSTREAM_HOSTS = ("appstream2", "appstream.")


class Record:
    """The requests of one process, and the responses for it."""

    def __init__(self, answer: str, *, is_instance: bool) -> None:
        self.answer = answer
        self.is_instance = is_instance
        self.lines: list[str] = []
        self.attempts = 0
        self._connections = 0
        self._changed = Condition()

    @contextmanager
    def connection(self) -> Iterator[None]:
        """Count a connection while it is open."""
        with self._changed:
            self._connections += 1
        try:
            yield
        finally:
            with self._changed:
                self._connections -= 1
                self._changed.notify_all()

    def wait_until_complete(self) -> None:
        """Wait until all connections are closed. Call it after the process has ended."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._connections, 30)

    def add(self, line: str, *, appstream: bool) -> None:
        """Add a request. AppStream requests are counted, and equal ones are added only once."""
        with self._changed:
            self.attempts += appstream
            if not (appstream and line in self.lines):
                self.lines.append(line)


class FakeAws:
    """The servers. ``expect()`` starts a new record."""

    def __init__(self, authority: trustme.CA) -> None:
        self._certificates = Certificates(authority)
        self.record = self.expect("result", is_instance=False)
        self._servers = [_Server(self, tls=False), _Server(self, tls=True)]
        self.ports = {
            name: server.server_address[1]
            for name, server in zip(("plain", "tls"), self._servers, strict=True)
        }
        for server in self._servers:
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def expect(self, answer: str, *, is_instance: bool) -> Record:
        """Set the responses for the next process, and return the record of its requests."""
        self.record = Record(answer, is_instance=is_instance)
        return self.record

    def stop(self) -> None:
        """Close both servers."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def secure(self, connection: Any, record: Record) -> ssl.SSLSocket:
        """Do the TLS handshake. Record it if the client does not trust the certificate."""
        try:
            return self._certificates.secure(connection)
        except NotTrusted as error:
            name = str(error)
            record.add(f"TLS-refused {name}", appstream=name.startswith(APPSTREAM_HOSTS))
            raise


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, fake_aws: FakeAws, *, tls: bool) -> None:
        self.fake_aws = fake_aws
        self.tls = tls
        super().__init__(("127.0.0.1", 0), _Handler)

    def finish_request(self, *arguments: Any) -> None:
        with self.fake_aws.record.connection():
            super().finish_request(*arguments)

    def handle_error(self, *_: object) -> None:
        """Print no traceback, because some clients close their connections on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.fake_aws = cast("_Server", self.server).fake_aws
        self.record = self.fake_aws.record
        self.facts: dict[str, str] = {}
        self.scheme = "https" if cast("_Server", self.server).tls else "http"
        if cast("_Server", self.server).tls:
            self._secure()
        super().setup()

    def _secure(self) -> None:
        secure = self.fake_aws.secure(self.request, self.record)
        self.request = secure
        shown = cast("dict[str, Any]", secure.getpeercert() or {})
        if shown:
            names = dict(part[0] for part in shown["subject"])
            self.facts["certificate"] = names["commonName"]

    def finish(self) -> None:
        super().finish()
        with suppress(OSError):
            self.request.close()  # the server closes only the accepted socket

    def do_CONNECT(self) -> None:
        """Act as a proxy for TLS, with a certificate for the destination."""
        self._note_proxy("CONNECT")
        self.send_response(200)
        self.end_headers()
        super().finish()
        self._secure()
        super().setup()
        self.scheme, self.close_connection = "https", False

    def _note_proxy(self, how: str) -> None:
        self.facts["proxy"] = how
        if (user := self.headers.get("Proxy-Authorization")) is not None:
            self.facts["proxy_user"] = user

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = self.path
        if "://" in url:
            self._note_proxy("absolute")
        else:
            url = f"{self.scheme}://{self.headers['Host']}{url}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            method=self.command, url=url, headers=headers, body=body, connection=self.facts
        )
        exchange = respond(request, self.record.answer, is_instance=self.record.is_instance)
        is_appstream = "x-amz-target" in headers
        self.record.add(request.line(exchange.facts), appstream=is_appstream)
        status, text, content_type = exchange.answer
        if not status:
            self.close_connection = True
            return
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = _handle  # noqa: N815 - the base class defines these names

    def log_message(self, *_: object) -> None:
        """Log nothing."""
