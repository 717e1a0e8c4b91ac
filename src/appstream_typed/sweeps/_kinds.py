"""The kinds of resources that ``iter_resources`` yields."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Literal, TypeAlias

from appstream_typed._support.suggestions import did_you_mean
from appstream_typed._transport.client_options import several


class ResourceKind(str, Enum):
    """A kind of resource of an account."""

    __module__ = "appstream_typed"

    IMAGE_BUILDER = "image_builder"
    """An ``ImageBuilder``."""
    IMAGE = "image"
    """An ``Image`` of the account, or one that another account shares with it."""
    PUBLIC_IMAGE = "public_image"
    """An ``Image`` that AWS offers to everyone."""
    FLEET = "fleet"
    """A ``Fleet``."""
    STACK = "stack"
    """A ``Stack``."""
    APP_BLOCK = "app_block"
    """An ``AppBlock``."""
    APP_BLOCK_BUILDER = "app_block_builder"
    """An ``AppBlockBuilder``."""
    APPLICATION = "application"
    """An ``Application``."""
    USER = "user"
    """A ``User`` of the user pool."""
    ENTITLEMENT = "entitlement"
    """An ``Entitlement`` of a stack."""
    DIRECTORY_CONFIG = "directory_config"
    """A ``DirectoryConfig``."""
    THEME = "theme"
    """The ``Theme`` of a stack."""
    USAGE_REPORT_SUBSCRIPTION = "usage_report_subscription"
    """A ``UsageReportSubscription``."""
    SESSION = "session"
    """A ``Session`` of a stack on a fleet."""
    ASSOCIATED_FLEET = "associated_fleet"
    """A string: the name of a fleet that is associated with a stack."""
    USER_STACK_ASSOCIATION = "user_stack_association"
    """A ``UserStackAssociation`` of a stack."""
    APPLICATION_FLEET_ASSOCIATION = "application_fleet_association"
    """An ``ApplicationFleetAssociation`` of an ``ELASTIC`` fleet."""
    APP_BLOCK_BUILDER_APP_BLOCK_ASSOCIATION = "app_block_builder_app_block_association"
    """An ``AppBlockBuilderAppBlockAssociation`` of an app block builder."""
    ENTITLED_APPLICATION = "entitled_application"
    """An ``EntitledApplication`` of an entitlement."""
    SOFTWARE_ASSOCIATION = "software_association"
    """A ``SoftwareAssociations`` of an image builder or of an image of the account."""
    IMAGE_PERMISSION = "image_permission"
    """A ``SharedImagePermissions`` of an image. It names an account with which the image is shared."""

    def __str__(self) -> str:
        return str(self.value)


ResourceKindValue: TypeAlias = Literal[
    "image_builder",
    "image",
    "public_image",
    "fleet",
    "stack",
    "app_block",
    "app_block_builder",
    "application",
    "user",
    "entitlement",
    "directory_config",
    "theme",
    "usage_report_subscription",
    "session",
    "associated_fleet",
    "user_stack_association",
    "application_fleet_association",
    "app_block_builder_app_block_association",
    "entitled_application",
    "software_association",
    "image_permission",
]
"""The values of ``ResourceKind``."""

Kinds: TypeAlias = frozenset[ResourceKind]

DEFAULT: Kinds = frozenset(ResourceKind) - {ResourceKind.PUBLIC_IMAGE}
"""The default kinds of a sweep."""


def kinds_of(given: Iterable[ResourceKind | ResourceKindValue] | None) -> Kinds:
    """Return the kinds that a user passed.

    Raises:
        TypeError: ``given`` is a string.
        ValueError: ``given`` is empty, or contains something other than a kind.
    """
    if given is None:
        return DEFAULT
    return frozenset(kind_of(kind) for kind in several("kinds", given))


def kind_of(given: ResourceKind | str) -> ResourceKind:
    """Convert a value to a kind.

    Raises:
        ValueError: There is no such kind.
    """
    try:
        return ResourceKind(given)
    except ValueError:
        known = [kind.value for kind in ResourceKind]
        advice = did_you_mean(str(given), known, "; see ResourceKind")
        raise ValueError(f"{str(given)!r} is not a kind of resource{advice}") from None
