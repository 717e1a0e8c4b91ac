"""Rules for the headers of a request, without I/O.

They apply before the operation is determined.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence

from attrs import frozen

MAX_BODY = 1 << 20
"""The maximum size of a request in bytes. AppStream's largest request is much smaller."""
_DIGITS = 18
"""The maximum number of digits of a plausible ``Content-Length``."""


@frozen
class HttpRefusal:
    """The reason for which a request is refused, as an error in AWS's form."""

    code: str
    message: str
    status: int
    length: int = 0
    """Bytes of the body to read and discard, so that the client receives the response."""


def body_length(
    lengths: Sequence[str],
    encodings: Sequence[str],
    *,
    most: int = MAX_BODY,
    is_optional: bool = False,
) -> int | HttpRefusal:
    """Return the length of the body, or the reason for which the request is refused.

    Two lengths, or a length and an encoding, are refused, because they allow request smuggling.

    Args:
        lengths: All ``Content-Length`` headers.
        encodings: All ``Transfer-Encoding`` headers.
        most: The maximum length of the body in bytes.
        is_optional: Whether a request may omit the length if it has no body.
    """
    if len(lengths) > 1 or (lengths and encodings):
        message = "Send exactly one Content-Length and no Transfer-Encoding."
        return HttpRefusal("BadRequest", message, 400)
    if is_optional and not lengths and not encodings:
        return 0
    length = lengths[0].strip() if lengths else ""
    if not length.isascii() or not length.isdigit():
        return HttpRefusal("MissingContentLength", "Content-Length must be a number.", 411)
    if len(length) > _DIGITS or int(length) > most:
        shown = length if len(length) <= _DIGITS else f"a number of {len(length)} digits"
        message = f"A request may have at most {most} bytes. This request has {shown}."
        promised = int(length) if len(length) <= _DIGITS else 0
        return HttpRefusal("RequestEntityTooLarge", message, 413, promised)
    return int(length)


def host_refusal(host: str | None, allowed: Collection[str]) -> HttpRefusal | None:
    """Return the reason for which a ``Host`` header is refused; ``None`` if it is allowed.

    This prevents DNS rebinding: a web page can make its own host name resolve to this machine, but
    its requests then have that name in ``Host``.

    Args:
        host: The header; ``None`` if it is missing. Browsers always send it.
        allowed: Further names in lower case, in addition to those of this machine.
    """
    if host is None:
        return None
    name = _name_of(host)
    if name in allowed or is_loopback(name):
        return None
    message = (
        f"{name!r} is not a name of this local AppStream. Use localhost, or allow the name: "
        f"--allow-host {name}"
    )
    return HttpRefusal("AccessDeniedException", message, 403)


def is_loopback(name: str) -> bool:
    """Return whether a host name or address is loopback."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
