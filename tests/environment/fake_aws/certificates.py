"""``Certificates``: TLS handshakes with a certificate for any requested host name."""

from __future__ import annotations

import ssl
from threading import Lock, local
from typing import Any

import trustme


class Certificates:
    """Server certificates, each issued when a client first requests its host name."""

    def __init__(self, authority: trustme.CA) -> None:
        self._authority = authority
        self._lock = Lock()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._thread = local()
        self._first = self._context("unnamed.example")
        self._first.sni_callback = self._choose

    def secure(self, connection: Any) -> ssl.SSLSocket:
        """Do the handshake.

        Raises:
            NotTrusted: The client ended the handshake after it received the certificate.
        """
        self._thread.name = None
        try:
            return self._first.wrap_socket(connection, server_side=True)
        except ssl.SSLError as error:
            if self._thread.name is None:  # the client sent no data
                raise
            raise NotTrusted(self._thread.name) from error

    def _choose(self, socket: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        self._thread.name = name
        if name is not None:
            socket.context = self._context(name)

    def _context(self, name: str) -> ssl.SSLContext:
        with self._lock:
            if name not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(name).configure_cert(context)
                self._authority.configure_trust(context)
                context.verify_mode = (
                    ssl.CERT_OPTIONAL
                )  # clients may send a certificate but need not
                self._contexts[name] = context
            return self._contexts[name]


class NotTrusted(Exception):  # noqa: N818 - it describes the certificate
    """A client did not trust the certificate. The argument is the requested host name."""
