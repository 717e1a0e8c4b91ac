"""Ids, addresses and URLs that AWS would assign: different for each, the same in every run."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.members import check_range
from appstream_typed.local.wire.messages import Body

_FIRST_IPV4 = int(IPv4Address("10.0.0.4"))  # AWS keeps the first four addresses of a subnet
_FIRST_IPV6 = int(IPv6Address("2001:db8::"))  # the prefix for documentation, RFC 3849


def instance_id(state: AccountState, number: int) -> str:
    """The id of an instance."""
    return f"i-{_digest(state, 'instance', number).hex()[:17]}"


def session_id(state: AccountState, number: int) -> str:
    """The id of a session."""
    return str(UUID(bytes=_digest(state, "session", number), version=4))


def network_access(state: AccountState, number: int) -> Body:
    """The ``NetworkAccessConfiguration`` of an instance."""
    digest = _digest(state, "network", number)
    return {
        "EniPrivateIpAddress": str(IPv4Address(_FIRST_IPV4 + number % (1 << 24))),
        "EniIpv6Addresses": [str(IPv6Address(_FIRST_IPV6 + int.from_bytes(digest[:12], "big")))],
        "EniId": f"eni-{digest.hex()[:17]}",
    }


def streaming_url(state: AccountState, kind: str, request: Body, default: int) -> Body:
    """A URL to stream from, and when it ends to be good."""
    check_range(request, "Validity", 1, 604_800)  # API_CreateStreamingURL
    expires: datetime = state.now() + timedelta(seconds=request.get("Validity", default))
    number = next(state.numbers)
    url = f"https://appstream2.{state.region}.aws.amazon.com/authenticate?type={kind}&parameters=local-{number}"
    return {"StreamingURL": url, "Expires": expires}


def s3_url(state: AccountState, place: Body) -> str:
    """The URL of an object given as ``S3Location``. Its form is chosen; AWS's end after a time."""
    return f"https://{place['S3Bucket']}.s3.{state.region}.amazonaws.com/{place.get('S3Key', '')}"


def _digest(state: AccountState, kind: str, number: int) -> bytes:
    name = f"{state.account_id}/{state.region}/{kind}/{number}"
    return blake2b(name.encode(), digest_size=16).digest()
