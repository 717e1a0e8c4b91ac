"""The tables of an account in a region, and the nouns for their resources in messages.

``resources/software_store.py`` adds a table for each image builder and image.
"""

from __future__ import annotations

APP_BLOCKS = "app_blocks"
APP_BLOCK_BUILDERS = "app_block_builders"
APP_BLOCK_BUILDER_ASSOCIATIONS = "app_block_builder_associations"
APPLICATIONS = "applications"
APPLICATION_FLEET_ASSOCIATIONS = "application_fleet_associations"
DIRECTORY_CONFIGS = "directory_configs"
ENTITLEMENTS = "entitlements"
ENTITLED_APPLICATIONS = "entitled_applications"
EXPORT_TASKS = "export_tasks"
FLEETS = "fleets"
FLEET_STACK_ASSOCIATIONS = "fleet_stack_associations"
IMAGE_BUILDERS = "image_builders"
IMAGE_PERMISSIONS = "image_permissions"
"""Permissions of shared images, by image and account."""
IMAGES = "images"
LICENSE_USAGE = "license_usage"
STACKS = "stacks"
THEMES = "themes"
USAGE_REPORTS = "usage_reports"
USER_STACK_ASSOCIATIONS = "user_stack_associations"
USERS = "users"

STRUCTURES = {
    APP_BLOCKS: "AppBlock",
    APP_BLOCK_BUILDERS: "AppBlockBuilder",
    APPLICATIONS: "Application",
    DIRECTORY_CONFIGS: "DirectoryConfig",
    ENTITLEMENTS: "Entitlement",
    EXPORT_TASKS: "ExportImageTask",
    FLEETS: "Fleet",
    IMAGE_BUILDERS: "ImageBuilder",
    IMAGES: "Image",
    STACKS: "Stack",
    THEMES: "Theme",
    USAGE_REPORTS: "UsageReportSubscription",
    USERS: "User",
}
"""For each table, the shape of its resources in AWS's model."""

NOUNS = {
    APP_BLOCKS: "App block",
    APP_BLOCK_BUILDERS: "App block builder",
    APPLICATIONS: "Application",
    DIRECTORY_CONFIGS: "Directory config",
    EXPORT_TASKS: "Export image task",
    FLEETS: "Fleet",
    IMAGE_BUILDERS: "Image builder",
    IMAGES: "Image",
    STACKS: "Stack",
    THEMES: "Theme of stack",
}
"""For each table whose resources have a name or an ARN, their noun in messages."""
