"""The web page of a local AppStream. It is a single response that loads no further files."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from appstream_typed.local.wire.messages import Response
from appstream_typed.local.wire.plain_json import SAFE_HEADERS


@cache
def page() -> Response:
    """Return the page. Its ``Content-Security-Policy`` allows only its own script and style."""
    folder = files("appstream_typed.local.http_controls")
    document, style, script = (
        folder.joinpath(f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    text = document.replace("{style}", style).replace("{script}", script)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    return Response(
        status=200,
        body=text.encode(),
        content_type="text/html; charset=utf-8",
        headers=(*SAFE_HEADERS, ("Content-Security-Policy", policy)),
    )


def _hash(content: str) -> str:
    """Return the source expression of the policy that allows an inline script or style."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
