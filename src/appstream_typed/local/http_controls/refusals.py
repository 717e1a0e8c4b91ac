"""The reasons why a control is refused, each with its HTTP status."""

from __future__ import annotations

from typing import ClassVar


class RefusedError(Exception):
    """A request that the controls do not carry out; the text tells why and what to do."""

    status: ClassVar[int] = 400


class UnknownNameError(RefusedError):
    """There is no such path, control or snapshot."""

    status = 404


class WrongStateError(RefusedError):
    """This local AppStream cannot do that."""

    status = 409
