"""The account and region that a request is signed for."""

from __future__ import annotations

from attrs import frozen


@frozen
class Scope:
    """An account in a region. Each scope has its own resources."""

    account_id: str
    region: str
