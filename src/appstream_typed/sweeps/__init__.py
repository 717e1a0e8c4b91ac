"""Sweeps of whole accounts and regions: every resource, every session, every network interface.

A sweep reads many parts at the same time. If a part fails, the sweep reads the other parts and then
raises a ``SweepError``. The error names the missing parts, so that another sweep can read them.

This module does not postpone the evaluation of annotations (PEP 563). Python would look up postponed
annotations in ``appstream_typed``, the ``__module__`` of the classes.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import asdict, field, frozen
from attrs.converters import optional

from appstream_typed.enums.authentication import AuthenticationType, AuthenticationTypeValue
from appstream_typed.errors.base import AppStreamError
from appstream_typed.models.base import Model
from appstream_typed.models.image_builders import ImageBuilder
from appstream_typed.models.sessions import Session
from appstream_typed.sweeps._kinds import ResourceKind, ResourceKindValue, kind_of

if TYPE_CHECKING:
    from appstream_typed.models.app_block_builders import (
        AppBlockBuilder,
        AppBlockBuilderAppBlockAssociation,
    )
    from appstream_typed.models.app_blocks import AppBlock
    from appstream_typed.models.applications import ApplicationFleetAssociation
    from appstream_typed.models.directory_configs import DirectoryConfig
    from appstream_typed.models.entitlements import EntitledApplication, Entitlement
    from appstream_typed.models.fleets import Fleet
    from appstream_typed.models.image_builders import SoftwareAssociations
    from appstream_typed.models.images import Image, SharedImagePermissions
    from appstream_typed.models.shared import Application
    from appstream_typed.models.stacks import Stack
    from appstream_typed.models.themes import Theme
    from appstream_typed.models.usage_reports import UsageReportSubscription
    from appstream_typed.models.users import User, UserStackAssociation

    Resource: TypeAlias = (
        ImageBuilder
        | Image
        | Fleet
        | Stack
        | AppBlock
        | AppBlockBuilder
        | Application
        | User
        | Entitlement
        | DirectoryConfig
        | Theme
        | UsageReportSubscription
        | Session
        | UserStackAssociation
        | ApplicationFleetAssociation
        | AppBlockBuilderAppBlockAssociation
        | EntitledApplication
        | SoftwareAssociations
        | SharedImagePermissions
        | str
    )
else:
    Resource = Model | str  # importing the models of all kinds is slow

__all__ = [
    "NetworkInterface",
    "ResourceKind",
    "ResourceKindValue",
    "ResourceRecord",
    "SweepError",
    "SweepFailure",
    "SweepPart",
]


@frozen(kw_only=True)
class ResourceRecord:
    """A resource that ``iter_resources`` found, with its region and parent."""

    __module__ = "appstream_typed"

    region: str
    """The AWS region, such as ``eu-west-1``."""
    kind: ResourceKind = field(converter=kind_of)
    """The kind of the resource."""
    resource: Resource
    """The resource: the model that ``kind`` names, or the name of an associated fleet."""
    parent: "ResourceRecord | None" = None
    """The parent of the resource, such as the stack of an entitlement. ``None`` without a parent.

    The records of all children of a parent share the parent's ``resource`` object.
    """

    @property
    def name(self) -> str | None:
        """The name, or another identifier of the resource.

        Other identifiers are the id of a session, the name of a user or a bucket, the ARN of an
        associated application or app block, and the id of the account with which an image is
        shared.
        """
        if isinstance(self.resource, str):
            return self.resource
        from appstream_typed.sweeps._table import NAMES

        name = getattr(self.resource, NAMES.get(self.kind, "name"))
        return None if name is None else str(name)


def _authentication_type(
    value: AuthenticationType | AuthenticationTypeValue | None,
) -> AuthenticationType | None:
    return None if value is None else AuthenticationType(value)


@frozen(kw_only=True, repr=False)
class SweepPart:
    """A part of a sweep: a listing of one kind of resource, or the rest of a listing.

    A part of ``iter_resources`` has a ``kind``. A part of the other sweeps lists the stacks, the fleets
    of a stack, the sessions of a stack and fleet, or the image builders. Of these parts, only the list
    of stacks has a ``kind``.
    """

    __module__ = "appstream_typed"

    stack_name: str | None = None
    """The name of the stack. ``None`` for image builders, and for parts with a ``kind``."""
    fleet_name: str | None = None
    """The name of the fleet. ``None`` for all fleets of the stack."""
    next_token: str | None = None
    """The token of the page to start from. ``None`` for the first page."""
    authentication_type: AuthenticationType | None = field(
        default=None, converter=_authentication_type
    )
    """The authentication type for which to request sessions. ``None`` for a request without one."""
    yielded_ids: frozenset[str] = frozenset()
    """The ids of the sessions of this stack and fleet that were yielded before.

    Empty unless sessions were requested for several authentication types. AWS may list the same session
    for more than one type.
    """
    region: str | None = None
    """The AWS region. ``None`` for the client's region."""
    kind: ResourceKind | None = field(default=None, converter=optional(kind_of))
    """The kind of resource to list."""
    visibility: str | None = None
    """The visibility of the images to list. ``None`` for other kinds."""
    parent: "ResourceRecord | None" = None
    """The parent of the listed resources."""
    kinds: frozenset[ResourceKind] = frozenset()
    """The kinds to yield, among the listed resources and their children."""

    def __repr__(self) -> str:
        names = ("region", "kind", "visibility", "stack_name", "fleet_name", "authentication_type")
        given = [(name, getattr(self, name)) for name in names]
        given.append(("parent", None if self.parent is None else _path(self.parent)))
        shown = ", ".join(f"{name}={str(value)!r}" for name, value in given if value is not None)
        return f"SweepPart({shown})"

    def __getstate__(self) -> dict[str, object]:
        return asdict(self, recurse=False)

    def __setstate__(self, state: Mapping[str, object]) -> None:
        # A pickle of an earlier release lacks the fields that were added later.
        for name, value in {**asdict(SweepPart(), recurse=False), **state}.items():
            object.__setattr__(self, name, value)


def _path(record: ResourceRecord) -> str:
    """Return the names of a resource's parents and its own, such as ``office/managers``.

    Names of parents are not sensitive.
    """
    above = "" if record.parent is None else f"{_path(record.parent)}/"
    return f"{above}{record.name}"


@frozen
class SweepFailure:
    """A part of a sweep that could not be read completely."""

    __module__ = "appstream_typed"

    part: SweepPart
    """The missing part, starting with the page that failed."""
    error: Exception
    """The reason."""


class SweepError(AppStreamError):
    """Some parts of a sweep could not be read.

    It is raised at the end of the sweep, after everything else was yielded. To read the missing parts,
    pass ``resume=error.parts`` to the same method.

    Attributes:
        failures: A ``SweepFailure`` for each part.
    """

    __module__ = "appstream_typed"

    def __init__(self, failures: Sequence[SweepFailure]) -> None:
        first, number = failures[0], len(failures)
        super().__init__(
            f"{number} {'part' if number == 1 else 'parts'} could not be read; the first is "
            f"{first.part}: {first.error}; pass resume=error.parts to read the missing parts"
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
    region: str | None = None
    """The AWS region, such as ``eu-west-1``."""
