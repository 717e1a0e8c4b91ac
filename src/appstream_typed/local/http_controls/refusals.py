"""Exceptions for refused requests, each with its HTTP status."""

from __future__ import annotations

from typing import ClassVar


class RefusedError(Exception):
    """A request that the controls refuse. The message contains the reason and the remedy."""

    status: ClassVar[int] = 400


class UnknownNameError(RefusedError):
    """There is no such path, control or snapshot."""

    status = 404


class WrongStateError(RefusedError):
    """The local AppStream cannot do this with its current settings."""

    status = 409
