"""Pagination tokens, each of which is valid for one query only."""

from __future__ import annotations

from hmac import compare_digest, digest

from appstream_typed.local.wire.service_errors import invalid

_SIGNATURE = 16
"""The length of a token's signature in bytes."""


def write_token(number: int, query: str, key: bytes) -> str:
    """Return a token to resume a listing after a sequence number.

    Args:
        number: The sequence number of the last listed item.
        query: The query. The token is valid for that query only.
        key: The key that signs the token.
    """
    content = str(number).encode()
    return (_sign(content, query, key) + content).hex()


def read_token(token: str, query: str, key: bytes) -> int:
    """Return the sequence number after which a listing resumes.

    Args:
        token: The token of the request.
        query: The query of the request.
        key: The key that signed the token.

    Raises:
        ServiceError: The token was created for another query or with another key.
    """
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        raw = b""
    signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not content or not compare_digest(signature, _sign(content, query, key)):
        msg = "NextToken was not returned by this query."
        raise invalid(msg)
    return int(content)


def _sign(content: bytes, query: str, key: bytes) -> bytes:
    return digest(key, content + b"|" + query.encode(), "sha256")[:_SIGNATURE]
