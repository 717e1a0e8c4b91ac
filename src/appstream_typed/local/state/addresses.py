"""Ids, addresses and URLs, which AWS would assign. They are unique, and the same in every run."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote
from uuid import UUID

from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.members import check_validity
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import (
    STREAMING_URL,
    STREAMING_URL_OF_BUILDERS,
    STREAMING_URL_OF_USERS,
)

_FIRST_IPV4 = int(IPv4Address("10.0.0.4"))  # AWS reserves the first four addresses of a subnet
_FIRST_IPV6 = int(IPv6Address("2001:db8::"))  # the documentation prefix, RFC 3849


def instance_id(state: AccountState, number: int) -> str:
    """Return the id of an instance."""
    return state.instance_ids.get(number) or f"i-{_digest(state, 'instance', number).hex()[:17]}"


def session_id(state: AccountState, number: int) -> str:
    """Return the id of a session."""
    return str(UUID(bytes=_digest(state, "session", number), version=4))


def network_access(state: AccountState, number: int) -> Body:
    """Return the ``NetworkAccessConfiguration`` of an instance."""
    digest = _digest(state, "network", number)
    return {
        "EniPrivateIpAddress": str(IPv4Address(_FIRST_IPV4 + number % (1 << 24))),
        "EniIpv6Addresses": [str(IPv6Address(_FIRST_IPV6 + int.from_bytes(digest[:12], "big")))],
        "EniId": f"eni-{digest.hex()[:17]}",
    }


def builder_url(state: AccountState, reference: str, request: Body) -> Body:
    """Return the URL of a builder for an administrator. It is valid for an hour by default.

    Args:
        state: The account and region.
        reference: The builder, such as ``image-builder/NAME``.
        request: The request.
    """
    values = {"type": "ADMIN", "userId": "admin", "catalogSource": reference, "fleetRef": reference}
    return _streaming_url(state, values, STREAMING_URL_OF_BUILDERS.value, request, 3600)


def user_url(state: AccountState, fleet: Body, request: Body) -> Body:
    """Return the URL of a stack on a fleet for a user. It is valid for a minute by default."""
    values = {
        "type": "END_USER",
        "userId": request["UserId"],
        "catalogSource": f"stack/{request['StackName']}",
        "fleetRef": f"fleet/{request['FleetName']}",
        "applicationId": request.get("ApplicationId", ""),
        "userContext": request.get("SessionContext", ""),
        "maxUserDurationInSecs": str(fleet["MaxUserDurationInSeconds"]),
    }
    return _streaming_url(state, values, STREAMING_URL_OF_USERS.value, request, 60)


def _streaming_url(
    state: AccountState, values: Body, members: Iterable[str], request: Body, default: int
) -> Body:
    check_validity(request)
    expires: datetime = state.now() + timedelta(seconds=request.get("Validity", default))
    values = {
        **values,
        "expires": str(int(expires.timestamp())),
        "awsAccountId": state.account_id,
    }
    text = json.dumps({member: values[member] for member in members}, separators=(",", ":"))
    parameters = b64encode(text.encode()).decode()
    signature = b64encode(blake2b(parameters.encode(), digest_size=32).digest()).decode()
    url = STREAMING_URL.value.format(
        region=state.region, parameters=quote(parameters, ""), signature=quote(signature, "")
    )
    return {"StreamingURL": url, "Expires": expires}


def s3_url(state: AccountState, place: Body) -> str:
    """Return the URL of an ``S3Location``. Its form is an assumption. At AWS, such URLs expire."""
    return f"https://{place['S3Bucket']}.s3.{state.region}.amazonaws.com/{place.get('S3Key', '')}"


def _digest(state: AccountState, kind: str, number: int) -> bytes:
    name = f"{state.account_id}/{state.region}/{kind}/{number}"
    return blake2b(name.encode(), digest_size=16).digest()
