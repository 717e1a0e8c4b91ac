"""Ids and addresses of instances: different for each, the same in every run."""

from __future__ import annotations

from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from appstream_typed.local.state.accounts import AccountState, Body

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


def _digest(state: AccountState, kind: str, number: int) -> bytes:
    name = f"{state.account_id}/{state.region}/{kind}/{number}"
    return blake2b(name.encode(), digest_size=16).digest()
