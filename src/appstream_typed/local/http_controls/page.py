"""The page that shows a local AppStream: one file, nothing of which comes from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from appstream_typed.local.wire.messages import Response
from appstream_typed.local.wire.plain_json import SAFE_HEADERS


@cache
def page() -> Response:
    """Return the page. Its policy lets a browser run the script and the style in it, and no other."""
    text = files("appstream_typed.local.http_controls").joinpath("page.html").read_text("utf-8")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash_of('script', text)}",
            f"style-src {_hash_of('style', text)}",
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


def _hash_of(element: str, text: str) -> str:
    """The content of the page's one such element, as a source of the policy."""
    (content,) = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
