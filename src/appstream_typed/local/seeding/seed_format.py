"""The kinds of resources in a seed, each after the kinds that it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from appstream_typed.local.state import table_names as tables

_NAME = ("Name",)


@frozen(kw_only=True)
class Kind:
    """A kind of resource, which is a key of a seed.

    The entries have the members of the create request and of the described resource, which is the
    resource as Describe operations return it.
    """

    operation: str | None = None
    """The operation that creates a resource; ``None`` if clients cannot create it, such as images."""
    batch: str | None = None
    """The member of the request that lists entries, if a request creates several resources."""
    described: str | None = None
    """The shape of the described resource."""
    table: str | None = None
    """The table that stores the resources."""
    key: tuple[str, ...] = _NAME
    """The members that identify a resource."""
    optional: tuple[str, ...] = ()
    """Members that the request requires but a seed may omit."""
    extra: tuple[str, ...] = ()
    """Keys of ``EXTRAS`` that entries may have."""


KINDS: Mapping[str, Kind] = {
    "directory_configs": Kind(
        operation="CreateDirectoryConfig",
        described="DirectoryConfig",
        table=tables.DIRECTORY_CONFIGS,
        key=("DirectoryName",),
    ),
    "images": Kind(
        described="Image", table=tables.IMAGES, extra=("Tags", "SharedWith", "Software")
    ),
    "image_builders": Kind(
        operation="CreateImageBuilder",
        described="ImageBuilder",
        table=tables.IMAGE_BUILDERS,
        extra=("Software",),
    ),
    "fleets": Kind(operation="CreateFleet", described="Fleet", table=tables.FLEETS),
    "stacks": Kind(
        operation="CreateStack", described="Stack", table=tables.STACKS, extra=("Fleets",)
    ),
    "app_blocks": Kind(operation="CreateAppBlock", described="AppBlock", table=tables.APP_BLOCKS),
    "app_block_builders": Kind(
        operation="CreateAppBlockBuilder",
        described="AppBlockBuilder",
        table=tables.APP_BLOCK_BUILDERS,
    ),
    "app_block_builder_associations": Kind(operation="AssociateAppBlockBuilderAppBlock"),
    "applications": Kind(
        operation="CreateApplication", described="Application", table=tables.APPLICATIONS
    ),
    "application_fleet_associations": Kind(operation="AssociateApplicationFleet"),
    "entitlements": Kind(
        operation="CreateEntitlement",
        described="Entitlement",
        table=tables.ENTITLEMENTS,
        key=("StackName", "Name"),
    ),
    "entitled_applications": Kind(operation="AssociateApplicationToEntitlement"),
    "themes": Kind(
        operation="CreateThemeForStack",
        described="Theme",
        table=tables.THEMES,
        key=("StackName",),
        optional=("TitleText", "ThemeStyling", "OrganizationLogoS3Location", "FaviconS3Location"),
    ),
    "users": Kind(
        operation="CreateUser",
        described="User",
        table=tables.USERS,
        key=("UserName",),
        optional=("AuthenticationType",),
    ),
    "user_stack_associations": Kind(
        operation="BatchAssociateUserStack",
        batch="UserStackAssociations",
        optional=("AuthenticationType",),
    ),
    "usage_report_subscriptions": Kind(
        operation="CreateUsageReportSubscription", described="UsageReportSubscription"
    ),
    "export_image_tasks": Kind(
        described="ExportImageTask", table=tables.EXPORT_TASKS, key=("TaskId",)
    ),
    "sessions": Kind(described="Session", extra=("Count",)),
}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "images": ("Name",),
    "export_image_tasks": ("TaskId", "ImageArn", "AmiName"),
    "sessions": ("StackName", "FleetName"),
}
"""The required members of entries without a create request."""

EXTRAS: Mapping[str, Mapping[str, object]] = {
    "Fleets": {
        "type": "array",
        "items": {"type": "string"},
        "description": "The names of the stack's fleets.",
    },
    "Tags": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "The tags of the image.",
    },
    "SharedWith": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "sharedAccountId": {"type": "string"},
                "imagePermissions": {
                    "type": "object",
                    "properties": {
                        "allowFleet": {"type": "boolean"},
                        "allowImageBuilder": {"type": "boolean"},
                    },
                    "additionalProperties": False,
                },
            },
            "required": ["sharedAccountId", "imagePermissions"],
            "additionalProperties": False,
        },
        "description": "The accounts that the image is shared with.",
    },
    "Software": {
        "type": "array",
        "items": {"type": "string"},
        "description": "The names of the installed licensed software.",
    },
    "Count": {
        "type": "integer",
        "minimum": 1,
        "description": "The number of sessions for the users user-1, user-2 and so on. It replaces UserId.",
    },
}
"""Keys of entries that are not members in AWS's model."""
