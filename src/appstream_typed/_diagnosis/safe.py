"""Hides text from the network that must not be published.

Error codes, member names and enum values are public, but a server may send arbitrary text in their
place. Text that is not in AWS's usual form is replaced by ``HIDDEN``.
"""

from __future__ import annotations

import re

HIDDEN = "(not shown)"

_CODE = re.compile(r"[A-Z][A-Za-z.]{1,79}")
_MEMBER = re.compile(r"[A-Za-z][A-Za-z0-9]{0,44}")
_ENUM_VALUE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_. +-]{0,63}"
)  # no colons or slashes, so no ARNs or URLs
_LONG_NUMBER = re.compile(r"[0-9]{9}")  # part of an account number
_PATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*|\[[0-9]+\])*")
_REASON = re.compile(r"[A-Za-z][A-Za-z0-9 ]*[A-Za-z](?:, got [A-Za-z]+)?")
_METHOD = re.compile(r"[a-z][a-z-]{0,39}")


def error_code(code: str) -> str:
    """Return an AWS error code, or ``HIDDEN``."""
    return code if _CODE.fullmatch(code) else HIDDEN


def member_name(name: str) -> str:
    """Return AWS's name for a member, or ``HIDDEN``."""
    return name if _MEMBER.fullmatch(name) and not _LONG_NUMBER.search(name) else HIDDEN


def enum_value(value: str) -> str:
    """Return an enum value, or ``HIDDEN``."""
    return value if _ENUM_VALUE.fullmatch(value) and not _LONG_NUMBER.search(value) else HIDDEN


def error_path(path: str) -> str:
    """Return the path of a ``ResponseError`` without indexes, up to the first key of a map."""
    found = _PATH.match(path)
    return re.sub(r"\[[0-9]+\]", "[]", found.group()) if found else HIDDEN


def error_reason(reason: str) -> str:
    """Return the start of a ``ResponseError``'s reason, before any data."""
    found = _REASON.match(reason)
    return found.group() if found and not _LONG_NUMBER.search(found.group()) else HIDDEN


def credential_method(method: str | None) -> str:
    """Return botocore's name for a source of credentials, or ``HIDDEN``."""
    return method if method and _METHOD.fullmatch(method) else HIDDEN
