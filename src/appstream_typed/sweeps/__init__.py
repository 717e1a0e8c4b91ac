"""Sweeps of a whole account: every session, every network interface.

A sweep reads many stacks and fleets at the same time. If one of them fails, the sweep reads the rest
first. Then it raises a ``SweepError``, which names the missing parts so that another sweep can resume.

Annotations are evaluated here. Text would be looked up in ``appstream_typed``,
which the classes show as their module.
"""

from collections.abc import Mapping, Sequence

from attrs import asdict, field, frozen

from appstream_typed.enums.authentication import AuthenticationType, AuthenticationTypeValue
from appstream_typed.errors.base import AppStreamError
from appstream_typed.models.image_builders import ImageBuilder
from appstream_typed.models.sessions import Session

__all__ = ["NetworkInterface", "SweepError", "SweepFailure", "SweepPart"]


def _authentication_type(
    value: AuthenticationType | AuthenticationTypeValue | None,
) -> AuthenticationType | None:
    return None if value is None else AuthenticationType(value)


@frozen(kw_only=True, repr=False)
class SweepPart:
    """A part of a sweep: the sessions of a stack on a fleet, or the image builders."""

    __module__ = "appstream_typed"

    stack_name: str | None = None
    """The name of the stack. ``None`` for image builders."""
    fleet_name: str | None = None
    """The name of the fleet. ``None`` for all fleets of the stack."""
    next_token: str | None = None
    """The token of the page to start from. ``None`` for the first page."""
    authentication_type: AuthenticationType | None = field(
        default=None, converter=_authentication_type
    )
    """The authentication type to request sessions of. ``None`` for a request without one."""
    yielded_ids: frozenset[str] = frozenset()
    """The ids of the sessions of this stack and fleet that were yielded before.

    Empty unless the stack and fleet were read for several authentication types, where the same
    session may be on the pages of more than one.
    """

    def __repr__(self) -> str:
        names = ("stack_name", "fleet_name", "authentication_type")
        given = ((name, getattr(self, name)) for name in names)
        shown = ", ".join(f"{name}={str(value)!r}" for name, value in given if value is not None)
        return f"SweepPart({shown})"

    def __getstate__(self) -> dict[str, object]:
        return asdict(self, recurse=False)

    def __setstate__(self, state: Mapping[str, object]) -> None:
        # A pickle of an earlier release lacks the fields that were added later.
        for name, value in {**asdict(SweepPart(), recurse=False), **state}.items():
            object.__setattr__(self, name, value)


@frozen
class SweepFailure:
    """A part of a sweep that could not be read to its end."""

    __module__ = "appstream_typed"

    part: SweepPart
    """The missing part, from the page that failed on."""
    error: Exception
    """The reason."""


class SweepError(AppStreamError):
    """Raised at the end of a sweep if some parts could not be read.

    Everything else was yielded before. Pass ``resume=error.parts`` to the same method to read the
    missing parts.

    Attributes:
        failures: A ``SweepFailure`` for each part.
    """

    __module__ = "appstream_typed"

    def __init__(self, failures: Sequence[SweepFailure]) -> None:
        first, number = failures[0], len(failures)
        super().__init__(
            f"{number} {'part' if number == 1 else 'parts'} could not be read; the first is "
            f"{first.part}: {first.error}; pass resume=error.parts to read what is missing"
        )
        self.failures: tuple[SweepFailure, ...] = tuple(failures)

    def __reduce__(self) -> tuple[type["SweepError"], tuple[tuple[SweepFailure, ...]]]:
        return type(self), (self.failures,)

    @property
    def parts(self) -> tuple[SweepPart, ...]:
        """The missing parts, for ``resume``."""
        return tuple(failure.part for failure in self.failures)


@frozen(kw_only=True)
class NetworkInterface:
    """The network interface of an image builder or a session in your VPC."""

    __module__ = "appstream_typed"

    eni_id: str | None
    """The id of the interface, ``eni-...``."""
    private_ip_address: str | None
    """The private IPv4 address."""
    ipv6_addresses: tuple[str, ...]
    """The IPv6 addresses. Empty in a subnet without IPv6."""
    owner: ImageBuilder | Session
    """The image builder or session that the interface belongs to."""
