"""Reads the account and region from the signature of a request, without verifying the signature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import parse_qs

from appstream_typed.local.settings import Settings
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import ServiceError

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d{8}/(?P<region>[a-z0-9-]+)/")
_ACCOUNT_ID = re.compile(r"\d{12}")


def read_scope(headers: Mapping[str, str], query: str, settings: Settings) -> Scope:
    """Return the account and region of a request that is signed with Signature Version 4.

    Args:
        headers: The headers, with names in lower case.
        query: The query of the URL, which contains the signature of a presigned request.
        settings: The settings that map access keys to accounts.

    Raises:
        ServiceError: The request is not signed.
    """
    signed = headers.get("authorization", "")
    if not signed:
        signed = f"Credential={parse_qs(query).get('X-Amz-Credential', [''])[0]}"
    match = _CREDENTIAL.search(signed)
    if match is None:
        msg = "The request must be signed with AWS Signature Version 4."
        raise ServiceError("MissingAuthenticationTokenException", msg, 403)
    return Scope(account_of(match["key"], settings), match["region"])


def account_of(access_key: str, settings: Settings) -> str:
    """Return the account of an access key.

    An account id selects that account. Any other key, such as ``test`` or ``AKIA…``, selects the
    default account. With ``account_per_key``, it selects an account id derived from the key.
    """
    if _ACCOUNT_ID.fullmatch(access_key):
        return access_key
    if not settings.account_per_key:
        return settings.account_id
    return f"{int(sha256(access_key.encode()).hexdigest(), 16) % 10**12:012d}"
