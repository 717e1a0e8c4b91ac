"""Replaces ids and personal names in a seed. Equal values get equal replacements."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Any, cast
from uuid import UUID

Make = Callable[[int], str]


def _numbered(prefix: str) -> Make:
    return lambda number: f"{prefix}{number:017x}"


_FIRST_IPV4 = int(IPv4Address("10.0.0.3"))
_FIRST_IPV6 = int(IPv6Address("2001:db8::"))  # the documentation prefix, RFC 3849

_PSEUDONYMS: Mapping[str, Make] = {
    "user": lambda number: f"user-{number}",
    "mail": lambda number: f"user-{number}@example.com",
    "first": lambda number: f"First{number}",
    "last": lambda number: f"Last{number}",
    "subnet": _numbered("subnet-"),
    "group": _numbered("sg-"),
    "endpoint": _numbered("vpce-"),
    "interface": _numbered("eni-"),
    "instance": _numbered("i-"),
    "ami": _numbered("ami-"),
    "ipv4": lambda number: str(IPv4Address(_FIRST_IPV4 + number)),
    "ipv6": lambda number: str(IPv6Address(_FIRST_IPV6 + number)),
    "uuid": lambda number: str(UUID(int=number)),
    "bucket": lambda number: f"bucket-{number}",
    "domain": lambda number: f"domain-{number}.example.com",
    "unit": lambda number: f"OU=unit-{number},DC=example,DC=com",
    "account": lambda number: f"{number:012d}",
}
_MEMBERS: Mapping[str, str] = {
    "UserId": "user",
    "UserName": "mail",
    "FirstName": "first",
    "LastName": "last",
    "SubnetIds": "subnet",
    "SecurityGroupIds": "group",
    "VpceId": "endpoint",
    "EniId": "interface",
    "EniPrivateIpAddress": "ipv4",
    "EniIpv6Addresses": "ipv6",
    "InstanceId": "instance",
    "AmiId": "ami",
    "SourceAmiId": "ami",
    "Id": "uuid",
    "TaskId": "uuid",
    "S3Bucket": "bucket",
    "S3BucketName": "bucket",
    "DirectoryName": "domain",
    "Domains": "domain",
    "DomainsRequireAdminConsent": "domain",
    "OrganizationalUnitDistinguishedName": "unit",
    "OrganizationalUnitDistinguishedNames": "unit",
    "sharedAccountId": "account",
    "AccountId": "account",
}
"""Members that contain ids or personal names, with the kind of each value."""
_ACCOUNT = re.compile(r"(?<=:)\d{12}(?=:)")


def make_anonymous(seed: Mapping[str, object]) -> dict[str, object]:
    """Return a copy of a seed with ids and names replaced."""
    return cast("dict[str, object]", _Pseudonyms().replaced(seed, ""))


class _Pseudonyms:
    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def replaced(self, value: Any, member: str) -> object:
        if isinstance(value, Mapping):
            members = cast("Mapping[str, object]", value).items()
            return {name: self.replaced(item, name) for name, item in members}
        if isinstance(value, list):
            return [self.replaced(item, member) for item in cast("list[object]", value)]
        if not isinstance(value, str):
            return value
        kind = _MEMBERS.get(member)
        if kind is not None:
            if kind == "user" and "@" in value:
                kind = "mail"  # user names in the user pool are email addresses
            return self._pseudonym(kind, value)
        return _ACCOUNT.sub(lambda match: self._pseudonym("account", match[0]), value)

    def _pseudonym(self, kind: str, value: str) -> str:
        known = self._given.get((kind, value))
        if known is None:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            known = self._given[kind, value] = _PSEUDONYMS[kind](number)
        return known
