"""The listings of each kind of resource, and the attributes that contain the names of resources."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from appstream_typed.sweeps._kinds import Kinds, ResourceKind

_NONE: Mapping[str, str] = MappingProxyType({})


@frozen(kw_only=True)
class Row:
    """A listing of resources."""

    kind: ResourceKind
    operation: str
    """The method of the client."""
    fixed: Mapping[str, str] = field(default=_NONE, hash=False)
    """Constant arguments."""
    visibility: str | None = None
    """The visibility of the listed images; ``None`` for other kinds."""
    parent: ResourceKind | None = None
    """The kind of the parent."""
    parent_has: Mapping[str, str] = field(default=_NONE, hash=False)
    """Required values of the parent's attributes. Other parents have no items, and are skipped."""
    arguments: Mapping[str, str] = field(default=_NONE, hash=False)
    """Arguments, each with the path of its value in the ``ResourceRecord`` of the parent."""
    is_single: bool = False
    """Whether the operation returns one item instead of pages."""


_K = ResourceKind
_STACK = MappingProxyType({"stack_name": "name"})
_OWN = MappingProxyType({"visibility": "PRIVATE"})

ROWS = (
    Row(kind=_K.IMAGE_BUILDER, operation="describe_image_builders"),
    Row(
        kind=_K.IMAGE,
        operation="describe_images",
        fixed={"type": "PRIVATE"},
        visibility="PRIVATE",
    ),
    Row(kind=_K.IMAGE, operation="describe_images", fixed={"type": "SHARED"}, visibility="SHARED"),
    Row(
        kind=_K.PUBLIC_IMAGE,
        operation="describe_images",
        fixed={"type": "PUBLIC"},
        visibility="PUBLIC",
    ),
    Row(kind=_K.FLEET, operation="describe_fleets"),
    Row(kind=_K.STACK, operation="describe_stacks"),
    Row(kind=_K.APP_BLOCK, operation="describe_app_blocks"),
    Row(kind=_K.APP_BLOCK_BUILDER, operation="describe_app_block_builders"),
    Row(kind=_K.APPLICATION, operation="describe_applications"),
    # Only the users of the user pool can be listed: see the API reference of DescribeUsers.
    Row(kind=_K.USER, operation="describe_users", fixed={"authentication_type": "USERPOOL"}),
    Row(kind=_K.DIRECTORY_CONFIG, operation="describe_directory_configs"),
    Row(kind=_K.USAGE_REPORT_SUBSCRIPTION, operation="describe_usage_report_subscriptions"),
    Row(
        kind=_K.ASSOCIATED_FLEET,
        operation="list_associated_fleets",
        parent=_K.STACK,
        arguments=_STACK,
    ),
    Row(
        kind=_K.ENTITLEMENT,
        operation="describe_entitlements",
        parent=_K.STACK,
        arguments=_STACK,
    ),
    Row(
        kind=_K.THEME,
        operation="describe_theme_for_stack",
        parent=_K.STACK,
        arguments=_STACK,
        is_single=True,
    ),
    Row(
        kind=_K.USER_STACK_ASSOCIATION,
        operation="describe_user_stack_associations",
        parent=_K.STACK,
        arguments=_STACK,
    ),
    Row(
        kind=_K.SESSION,
        operation="describe_sessions",
        parent=_K.ASSOCIATED_FLEET,
        arguments={"stack_name": "parent.name", "fleet_name": "name"},
    ),
    Row(
        kind=_K.ENTITLED_APPLICATION,
        operation="list_entitled_applications",
        parent=_K.ENTITLEMENT,
        arguments={"stack_name": "parent.name", "entitlement_name": "name"},
    ),
    Row(
        kind=_K.APPLICATION_FLEET_ASSOCIATION,
        operation="describe_application_fleet_associations",
        parent=_K.FLEET,
        parent_has={"fleet_type": "ELASTIC"},  # see AssociateApplicationFleet
        arguments={"fleet_name": "name"},
    ),
    Row(
        kind=_K.APP_BLOCK_BUILDER_APP_BLOCK_ASSOCIATION,
        operation="describe_app_block_builder_app_block_associations",
        parent=_K.APP_BLOCK_BUILDER,
        arguments={"app_block_builder_name": "name"},
    ),
    Row(
        kind=_K.SOFTWARE_ASSOCIATION,
        operation="describe_software_associations",
        parent=_K.IMAGE_BUILDER,
        arguments={"associated_resource": "resource.arn"},
    ),
    Row(
        kind=_K.SOFTWARE_ASSOCIATION,
        operation="describe_software_associations",
        parent=_K.IMAGE,
        parent_has=_OWN,
        arguments={"associated_resource": "resource.arn"},
    ),
    Row(
        kind=_K.IMAGE_PERMISSION,
        operation="describe_image_permissions",
        parent=_K.IMAGE,
        parent_has=_OWN,  # only the owner of an image may list its permissions
        arguments={"name": "name"},
    ),
)

NAMES: Mapping[ResourceKind, str] = MappingProxyType(
    {
        _K.USER: "user_name",
        _K.DIRECTORY_CONFIG: "directory_name",
        _K.THEME: "stack_name",
        _K.USAGE_REPORT_SUBSCRIPTION: "s3_bucket_name",
        _K.SESSION: "id",
        _K.USER_STACK_ASSOCIATION: "user_name",
        _K.APPLICATION_FLEET_ASSOCIATION: "application_arn",
        _K.APP_BLOCK_BUILDER_APP_BLOCK_ASSOCIATION: "app_block_arn",
        _K.ENTITLED_APPLICATION: "application_identifier",
        _K.SOFTWARE_ASSOCIATION: "software_name",
        _K.IMAGE_PERMISSION: "shared_account_id",
    }
)
"""The attribute with the name of a resource, if it is not ``name``."""


def rows_below(parent: ResourceKind | None, kinds: Kinds) -> tuple[Row, ...]:
    """Return the rows to list below a parent: rows with one of the kinds, and the parents of such rows."""
    return tuple(row for row in ROWS if row.parent == parent and _is_needed(row, kinds))


def _is_needed(row: Row, kinds: Kinds) -> bool:
    return row.kind in kinds or any(
        _is_needed(below, kinds) for below in ROWS if below.parent == row.kind
    )
