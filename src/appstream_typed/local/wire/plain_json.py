"""Responses in plain JSON, for the controls under ``/_local``."""

from __future__ import annotations

import json
from collections.abc import Mapping

from appstream_typed.local.wire.messages import Response

ROOT = "/_local"
"""The common path of all controls."""
SAFE_HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
"""Headers that forbid caching, content type sniffing and referrers. No CORS header is sent."""


def is_control(path: str) -> bool:
    """Return whether a path belongs to the controls."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def answer(
    data: Mapping[str, object], *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    """Return a response with plain data."""
    return Response(
        status=status,
        body=json.dumps(data, allow_nan=False).encode(),
        content_type="application/json",
        headers=(*SAFE_HEADERS, *headers),
    )


def refuse(status: int, message: str, *headers: tuple[str, str]) -> Response:
    """Return a response that contains the reason for which a request is refused."""
    return answer({"error": message}, status=status, headers=headers)
