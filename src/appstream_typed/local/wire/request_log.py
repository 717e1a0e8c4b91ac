"""The log of the requests that a local AppStream answered."""

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

LOG_SIZE = 100_000
"""Requests that are kept; older ones are dropped."""


@frozen(kw_only=True)
class LoggedRequest:
    """A request that a local AppStream answered."""

    __module__ = "appstream_typed.local"

    operation: str
    """The operation under AWS's name."""
    parameters: Mapping[str, object] = field(repr=False)
    """The request in AWS's form. Not shown, for there may be secrets in it."""
    status: int
    """The HTTP status of the answer."""
    error_code: str | None
    """The error that was answered."""
    account_id: str
    region: str
    time: datetime
    """By the clock of the local AppStream."""
    fault: str | None = None
    """The ordered fault that it met."""
